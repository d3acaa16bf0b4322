"""Fields of a profile that hold several rows: how an entry holds each of them, and how it reads to a moderator.

A row is a dictionary of JSON values, in the order of the rows on the form. What identifies a row stands in its keys,
so two lists are equal exactly where nothing changed.
"""

from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from directory.choices import Activity, AskKind, CompanyStatus
from directory.models import Municipality, Startup
from directory.rules.names import country_name, label_of, labels_of, listed

Row = dict[str, Any]
ONGOING = (CompanyStatus.ACTIVE, CompanyStatus.UNKNOWN)


# ---- Offices ----


def offices_of(startup: Startup) -> list[Row]:
    return [
        {
            "country": str(office.country),
            "city": office.city,
            "postal_code": office.postal_code,
            "municipality": office.municipality.nis_code if office.municipality else "",
        }
        for office in sorted(startup.offices.all(), key=_by_pk)
    ]


def show_offices(rows: list[Row]) -> str:
    codes = {row["municipality"] for row in rows} - {""}
    names = {place.nis_code: str(place) for place in Municipality.objects.filter(nis_code__in=codes)}
    return _lines(
        listed([f"{row['postal_code']} {names.get(row['municipality'], row['city'])}".strip(), _country(row)])
        for row in rows
    )


# ---- Markets ----


def markets_of(startup: Startup) -> list[Row]:
    """One row a country, with all that the firm does there."""
    order = Activity.values
    rows: dict[str, Row] = {}
    for market in sorted(startup.markets.all(), key=_by_pk):
        code = str(market.country)
        row = rows.setdefault(code, {"country": code, "activities": [], "since": None})
        row["activities"] = sorted([*row["activities"], str(market.activity)], key=order.index)
        row["since"] = min(filter(None, (row["since"], market.since)), default=None)
    return list(rows.values())


def show_markets(rows: list[Row]) -> str:
    return _lines(_market(row) for row in rows)


def _market(row: Row) -> str:
    values = {"country": _country(row), "what": listed(labels_of(Activity, row["activities"])), "year": row["since"]}
    return (_("%(country)s: %(what)s, since %(year)s") if row["since"] else _("%(country)s: %(what)s")) % values


# ---- Asks ----


def asks_of(startup: Startup) -> list[Row]:
    """Those still open."""
    return [
        {"kind": ask.kind, "country": str(ask.country), "text": ask.text, "language": ask.language}
        for ask in startup.asks.open().order_by("pk")
    ]


def show_asks(rows: list[Row]) -> str:
    return _lines(f"{listed([label_of(AskKind, row['kind']), _country(row)])}: {row['text']}" for row in rows)


# ---- References and certificates ----


def references_of(startup: Startup) -> list[Row]:
    return [
        {"name": row.name, "country": str(row.country), "url": row.url}
        for row in sorted(startup.references.all(), key=_by_pk)
    ]


def show_references(rows: list[Row]) -> str:
    return _lines(listed([row["name"], _country(row), row["url"]]) for row in rows)


def certifications_of(startup: Startup) -> list[Row]:
    return [
        {"name": row.name, "valid_until": row.valid_until.isoformat() if row.valid_until else ""}
        for row in sorted(startup.certifications.all(), key=_by_pk)
    ]


def show_certifications(rows: list[Row]) -> str:
    return _lines(_certification(row) for row in rows)


def _certification(row: Row) -> str:
    until = parse_date(row["valid_until"]) if row["valid_until"] else None
    if until is None:
        return str(row["name"])
    return _("%(name)s, valid until %(date)s") % {"name": row["name"], "date": _day(until)}


# ---- Status ----


def status_of(startup: Startup) -> Row | None:
    """What became of a company that is no longer active; nothing for the others."""
    if startup.status in ONGOING:
        return None
    return {
        "status": startup.status,
        "since": startup.status_since.isoformat() if startup.status_since else "",
        "by": startup.acquired_by,
        "source": startup.status_source,
    }


def show_status(row: Row) -> str:
    since = parse_date(row["since"]) if row["since"] else None
    return listed([label_of(CompanyStatus, row["status"]), row["by"], _day(since) if since else "", row["source"]])


def _by_pk(row: Any) -> int:
    return row.pk or 0


def _country(row: Row) -> str:
    return country_name(row["country"])


def _day(day: Any) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _lines(lines: Any) -> str:
    return "\n".join(lines)
