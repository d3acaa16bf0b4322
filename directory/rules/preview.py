"""An entry as it would look, without writing anything."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date

from directory.models import (
    Ask,
    Certification,
    Market,
    Municipality,
    Office,
    Reference,
    RevenueStage,
    Sector,
    SectorLink,
    Startup,
    Technology,
    TechnologyLink,
)
from directory.rules.identifiers import domain_of
from directory.rules.keeping import ASK_LASTS
from directory.rules.profile import COLUMNS, Profile


def previewed(profile: Profile) -> Startup:
    """A startup that is in no database, with all that its public page would read from it."""
    startup = Startup(**{name: profile[name] for name in COLUMNS})
    startup.pk = 0  # of no entry: relations can be asked of a row that has a key
    startup.domain = domain_of(startup.website)
    startup.status_source = ""  # a default of the database, which has not seen it
    startup.claimed_at = timezone.now()
    startup.confirmed_on = timezone.localdate()
    startup.municipality = _municipalities([profile["municipality"]]).get(profile["municipality"])
    startup.logo_id = UUID(profile["logo"]) if profile["logo"] else None
    stage = profile["stage"]
    if stage and stage["disclosed"]:
        startup.public_stage = RevenueStage.objects.filter(pk=stage["stage"]).first()
    startup._prefetched_objects_cache = _rows(startup, profile)  # type: ignore[attr-defined]
    return startup


def asks_in(profile: Profile) -> list[Ask]:
    """The asks as the page would show them from today on."""
    today = timezone.localdate()
    return [Ask(opened_on=today, lapses_on=today + ASK_LASTS, **row) for row in profile["asks"]]


def _rows(startup: Startup, profile: Profile) -> dict[str, list[Any]]:
    ids = Sector.objects.resolved(profile["sectors"])
    sectors = Sector.objects.in_bulk(ids)
    technologies = Technology.objects.in_bulk(profile["technologies"])
    places = _municipalities([row["municipality"] for row in profile["offices"]])
    return {
        "fact_sources": [],
        "sector_links": [
            SectorLink(startup=startup, sector=sectors[pk], position=position)
            for position, pk in enumerate(ids)
            if pk in sectors
        ],
        "technology_links": [
            TechnologyLink(startup=startup, technology=technologies[pk], position=position)
            for position, pk in enumerate(profile["technologies"])
            if pk in technologies
        ],
        "offices": [
            Office(country=row["country"], city=row["city"], municipality=places.get(row["municipality"]))
            for row in profile["offices"]
        ],
        "markets": [
            Market(country=row["country"], activity=activity, since=row["since"])
            for row in profile["markets"]
            for activity in row["activities"]
        ],
        "references": [Reference(**row) for row in profile["references"]],
        "certifications": [
            Certification(name=row["name"], valid_until=parse_date(row["valid_until"] or ""))
            for row in profile["certifications"]
        ],
    }


def _municipalities(nis_codes: list[str]) -> dict[str, Municipality]:
    known = Municipality.objects.select_related("area__parent")
    return known.in_bulk([code for code in nis_codes if code], field_name="nis_code")
