"""Renewing and ending what a firm looks for. No edits: nobody decides on them, and content_version stays."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, lock_startup, record
from directory.actions.errors import AskAgain, AskOver, NotAllowed
from directory.choices import EntryState, Verb
from directory.models import Ask
from directory.notifications import keeping as mails
from directory.rules.keeping import ASK_LASTS, ASK_REMINDER, is_renewable, keepers_of
from directory.rules.permissions import Permission, may


@transaction.atomic
def renew_ask(*, ask: Ask, by: User) -> bool:
    """Keep it open for another 90 days from today. False, and nothing done, where it was renewed today already.

    Raises NotAllowed; AskOver where it was ended or lapsed long ago; AskAgain where the same stands open beside it.
    """
    locked = _lock(ask, by)
    if not is_renewable(locked):
        raise AskOver
    lapses_on = timezone.localdate() + ASK_LASTS
    if locked.lapses_on >= lapses_on:
        return False
    same = {"kind": locked.kind, "country": locked.country, "text": locked.text, "language": locked.language}
    if locked.startup.asks.open().filter(**same).exclude(pk=locked.pk).exists():
        raise AskAgain
    before = _shown(locked)
    locked.lapses_on, locked.reminded_on = lapses_on, None
    locked.save(update_fields=["lapses_on", "reminded_on"])
    record(Verb.ASK_RENEWED, by=by, startup=locked.startup, before=before, after=_shown(locked))
    return True


@transaction.atomic
def end_ask(*, ask: Ask, by: User) -> bool:
    """Take it off the public pages: it was found, or is no longer looked for. False where it was over already.

    Raises NotAllowed.
    """
    locked = _lock(ask, by)
    today = timezone.localdate()
    if locked.ended_on is not None or locked.lapses_on <= today:
        return False
    before = _shown(locked)
    locked.ended_on = today
    locked.save(update_fields=["ended_on"])
    record(Verb.ASK_ENDED, by=by, startup=locked.startup, before=before, after=_shown(locked))
    return True


@transaction.atomic
def remind_of_ask(*, ask: Ask, by: Actor) -> bool:
    """Mail those who keep the entry that the ask lapses within a week. Once for each term; False if it is not due."""
    startup = lock_startup(ask.startup_id)
    last_day = timezone.localdate() + ASK_REMINDER
    due = startup.asks.open().filter(pk=ask.pk, reminded_on=None, lapses_on__lte=last_day).first()
    people = keepers_of(startup)
    if due is None or not people or startup.state != EntryState.PUBLISHED:
        return False
    due.reminded_on = timezone.localdate()
    due.save(update_fields=["reminded_on"])
    for person in people:
        mails.ask_lapses.enqueue(due.pk, str(person.pk), due.lapses_on.isoformat())
    return True


def _lock(ask: Ask, by: User) -> Ask:
    """The ask as it is now, its entry locked: whoever writes asks holds that lock."""
    startup = lock_startup(ask.startup_id)
    if not may(by, Permission.PROPOSE_CHANGE, startup):
        raise NotAllowed
    return startup.asks.get(pk=ask.pk)


def _shown(ask: Ask) -> dict[str, object]:
    return {
        "ask": ask.pk,
        "lapses_on": ask.lapses_on.isoformat(),
        "ended_on": ask.ended_on.isoformat() if ask.ended_on else "",
    }
