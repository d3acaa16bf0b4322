"""What a moderator writes beside the fields of a proposal."""

from directory.choices import SubmissionState
from directory.models import Decision, Submission
from directory.rules.profile import FIELDS, field_label


def remarks_of(submission: Submission) -> dict[str, str]:
    """The remarks that its sender has yet to answer, by field of the profile; none once it was sent again."""
    if submission.state != SubmissionState.CHANGES_REQUESTED:
        return {}
    decision: Decision | None = (
        submission.decisions.filter(undone_at=None).order_by("-decided_at", "-pk").first()  # the standing one
    )
    return dict(decision.remarks) if decision else {}


def labelled(remarks: dict[str, str]) -> list[tuple[str, str]]:
    """The remarks in the order of the profile, each with what its field is called."""
    return [(field_label(FIELDS[name]), remarks[name]) for name in FIELDS if name in remarks]
