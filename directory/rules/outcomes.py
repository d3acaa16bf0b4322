"""What became of a proposal, in words for whoever sent it: what was published, corrected, kept and left."""

from dataclasses import dataclass

from directory.models import Decision
from directory.rules.diff import FieldChange, changed_fields, changes
from directory.rules.profile import FIELDS, field_label, upgraded


@dataclass(frozen=True)
class Outcome:
    """Of an approval in part: the labels of its fields."""

    published: list[str]
    kept: list[str]
    asked: list[str]


def outcome_of(decision: Decision) -> Outcome | None:
    """None for what was approved whole."""
    if decision.fields is None:
        return None
    revision = decision.revision
    base = upgraded(decision.submission.base, revision.schema_version)
    changed = changed_fields(base, upgraded(revision.profile, revision.schema_version))
    asked = [name for name in changed if name not in (*decision.fields, *decision.kept)]
    return Outcome(_labels(decision.fields), _labels(decision.kept), _labels(asked))


def corrections_of(decision: Decision) -> list[FieldChange]:
    """The texts that the moderator corrected, as they were sent and as they were approved."""
    if not decision.revision.is_correction:
        return []
    earlier = decision.submission.revisions.filter(number__lt=decision.revision.number).order_by("-number").first()
    if earlier is None:
        return []
    sent = upgraded(earlier.profile, earlier.schema_version)
    corrected = upgraded(decision.revision.profile, decision.revision.schema_version)
    return [change for change in changes(sent, sent, corrected) if change.is_changed]


def _labels(names: list[str]) -> list[str]:
    return [field_label(FIELDS[name]) for name in FIELDS if name in names]
