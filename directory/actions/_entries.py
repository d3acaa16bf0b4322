"""Writing approved or imported facts onto an entry. Callers hold its lock and record the event."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify

from accounts.models import User
from directory import document
from directory.actions import _details
from directory.choices import CompanyStatus, Precision
from directory.models import (
    FactSource,
    Municipality,
    Sector,
    SectorLink,
    Slug,
    StageDeclaration,
    Startup,
    Submission,
    Technology,
    TechnologyLink,
)
from directory.rules.identifiers import domain_of
from directory.rules.profile import COLUMNS, FACTS, FIELDS, LICENCE, Profile

# Latin letters that do not come apart into a base letter and an accent.
LETTERS = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
SLUG_LENGTH = 70
SLUG_LOCK = 0x51A9


def write_profile(startup: Startup, profile: Profile, names: Iterable[str]) -> None:
    """Set these fields of the entry and what follows from them: address, links, stage, search document."""
    chosen = set(names)
    if startup.pk is None or not _is_silent(startup, profile, chosen):
        startup.changed_at = timezone.now()
    for name in chosen.intersection(COLUMNS):
        setattr(startup, name, profile[name])
    if "municipality" in chosen:
        nis_code = profile["municipality"]
        startup.municipality = Municipality.objects.get(nis_code=nis_code) if nis_code else None
    if "status" in chosen:
        _set_status(startup, profile["status"])
    if "logo" in chosen:
        startup.logo_id = UUID(profile["logo"]) if profile["logo"] else None
    startup.domain = domain_of(startup.website)
    if startup.pk is None or "name" in chosen:
        wait_for_slugs()
        startup.slug = free_slug(startup)
    startup.save()
    Slug.objects.get_or_create(slug=startup.slug, defaults={"startup": startup})
    if "sectors" in chosen:
        _write_sectors(startup, profile["sectors"])
    if "technologies" in chosen:
        _write_technologies(startup, profile["technologies"])
    if "stage" in chosen:
        _write_stage(startup, profile["stage"])
    for name in chosen & set(_details.WRITERS):
        _details.WRITERS[name](startup, profile[name])
    document.refresh(startup)


def _is_silent(startup: Startup, profile: Profile, names: set[str]) -> bool:
    """Nothing but a stage that is not disclosed, neither before nor after: lists sorted by change would tell of it.

    As in insights.changes. A caller whose event is public all the same sets the time itself.
    """
    sides = (FIELDS["stage"].read(startup), profile["stage"]) if names == {"stage"} else ()
    return bool(sides) and not any(value and value["disclosed"] for value in sides)


def wait_for_slugs() -> None:
    """One at a time chooses an address, until its transaction ends: two firms of one name get two addresses.

    Taken before the head of the event chain (CONTRIBUTING, Code): who appends to the trail waits for nobody else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SLUG_LOCK])


def free_slug(startup: Startup) -> str:
    """The entry's own slug when the name still gives it; else the first that no entry ever had."""
    wanted = slugify(startup.name.lower().translate(LETTERS))[:SLUG_LENGTH].strip("-")
    if not re.search(r"[a-z0-9]", wanted):
        wanted = f"company-{startup.enterprise_number or secrets.token_hex(4)}"
    taken = set(
        Slug.objects.filter(slug__startswith=wanted).exclude(startup_id=startup.pk).values_list("slug", flat=True)
    )
    if startup.slug and re.fullmatch(rf"{re.escape(wanted)}(-\d+)?", startup.slug):
        return startup.slug
    if wanted not in taken:
        return wanted
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{wanted}-{number}") not in taken)


def _write_sectors(startup: Startup, ids: list[int]) -> None:
    startup.sector_links.all().delete()
    SectorLink.objects.bulk_create(
        SectorLink(startup=startup, sector_id=pk, position=position)
        for position, pk in enumerate(Sector.objects.resolved(ids))
    )
    startup._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # the links read before are gone


def _write_technologies(startup: Startup, ids: list[int]) -> None:
    startup.technology_links.all().delete()
    TechnologyLink.objects.bulk_create(
        TechnologyLink(startup=startup, technology_id=pk, position=position)
        for position, pk in enumerate(Technology.objects.resolved(ids))
    )
    startup._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def _set_status(startup: Startup, value: dict[str, Any] | None) -> None:
    """What became of the company, or that it is active after all."""
    value = value or {"status": CompanyStatus.ACTIVE, "since": "", "by": "", "source": ""}
    startup.status = value["status"]
    startup.status_since = parse_date(value["since"]) if value["since"] else None
    startup.acquired_by, startup.status_source = value["by"], value["source"]


def _write_stage(startup: Startup, value: dict[str, Any] | None) -> None:
    """Make this the latest declaration: what was approved is what holds, also when it corrects the year downwards."""
    if value:
        startup.stage_declarations.filter(year__gt=value["year"]).delete()
        StageDeclaration.objects.update_or_create(
            startup=startup,
            year=value["year"],
            defaults={
                "stage_id": value["stage"],
                "disclosed": value["disclosed"],
                "declared_on": timezone.localdate(),
            },
        )
    else:
        startup.stage_declarations.all().delete()
    latest = startup.stage_declarations.order_by("-year").first()
    startup.public_stage_id = latest.stage_id if latest and latest.disclosed else None
    startup.save(update_fields=["public_stage"])


def source_from_founder(
    startup: Startup, profile: Profile, names: Iterable[str], by: User | None, at: datetime
) -> None:
    """Every fact that the company gave carries its name, date and licence; a withdrawn fact loses its source."""
    for name in names:
        if FIELDS[name].is_empty(profile[name]):
            FactSource.objects.filter(startup=startup, field=name).delete()
            continue
        FactSource.objects.update_or_create(
            startup=startup,
            field=name,
            defaults={
                "source": "",
                "source_url": "",
                "licence": "" if name == "logo" else LICENCE,  # the open licence covers facts, not marks
                "as_of": timezone.localdate(at),
                "confirmed_by": by,
                "confirmed_at": at,
            },
        )


def source_from_partner(startup: Startup, profile: Profile, names: Iterable[str], submission: Submission) -> None:
    """Facts that a partner proposed on behalf of the company name the partner's source, and nobody confirmed them."""
    origin = {
        "source": submission.source,
        "source_url": submission.source_url,
        "licence": FACTS,
        "as_of": submission.source_as_of,
        "precision": Precision.DAY,
        "confirmed_by": None,
        "confirmed_at": None,
    }
    for name in names:
        if FIELDS[name].is_empty(profile[name]):
            FactSource.objects.filter(startup=startup, field=name).delete()
        else:
            FactSource.objects.update_or_create(startup=startup, field=name, defaults=origin)
