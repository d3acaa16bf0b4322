"""Figures of the listed firms: charts under the filters of the address, the table behind each, and its file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from directory.choices import Activity, Confirmation, IntroductionOutcome, IntroductionState
from directory.insights import introductions
from directory.insights.firms import Chart, Figure, Line, figure
from directory.insights.introductions import Parts
from directory.search.facets import Facet
from directory.search.query import MOST_UNKNOWN, Selection, shortened
from directory.search.results import Results
from directory.templatetags.charts import NOT_KNOWN, Bar, is_cut
from directory.templatetags.ui import number
from directory.views.caching import cacheable, catalogue_of, keep
from directory.views.files import csv_file
from directory.views.listing import facets
from directory.views.policies import public

FILTERS = (Facet.REGION, Facet.SECTOR)
MOST_DRAWN = 12  # of sectors and of countries: the table and the file have all
MOST_YEARS = 40  # single columns; what was founded earlier stands together in one more
EVERY = 5  # years between two that are named
LOOKS = {Confirmation.LAPSED.value: "ink", Confirmation.UNCLAIMED.value: "ink"}
INTRODUCTIONS = "introductions"

COLUMNS: Mapping[Chart, str | Promise] = {
    Chart.REGIONS: gettext_lazy("Province"),
    Chart.SECTORS: gettext_lazy("Sector"),
    Chart.STAGES: gettext_lazy("Yearly revenue"),
    Chart.YEARS: gettext_lazy("Year"),
    Chart.MARKETS: gettext_lazy("Country"),
    Chart.CONFIRMATION: gettext_lazy("Confirmation"),
}
TITLES: Mapping[Chart, str | Promise] = {
    Chart.REGIONS: gettext_lazy("Firms by province"),
    Chart.SECTORS: gettext_lazy("Firms by sector"),
    Chart.STAGES: gettext_lazy("Firms by revenue stage"),
    Chart.YEARS: gettext_lazy("Firms by year of foundation"),
    Chart.MARKETS: gettext_lazy("Firms by country in which they work"),
    Chart.CONFIRMATION: gettext_lazy("Entries by confirmation"),
}


@dataclass(frozen=True)
class Drawn:
    """A figure as the page shows it. `left_out`: how many lines the chart leaves to the table."""

    figure: Figure
    bars: list[Bar]
    left_out: int
    csv_url: str

    @property
    def title(self) -> str:
        return str(TITLES[self.figure.chart])

    @property
    def column(self) -> str:
        return str(COLUMNS[self.figure.chart])

    @property
    def is_cut(self) -> bool:
        """Whether what is not known is drawn shorter than it is."""
        return self.figure.chart != Chart.YEARS and is_cut(self.bars)

    @property
    def about(self) -> str:
        """What somebody hears who does not see the chart."""
        most = self.figure.most
        if most is None:
            return _("There is nothing to show.")
        words = ngettext(
            "The longest bar is %(name)s with %(number)s firm. The table below has all figures.",
            "The longest bar is %(name)s with %(number)s firms. The table below has all figures.",
            most.count,
        )
        return words % {"name": most.label, "number": number(most.count)}


@public
@cacheable
@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    selection, results = asked(request)
    counted_on, told = introductions.published()
    answers = list(_told(told.answers, IntroductionState))
    outcomes = list(_told(told.outcomes, IntroductionOutcome))
    context = {
        "selection": selection,
        "results": results,
        "firms": len(results),
        "filters": facets(results.choices(facet) for facet in FILTERS),
        "activities": list(Activity),
        "today": timezone.localdate(),
        "canonical": f"?{selection.canonical()}" if selection.is_for_search_engines and selection.pairs else "",
        "is_indexed": selection.is_for_search_engines,
        **{chart.value: drawn(chart, results) for chart in Chart},
        "share_confirmed": share_confirmed(results),
        "introductions": told,
        "introductions_on": counted_on,
        "answers": _bars_of(answers),
        "answer_parts": [line[1:] for line in answers],
        "outcomes": _bars_of(outcomes),
        "outcome_parts": [line[1:] for line in outcomes],
    }
    return render(request, "public/insights.html", context)


@public
@cacheable
@require_safe
def insights_csv(request: HttpRequest, chart: str) -> HttpResponse:
    """The table of one chart under the same filters. Keys are the same in every language, names are the reader's."""
    if chart == INTRODUCTIONS:
        return _introductions_csv()
    if chart not in set(Chart):
        raise Http404
    _selection, results = asked(request)
    found = figure(Chart(chart), results)
    activities = [activity.value for activity in Activity] if found.chart == Chart.MARKETS else []
    header = ("key", "name", "firms", *activities, "counted_on")
    today = timezone.localdate()
    empty = (None,) * len(activities)
    rows = [(line.key, line.label, line.count, *(line.parts or empty), today) for line in found.lines]
    return csv_file(chart, header, rows)


def asked(request: HttpRequest) -> tuple[Selection, Results]:
    """Regions and sectors of the address, as in the list; anything else that the list knows is named as left out."""
    found = catalogue_of(request)
    given = Selection.parse(request.GET, found.vocabulary)
    others = [(name, shortened(value)) for name, value in given.pairs if name not in FILTERS]
    options = {facet: given.options[facet] for facet in FILTERS if facet in given.options}
    selection = replace(Selection(options), unknown=tuple([*given.unknown, *others][:MOST_UNKNOWN]))
    if selection.is_for_search_engines:
        keep(request, query=selection.canonical())
    return selection, Results(selection, found, for_figures=True)


def drawn(chart: Chart, results: Results) -> Drawn:
    found = figure(chart, results)
    query = results.selection.as_query()
    bars, left_out = _columns(found) if chart == Chart.YEARS else _bars(found)
    url = reverse("insights_csv", args=[chart.value])
    return Drawn(found, bars, left_out, f"{url}?{query}" if query else url)


def share_confirmed(results: Results) -> int | None:
    """In percent; None where there is nothing to confirm."""
    confirmed = results.found.intersection_cardinality(results.catalogue.confirmed)
    return round(100 * confirmed / len(results)) if len(results) else None


def _bars(found: Figure) -> tuple[list[Bar], int]:
    """All that are known, or the largest where only what occurs is drawn; then what is not known, dashed."""
    known = found.known
    if found.chart in (Chart.SECTORS, Chart.MARKETS):
        known = [line for line in known if line.count][:MOST_DRAWN]
    rest = [line for line in found.lines if not line.key]
    left_out = sum(1 for line in found.known if line.count) - len(known)
    return [_bar(line) for line in [*known, *rest]], max(0, left_out)


def _bar(line: Line) -> Bar:
    look = LOOKS.get(line.key, "") if line.key else NOT_KNOWN
    post = _("The threshold") if line.is_threshold else ""
    return Bar(line.label, line.count, number(line.count), look, post)


def _columns(found: Figure) -> tuple[list[Bar], int]:
    """A column a year, also where nobody was founded; those long ago together, before the first."""
    counts = {int(line.key): line.count for line in found.known}
    if not counts:
        return [], 0
    last = max(counts)
    first = max(min(counts), last - MOST_YEARS + 1)
    earlier = sum(count for year, count in counts.items() if year < first)
    bars = [_column(year, counts.get(year, 0), is_named=year % EVERY == 0) for year in range(first, last + 1)]
    if earlier:
        bars.insert(0, Bar(_("before"), earlier, number(earlier)))
        bars[1:3] = [replace(bar, tick=False) for bar in bars[1:3]]  # room for the word
    return bars, 0


def _column(year: int, count: int, *, is_named: bool) -> Bar:
    return Bar(str(year), count, number(count), tick=is_named)


# ---- Introductions: of the whole of Belgium, as /accountability/ tells them ----


def _bars_of(lines: Iterable[tuple[str, str, int]]) -> list[Bar]:
    return [Bar(label, count, number(count)) for _value, label, count in lines]


def _told(
    found: Parts | None, choices: type[IntroductionState] | type[IntroductionOutcome]
) -> Iterator[tuple[str, str, int]]:
    """Each with its label; those that are too few to be told come last, together and without a value."""
    if found:
        for value, count in found.parts.items():
            yield value, str(choices(value).label), count
        if found.rest:
            yield "", _("Others together"), found.rest


def _introductions_csv() -> HttpResponse:
    counted_on, told = introductions.published()
    kinds = (("answer", told.answers, IntroductionState), ("outcome", told.outcomes, IntroductionOutcome))
    rows = [(kind, *line, counted_on) for kind, parts, choices in kinds for line in _told(parts, choices)]
    return csv_file(INTRODUCTIONS, ("of", "key", "name", "introductions", "counted_on"), rows)
