"""The mails about two entries that became one. As in mails.py: each is a task that commits with the change."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from accounts.models import User
from directory.choices import EntryState
from directory.models import Event, EventDetail, Startup
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.keeping import team_of


@task(queue_name="mail")
def entries_merged(position: int, to: str, attempt: int = 1) -> None:
    """To the team: which entry went into which, and why. Not when that was undone since."""
    gone = _entry(position)
    kept = gone.merged_into if gone else None
    person = _one_of(to, kept)
    if gone is None or kept is None or person is None:
        return
    detail = EventDetail.objects.filter(position=position).first()
    with tried_again(entries_merged, position, attempt, to=to), in_language_of(person):
        words = detail.personal["words"] if detail else ""
        send("entries_merged", person, _about(kept) | {"other": gone.name, "words": words})


@task(queue_name="mail")
def entries_unmerged(position: int, to: str, attempt: int = 1) -> None:
    """To both teams: each has its own entry again. Not when the two were merged once more since."""
    gone = _entry(position)
    if gone is None or gone.state == EntryState.MERGED:
        return
    event = Event.objects.get(position=position)
    kept = Startup.objects.filter(pk=event.before.get("merged_into") or 0).first()
    person = _one_of(to, gone) or _one_of(to, kept)
    if kept is None or person is None:
        return
    with tried_again(entries_unmerged, position, attempt, to=to), in_language_of(person):
        send("entries_unmerged", person, _about(kept) | {"other": gone.name})


def _entry(position: int) -> Startup | None:
    event = Event.objects.filter(position=position).first()
    entries = Startup.objects.select_related("merged_into")
    return entries.filter(pk=event.startup_id or 0).first() if event else None


def _one_of(to: str, startup: Startup | None) -> User | None:
    """The person, if still of the team."""
    return next((person for person in team_of(startup) if str(person.pk) == to), None) if startup else None


def _about(startup: Startup) -> dict[str, Any]:
    return {
        "startup": startup,
        "name": startup.name,
        "my_url": settings.SITE_URL + reverse("my"),
        "public_url": settings.SITE_URL + startup.get_absolute_url() if startup.is_public else "",
    }
