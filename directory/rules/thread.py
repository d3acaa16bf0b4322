"""Who writes to whom about a submission, and until when."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from directory.choices import DECIDED_STATES
from directory.models import Decision, Message, Submission
from directory.rules.permissions import Permission, Person, has_interest, may, only_offered

OPEN_AFTER_DECISION = timedelta(days=30)


def is_open(submission: Submission) -> bool:
    """Whether messages go on: until the decision, and for questions some days after it."""
    if submission.is_open:
        return True
    decided = submission.decided_at
    return submission.state in DECIDED_STATES and decided is not None and decided > timezone.now() - OPEN_AFTER_DECISION


def is_of_desk(user: Person, submission: Submission) -> bool:
    """Whether this person speaks here as a moderator: never about the own company or what was sent by oneself, and not
    where another territory only offers it."""
    if not isinstance(user, User) or _is_of_company(user, submission):
        return False
    only_asked = only_offered(Submission.objects.filter(pk=submission.pk), user).exists()
    return may(user, Permission.REVIEW, submission) and not only_asked


def may_write(user: Person, submission: Submission) -> bool:
    allowed = may(user, Permission.FOLLOW, submission) or is_of_desk(user, submission)
    return allowed and is_open(submission)


def messages_of(submission: Submission) -> Iterable[Message]:
    """The oldest first."""
    return submission.messages.select_related("written_by").order_by("created_at", "pk")


def moderators_to_tell(submission: Submission) -> list[User]:
    """Those of the deciding partner who wrote or decided on it before; else all of them. Nobody of the company."""
    if submission.territory is None:
        return []
    members = User.objects.filter(is_active=True, memberships__partner=submission.territory.partner_id)
    impartial = [user for user in members.order_by("pk").distinct() if not _is_of_company(user, submission)]
    known = set(submission.messages.filter(from_desk=True).values_list("written_by", flat=True))
    known |= set(Decision.objects.filter(submission=submission).values_list("decided_by", flat=True))
    return [user for user in impartial if user.pk in known] or impartial


def proposed_by(user: User, submission: Submission) -> bool:
    """Whether this person of the desk proposed it on behalf of the company, and so speaks for the partner."""
    return submission.on_behalf_id is not None and submission.submitted_by_id == user.pk


def _is_of_company(user: User, submission: Submission) -> bool:
    return not proposed_by(user, submission) and has_interest(user, submission)
