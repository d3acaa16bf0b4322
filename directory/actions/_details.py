"""Writing the rows of an entry (directory.rules.profile_rows). Callers hold the lock of the entry."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date

from directory.models import Ask, Certification, Market, Municipality, Office, Reference, Startup
from directory.rules.keeping import ASK_LASTS

Rows = list[dict[str, Any]]


def _write_offices(startup: Startup, rows: Rows) -> None:
    startup.offices.all().delete()
    known = Municipality.objects.in_bulk([row["municipality"] for row in rows], field_name="nis_code")
    Office.objects.bulk_create(
        Office(
            startup=startup,
            country=row["country"],
            city=row["city"],
            postal_code=row["postal_code"],
            municipality=known.get(row["municipality"]),
        )
        for row in rows
    )


def _write_markets(startup: Startup, rows: Rows) -> None:
    startup.markets.all().delete()
    Market.objects.bulk_create(
        Market(startup=startup, country=row["country"], activity=activity, since=row["since"])
        for row in rows
        for activity in row["activities"]
    )


def _write_references(startup: Startup, rows: Rows) -> None:
    startup.references.all().delete()
    Reference.objects.bulk_create(Reference(startup=startup, **row) for row in rows)


def _write_certifications(startup: Startup, rows: Rows) -> None:
    startup.certifications.all().delete()
    Certification.objects.bulk_create(
        Certification(startup=startup, name=row["name"], valid_until=parse_date(row["valid_until"] or ""))
        for row in rows
    )


def _write_asks(startup: Startup, rows: Rows) -> None:
    """An ask that stays keeps its days, renewed or not; one that is no longer named ends; a new one opens today."""
    today = timezone.localdate()
    wanted = [(row["kind"], row["country"], row["text"], row["language"]) for row in rows]
    for ask in startup.asks.open():
        known = (ask.kind, str(ask.country), ask.text, ask.language)
        if known in wanted:
            wanted.remove(known)
        else:
            ask.ended_on = today
            ask.save(update_fields=["ended_on"])
    Ask.objects.bulk_create(
        Ask(
            startup=startup,
            kind=kind,
            country=country,
            text=text,
            language=language,
            opened_on=today,
            lapses_on=today + ASK_LASTS,
        )
        for kind, country, text, language in wanted
    )


WRITERS: dict[str, Callable[[Startup, Rows], None]] = {
    "offices": _write_offices,
    "markets": _write_markets,
    "references": _write_references,
    "certifications": _write_certifications,
    "asks": _write_asks,
}
