"""When an entry is to be confirmed, when it may be taken off the public pages, and how long an ask lives."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from directory.choices import Confirmation, EntryState, TeamRole, Verb
from directory.models import Ask, ConfirmationReminder, Event, Startup, TeamMember
from directory.models.startup import CONFIRMATION_LASTS, StartupQuerySet

REMINDERS = (0, 7, 30)  # days before the last day of a confirmation
REMIND_AGAIN = timedelta(days=90)  # after the last reminder, when the partner asks for one more
SILENT_AFTER = timedelta(days=2 * 365)
ASK_LASTS = timedelta(days=90)  # product.md, Words
ASK_REMINDER = timedelta(days=7)
ASK_RENEWABLE = timedelta(days=30)  # after it lapsed; later it is a new ask


def confirmed_until(startup: Startup) -> date | None:
    """The last day on which the confirmation counts."""
    confirmed_on: date | None = startup.confirmed_on
    return confirmed_on + CONFIRMATION_LASTS if confirmed_on else None


def needs_confirming(startup: Startup) -> bool:
    """It lapses within the month, or has lapsed."""
    until = confirmed_until(startup)
    return until is None or until - timezone.localdate() <= timedelta(days=max(REMINDERS))


def reminder_due(confirmed_on: date, today: date) -> int | None:
    """How many days before the last day the reminder speaks of that is due today: the latest fitting one, or none."""
    days_left = (confirmed_on + CONFIRMATION_LASTS - today).days
    return next((days for days in REMINDERS if days_left <= days), None)


def to_remind(startups: StartupQuerySet) -> StartupQuerySet:
    """Public, confirmed so long ago that some reminder may be due, and not yet reminded for the last time."""
    since = timezone.localdate() - CONFIRMATION_LASTS + timedelta(days=max(REMINDERS))
    last = ConfirmationReminder.objects.filter(
        startup=OuterRef("pk"), confirmed_on=OuterRef("confirmed_on"), days_before=min(REMINDERS)
    )
    return startups.filter(~Exists(last), state=EntryState.PUBLISHED, confirmed_on__lte=since)


def may_be_reminded(startup: Startup) -> bool:
    """Public, its confirmation lapsed, somebody there to ask, and not asked for 90 days."""
    if startup.state != EntryState.PUBLISHED or not startup.confirmed_on:
        return False
    if startup.confirmation != Confirmation.LAPSED or not keepers_of(startup):
        return False
    reminders = startup.confirmation_reminders.filter(confirmed_on=startup.confirmed_on)
    return not reminders.filter(sent_at__gt=timezone.now() - REMIND_AGAIN).exists()


def silent(startups: StartupQuerySet) -> StartupQuerySet:
    """Public, and not confirmed for two years: the partner may take them off the public pages."""
    since = timezone.localdate() - SILENT_AFTER
    never = Q(confirmed_on=None, claimed_at__date__lt=since)
    return startups.filter(Q(confirmed_on__lt=since) | never, state=EntryState.PUBLISHED, claimed_at__isnull=False)


def is_silent(startup: Startup) -> bool:
    """Whether the row, as the database holds it, is one of `silent`."""
    return silent(Startup.objects.filter(pk=startup.pk)).exists()


def is_hidden(startup: Startup) -> bool:
    """Taken off the public pages because nobody confirmed it: confirming brings it back."""
    return (
        startup.state == EntryState.UNPUBLISHED
        and Event.objects.filter(startup_id=startup.pk, verb=Verb.ENTRY_HIDDEN).exists()
    )


def keepers_of(startup: Startup) -> list[User]:
    """Who is asked about an entry: its owners; where none is left, its editors. Nobody whose account is closed."""
    team = TeamMember.objects.active().filter(startup=startup, user__is_active=True)
    members = list(team.select_related("user").order_by("pk"))
    return _users(member for member in members if member.role == TeamRole.OWNER) or _users(members)


def owners_of(startup: Startup) -> list[User]:
    """Who speaks for the firm. Nobody whose account is closed."""
    owners = TeamMember.objects.owners().filter(startup=startup, user__is_active=True)
    return _users(owners.select_related("user").order_by("pk"))


def team_of(startup: Startup) -> list[User]:
    """Everybody who keeps an entry. Nobody whose account is closed."""
    team = TeamMember.objects.active().filter(startup=startup, user__is_active=True)
    return _users(team.select_related("user").order_by("pk"))


def _users(members: Iterable[TeamMember]) -> list[User]:
    return [member.user for member in members]


def is_renewable(ask: Ask) -> bool:
    """Open, or lapsed not long ago. What the firm ended, or what lapsed long ago, is a new ask."""
    lapses_on: date = ask.lapses_on
    return ask.ended_on is None and timezone.localdate() - lapses_on <= ASK_RENEWABLE
