"""Taking a submission, so that colleagues see that somebody looks at it. A hold gives itself up after half an hour."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, lock_submission
from directory.actions.errors import AlreadyDecided, HeldAlready, NotAllowed
from directory.choices import SubmissionState
from directory.models import Hold, Submission
from directory.rules.permissions import Permission, may

LASTS = timedelta(minutes=30)


@transaction.atomic
def take(*, submission: Submission, by: User) -> Hold:
    """Hold it for half an hour from now. Nobody is kept from deciding: a decision locks the submission itself.

    Raises AlreadyDecided, NotAllowed, or HeldAlready while a colleague's hold stands.
    """
    locked = lock_submission(submission)
    if locked.state != SubmissionState.WAITING:
        raise AlreadyDecided
    if not may(by, Permission.DECIDE, locked):
        raise NotAllowed
    if Hold.objects.standing().filter(submission=locked).exclude(held_by=by).exists():
        raise HeldAlready
    until = timezone.now() + LASTS
    hold, _created = Hold.objects.update_or_create(submission=locked, defaults={"held_by": by, "until": until})
    return hold


@transaction.atomic
def let_go(*, submission: Submission, by: User) -> bool:
    """Give up the own hold. False where there was none any more."""
    lock_submission(submission)
    gone, _rows = Hold.objects.filter(submission=submission, held_by=by).delete()
    return bool(gone)


@transaction.atomic
def sweep_holds(*, by: Actor) -> int:
    """Forget who held what: holds that gave themselves up count no more. Returns how many."""
    expired = Hold.objects.expired().select_for_update(skip_locked=True)  # who takes it again just now comes first
    gone, _rows = Hold.objects.filter(pk__in=[hold.pk for hold in expired]).delete()
    return gone


def prolong_hold(locked: Submission, by: User) -> None:
    """Whoever writes about it is still at it. The caller holds the submission's lock."""
    Hold.objects.standing().filter(submission=locked, held_by=by).update(until=timezone.now() + LASTS)


def end_hold(locked: Submission) -> None:
    """There is nothing left to hold. The caller holds the submission's lock."""
    Hold.objects.filter(submission=locked).delete()
