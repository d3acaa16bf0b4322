"""Which logo a submission proposes, and which ones it may."""

from uuid import UUID

from directory.models import Logo, Submission
from directory.rules.topics import Topic


def chosen_logo(submission: Submission) -> Logo | None:
    """What was chosen last; else what was sent last; else what was public when the work began."""
    chosen = typed_logo(submission)
    if chosen is None:
        revision = submission.latest_revision()
        chosen = (revision.profile if revision else submission.base).get("logo", "")
    return usable_logo(submission, chosen)


def typed_logo(submission: Submission) -> str | None:
    """The answer in the draft, "" for none; None where the question was not answered."""
    answer = (submission.draft_of(Topic.CONTACT) or {}).get("logo")
    return answer if answer is None or isinstance(answer, str) else ""


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
