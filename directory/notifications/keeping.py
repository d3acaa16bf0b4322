"""Mails that keep entries alive. Each goes to one person, and says nothing any more to who left the team meanwhile."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from accounts.models import User
from directory.choices import EntryState
from directory.models import Ask, ConfirmationReminder, Event, EventDetail, Startup
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.keeping import confirmed_until, team_of
from directory.rules.links import ask_token, confirm_token


@task(queue_name="mail")
def confirmation_due(reminder_id: int, to: str, attempt: int = 1) -> None:
    """To those who keep an entry: is it still right? Not when somebody has confirmed it since."""
    reminder = ConfirmationReminder.objects.select_related("startup").filter(pk=reminder_id).first()
    if reminder is None or reminder.startup.confirmed_on != reminder.confirmed_on:
        return
    startup = reminder.startup
    person = _member(startup, to)
    if person is None or startup.state != EntryState.PUBLISHED:
        return
    with tried_again(confirmation_due, reminder_id, attempt, to=to), in_language_of(person):
        about = _about(startup) | {"link": _link("confirm_link", confirm_token(startup, person))}
        send("confirmation_due", person, about | {"until": confirmed_until(startup), "days": reminder.days_before})


@task(queue_name="mail")
def entry_hidden(position: int, to: str, attempt: int = 1) -> None:
    """To the team: the entry is off the public pages, why, and how it comes back. Not when it is back already."""
    event = Event.objects.filter(position=position).first()
    hidden = Startup.objects.filter(state=EntryState.UNPUBLISHED).select_related("territory__partner")
    startup = hidden.filter(pk=event.startup_id or 0).first() if event else None
    person = _member(startup, to) if startup else None
    if startup is None or person is None:
        return
    detail = EventDetail.objects.filter(position=position).first()
    with tried_again(entry_hidden, position, attempt, to=to), in_language_of(person):
        about = _about(startup) | {"link": _link("confirm_link", confirm_token(startup, person))}
        send("entry_hidden", person, about | {"words": detail.personal["words"] if detail else ""})


@task(queue_name="mail")
def ask_lapses(ask_id: int, to: str, lapses_on: str, attempt: int = 1) -> None:
    """To those who keep an entry: what the firm looks for lapses soon. Not when it was renewed or ended since."""
    ask = Ask.objects.select_related("startup").filter(pk=ask_id, ended_on=None, lapses_on=lapses_on).first()
    person = _member(ask.startup, to) if ask else None
    if ask is None or person is None or ask.startup.state != EntryState.PUBLISHED:
        return
    with tried_again(ask_lapses, ask_id, attempt, to=to, lapses_on=lapses_on), in_language_of(person):
        send(
            "ask_lapses", person, _about(ask.startup) | {"ask": ask, "link": _link("ask_link", ask_token(ask, person))}
        )


def _member(startup: Startup, to: str) -> User | None:
    """The person, if still of the team."""
    return next((person for person in team_of(startup) if str(person.pk) == to), None)


def _link(route: str, token: str) -> str:
    return settings.SITE_URL + reverse(route, args=[token])


def _about(startup: Startup) -> dict[str, Any]:
    return {
        "startup": startup,
        "name": startup.name,
        "my_url": settings.SITE_URL + reverse("my_startup", args=[startup.slug]),
        "public_url": settings.SITE_URL + startup.get_absolute_url(),
    }
