"""Offices abroad that help firms of every region: kept by the operator, country by country, in an order."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Language, User
from directory.actions._shared import record
from directory.actions.errors import Gone, NotAllowed
from directory.choices import Verb
from directory.models import MarketContact
from directory.rules.permissions import may_govern

COLUMNS = ("country", "name", *(f"help_{code}" for code in Language.values), "website", "email")
ORDER_LOCK = 0x51AB


@transaction.atomic
def keep_market_contact(*, contact: MarketContact | None = None, facts: Mapping[str, str], by: User) -> MarketContact:
    """List an office as the last of its country, or write these columns on one. The same again writes no event.

    Raises NotAllowed or Gone.
    """
    _wait(by)
    kept = _fresh(contact) if contact else MarketContact()
    said, place = (_said(kept), _place(kept)) if contact else ({}, {})
    wanted = {name: facts[name] for name in COLUMNS}
    if said == wanted:
        return kept
    if said.get("country") != wanted["country"]:
        kept.position = _last(wanted["country"]) + 1
    for name, value in wanted.items():
        setattr(kept, name, value)
    kept.save()
    _record(by, before=place, after=_place(kept), said=said, says=wanted)
    return kept


@transaction.atomic
def remove_market_contact(*, contact: MarketContact, by: User) -> None:
    """Strike an office that helps no more. Raises NotAllowed or Gone."""
    _wait(by)
    gone = _fresh(contact)
    said, place = _said(gone), _place(gone)
    gone.delete()
    _record(by, before=place, after={}, said=said, says={})


@transaction.atomic
def move_market_contact(*, contact: MarketContact, up: bool, by: User) -> None:
    """One place up or down within its country; the first cannot go up, nor the last down. Raises NotAllowed or Gone."""
    _wait(by)
    moved = _fresh(contact)
    others = MarketContact.objects.filter(country=moved.country).order_by("position")
    before = _place(moved)
    place = moved.position
    neighbour = others.filter(position__lt=place).last() if up else others.filter(position__gt=place).first()
    if neighbour is None:
        return
    moved.position, neighbour.position = neighbour.position, place
    for one in (moved, neighbour):
        one.save(update_fields=["position"])
    record(Verb.MARKET_CONTACT_CHANGED, by=by, before=before, after=_place(moved))


def _wait(by: User) -> None:
    """One at a time writes the order."""
    if not may_govern(by):
        raise NotAllowed
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDER_LOCK])


def _fresh(contact: MarketContact) -> MarketContact:
    found = MarketContact.objects.filter(pk=contact.pk).first()
    if found is None:
        raise Gone
    return found


def _said(contact: MarketContact) -> dict[str, str]:
    return {name: getattr(contact, name) or "" for name in COLUMNS}


def _place(contact: MarketContact) -> dict[str, Any]:
    return {"country": contact.country, "position": contact.position}


def _record(
    by: User, *, before: dict[str, Any], after: dict[str, Any], said: dict[str, str], says: dict[str, str]
) -> None:
    """An office may be a person, with an address: all but its place stands in the side row, which can be erased."""
    personal = {side: _without_country(values) for side, values in (("before", said), ("after", says))}
    record(Verb.MARKET_CONTACT_CHANGED, by=by, before=before, after=after, personal=personal)


def _without_country(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name != "country"}


def _last(country: str) -> int:
    return MarketContact.objects.filter(country=country).aggregate(last=Max("position"))["last"] or 0
