"""What the clock does to introductions: reminders, the end of waiting, the question after three months, erasing."""

from django.db import transaction
from django.utils import timezone

from directory.actions._introductions import fold, lapse, lock_introduction, note_reply_time
from directory.actions._shared import Actor
from directory.actions.errors import Gone
from directory.models import Introduction
from directory.notifications import introductions as mails
from directory.rules import introductions as rules
from directory.rules.keeping import keepers_of


@transaction.atomic
def remind_of_introduction(*, introduction: Introduction, by: Actor) -> bool:
    """Once, to those who keep the entry. False where it is not due any more."""
    locked = _due(introduction, rules.to_remind())
    if locked is None:
        return False
    locked.reminded_at = timezone.now()
    locked.save(update_fields=["reminded_at"])
    for person in keepers_of(locked.startup):
        mails.introduction_reminder.enqueue(locked.pk, str(person.pk))
    return True


@transaction.atomic
def lapse_introduction(*, introduction: Introduction, by: Actor) -> bool:
    """Nobody answered in thirty days: the visitor is told. False where it is not due any more."""
    locked = _due(introduction, rules.to_lapse())
    if locked is None:
        return False
    lapse(locked)
    note_reply_time(locked.startup)
    return True


@transaction.atomic
def ask_for_outcome(*, introduction: Introduction, by: Actor) -> bool:
    """Both sides, once. False where it is not due any more."""
    locked = _due(introduction, rules.to_ask_for_outcome())
    if locked is None:
        return False
    locked.outcome_asked_at = timezone.now()
    locked.save(update_fields=["outcome_asked_at"])
    mails.visitor_outcome.enqueue(locked.pk)
    for person in keepers_of(locked.startup):
        mails.firm_outcome.enqueue(locked.pk, str(person.pk))
    return True


def erase_introductions(*, by: Actor) -> int:
    """What nobody confirmed, what is older than two years, and what was asked of entries that are gone. How many."""
    due = [*rules.never_confirmed().order_by("pk"), *rules.to_erase().order_by("pk")]
    return sum(_erase(introduction) for introduction in due)


@transaction.atomic
def _erase(introduction: Introduction) -> bool:
    locked = _due(introduction, rules.never_confirmed() | rules.to_erase())
    if locked is None:
        return False
    fold(locked)
    return True


def _due(introduction: Introduction, rows: rules.IntroductionQuerySet) -> Introduction | None:
    """Locked, if it is still one of these: somebody may have been quicker."""
    try:
        locked = lock_introduction(introduction)
    except Gone:
        return None
    return locked if rows.filter(pk=locked.pk).exists() else None
