"""What the listed firms say of themselves, counted under the filters of an address.

All of it comes from the catalogue, which knows no revenue stage but the public one: a firm that shows none counts as
"not disclosed" under every filter, so no combination of region, sector and stage can say more of it than its profile
does. Firms are public, so counts under five are told. Samples are left out by whoever makes the Results (for_figures).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext as _

from directory.choices import Activity, Confirmation, StageRole
from directory.models import RevenueStage
from directory.search.facets import FOUNDED, MARKET_ACTIVITY, NOT_SAID, Facet
from directory.search.results import Results
from directory.search.vocabulary import Option


class Chart(StrEnum):
    """As they follow each other on the page, and as their files are called."""

    REGIONS = "regions"
    SECTORS = "sectors"
    STAGES = "stages"
    YEARS = "years"
    MARKETS = "markets"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True)
class Line:
    """One value and how many firms stand under it. Those that do not say have no `key`."""

    key: str  # a slug, a code or a year, the same in every language
    label: str
    count: int
    parts: tuple[int, ...] = ()  # of a market: by activity, in the order of Activity
    is_threshold: bool = False


@dataclass(frozen=True)
class Figure:
    """The lines of a chart, in order; those that do not say come last."""

    chart: Chart
    lines: list[Line]
    firms: int  # that were counted, however many lines each of them stands in

    @property
    def known(self) -> list[Line]:
        return [line for line in self.lines if line.key]

    @property
    def missing(self) -> int:
        """How many firms do not say."""
        return sum(line.count for line in self.lines if not line.key)

    @property
    def said(self) -> int:
        return self.firms - self.missing

    @property
    def most(self) -> Line | None:
        """The largest, if there is any."""
        return max((line for line in self.known if line.count), key=lambda line: line.count, default=None)


def figure(chart: Chart, results: Results) -> Figure:
    return Figure(chart, LINES[chart](results), len(results))


def regions(results: Results) -> list[Line]:
    """Provinces, and Brussels beside them, so that each firm counts once; of a chosen region its own."""
    options = results.catalogue.vocabulary.of(Facet.REGION)
    divided = {option.parent for option in options}
    chosen = {option.key for option in results.selection.options.get(Facet.REGION, ())}
    areas = [option for option in options if option.key not in divided]
    if chosen:
        areas = [option for option in areas if chosen & {option.key, option.parent}]
    return _most_first(_lines(results, areas))


def sectors(results: Results) -> list[Line]:
    """A firm stands under each of the sectors that it names, which are up to three."""
    lines = _most_first(_lines(results, results.catalogue.vocabulary.of(Facet.SECTOR)))
    return [*lines, *_missing(results, Facet.SECTOR, _("Not known"))]


def stages(results: Results) -> list[Line]:
    """From the smallest to the largest. Those that do not disclose have a line of their own, also while there are
    none."""
    lines = _lines(results, results.catalogue.vocabulary.of(Facet.STAGE))
    return [*lines, Line("", _("Not disclosed"), results.count(Facet.STAGE, NOT_SAID))]


def years(results: Results) -> list[Line]:
    """Those in which a firm was founded."""
    by_year = results.index.facets.get(FOUNDED, {})
    counts = {year: results.found.intersection_cardinality(pks) for year, pks in by_year.items() if year}
    lines = [Line(str(year), str(year), count) for year, count in counts.items() if count]
    missing = results.found.intersection_cardinality(results.index.of_value(FOUNDED, NOT_SAID))
    return sorted(lines, key=lambda line: int(line.key)) + ([Line("", _("Not known"), missing)] if missing else [])


def markets(results: Results) -> list[Line]:
    """The countries that a firm names, with what it does there; it may name several."""
    options = results.catalogue.vocabulary.by_key[Facet.MARKET]
    named = [options[key] for key in results.index.facets.get(Facet.MARKET, {}) if key in options]
    lines = [_market(results, option) for option in _in_alphabet(named)]
    return [*_most_first(line for line in lines if line.count), *_missing(results, Facet.MARKET, _("Names none"))]


def confirmation(results: Results) -> list[Line]:
    """How far the entries are confirmed, each counted once."""
    states = (Confirmation.CONFIRMED, Confirmation.LAPSED, Confirmation.UNCLAIMED)
    labels = (_("Confirmed by the firm"), _("Confirmed longer ago than a year"), _("Not confirmed by the firm"))
    found = (results.found.intersection_cardinality(entries) for entries in results.catalogue.by_trust)
    return [Line(state.value, label, count) for state, label, count in zip(states, labels, found, strict=True)]


LINES: dict[Chart, Callable[[Results], list[Line]]] = {
    Chart.REGIONS: regions,
    Chart.SECTORS: sectors,
    Chart.STAGES: stages,
    Chart.YEARS: years,
    Chart.MARKETS: markets,
    Chart.CONFIRMATION: confirmation,
}


def _lines(results: Results, options: Iterable[Option]) -> list[Line]:
    return [
        Line(option.slug, option.label, results.count(option.facet, option.key), is_threshold=_is_threshold(option))
        for option in options
    ]


def _is_threshold(option: Option) -> bool:
    return isinstance(option.row, RevenueStage) and option.row.role == StageRole.THRESHOLD


def _market(results: Results, option: Option) -> Line:
    index, found = results.index, results.found
    doing = (index.of_value(MARKET_ACTIVITY, f"{option.key}:{activity.value}") for activity in Activity)
    parts = tuple(found.intersection_cardinality(entries) for entries in doing)
    return Line(option.slug, option.label, results.count(Facet.MARKET, option.key), parts)


def _missing(results: Results, facet: Facet, label: str) -> list[Line]:
    count = results.count(facet, NOT_SAID)
    return [Line("", label, count)] if count else []


def _in_alphabet(options: Iterable[Option]) -> list[Option]:
    language = translation.get_language() or ""
    return sorted(options, key=lambda option: option.alphabetical(language))


def _most_first(lines: Iterable[Line]) -> list[Line]:
    """Equal ones stay as they were."""
    return sorted(lines, key=lambda line: -line.count)
