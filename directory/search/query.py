"""From an address to a Selection: what page, landing pages, API and export ask for, parsed in one place."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.search.facets import Facet
from directory.search.vocabulary import Option, Vocabulary

LONGEST_QUERY = 200
LONGEST_SHOWN = 40
MOST_UNKNOWN = 5
PAST_ANY_END = 10**9
SORTS = ("relevance", "name", "updated", "founded")
YEARS = ("founded_from", "founded_to")
FIRST_YEAR, LAST_YEAR = 1, 9999

Chosen = Mapping[Facet, tuple[Option, ...]]


@dataclass(frozen=True)
class Selection:
    """What somebody asks of the directory. Values of one facet are alternatives, facets narrow each other."""

    options: Chosen = field(default_factory=dict)
    q: str = ""
    founded_from: int | None = None
    founded_to: int | None = None
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
        chosen = {facet: _chosen(query, facet, vocabulary, unknown) for facet in Facet}
        return cls(
            options={facet: options for facet, options in chosen.items() if options},
            q=clean_query(query.get("q", "")),
            founded_from=_year(query, "founded_from", unknown),
            founded_to=_year(query, "founded_to", unknown),
            sort=sort,
            page=page_number(query.get("page", "")),
            unknown=tuple(unknown[:MOST_UNKNOWN]),
        )

    @classmethod
    def of(cls, *options: Option) -> "Selection":
        """Whatever meets these options."""
        facets = dict.fromkeys(option.facet for option in options)
        return cls({facet: tuple(option for option in options if option.facet == facet) for facet in facets})

    def without(self, *names: str) -> "Selection":
        """The same, from its first page, without these facets; "q" leaves the words out, "founded" the years."""
        return replace(
            self,
            options={facet: options for facet, options in self.options.items() if facet not in names},
            q="" if "q" in names else self.q,
            founded_from=None if "founded" in names else self.founded_from,
            founded_to=None if "founded" in names else self.founded_to,
            page=1,
        )

    def without_option(self, option: Option) -> "Selection":
        """The same, from its first page, without this one value."""
        left = {facet: tuple(each for each in options if each is not option) for facet, options in self.options.items()}
        return replace(self, options={facet: options for facet, options in left.items() if options}, page=1)

    @property
    def count(self) -> int:
        """How many conditions were chosen beside the words."""
        return len(self.chosen) + (self.founded_from is not None) + (self.founded_to is not None)

    @property
    def conditions(self) -> list[str]:
        """What narrows this selection: "q", the names of facets, "founded"."""
        return [*(["q"] if self.q else []), *self.options, *(["founded"] if self.years else [])]

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last founding year; None when none was asked for."""
        if self.founded_from is None and self.founded_to is None:
            return None
        return self.founded_from or FIRST_YEAR, self.founded_to or LAST_YEAR

    @property
    def without_years(self) -> list[tuple[str, "Selection"]]:
        """Each bound of the founding years in words, with the selection that leaves it out."""
        bounds = []
        if self.founded_from is not None:
            words = _("Founded %(year)d or later") % {"year": self.founded_from}
            bounds.append((words, replace(self, founded_from=None, page=1)))
        if self.founded_to is not None:
            words = _("Founded %(year)d or earlier") % {"year": self.founded_to}
            bounds.append((words, replace(self, founded_to=None, page=1)))
        return bounds

    @property
    def chosen(self) -> list[Option]:
        return [option for facet in Facet for option in self.options.get(facet, ())]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was asked as parameters and values, in one order, without the page."""
        return [*((str(option.facet), option.slug) for option in self.chosen), *self._other_pairs]

    @property
    def _other_pairs(self) -> list[tuple[str, str]]:
        pairs = [(name, str(year)) for name in YEARS if (year := getattr(self, name)) is not None]
        pairs += [("q", self.q)] if self.q else []
        pairs += [("sort", self.sort)] if self.sort != SORTS[0] else []
        return pairs

    def as_list(self) -> str:
        """The query of what feeds and alerts follow: one for the same list, whatever its order and page."""
        return urlencode(sorted(pair for pair in self.pairs if pair[0] != "sort"))

    def as_query(self) -> str:
        """The pairs as the query of an address, on the first page."""
        others = self._other_pairs
        return "&".join([*(option.parameter for option in self.chosen), *([urlencode(others)] if others else [])])

    def canonical(self) -> str:
        """The one query under which search engines and the cache know this page; "" for the bare list."""
        query = self.as_query()
        page = f"page={self.page}" if self.page > 1 else ""
        return f"{query}&{page}" if query and page else query or page

    @property
    def is_for_search_engines(self) -> bool:
        """Whether the page is worth an index and a place in the cache: not one of the countless combinations."""
        return not self.q and not self.years and self.sort == SORTS[0] and len(self.chosen) <= 2


def _chosen(
    query: QueryDict, facet: Facet, vocabulary: Vocabulary, unknown: list[tuple[str, str]]
) -> tuple[Option, ...]:
    """The options that an address names, each once, in the order of the vocabulary."""
    known = vocabulary.options[facet]
    chosen: set[Option] = set()
    for value in query.getlist(facet):
        slug = value.upper() if facet == Facet.MARKET else value
        if slug in known:
            chosen.add(known[slug])
        elif value.strip():
            unknown.append((facet, shortened(value)))
    return tuple(option for option in vocabulary.of(facet) if option in chosen) if chosen else ()


def _year(query: QueryDict, name: str, unknown: list[tuple[str, str]]) -> int | None:
    text = query.get(name, "").strip()
    if re.fullmatch(r"[0-9]{4}", text) and int(text) >= FIRST_YEAR:
        return int(text)
    if text:
        unknown.append((name, shortened(text)))
    return None


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
