"""What a list means for the directory: decided for many rows at once, and written nowhere.

The dry run asks, and whoever writes asks once more under its locks: what differs by then is skipped.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory.choices import DuplicateChoice, EntryState, ImportOutcome, SuggestionState
from directory.models import (
    ImportKey,
    ImportRow,
    Municipality,
    Partner,
    Startup,
    Submission,
    Suggestion,
    Territory,
    TerritoryCode,
)
from directory.rules.identifiers import domain_of
from directory.rules.old_lists import no_firms
from directory.rules.places import most_specific
from directory.rules.profile import FIELDS, PLACE, Profile

# Names in a list have to be more alike than on a registration, where a person looks at each.
SIMILAR_IN_LISTS = 0.65
NUMBER = "enterprise_number"
KNOWN = (EntryState.PUBLISHED, EntryState.STUB, EntryState.UNPUBLISHED)
BY_NUMBER = (*KNOWN, EntryState.MERGED, EntryState.REMOVED)  # the first counts most


# Names by the index of trigrams, domains by theirs; together in one condition they would use neither.
ALIKE = """
    SELECT given.key, s.id, s.enterprise_number, given.domain <> '' AND s.domain = given.domain,
           similarity(s.sort_name, given.name)
    FROM (SELECT key, lower(public.f_unaccent(name)) AS name, domain
          FROM unnest(%(keys)s::bigint[], %(names)s::text[], %(domains)s::text[]) AS row (key, name, domain)) AS given
    CROSS JOIN LATERAL (
        SELECT id, enterprise_number, domain, sort_name FROM directory_startup
        WHERE sort_name %% given.name AND (state = ANY(%(states)s) OR id = ANY(%(no_firms)s))
        UNION
        SELECT id, enterprise_number, domain, sort_name FROM directory_startup
        WHERE given.domain <> '' AND domain = given.domain AND (state = ANY(%(states)s) OR id = ANY(%(no_firms)s))
    ) AS s
"""


@dataclass(frozen=True)
class Likeness:
    """An entry that a row may repeat."""

    startup_id: int
    enterprise_number: str
    same_domain: bool
    similarity: float  # of the names, 0 to 1


@dataclass
class Look:
    """What a row would do. `changes` holds, by field, what stands there now."""

    outcome: ImportOutcome
    startup: Startup | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    candidate: Likeness | None = None
    problem: tuple[str, str] | None = None  # (field, reason)

    @property
    def problems(self) -> list[dict[str, str]]:
        """As a row keeps them."""
        return [{"field": self.problem[0], "reason": self.problem[1]}] if self.problem else []


class Looker:
    """Looks at rows of a partner's list. The rows come unsaved from the dry run, or from the database."""

    def __init__(self, partner: Partner) -> None:
        self.partner = partner

    def look(self, rows: Sequence[ImportRow], *, for_duplicates: bool = True) -> list[Look]:
        """What each row would do now."""
        known = _Known(self.partner, rows)
        looks = [self._look(row, known) for row in rows]
        if for_duplicates:
            self._compare(rows, looks)
        return looks

    def _look(self, row: ImportRow, known: "_Known") -> Look:
        if row.outcome in (ImportOutcome.ERROR, ImportOutcome.PERSON):
            return Look(ImportOutcome(row.outcome))
        startup = known.entry_of(row)
        if startup is None:
            territory = known.territory_at(row.profile)
            return Look(ImportOutcome.NEW if self._is_own(territory) else ImportOutcome.ELSEWHERE)
        return self._look_at(startup, row, known)

    def _look_at(self, startup: Startup, row: ImportRow, known: "_Known") -> Look:
        if startup.state not in KNOWN:
            removed = _("This entry was removed. A list does not bring it back.")
            return Look(ImportOutcome.ERROR, problem=("name", removed))
        if startup.pk in known.no_firms:
            no_firm = _("The desk said that this is not a firm for this directory. A list does not bring it back.")
            return Look(ImportOutcome.ERROR, problem=("name", no_firm))
        changes = changes_of(startup, row.profile)
        if not self._stays_own(startup, row.profile, changes, known):
            return Look(ImportOutcome.ELSEWHERE, startup)
        if startup.claimed_at or startup.pk in known.with_submission:
            was_said = _differences(changes, row.profile) in known.suggested[startup.pk]
            outcome = ImportOutcome.SUGGESTION if changes and not was_said else ImportOutcome.SAME
            return Look(outcome, startup, changes)
        if startup.state == EntryState.UNPUBLISHED:  # a list brought it, and was undone
            return Look(ImportOutcome.NEW, startup, changes)
        return Look(ImportOutcome.CHANGED if changes else ImportOutcome.SAME, startup, changes)

    def _compare(self, rows: Sequence[ImportRow], looks: list[Look]) -> None:
        """Turn what is new into what may be listed already, unless a moderator said otherwise."""
        fresh = [
            (position, row)
            for position, (row, look) in enumerate(zip(rows, looks, strict=True))
            if look.outcome == ImportOutcome.NEW and look.startup is None and row.choice != DuplicateChoice.ANOTHER
        ]
        found = _alike(fresh)
        for position, row in fresh:
            own = row.profile.get(NUMBER, "")
            likely = [one for one in found[position] if not (own and one.enterprise_number)]  # else numbers tell
            if likely:
                best = max(likely, key=lambda one: (one.same_domain, one.similarity))
                looks[position].outcome, looks[position].candidate = ImportOutcome.DUPLICATE, best

    def _is_own(self, territory: Territory | None) -> bool:
        return territory is not None and territory.partner_id == self.partner.pk

    def _stays_own(self, startup: Startup, profile: Profile, changes: dict[str, Any], known: "_Known") -> bool:
        """It is the partner's entry, and would still be. A stub is whoever's its place makes it."""
        own = startup.territory is None or self._is_own(startup.territory)
        if not own or (startup.territory and not changes.keys() & set(PLACE)):
            return own
        return self._is_own(known.territory_at({name: FIELDS[name].read(startup) for name in PLACE} | profile))


def changes_of(startup: Startup, profile: Profile) -> dict[str, Any]:
    """What the entry says now in the fields in which a list says something else. What a list leaves empty stays, and so
    does a number: the list may have that of an entry which was merged into this one."""
    now = {name: FIELDS[name].read(startup) for name in profile if name != NUMBER or not startup.enterprise_number}
    return {name: value for name, value in now.items() if value != profile[name]}


def _differences(changes: dict[str, Any], profile: Profile) -> dict[str, Any]:
    return {name: profile[name] for name in changes}


def _alike(rows: Iterable[tuple[int, ImportRow]]) -> dict[int, list[Likeness]]:
    """The entries that rows may repeat by name or domain, by the number that comes with each row."""
    found: dict[int, list[Likeness]] = defaultdict(list)
    values: dict[str, Any] = {"keys": [], "names": [], "domains": []}
    for key, row in rows:
        values["keys"].append(key)
        values["names"].append(row.profile["name"])
        values["domains"].append(domain_of(row.profile.get("website", "")))
    if values["keys"]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(SIMILAR_IN_LISTS)])
            listed = {"states": [EntryState.PUBLISHED.value, EntryState.STUB.value]}
            cursor.execute(ALIKE, values | listed | {"no_firms": list(no_firms(Startup.objects.all()))})
            for key, *likeness in cursor.fetchall():
                found[key].append(Likeness(*likeness))
    return found


class _Known:
    """All that deciding on these rows needs, in a few statements however many they are."""

    def __init__(self, partner: Partner, rows: Sequence[ImportRow]) -> None:
        self.rows = rows
        numbers = {row.profile[NUMBER] for row in rows if row.profile.get(NUMBER)}
        keys = ImportKey.objects.filter(partner=partner, key__in={row.key for row in rows})
        self.keys = dict(keys.values_list("key", "startup"))
        chosen = {row.candidate_id for row in rows if row.choice == DuplicateChoice.SAME and row.candidate_id}
        self.entries = _with_facts(Startup.objects.filter(pk__in={*self.keys.values(), *chosen})).in_bulk()
        by_number = _with_facts(Startup.objects.filter(enterprise_number__in=numbers, state__in=BY_NUMBER))
        self.by_number: dict[str, int] = {}
        for startup in sorted(by_number, key=lambda one: (BY_NUMBER.index(EntryState(one.state)), one.pk)):
            self.by_number.setdefault(startup.enterprise_number, startup.pk)
            self.entries[startup.pk] = startup
        self._follow_merged()
        meant = {startup.pk for startup in self.entries.values()}
        self.no_firms = no_firms(Startup.objects.filter(pk__in=meant))
        open_ones = Submission.objects.open().filter(startup__in=meant)
        self.with_submission = set(open_ones.values_list("startup", flat=True))
        self.suggested: dict[int, list[dict[str, Any]]] = defaultdict(list)
        said = Suggestion.objects.filter(startup__in=meant).exclude(state=SuggestionState.WITHDRAWN)
        for pk, values in said.values_list("startup", "values"):
            self.suggested[pk].append(values)

    def entry_of(self, row: ImportRow) -> Startup | None:
        """The entry that the row is about: as a moderator said, by number, or as another list of the partner did."""
        if row.choice == DuplicateChoice.SAME and row.candidate_id:
            return self.entries.get(row.candidate_id)
        number = row.profile.get(NUMBER, "")
        if number in self.by_number:
            return self.entries[self.by_number[number]]
        found = self.entries.get(self.keys.get(row.key, 0))
        if found and number and found.enterprise_number not in ("", number):
            return None
        return found

    def territory_at(self, profile: Profile) -> Territory | None:
        place = self._places.get(profile.get("municipality", ""))
        return most_specific(self._territories, profile.get("postal_code", ""), place) if place else None

    def _follow_merged(self) -> None:
        """In place of an entry that was merged into another, that one, which may have been merged in turn."""
        while into := {pk: one.merged_into_id for pk, one in self.entries.items() if one.merged_into_id}:
            others = _with_facts(Startup.objects.filter(pk__in=into.values())).in_bulk()
            for pk, other in into.items():
                self.entries[pk] = others[other]

    @cached_property
    def _places(self) -> dict[str, Municipality]:
        codes = {row.profile.get("municipality", "") for row in self.rows}
        codes |= {one.municipality.nis_code for one in self.entries.values() if one.municipality}
        found = Municipality.objects.filter(nis_code__in=codes).select_related("area__parent")
        return {place.nis_code: place for place in found.prefetch_related("postal_codes")}

    @cached_property
    def _territories(self) -> dict[str, Territory]:
        codes = TerritoryCode.objects.select_related("territory")
        return {row.code: row.territory for row in codes}


def _with_facts(startups: QuerySet[Startup]) -> QuerySet[Startup]:
    """With what the fields of a list are read from."""
    return startups.select_related("municipality", "territory").prefetch_related(
        "sector_links__sector", "technology_links__technology"
    )
