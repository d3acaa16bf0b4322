"""The audit trail: which of its lines are about what, and whether none was altered, removed or slipped in."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Q

from directory.models import Event, EventChain, EventDetail, Territory
from directory.models.event import GENESIS, digest_of

BATCH = 2000


def first_broken_position() -> int | None:
    """The position of the first line that does not fit, or None where the chain is whole.

    A line fits when it follows the one before it, its hash covers what it says, and its personal values, unless
    they were erased, match their digest. The last line must be the head of the chain. Lines appended while the
    check runs do not disturb it.
    """
    head = EventChain.objects.filter(pk=1).first() or EventChain()
    previous, position = GENESIS, 0
    for batch in _batches(head.position):
        details = EventDetail.objects.in_bulk([event.position for event in batch])
        for event in batch:
            position += 1
            if event.position != position or not _fits(event, previous, details.get(position)):
                return position
            previous = event.hash
    if position != head.position or previous != head.hash:
        return position + 1 if position < head.position else position
    return _beyond(head)


def about_person(pk: str) -> Q:
    """What this person did, and what was done to this person."""
    return Q(actor=pk) | Q(before__user=pk) | Q(after__user=pk)


def about_partner(slug: str) -> Q:
    """What was done to the partner, and what happened in its territories."""
    territories = Territory.objects.filter(partner__slug=slug).values("slug")
    return Q(before__partner=slug) | Q(after__partner=slug) | Q(territory__in=territories)


def _batches(last: int) -> Iterator[list[Event]]:
    events = Event.objects.filter(position__lte=last).order_by("position").iterator(BATCH)
    while batch := list(islice(events, BATCH)):
        yield batch


def _fits(event: Event, previous: str, detail: EventDetail | None) -> bool:
    if event.previous_hash != previous or event.hash != event.computed_hash():
        return False
    return detail is None or digest_of(detail.salt, detail.personal) == event.personal_digest


def _beyond(head: EventChain) -> int | None:
    """A line after the head is broken, unless the head has moved on to it in the meantime."""
    extra = Event.objects.filter(position__gt=head.position).order_by("position").first()
    if extra and not EventChain.objects.filter(position__gte=extra.position).exists():
        return extra.position
    return None
