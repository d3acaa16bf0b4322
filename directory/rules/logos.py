"""Which logo a submission proposes, and which ones it may."""

from typing import Any
from uuid import UUID

from directory.models import Logo, Submission


def chosen_logo(submission: Submission) -> Logo | None:
    """What was chosen last; else what was sent last; else what was public when the work began."""
    chosen = typed_logo(submission.draft)
    if chosen is None:
        revision = submission.latest_revision()
        chosen = (revision.profile if revision else submission.base).get("logo", "")
    return usable_logo(submission, chosen)


def typed_logo(draft: dict[str, Any]) -> str | None:
    """The answer in a draft, "" for none; None where the question was not answered. Topics may hold the answers."""
    topics = [draft, *(answers for answers in draft.values() if isinstance(answers, dict))]
    found = next((topic["logo"] for topic in topics if "logo" in topic), None)
    return found if found is None or isinstance(found, str) else ""


def usable_logo(submission: Submission, logo_id: str) -> Logo | None:
    """The logo of this id if it was uploaded for this submission, or was public when the work began.

    Anything else does not exist, for it may be somebody's unpublished one.
    """
    try:
        pk = UUID(logo_id)
    except ValueError:
        return None
    logo = Logo.objects.filter(pk=pk).first()
    is_own = logo is not None and logo.submission_id == submission.pk
    return logo if is_own or str(pk) == submission.base.get("logo") else None
