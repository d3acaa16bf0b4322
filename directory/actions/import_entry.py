"""Writing an unclaimed entry from a public list."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db import transaction
from django.utils import timezone

from directory.actions._entries import write_profile
from directory.actions._shared import Actor, record
from directory.actions.documents import keep_names
from directory.choices import CompanyStatus, EntryState, Precision, Verb
from directory.models import FactSource, Municipality, Startup, Submission
from directory.rules.completeness import lacks
from directory.rules.diff import changed_fields
from directory.rules.places import territory_of
from directory.rules.profile import FIELDS, Profile, empty_profile, profile_of, public_value

Outcome = Literal["created", "changed", "same", "skipped"]


@dataclass(frozen=True)
class ImportedEntry:
    """One row of a list: its facts as profile fields, and the one source they all come from."""

    key: str
    profile: Profile  # only the fields that the list gives
    source: str
    source_url: str
    licence: str
    as_of: date
    precision: Precision = Precision.YEAR
    desk_note: str = ""
    status: CompanyStatus = field(default=CompanyStatus.UNKNOWN)


@transaction.atomic
def import_entry(*, row: ImportedEntry, by: Actor) -> Outcome:
    """Create the row's unclaimed entry, or bring it up to date; a second run changes nothing.

    Without a place it stays a stub. An entry that somebody claimed, or that has an open submission, is left alone
    (architecture.md, From draft to public).
    """
    keep_names()
    startup = Startup.objects.select_for_update().filter(import_key=row.key).first()
    if startup and not _is_the_list_s(startup):
        return "skipped"
    base = profile_of(startup) if startup else empty_profile()
    # What became of the firm is the desk's to say, unless the list says something itself.
    profile = empty_profile() | {"status": base["status"]} | row.profile
    names = changed_fields(base, profile)
    if startup and not names and startup.desk_note == row.desk_note:
        return "same"
    created = startup is None
    startup = startup or Startup(import_key=row.key, status=row.status)
    startup.desk_note = row.desk_note
    _place(startup, profile)
    if not created:
        startup.content_version += 1
    write_profile(startup, profile, names)
    _write_sources(startup, row, profile, names)
    record(
        Verb.ENTRY_IMPORTED if created else Verb.ENTRY_CHANGED,
        by=by,
        startup=startup,
        before={} if created else {name: public_value(name, base[name]) for name in names},
        after={name: public_value(name, profile[name]) for name in names},
        reason=row.source,
    )
    return "created" if created else "changed"


def _is_the_list_s(startup: Startup) -> bool:
    """Nobody claimed it, nobody took it off the site, and nobody is proposing anything for it."""
    kept = startup.state in (EntryState.STUB, EntryState.PUBLISHED)
    return kept and not startup.claimed_at and not Submission.objects.open().filter(startup=startup).exists()


def _place(startup: Startup, profile: Profile) -> None:
    """An entry with a place is public and has a territory; one without is a stub."""
    if lacks(profile):
        startup.state = EntryState.STUB
        return
    municipality = Municipality.objects.select_related("area__parent").get(nis_code=profile["municipality"])
    has_moved = startup.municipality != municipality or startup.postal_code != profile["postal_code"]
    startup.municipality = municipality
    if has_moved or startup.territory is None:  # else it stays where another territory took it over
        startup.territory = territory_of(profile["postal_code"], municipality)
    startup.state = EntryState.PUBLISHED
    startup.published_at = startup.published_at or timezone.now()


def _write_sources(startup: Startup, row: ImportedEntry, profile: Profile, names: list[str]) -> None:
    empty = {name for name in names if FIELDS[name].is_empty(profile[name])}
    if empty:
        FactSource.objects.filter(startup=startup, field__in=empty).delete()
    origin = {
        "source": row.source,
        "source_url": row.source_url,
        "licence": row.licence,
        "as_of": row.as_of,
        "precision": row.precision,
    }
    FactSource.objects.bulk_create(
        [FactSource(startup=startup, field=name, **origin) for name in names if name not in empty],
        update_conflicts=True,
        unique_fields=["startup", "field"],
        update_fields=list(origin),
    )
