"""Writing a sample entry: a plainly invented company that shows what a complete entry looks like."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from directory import document
from directory.actions._entries import source_from_founder, write_profile
from directory.actions._shared import Actor, record
from directory.actions.documents import keep_names
from directory.actions.errors import OnlyInDebug
from directory.actions.import_entry import Outcome
from directory.choices import EntryState, TeamRole, Verb
from directory.models import (
    Ask,
    Certification,
    FactSource,
    Market,
    Municipality,
    Office,
    Reference,
    Startup,
    TeamMember,
    TechnologyLink,
)
from directory.rules.places import territory_of
from directory.rules.profile import LICENCE, Profile, public_value

Detail = Office | Market | Ask | Certification | Reference
DETAILS: dict[type[Detail], str] = {
    Office: "offices",
    Market: "markets",
    Ask: "asks",
    Certification: "certifications",
    Reference: "references",
}


@dataclass(frozen=True)
class Sample:
    """A complete entry: its profile, further columns, technologies by id, and rows of offices, markets and the like
    that lack only the entry."""

    key: str
    profile: Profile
    confirmed_on: date
    columns: dict[str, Any] = field(default_factory=dict)
    technologies: list[int] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    owner: User | None = None


@transaction.atomic
def load_sample(*, sample: Sample, by: Actor) -> Outcome:
    """Create the sample entry once; one that is there stays as somebody may have changed it.

    Raises OnlyInDebug: samples exist in DEBUG only (product.md, Rules).
    """
    if not settings.DEBUG:
        raise OnlyInDebug
    if Startup.objects.filter(import_key=sample.key).exists():
        return "same"
    keep_names()
    confirmed_at = datetime.combine(sample.confirmed_on, time(10), tzinfo=UTC)
    municipality = Municipality.objects.select_related("area__parent").get(nis_code=sample.profile["municipality"])
    startup = Startup(
        state=EntryState.PUBLISHED,
        import_key=sample.key,
        is_sample=True,
        territory=territory_of(sample.profile["postal_code"], municipality),
        claimed_at=confirmed_at,
        published_at=confirmed_at,
        confirmed_on=sample.confirmed_on,
        confirmed_by=sample.owner,
        **sample.columns,
    )
    write_profile(startup, sample.profile, sample.profile)
    _write_details(startup, sample)
    document.refresh(startup)
    if sample.owner:
        TeamMember.objects.create(startup=startup, user=sample.owner, role=TeamRole.OWNER)
    source_from_founder(startup, sample.profile, sample.profile, sample.owner, confirmed_at)
    _source_further_facts(startup, sample, confirmed_at)
    after = {name: public_value(name, value) for name, value in sample.profile.items()}
    record(Verb.ENTRY_IMPORTED, by=by, startup=startup, after=after | {"is_sample": True}, reason="sample")
    return "created"


def _write_details(startup: Startup, sample: Sample) -> None:
    TechnologyLink.objects.bulk_create(
        TechnologyLink(startup=startup, technology_id=pk, position=position)
        for position, pk in enumerate(sample.technologies)
    )
    for row in sample.details:
        row.startup = startup
        row.save()


def _source_further_facts(startup: Startup, sample: Sample, at: datetime) -> None:
    """What stands outside the profile has the company as its source, too."""
    names = {name for name, value in sample.columns.items() if value}
    names |= {DETAILS[type(row)] for row in sample.details}
    names |= {"technologies"} if sample.technologies else set()
    FactSource.objects.bulk_create(
        FactSource(
            startup=startup,
            field=name,
            licence=LICENCE,
            as_of=sample.confirmed_on,
            confirmed_by=sample.owner,
            confirmed_at=at,
        )
        for name in sorted(names)
    )
