"""Writing what a public list says onto an unclaimed entry. Callers hold its lock and record the event."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from directory.actions._entries import write_profile
from directory.actions._shared import Actor, record
from directory.choices import CompanyStatus, EntryState, Precision, Verb
from directory.models import FactSource, Municipality, Startup
from directory.rules.completeness import lacks
from directory.rules.places import territory_of
from directory.rules.profile import FIELDS, Profile, public_value


@dataclass(frozen=True)
class ImportedEntry:
    """One row of a list: its facts as profile fields, and the one source they all come from."""

    key: str | None  # finds the entry of a shipped list again; partners have theirs (ImportKey)
    profile: Profile  # only the fields that the list gives
    source: str
    source_url: str
    licence: str
    as_of: date
    precision: Precision = Precision.YEAR
    desk_note: str = ""
    status: CompanyStatus = field(default=CompanyStatus.UNKNOWN)


@dataclass(frozen=True)
class Written:
    """What was written, for its event. `before` is None for an entry that was not there."""

    startup: Startup
    before: Profile | None
    after: Profile
    reason: str

    def record(self, by: Actor) -> None:
        before = self.before
        record(
            Verb.ENTRY_IMPORTED if before is None else Verb.ENTRY_CHANGED,
            by=by,
            startup=self.startup,
            before={name: public_value(name, value) for name, value in before.items()} if before else {},
            after={name: public_value(name, value) for name, value in self.after.items()},
            reason=self.reason,
        )


def write_listed(
    startup: Startup | None, row: ImportedEntry, *, base: Profile, profile: Profile, names: list[str]
) -> Written:
    """Give these fields of the profile to the entry, or to a new one. An entry without a place stays a stub."""
    created = startup is None
    startup = startup or Startup(import_key=row.key, status=row.status)
    startup.desk_note = row.desk_note
    _place(startup, profile)
    if not created:
        startup.content_version += 1
    write_profile(startup, profile, names)
    _write_sources(startup, row, profile, names)
    before = None if created else {name: base[name] for name in names}
    return Written(startup, before, {name: profile[name] for name in names}, row.source)


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
