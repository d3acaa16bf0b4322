"""Once a year somebody of the firm says that the entry is right; who stays silent for two years may be hidden."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, lock_startup, record, refusing
from directory.actions.errors import LISTED, ChangePending, NotAllowed, NotSilent, RemindedLately
from directory.choices import EntryState, Verb
from directory.models import ConfirmationReminder, Startup
from directory.notifications import keeping as mails
from directory.rules.keeping import (
    REMINDERS,
    is_hidden,
    is_silent,
    keepers_of,
    may_be_reminded,
    reminder_due,
    team_of,
    to_remind,
)
from directory.rules.permissions import Permission, may


@transaction.atomic
def confirm(*, startup: Startup, by: User) -> bool:
    """Say that the entry is right as it is today. One that was hidden for silence is public again.

    No edit: facts keep their dates and sources, and content_version stays. `startup` is the entry as the caller saw
    it: False, and nothing done, where it was confirmed since, or today. Raises NotAllowed, or NumberListed where
    another entry took the number of a hidden one.
    """
    locked = lock_startup(startup.pk)
    hidden = is_hidden(locked)
    if not may(by, Permission.BELONG, locked) or not locked.claimed_at:
        raise NotAllowed
    if locked.state != EntryState.PUBLISHED and not hidden:
        raise NotAllowed
    today = timezone.localdate()
    confirmed_since = locked.confirmed_on == today or locked.confirmed_on != startup.confirmed_on
    if confirmed_since and not hidden:
        return False
    before = {"confirmed_on": _iso(locked), "state": locked.state}
    locked.confirmed_on, locked.confirmed_by, locked.state = today, by, EntryState.PUBLISHED
    with refusing(LISTED):
        locked.save(update_fields=["confirmed_on", "confirmed_by", "state"])
    after = {"confirmed_on": _iso(locked), "state": locked.state}
    record(Verb.ENTRY_CONFIRMED, by=by, startup=locked, before=before, after=after)
    return True


def _iso(startup: Startup) -> str:
    return startup.confirmed_on.isoformat() if startup.confirmed_on else ""


@transaction.atomic
def hide(*, startup: Startup, words: str, by: User) -> None:
    """Take an entry off the public pages that nobody has confirmed for two years. Confirming brings it back.

    The team is told by mail, with the moderator's words. Raises NotAllowed, NotSilent or ChangePending.
    """
    locked = lock_startup(startup.pk)
    if locked.state == EntryState.UNPUBLISHED:
        raise NotSilent
    if not may(by, Permission.HIDE, locked):
        raise NotAllowed
    if not is_silent(locked):
        raise NotSilent
    if locked.submissions.open().exists():
        raise ChangePending
    locked.state = EntryState.UNPUBLISHED
    locked.save(update_fields=["state"])
    event = record(
        Verb.ENTRY_HIDDEN,
        by=by,
        startup=locked,
        before={"state": EntryState.PUBLISHED},
        after={"state": EntryState.UNPUBLISHED},
        personal={"words": words},
    )
    for person in team_of(locked):
        mails.entry_hidden.enqueue(event.position, str(person.pk))


@transaction.atomic
def remind_again(*, startup: Startup, by: User) -> None:
    """Mail those who keep an entry once more that its confirmation has lapsed. Raises NotAllowed or RemindedLately."""
    locked = lock_startup(startup.pk)
    if not may(by, Permission.CURATE, locked):
        raise NotAllowed
    confirmed_on = locked.confirmed_on
    if confirmed_on is None or not may_be_reminded(locked):
        raise RemindedLately
    reminder, _is_new = ConfirmationReminder.objects.update_or_create(
        startup=locked,
        confirmed_on=confirmed_on,
        days_before=min(REMINDERS),
        defaults={"sent_at": timezone.now()},
    )
    record(Verb.TEAM_REMINDED, by=by, startup=locked)
    for person in keepers_of(locked):
        mails.confirmation_due.enqueue(reminder.pk, str(person.pk))


@transaction.atomic
def remind_to_confirm(*, startup: Startup, by: Actor) -> bool:
    """Mail those who keep the entry that its confirmation runs out. Each reminder goes once; False if none is due."""
    locked = lock_startup(startup.pk)
    if not to_remind(Startup.objects.filter(pk=locked.pk)).exists():
        return False  # confirmed or hidden in the meantime
    confirmed_on = locked.confirmed_on
    days_before = reminder_due(confirmed_on, timezone.localdate()) if confirmed_on else None
    people = keepers_of(locked)
    if not confirmed_on or days_before is None or not people:
        return False
    if locked.confirmation_reminders.filter(confirmed_on=confirmed_on, days_before__lte=days_before).exists():
        return False
    reminder = ConfirmationReminder.objects.create(startup=locked, confirmed_on=confirmed_on, days_before=days_before)
    for person in people:
        mails.confirmation_due.enqueue(reminder.pk, str(person.pk))
    return True
