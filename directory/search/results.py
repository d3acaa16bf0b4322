"""What a Selection finds: the entries in their order, the figures beside the filters, and what to try instead.

All of it comes from the catalogue; PostgreSQL is asked only for what words find.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from django.core.paginator import EmptyPage, Page, Paginator
from django.utils.translation import get_language
from pyroaring import BitMap

from directory.choices import IN_DEFAULT_RESULTS
from directory.search.catalogue import Catalogue
from directory.search.facets import CLAIMED, FOUNDED, MARKET_ACTIVITY, MUNICIPALITY, NOT_SAID, SAMPLE, YES, Facet, Key
from directory.search.index import EMPTY
from directory.search.query import Selection
from directory.search.text import Matches, matches
from directory.search.vocabulary import Option

PER_PAGE = 24
MOST_SHOWN = 9
BY_FREQUENCY = {Facet.SECTOR, Facet.TECHNOLOGY, Facet.MARKET, Facet.LANGUAGE, Facet.MODEL}
IN_ALPHABET = BY_FREQUENCY | {Facet.REGION}
OPEN = {Facet.REGION, Facet.SECTOR, Facet.STAGE}
OPEN_ENDED = {Facet.MARKET, Facet.LANGUAGE}  # too many values to show those that no entry has
WORDS, YEARS = "q", "founded"
COUPLED = {Facet.MARKET: Facet.ACTIVITY, Facet.ACTIVITY: Facet.MARKET}  # both speak of the same row


class PastTheEnd(Exception):
    """A page that the results do not have."""


class Choice(NamedTuple):
    """One value of a filter, with the number of entries it would show."""

    option: Option
    total: int
    is_chosen: bool

    @property
    def slug(self) -> str:
        return self.option.slug

    @property
    def name(self) -> str:
        return self.option.label

    @property
    def is_within(self) -> bool:
        """A province, below its region."""
        return self.option.parent is not None


CHOSEN_AND_MOST = attrgetter("is_chosen", "total")


@dataclass(frozen=True)
class Choices:
    """A filter. `first` is shown, `rest` folded away; `missing` counts the entries that do not say."""

    facet: Facet
    first: list[Choice]
    rest: list[Choice] = field(default_factory=list)
    missing: int = 0

    @property
    def is_all_zero(self) -> bool:
        return not any(choice.total for choice in [*self.first, *self.rest])

    @property
    def is_open(self) -> bool:
        """Whether the page shows it unfolded: the filters that most people use, and those in use."""
        return self.facet in OPEN or any(choice.is_chosen for choice in self.first)


@dataclass(frozen=True)
class Without:
    """A condition that could go, and what would then be found."""

    labels: list[str]
    count: int
    query: str  # of the address that leaves it out


class Ordered(Sequence[int]):
    """The primary keys of what was found, in order; only the part that is asked for is sorted out."""

    def __init__(self, results: "Results") -> None:
        self.results = results

    def __len__(self) -> int:
        return len(self.results.found)

    def __getitem__(self, part: slice) -> list[int]:  # type: ignore[override]  # a page, never a single entry
        start, stop, _step = part.indices(len(self))
        return self.results.slice(start, stop)


class Results:
    """Lazy: each figure is counted once, when something reads it."""

    def __init__(self, selection: Selection, catalogue: Catalogue, *, for_figures: bool = False) -> None:
        """`for_figures` leaves samples out, which no figure counts."""
        self.selection = selection
        self.catalogue = catalogue
        self.index = catalogue.index
        self.for_figures = for_figures

    # ---- What is found ----

    @cached_property
    def words(self) -> Matches:
        return matches(self.selection.q, self.catalogue)

    @cached_property
    def found(self) -> BitMap:
        return self._without()

    @cached_property
    def narrowings(self) -> dict[str, BitMap]:
        """What each condition leaves. Without a status, companies no longer active are out (product.md, Bands)."""
        options = self.selection.options
        narrowings: dict[str, BitMap] = {Facet.STATUS: self.index.of_any(Facet.STATUS, IN_DEFAULT_RESULTS)}
        for facet in options:
            narrowings[facet] = self._of_any(facet, self._keys(facet))
        if Facet.MARKET in options and Facet.ACTIVITY in options:
            rows = [
                f"{country}:{activity}"
                for country in self._keys(Facet.MARKET)
                for activity in self._keys(Facet.ACTIVITY)
            ]
            narrowings[MARKET_ACTIVITY] = self.index.of_any(MARKET_ACTIVITY, rows)
        if self.selection.years:
            first, last = self.selection.years
            years = [key for key in self.index.facets.get(FOUNDED, {}) if isinstance(key, int) and first <= key <= last]
            narrowings[YEARS] = self.index.of_any(FOUNDED, years)
        if self.selection.q:
            narrowings[WORDS] = self.words.entries
        if self.for_figures:
            narrowings[SAMPLE] = self.index.entries - self.index.of_value(SAMPLE, YES)
        return narrowings

    def _keys(self, facet: Facet) -> list[Key]:
        return [option.key for option in self.selection.options[facet]]

    def _of_any(self, facet: Facet, keys: list[Key]) -> BitMap:
        return self.catalogue.confirmed if facet == Facet.CONFIRMED else self.index.of_any(facet, keys)

    def _without(self, *names: str) -> BitMap:
        """What is found when these conditions do not count."""
        left_out = {*names, MARKET_ACTIVITY} if COUPLED.keys() & set(names) else set(names)
        kept = [entries for name, entries in self.narrowings.items() if name not in left_out]
        return BitMap.intersection(self.index.entries, *sorted(kept, key=len))

    # ---- In order ----

    def page(self) -> Page[int]:
        """The page of the selection, as primary keys. Raises PastTheEnd."""
        try:
            pages: Paginator[int] = Paginator(Ordered(self), PER_PAGE)  # type: ignore[arg-type]  # it takes slices only
            return pages.page(self.selection.page)
        except EmptyPage:
            raise PastTheEnd from None

    def slice(self, start: int, stop: int) -> list[int]:
        if self.selection.sort == "updated":
            return self.index.by_change.slice(self.found, start, stop)
        return list(self._sliced(start, stop))

    def _sliced(self, start: int, stop: int) -> Iterator[int]:
        """Part after part, each by name: only the parts that the slice touches are looked into."""
        passed = 0
        for part in self._parts():
            size = len(part)
            if passed + size > start:
                yield from self.index.by_name.slice(part, max(0, start - passed), min(size, stop - passed))
            passed += size
            if passed >= stop:
                return

    def _parts(self) -> Iterator[BitMap]:
        """What was found in parts that follow each other; within each, names decide."""
        if self.selection.sort == "name":
            yield self.found
        elif self.selection.sort == "founded":
            years = self.index.facets.get(FOUNDED, {})
            for year in sorted((year for year in years if isinstance(year, int)), reverse=True):
                yield self.found & years[year]
            yield self.found & years.get(NOT_SAID, EMPTY)
        else:
            left = self.found
            for rank in (*(self.words.ranked if self.selection.q else ()), left):
                here = left & rank
                yield from (here & trusted for trusted in self.catalogue.by_trust if here)
                left = left - here

    # ---- Figures ----

    def __len__(self) -> int:
        return len(self.found)

    @property
    def samples(self) -> int:
        return self.found.intersection_cardinality(self.index.of_value(SAMPLE, YES))

    @property
    def claimed(self) -> int:
        return self.found.intersection_cardinality(self.index.of_value(CLAIMED, YES))

    @property
    def municipalities(self) -> int:
        """In how many they are."""
        return sum(entries.intersect(self.found) for entries in self.index.facets.get(MUNICIPALITY, {}).values())

    def count(self, facet: Facet, key: Key) -> int:
        """How many of what was found stand under a value."""
        return self._counter(self.found, facet)(key)

    def choices(self, facet: Facet) -> Choices:
        """The values of a filter, each with what it would show: the filter's own choice does not count."""
        chosen = self.selection.options.get(facet, ())
        base = self._without(facet) if chosen or facet == Facet.STATUS else self.found
        count = self._counter(base, facet)
        choices = [Choice(option, count(option.key), option in chosen) for option in self._shown(facet, chosen)]
        shown = len(choices)
        if facet in BY_FREQUENCY:
            choices.sort(key=CHOSEN_AND_MOST, reverse=True)  # which leaves equal ones in their order
            shown = max(MOST_SHOWN, len(chosen))
        missing = self.index.of_value(facet, NOT_SAID).intersection_cardinality(base)
        return Choices(facet, choices[:shown], choices[shown:], missing)

    def _shown(self, facet: Facet, chosen: tuple[Option, ...]) -> list[Option]:
        """In the reader's alphabet, or in an order of their own."""
        names = self.catalogue.vocabulary
        if facet not in IN_ALPHABET:
            return names.of(facet)
        options = names.in_alphabet(facet, get_language() or "")
        if facet not in OPEN_ENDED:
            return options
        values = self.index.facets.get(facet, {})
        return [option for option in options if option.key in values or option in chosen]

    def _counter(self, base: BitMap, facet: Facet) -> Callable[[Key], int]:
        """Counts how many of the base stand under a key; a market with the chosen activities, and the reverse."""
        other = COUPLED.get(facet)
        if other and other in self.selection.options:
            others = self._keys(other)
            pair = "{0}:{1}" if facet == Facet.MARKET else "{1}:{0}"
            return lambda key: base.intersection_cardinality(
                self.index.of_any(MARKET_ACTIVITY, [pair.format(key, each) for each in others])
            )
        if facet == Facet.CONFIRMED:
            return lambda key: base.intersection_cardinality(self.catalogue.confirmed)
        values, count = self.index.facets.get(facet, {}), base.intersection_cardinality
        return lambda key: count(values[key]) if key in values else 0

    # ---- Nothing found ----

    def drops(self) -> list[Without]:
        """Each condition with what would be found without it, and all of them together."""
        conditions = self.selection.conditions
        ways: list[tuple[str, ...]] = [(name,) for name in conditions]
        if len(conditions) > 1:
            ways.append(tuple(conditions))
        return [
            Without(self._labels(way), self._count_without(way), self.selection.without(*way).as_query())
            for way in ways
        ]

    def _count_without(self, way: tuple[str, ...]) -> int:
        """Without a chosen status, those no longer active are out again."""
        active = self.index.of_any(Facet.STATUS, IN_DEFAULT_RESULTS)
        left = self._without(*way)
        return left.intersection_cardinality(active) if Facet.STATUS in way else len(left)

    def _labels(self, names: tuple[str, ...]) -> list[str]:
        labels: list[str] = []
        for name in names:
            if name == WORDS:
                labels.append(self.selection.q)
            elif name == YEARS:
                labels += [words for words, _rest in self.selection.without_years]
            else:
                labels += [option.label for option in self.selection.options[Facet(name)]]
        return labels
