"""Offices abroad that help firms of every region: kept by the operator, country by country, in an order."""

from collections.abc import Mapping

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
    before = _said(kept) if contact else {}
    after = {name: facts[name] for name in COLUMNS}
    if before == after:
        return kept
    if before.get("country") != after["country"]:
        kept.position = _last(after["country"]) + 1
    for name, value in after.items():
        setattr(kept, name, value)
    kept.save()
    record(Verb.MARKET_CONTACT_CHANGED, by=by, before=before, after=after)
    return kept


@transaction.atomic
def remove_market_contact(*, contact: MarketContact, by: User) -> None:
    """Strike an office that helps no more. Raises NotAllowed or Gone."""
    _wait(by)
    gone = _fresh(contact)
    before = _said(gone)
    gone.delete()
    record(Verb.MARKET_CONTACT_CHANGED, by=by, before=before)


@transaction.atomic
def move_market_contact(*, contact: MarketContact, up: bool, by: User) -> None:
    """One place up or down within its country; the first cannot go up, nor the last down. Raises NotAllowed or Gone."""
    _wait(by)
    moved = _fresh(contact)
    others = MarketContact.objects.filter(country=moved.country).order_by("position")
    before = moved.position
    neighbour = others.filter(position__lt=before).last() if up else others.filter(position__gt=before).first()
    if neighbour is None:
        return
    moved.position, neighbour.position = neighbour.position, before
    for one in (moved, neighbour):
        one.save(update_fields=["position"])
    about = {"country": moved.country, "name": moved.name}
    record(
        Verb.MARKET_CONTACT_CHANGED,
        by=by,
        before=about | {"position": before},
        after=about | {"position": moved.position},
    )


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


def _last(country: str) -> int:
    return MarketContact.objects.filter(country=country).aggregate(last=Max("position"))["last"] or 0
