"""A firm reports an introduction as abuse; the moderator of its territory blocks the sender, or dismisses the report.

The events say that it happened and for which entry, and nothing of who asked.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from directory.actions._introductions import fold, lock_all_of, lock_introduction
from directory.actions._shared import record
from directory.actions.errors import NotAllowed
from directory.choices import IntroductionState, Verb
from directory.models import BlockedAddress, Introduction
from directory.rules.addresses import digest_of_address
from directory.rules.permissions import Permission, may

UNANSWERED = (IntroductionState.UNCONFIRMED, IntroductionState.WAITING)


@transaction.atomic
def report_introduction(*, introduction: Introduction, words: str, by: User) -> bool:
    """Show it to the moderator of the territory. Until then it does not wait for an answer. Once: else False.

    Raises NotAllowed.
    """
    locked = lock_introduction(introduction)
    if not may(by, Permission.ANSWER, locked):
        raise NotAllowed
    if locked.reported_at:
        return False
    locked.reported_at, locked.report = timezone.now(), words
    locked.save(update_fields=["reported_at", "report"])
    record(Verb.INTRODUCTION_REPORTED, by=by, startup=locked.startup)
    return True


@transaction.atomic
def dismiss_report(*, introduction: Introduction, by: User) -> None:
    """It is no abuse: the firm may answer it, unless its visitor took it back.

    Raises NotAllowed, also where somebody was quicker.
    """
    locked = lock_introduction(introduction)
    if not may(by, Permission.JUDGE, locked):
        raise NotAllowed
    locked.dismissed_at = timezone.now()
    locked.save(update_fields=["dismissed_at"])
    if locked.withdrawn_at:
        fold(locked)
    record(Verb.REPORT_DISMISSED, by=by, startup=locked.startup)


@transaction.atomic
def block_sender(*, introduction: Introduction, by: User) -> None:
    """Pass nothing on from this address any more, and erase the request with all others of it that nobody answered.

    The sender is not told. Raises NotAllowed, also where somebody was quicker.
    """
    asked = lock_all_of(introduction.email)
    if not may(by, Permission.JUDGE, introduction):
        raise NotAllowed
    BlockedAddress.objects.get_or_create(digest=digest_of_address(introduction.email))
    for each in asked.filter(Q(pk=introduction.pk) | Q(state__in=UNANSWERED)).order_by("pk"):
        fold(each)
    record(Verb.ADDRESS_BLOCKED, by=by, startup=introduction.startup)
