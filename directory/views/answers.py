"""The answers of a profile in words, for a founder to read."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.rules.diff import changed_fields
from directory.rules.profile import FIELDS, SCHEMA_VERSION, Profile, field_label, shown, upgraded
from directory.rules.topics import FIELDS_OF, Topic


@dataclass(frozen=True)
class Row:
    """One answer in words; `lang` where it is text in another language than the page's."""

    name: str
    label: str
    text: str
    lang: str
    is_changed: bool


@dataclass(frozen=True)
class TopicRows:
    """The answers on one topic."""

    topic: Topic
    rows: list[Row]


def answer_rows(profile: Profile, base: Profile | None = None, names: Iterable[str] = FIELDS) -> list[Row]:
    """The answers in words, those without answer left out unless that is the change."""
    changed = changed_fields(upgraded(base, SCHEMA_VERSION), profile) if base else []
    return [
        Row(name, field_label(FIELDS[name]), shown(name, profile[name]), FIELDS[name].language, name in changed)
        for name in names
        if name in changed or not FIELDS[name].is_empty(profile[name])
    ]


def by_topic(profile: Profile, base: Profile | None = None) -> list[TopicRows]:
    """The same, topic by topic, those without an answer included: each can still be answered."""
    return [TopicRows(topic, answer_rows(profile, base, FIELDS_OF[topic])) for topic in Topic]
