"""The real starting list: companies of public lists, and those that the source article names.

A row becomes an unclaimed entry of unknown status. Loading again changes only what the tables changed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Coalesce
from django.utils.text import slugify

from accounts.models import Language
from directory import actions
from directory.actions import ImportedEntry
from directory.choices import EntryState, OrganisationKind
from directory.imports.facts import NAME_LENGTH, FactReader, Facts, clean_name
from directory.imports.places import folded
from directory.imports.shipped import Row, rows
from directory.imports.sources import ARTICLE, Sources
from directory.models import Sector, Startup
from directory.rules.identifiers import clean_enterprise_number, clean_website, domain_of
from directory.rules.profile import TAGLINE_LENGTH

ARTICLE_YEAR = 2026
ARTICLE_LICENCE = "facts"
NOTE_LENGTH = 300
# What the desk is told of a value that was left out. The desk reads it in the language of the shipped lists.
NOTES = {
    "website": "The list’s website “{text:.80}” is not a public web address.",
    "founded": "The list’s founding year “{text:.20}” cannot be right.",
}


@dataclass
class Loaded:
    """What happened: outcomes by name, entries without a place, entries with a flag, rows left out with the reason."""

    outcomes: Counter[str] = field(default_factory=Counter)
    stubs: int = 0
    flagged: int = 0
    left_out: list[str] = field(default_factory=list)


def load_companies() -> Loaded:
    """Load both tables, an entry a transaction."""
    loaded = Loaded()
    reader = Reader()
    taken = Taken()
    for entry in reader.entries():
        if holder := taken.by_another(entry):
            loaded.left_out.append(f"{entry.profile['name']}: already listed as {holder}")
            continue
        taken.add(entry)
        loaded.outcomes[actions.import_entry(row=entry, by="SYSTEM")] += 1
        loaded.stubs += not entry.profile.get("municipality")
        loaded.flagged += bool(entry.desk_note)
    for row in rows("article_companies.csv"):
        if row["kind"] in OrganisationKind.values:
            loaded.outcomes[reader.organisation(row)] += 1
    return loaded


class Reader:
    """Turns rows of the tables into entries."""

    def __init__(self) -> None:
        self.facts = FactReader()
        self.sources = Sources()
        self.sectors = dict(Sector.objects.values_list("slug", Coalesce("merged_into", "pk")))

    def entries(self) -> Iterator[ImportedEntry]:
        """Every company once; where both tables have it, as the first one does."""
        seen = set()
        for entry in (*map(self.listed, rows("companies.csv")), *self.named_in_article()):
            name = folded(entry.profile["name"])
            if name not in seen:
                seen.add(name)
                yield entry

    def named_in_article(self) -> Iterator[ImportedEntry]:
        return (self.named(row) for row in rows("article_companies.csv") if row["kind"] == "startup")

    def listed(self, row: Row) -> ImportedEntry:
        """A row of companies.csv."""
        source = self.sources.of(row["source"], row["source_licence"])
        facts = self._read(row, postal_code=row["postal_code"], nis_code=row["municipality_nis"])
        profile = facts.profile | {"name": clean_name(row["name"])}
        return ImportedEntry(
            key=f"companies.csv:{profile['name']}"[:NAME_LENGTH],
            profile=profile,
            source=source.name,
            source_url=source.url,
            licence=row["source_licence"],
            as_of=date(int(row["source_year"]), 1, 1),
            desk_note=_note(facts),
        )

    def named(self, row: Row) -> ImportedEntry:
        """A startup of article_companies.csv: published where its facts could be confirmed, else a stub."""
        source = self.sources.of(ARTICLE)
        facts = self._read(row)
        profile = facts.profile | {
            "name": clean_name(row["name"]),
            "enterprise_number": clean_enterprise_number(row["enterprise_number"]),
            "sectors": [self.sectors[row["sector"]]] if row["sector"] in self.sectors else [],
            "tagline_en": row["what_it_does_en"][:TAGLINE_LENGTH],
            "original_language": Language.EN.value if row["what_it_does_en"] else "",
        }
        return ImportedEntry(
            key=f"article_companies.csv:{profile['name']}"[:NAME_LENGTH],
            profile=profile,
            source=source.name,
            source_url=source.url,
            licence=ARTICLE_LICENCE,
            as_of=date(ARTICLE_YEAR, 1, 1),
            desk_note=_note(facts),
        )

    def organisation(self, row: Row) -> actions.Outcome:
        """A hub and the like of article_companies.csv."""
        source = self.sources.of(ARTICLE)
        place = self.facts.places.locate(city=row["city"], area=row["province_nuts2"]).municipality
        facts = {
            "name": clean_name(row["name"]),
            "kind": row["kind"],
            "website": clean_website(row["website"]),
            "municipality": place,
            "original_language": Language.EN.value,
            "description_en": row["what_it_does_en"],
            "source": source.name,
            "source_url": source.url,
            "as_of": date(ARTICLE_YEAR, 1, 1),
            "is_published": place is not None,
        }
        return actions.import_organisation(slug=slugify(row["name"]), facts=facts, by="SYSTEM")

    def _read(self, row: Row, **codes: str) -> Facts:
        year = int(row.get("source_year") or ARTICLE_YEAR)
        cells = {
            "website": row["website"],
            "founded": row.get("founded", "").strip(),
            "sectors": row.get("sector_hints", ""),
            "municipality": row["city"],
        }
        return self.facts.read(cells | codes, until=year, area=row["province_nuts2"])


class Taken:
    """Enterprise numbers and domains of entries that did not come from this row: one company, one entry."""

    def __init__(self) -> None:
        self.holders: dict[str, tuple[str | None, str]] = {}
        present = Startup.objects.filter(state__in=(EntryState.PUBLISHED, EntryState.STUB)).order_by("pk")
        for key, name, number, domain in present.values_list("import_key", "name", "enterprise_number", "domain"):
            self._hold(key, name, number, domain)

    def by_another(self, entry: ImportedEntry) -> str:
        """The name of another entry with the same number or domain; '' if there is none."""
        number, domain = _identifiers(entry)
        for identifier in filter(None, (number, domain)):
            key, name = self.holders.get(identifier, (entry.key, ""))
            if key != entry.key:
                return name
        return ""

    def add(self, entry: ImportedEntry) -> None:
        self._hold(entry.key, entry.profile["name"], *_identifiers(entry))

    def _hold(self, key: str | None, name: str, number: str, domain: str) -> None:
        for identifier in filter(None, (number, domain)):
            self.holders.setdefault(identifier, (key, name))


def _identifiers(entry: ImportedEntry) -> tuple[str, str]:
    return entry.profile.get("enterprise_number", ""), domain_of(entry.profile.get("website", ""))


def _note(facts: Facts) -> str:
    left_out = [NOTES[problem.field].format(text=problem.text) for problem in facts.problems]
    return " ".join([*facts.doubts, *left_out])[:NOTE_LENGTH]
