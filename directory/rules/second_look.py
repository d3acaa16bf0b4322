"""Which approvals two moderators have to give (product.md: acquisitions, removals, a changed enterprise number).

The first one's is kept as a FirstLook and publishes nothing; who may give the second stands in rules.permissions.
"""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from directory.choices import CompanyStatus, SubmissionKind
from directory.models import FirstLook, Revision, Startup, Submission
from directory.rules.diff import changed_fields
from directory.rules.parts import part_of
from directory.rules.profile import SCHEMA_VERSION, upgraded

TAKEN_OVER = (CompanyStatus.ACQUIRED, CompanyStatus.MERGED)  # both name another firm that goes on in its place
WEIGHTY = frozenset({"status", "enterprise_number"})  # fields for which one approval may not be enough


def needs_second_look(submission: Submission, revision: Revision, twin: Startup | None = None) -> bool:
    """Whether one approval of this revision is not enough. `twin`: the unclaimed entry that it turns out to be."""
    if submission.kind == SubmissionKind.REMOVAL:
        return True
    profile = upgraded(revision.profile, revision.schema_version)
    changed = changed_fields(upgraded(submission.base, SCHEMA_VERSION), profile)
    if "status" in changed and _is_taken_over(profile["status"]):
        return True
    entry = twin or submission.startup
    public = entry.enterprise_number if entry else ""
    return "enterprise_number" in changed and public not in ("", profile["enterprise_number"])


def first_look_at(submission: Submission) -> FirstLook | None:
    """The first look that stands: a newer revision makes it void."""
    looks = FirstLook.objects.standing().filter(submission=submission)
    return looks.select_related("looked_by", "revision").first()


def goes_further(look: FirstLook, submission: Submission, published: Iterable[str], twin: Startup | None) -> bool:
    """Whether an approval, with these fields published, is more than the first look at it was for."""
    profile = upgraded(look.revision.profile, look.revision.schema_version)
    first = part_of(submission, profile, look.given.get("fields"), look.given.get("kept", ()))
    weighty = WEIGHTY.intersection(published)
    return look.given.get("twin") != (twin.pk if twin else None) or not weighty.issubset(first.published)


def gave_first_look(user: User, submission: Submission) -> bool:
    return FirstLook.objects.standing().of(user).filter(submission=submission).exists()


def _is_taken_over(status: dict[str, Any] | None) -> bool:
    return bool(status and status["status"] in TAKEN_OVER)
