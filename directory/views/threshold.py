"""Firms at one to five million euro of revenue that go abroad, and what firms look for there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from directory.choices import StageRole
from directory.insights.cohorts import Cohort, cohorts
from directory.models import RevenueStage
from directory.search.catalogue import Catalogue
from directory.search.facets import Facet, Key
from directory.search.vocabulary import Option
from directory.templatetags.charts import Stack
from directory.templatetags.ui import number
from directory.views.caching import cacheable, catalogue_of
from directory.views.cards import cards
from directory.views.files import csv_file
from directory.views.policies import public
from directory.views.samples import most_trusted_first, with_stand_ins

MOST_COUNTRIES = 10  # columns of the matrix: those that most firms name
MOST_CARDS = 96


@dataclass(frozen=True)
class Cell:
    """How many firms of a sector name a country, and their address in the list."""

    country: Option
    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """A sector, with a cell for each country of the matrix."""

    sector: Option
    cells: list[Cell]


class Crossing:
    """The firms that chose to show a revenue of one to five million, and that say where they go (opt-in twice)."""

    def __init__(self, found: Catalogue) -> None:
        self.found = found
        self.stages = [option for option in found.vocabulary.of(Facet.STAGE) if _is_near(option)]
        near = found.index.of_any(Facet.STAGE, [option.key for option in self.stages])
        going = {key: pks & near for key, pks in found.index.facets.get(Facet.MARKET, {}).items() if key}
        entries, self.are_samples = with_stand_ins(found, BitMap.union(BitMap(), *going.values()))
        self.going: dict[Key, BitMap] = {key: pks for key, each in going.items() if (pks := each & entries)}
        self.firms = BitMap.union(BitMap(), *self.going.values())

    def countries(self) -> list[Option]:
        """Those that most firms name, first."""
        options, language = self.found.vocabulary.by_key[Facet.MARKET], translation.get_language() or ""
        named = [key for key in self.going if key in options]
        named.sort(key=lambda key: (-len(self.going[key]), options[key].alphabetical(language)))
        return [options[key] for key in named]

    def lines(self, countries: list[Option]) -> Iterator[Line]:
        """The sectors that occur, in the reader's alphabet. A firm may name up to three."""
        language = translation.get_language() or ""
        sectors = sorted(self.found.vocabulary.of(Facet.SECTOR), key=lambda option: option.alphabetical(language))
        stages = "".join(f"&stage={option.slug}" for option in self.stages)
        listing = reverse("startups")
        for sector in sectors:
            firms = self.firms & self.found.index.of_value(Facet.SECTOR, sector.key)
            if not firms:
                continue
            yield Line(
                sector,
                [
                    Cell(
                        country,
                        firms.intersection_cardinality(self.going[country.key]),
                        f"{listing}?sector={sector.slug}&market={country.slug}{stages}",
                    )
                    for country in countries
                ],
            )

    def totals(self, countries: list[Option]) -> list[int]:
        return [len(self.going[country.key]) for country in countries]

    def by_stage(self) -> list[tuple[Option, int]]:
        index = self.found.index
        return [
            (option, self.firms.intersection_cardinality(index.of_value(Facet.STAGE, option.key)))
            for option in self.stages
        ]


@public
@cacheable
@require_safe
def threshold(request: HttpRequest) -> HttpResponse:
    found = catalogue_of(request)
    crossing = Crossing(found)
    countries = crossing.countries()
    shown = countries[:MOST_COUNTRIES]
    by_year = cohorts()
    context = {
        "stages": [option.row for option in found.vocabulary.of(Facet.STAGE)],
        "countries": shown,
        "left_out": len(countries) - len(shown),
        "lines": list(crossing.lines(shown)),
        "totals": crossing.totals(shown),
        "firms": len(crossing.firms),
        "by_stage": crossing.by_stage(),
        "cards": cards(most_trusted_first(crossing.firms, found)[:MOST_CARDS], found),
        "more": max(0, len(crossing.firms) - MOST_CARDS),
        "all_url": f"{reverse('startups')}?{'&'.join(f'stage={option.slug}' for option in crossing.stages)}",
        "cohorts": by_year,
        "cohort_stacks": [_stack(cohort) for cohort in by_year],
        "are_samples": crossing.are_samples,
        "today": timezone.localdate(),
    }
    return render(request, "public/threshold.html", context)


@public
@cacheable
@require_safe
def threshold_csv(request: HttpRequest) -> HttpResponse:
    """The whole matrix, every country."""
    crossing = Crossing(catalogue_of(request))
    countries = crossing.countries()
    header = (_("Sector"), *(country.label for country in countries))
    rows = [(line.sector.label, *(cell.count for cell in line.cells)) for line in crossing.lines(countries)]
    return csv_file("threshold", header, rows)


@public
@cacheable
@require_safe
def cohorts_csv(request: HttpRequest) -> HttpResponse:
    """A line a year, the latest first."""
    header = ("year", "approaching", "threshold", "crossing", "crossed_since", "counted_on")
    today = timezone.localdate()
    rows = [(one.year, one.approaching, one.threshold, one.crossing, one.crossed, today) for one in cohorts()]
    return csv_file("threshold-cohorts", header, rows)


def _stack(cohort: Cohort) -> Stack:
    parts = (cohort.approaching, cohort.threshold, cohort.crossing)
    return Stack(str(cohort.year), parts, number(cohort.firms))


def _is_near(option: Option) -> bool:
    """One to five million: approaching the threshold, at it, or crossing it (product.md, Words)."""
    return isinstance(option.row, RevenueStage) and option.row.role in StageRole.values
