"""All topics of a submission together: what was answered so far, what is still needed, and the profile it makes."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from directory.forms.topics import FORMS, ContactForm, TopicForm, Typed
from directory.models import Revision, Submission
from directory.rules.profile import FIELDS, SCHEMA_VERSION, Profile, empty_profile, upgraded
from directory.rules.remarks import remarks_of
from directory.rules.topics import FIELDS_OF, Topic

ROW = re.compile(r"([a-z]{1,20})-([0-9]{1,3})")  # a row of a topic, as its buttons name it


class Progress(StrEnum):
    """How far a topic is."""

    DONE = "done"
    FAULTY = "faulty"
    REMARKED = "remarked"
    NEEDED = "needed"
    OPTIONAL = "optional"

    @property
    def label(self) -> str | Promise:
        return PROGRESS[self]


PROGRESS = {
    Progress.DONE: gettext_lazy("Done"),
    Progress.FAULTY: gettext_lazy("Needs another look"),
    Progress.REMARKED: gettext_lazy("The moderator has a remark"),
    Progress.NEEDED: gettext_lazy("To do"),
    Progress.OPTIONAL: gettext_lazy("If you like"),
}


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    topic: Topic
    progress: Progress

    @property
    def is_done(self) -> bool:
        return self.progress == Progress.DONE


class Answers:
    """What was typed last of each topic; else what was sent last; else what is public."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission

    @cached_property
    def before(self) -> Profile:
        """The profile that the work on this draft started from."""
        revision: Revision | None = self.submission.latest_revision()
        if revision:
            return upgraded(revision.profile, revision.schema_version)
        return upgraded(self.submission.base, SCHEMA_VERSION) if self.submission.base else empty_profile()

    @cached_property
    def remarks(self) -> dict[str, str]:
        """What the moderator asks for, by field; one is answered by saving its topic again."""
        return remarks_of(self.submission)

    def typed(self, topic: Topic) -> Typed:
        saved = self.submission.draft_of(topic)
        if saved is not None:
            return saved
        return typed_of_topic(topic, self.before, self.submission)

    def to_show(self, topic: Topic, *, extra: str = "") -> TopicForm:
        """The form as it stands, without complaints."""
        return FORMS[topic](submission=self.submission, initial=self.typed(topic), extra=extra)

    def checked(self, topic: Topic) -> TopicForm:
        if topic not in self._checked:
            self._checked[topic] = FORMS[topic](self.typed(topic), submission=self.submission)
        return self._checked[topic]

    @cached_property
    def _checked(self) -> dict[Topic, TopicForm]:
        return {}

    @cached_property
    def tasks(self) -> list[Task]:
        return [Task(topic, self._progress(topic)) for topic in Topic]

    def _progress(self, topic: Topic) -> Progress:
        if self.remarks.keys() & set(FIELDS_OF[topic]) and self.submission.draft_of(topic) is None:
            return Progress.REMARKED
        form, typed = self.checked(topic), self.typed(topic)
        if form.is_valid():
            given = form.values()
            return Progress.DONE if any(not FIELDS[name].is_empty(given[name]) for name in given) else Progress.OPTIONAL
        missing_only = all(error.code == "required" for errors in form.errors.as_data().values() for error in errors)
        return Progress.NEEDED if missing_only or not any(typed.values()) else Progress.FAULTY

    @property
    def is_complete(self) -> bool:
        """Whether it can be sent."""
        return all(self.checked(topic).is_valid() for topic in Topic)

    def profile(self) -> Profile:
        """The profile that complete answers make. What no topic asks (`status`) stays as it was."""
        return self.before | self._given()

    def profile_so_far(self) -> Profile:
        """The same from the topics that are in order, for a preview and for what is still missing."""
        return self.before | self._given(skip_faulty=True)

    def _given(self, *, skip_faulty: bool = False) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for topic in Topic:
            form = self.checked(topic)
            if form.is_valid() or not skip_faulty:
                given |= form.values()
        return given

    def private_contact(self) -> dict[str, Any]:
        """Whom to ask about it (Submission.contact)."""
        form = self.checked(Topic.CONTACT)
        return form.private_contact() if isinstance(form, ContactForm) else {}


def typed_in(topic: Topic, post: QueryDict, submission: Submission) -> Typed:
    """What was typed on the page of a topic."""
    return FORMS[topic].typed_in(post, submission)


def without_row(typed: Typed, removed: str) -> Typed:
    """Without the row that was to go; those below it move up."""
    named = ROW.fullmatch(removed)
    if not named:
        return typed
    rows, gone = named[1], int(named[2])
    kept = {}
    for name, value in typed.items():
        found = re.fullmatch(rf"{rows}-([0-9]+)-(\w+)", name)
        if found and int(found[1]) == gone:
            continue
        is_below = found and int(found[1]) > gone
        kept[f"{rows}-{int(found[1]) - 1}-{found[2]}" if found and is_below else name] = value
    return kept


def typed_of(profile: Profile, submission: Submission) -> dict[Topic, Typed]:
    """A whole profile as it would be typed."""
    return {topic: typed_of_topic(topic, profile, submission) for topic in Topic}


def typed_of_topic(topic: Topic, profile: Profile, submission: Submission) -> Typed:
    """What a profile says on one topic, as it would be typed."""
    return {name: _as_typed(value) for name, value in FORMS[topic].typed_of(profile, submission).items()}


def typed_with(values: dict[str, Any], submission: Submission) -> dict[Topic, Typed]:
    """What is typed already, with these values of the profile in place of what was there: the topics they concern."""
    answers = Answers(submission)
    now = answers.profile_so_far()
    before, after = typed_of(now, submission), typed_of(now | values, submission)
    touched = [topic for topic in Topic if values.keys() & set(FIELDS_OF[topic])]
    return {
        topic: answers.typed(topic)
        | {name: typed for name, typed in after[topic].items() if typed != before[topic].get(name)}
        for topic in touched
    }


def _as_typed(value: Any) -> Any:
    """As a browser would send it: text, or several texts."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else str(value)
