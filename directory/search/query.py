"""From an address to a Selection: what page, landing pages, API and export ask for, parsed in one place."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

from directory.choices import RegionLevel
from directory.models import Region, RevenueStage, Sector
from directory.models.taxonomy import TranslatedName

LONGEST_QUERY = 200
LONGEST_SHOWN = 40
MOST_UNKNOWN = 5
PAST_ANY_END = 10**9
SORTS = ("relevance", "name", "updated", "founded")

Facet = Literal["region", "sector", "stage"]
FACETS: tuple[Facet, ...] = ("region", "sector", "stage")
Row = TypeVar("Row", bound=TranslatedName)


@dataclass(frozen=True)
class Vocabulary:
    """Everything a visitor can choose from, by slug."""

    region: Mapping[str, Region]
    sector: Mapping[str, Sector]
    stage: Mapping[str, RevenueStage]
    region_of: Mapping[int, int]  # the region of each province or area, by primary key

    @classmethod
    def load(cls) -> "Vocabulary":
        """Three statements. Brussels-Capital (BE10) is no choice of its own: its slug means the region."""
        regions = {row.slug: row for row in Region.objects.order_by("code")}
        by_pk = {row.pk: row for row in regions.values()}
        for slug, row in list(regions.items()):
            if row.level == RegionLevel.AREA and row.parent_id is not None:
                regions[slug] = by_pk[row.parent_id]
        return cls(
            region=regions,
            sector={row.slug: row for row in Sector.objects.order_by("pk")},
            stage={row.slug: row for row in RevenueStage.objects.order_by("position")},
            region_of={row.pk: row.parent_id for row in by_pk.values() if row.parent_id is not None},
        )


@dataclass(frozen=True)
class Selection:
    """What somebody asks of the directory. Values of one facet are alternatives, facets narrow each other."""

    region: tuple[Region, ...] = ()
    sector: tuple[Sector, ...] = ()
    stage: tuple[RevenueStage, ...] = ()
    q: str = ""
    sort: str = SORTS[0]
    page: int = 1
    unknown: tuple[tuple[str, str], ...] = field(default=())  # parameter and value, as far as they are shown

    @classmethod
    def parse(cls, query: QueryDict, vocabulary: Vocabulary) -> "Selection":
        """Never fails: what is not known is left out and named in `unknown` (product.md, Addresses)."""
        unknown: list[tuple[str, str]] = []
        sort = query.get("sort") or SORTS[0]
        if sort not in SORTS:
            unknown.append(("sort", shortened(sort)))
            sort = SORTS[0]
        return cls(
            region=_chosen(query, "region", vocabulary.region, unknown),
            sector=_chosen(query, "sector", vocabulary.sector, unknown),
            stage=_chosen(query, "stage", vocabulary.stage, unknown),
            q=clean_query(query.get("q", "")),
            sort=sort,
            page=page_number(query.get("page", "")),
            unknown=tuple(unknown[:MOST_UNKNOWN]),
        )

    def without(self, *names: str) -> "Selection":
        """The same without these facets; "q" leaves the words out."""
        empty: dict[str, Any] = {name: "" if name == "q" else () for name in names}
        return replace(self, **empty)

    @property
    def conditions(self) -> list[str]:
        """Which of q and the facets narrow this selection."""
        return [name for name in ("q", *FACETS) if getattr(self, name)]

    @property
    def chosen(self) -> list[tuple[Facet, TranslatedName]]:
        return [(facet, row) for facet in FACETS for row in getattr(self, facet)]

    def as_query(self) -> str:
        """The selection as the query of an address, on the first page."""
        pairs: list[tuple[str, str]] = [(facet, row.slug) for facet, row in self.chosen]
        pairs += [("q", self.q)] if self.q else []
        pairs += [("sort", self.sort)] if self.sort != SORTS[0] else []
        return urlencode(pairs)

    @property
    def is_for_search_engines(self) -> bool:
        """Whether the page is worth an index: not one of the countless combinations."""
        return not self.q and len(self.chosen) <= 2


def _chosen(query: QueryDict, name: Facet, known: Mapping[str, Row], unknown: list[tuple[str, str]]) -> tuple[Row, ...]:
    chosen: dict[int, Row] = {}
    for value in query.getlist(name):
        if value in known:
            chosen[known[value].pk] = known[value]
        elif value.strip():
            unknown.append((name, shortened(value)))
    return tuple(chosen.values())


def clean_query(text: str) -> str:
    """What was typed without control characters, cut to what a search may cost."""
    cut = unicodedata.normalize("NFC", text[: 4 * LONGEST_QUERY])
    plain = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in cut)
    return " ".join(plain.split())[:LONGEST_QUERY].strip()


def page_number(text: str) -> int:
    """Anything but ASCII digits is page 1; a number no list has is one past any end."""
    if not re.fullmatch(r"[0-9]+", text):
        return 1
    return max(1, int(text)) if len(text) <= 9 else PAST_ANY_END


def shortened(text: str) -> str:
    plain = clean_query(text)
    return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN] + "…"
