"""The published log of changes: what became public, changed or went. No persons, and nothing undisclosed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, JSONField, Q, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.choices import EntryState, Verb
from directory.models import Event, Startup, Territory
from directory.models.event import EventQuerySet
from directory.rules.profile import FIELDS, field_label

# What is told of an entry for as long as it is public.
OF_PUBLIC_ENTRIES: dict[str, str | Promise] = {
    Verb.ENTRY_IMPORTED: _("Published from a public list"),
    Verb.ENTRY_PUBLISHED: _("Published"),
    Verb.ENTRY_CLAIMED: _("Taken over by the company"),
    Verb.ENTRY_CHANGED: _("Changed"),
    Verb.ENTRY_MOVED: _("Moved to another territory"),
    Verb.UNDONE: _("Taken back: as it was before"),
    Verb.ENTRY_GONE: _("No longer in business"),
    Verb.ENTRY_PUT_BACK: _("Taken back: as it was before"),
    Verb.ENTRY_UNMERGED: _("An entry of its own again"),
}
# What is told of it without its name: somebody wanted it gone, or nobody stands for it.
OF_THE_OTHERS: dict[str, str | Promise] = {
    Verb.ENTRY_HIDDEN: _("Taken off the public pages: not confirmed for two years"),
    Verb.ENTRY_REMOVED: _("Removed"),
    Verb.ENTRY_NOT_A_FIRM: _("Taken off the public pages: not a firm for this directory"),
    Verb.ENTRY_TAKEN_BACK: _("Taken off the public pages: the list that brought it was undone"),
    Verb.ENTRY_MERGED: _("Merged into another entry"),
}
# These are also said of entries that never were public, of which nothing is told.
ALSO_OF_STUBS = (Verb.ENTRY_NOT_A_FIRM, Verb.ENTRY_MERGED)
NEW = (Verb.ENTRY_IMPORTED, Verb.ENTRY_PUBLISHED)  # all of its fields are


@dataclass(frozen=True)
class Change:
    """`startup` only where it is public; `fields`: what changed of it, by name."""

    at: datetime
    what: str | Promise
    startup: Startup | None
    territory: Territory | None
    fields: list[str]


class Without(Func):
    """A JSON object without one of its keys."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = JSONField()


def public_changes() -> EventQuerySet:
    """Events about entries that are public now; and, of those that are not any more, that they went.

    A change of nothing but a revenue stage that is not disclosed is none: neither before nor after was it public.
    """
    real = Startup.objects.real()
    stage_disclosed = Q(before__stage__disclosed=True) | Q(after__stage__disclosed=True)
    says_something = ~Q(verb__in=(Verb.ENTRY_CHANGED, Verb.UNDONE)) | ~Q(others={}) | stage_disclosed
    told = Q(verb__in=[*OF_PUBLIC_ENTRIES], startup_id__in=real.published().values("pk"))
    was_public = ~Q(verb__in=ALSO_OF_STUBS) | Q(before__state=EntryState.PUBLISHED)
    told |= Q(was_public, verb__in=[*OF_THE_OTHERS], startup_id__in=real.values("pk"))
    events = Event.objects.annotate(others=Without(F("after"), Value("stage"))).filter(told, says_something)
    return events.order_by("-position")


def changes(events: Iterable[Event]) -> list[Change]:
    """The events in words, in two statements however many."""
    events = list(events)
    startups = Startup.objects.real().published().in_bulk({event.startup_id for event in events})
    territories = Territory.objects.in_bulk({event.territory for event in events if event.territory}, field_name="slug")
    return [
        Change(
            at=event.at,
            what=(OF_PUBLIC_ENTRIES | OF_THE_OTHERS)[event.verb],
            startup=startups.get(event.startup_id or 0),
            territory=territories.get(event.territory),
            fields=_fields(event),
        )
        for event in events
    ]


def _fields(event: Event) -> list[str]:
    if event.verb in NEW or event.verb in OF_THE_OTHERS:
        return []
    return [field_label(FIELDS[name]) for name in FIELDS if _is_changed(event, name) and _was_public(event, name)]


def _is_changed(event: Event, name: str) -> bool:
    return name in event.after and (name not in event.before or event.before[name] != event.after[name])


def _was_public(event: Event, name: str) -> bool:
    sides = [side.get(name) for side in (event.before, event.after)]
    return name != "stage" or any(value and value.get("disclosed") for value in sides)
