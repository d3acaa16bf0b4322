"""Asking a firm for an introduction, sending it once the address is confirmed, answering, and what came of it.

Visitors have no account: what they do comes in by the link of their mail, and counts as done by SYSTEM. No event tells
of an introduction: an event is for ever, and this is erased after two years. Whoever writes here holds the lock of the
entry.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._introductions import fold, lock_introduction, note_reply_time
from directory.actions._shared import Actor, refusing
from directory.actions.errors import (
    IntroductionOver,
    IntroductionWaits,
    NotAllowed,
    NotReachable,
    TooManyIntroductions,
)
from directory.choices import IntroductionOutcome, IntroductionState
from directory.models import Introduction, Startup
from directory.notifications import introductions as mails
from directory.rules.introductions import MOST_A_DAY, confirm_until, is_blocked, takes_introductions
from directory.rules.keeping import keepers_of
from directory.rules.permissions import Permission, may

WAITS_ALREADY = {"introduction_waits_once": IntroductionWaits}


@dataclass(frozen=True)
class Request:
    """What a visitor states (models.Introduction)."""

    name: str
    company: str
    role: str
    email: str
    country: str
    purpose: str
    message: str
    timing: str
    budget: str
    answer_language: str
    language: str


@transaction.atomic
def ask_introduction(*, startup: Startup, request: Request, by: Actor) -> Introduction:
    """Keep the request and ask its address whether it is true. The firm hears nothing yet.

    The same happens for a blocked address, but for the mail (notifications.introductions). Raises NotReachable.
    """
    if not takes_introductions(startup):
        raise NotReachable
    introduction = Introduction.objects.create(startup=startup, **asdict(request))
    mails.introduction_to_confirm.enqueue(introduction.pk)
    return introduction


@transaction.atomic
def send_introduction(*, introduction: Introduction, by: Actor) -> bool:
    """The visitor has confirmed the address: the firm is asked. False, and nothing done, where it was already.

    Raises IntroductionOver, NotReachable, IntroductionWaits, or TooManyIntroductions where the firm got many today.
    """
    locked = lock_introduction(introduction)
    if locked.state != IntroductionState.UNCONFIRMED:
        return False
    now = timezone.now()
    if confirm_until(locked) <= now or is_blocked(locked.email):
        raise IntroductionOver
    if not takes_introductions(locked.startup):
        raise NotReachable
    lately = locked.startup.introductions.filter(confirmed_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise TooManyIntroductions
    locked.state, locked.confirmed_at = IntroductionState.WAITING, now
    with refusing(WAITS_ALREADY):
        locked.save(update_fields=["state", "confirmed_at"])
    for person in keepers_of(locked.startup):
        mails.introduction_asked.enqueue(locked.pk, str(person.pk))
    return True


@transaction.atomic
def answer_introduction(*, introduction: Introduction, answer: IntroductionState, words: str, by: User) -> bool:
    """Say yes, not now or no. The visitor is told; with yes, who answers gets the address.

    False, and nothing done, where the same was answered already. Raises NotAllowed, or IntroductionOver where somebody
    answered otherwise or it lapsed.
    """
    locked = lock_introduction(introduction)
    if not may(by, Permission.ANSWER, locked):
        raise NotAllowed
    if locked.state == answer:
        return False
    if locked.state != IntroductionState.WAITING:
        raise IntroductionOver
    locked.state, locked.words, locked.answered_by, locked.ended_at = answer, words, by, timezone.now()
    locked.save(update_fields=["state", "words", "answered_by", "ended_at"])
    note_reply_time(locked.startup)
    mails.introduction_answered.enqueue(locked.pk)
    if answer == IntroductionState.YES:
        mails.introduction_address.enqueue(locked.pk)
    return True


@transaction.atomic
def withdraw_introduction(*, introduction: Introduction, by: Actor) -> None:
    """The visitor wants the request erased, however far it is: only counts remain.

    What the firm has reported stays for the moderator, who alone sees it, or nobody could be blocked.
    """
    locked = lock_introduction(introduction)
    if locked.is_reported:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
    else:
        fold(locked)


@transaction.atomic
def state_outcome(*, introduction: Introduction, outcome: IntroductionOutcome, by: Actor) -> None:
    """What came of it, in the visitor's view (by SYSTEM) or in the firm's. The latest word counts.

    Raises NotAllowed, or IntroductionOver where the firm has not said yes.
    """
    locked = lock_introduction(introduction)
    if isinstance(by, User) and not may(by, Permission.ANSWER, locked):
        raise NotAllowed
    if locked.state != IntroductionState.YES:
        raise IntroductionOver
    side = "firm_outcome" if isinstance(by, User) else "visitor_outcome"
    setattr(locked, side, outcome)
    locked.save(update_fields=[side])
