"""What the contestants are asked for: the same questions, each in the words of who is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from urllib.parse import urlencode

from benchmarks.chance import skewed
from benchmarks.contestants import BARE, DATASETTE, LIST, OURS, PER_PAGE, TABLE, TUNED
from benchmarks.places import rows, slugs
from benchmarks.sqlite import FACETS
from benchmarks.text import LANGUAGES, vocabulary

SEED = 7
MOST_ADDRESSES = 60_000
PATIENCE = 1000  # repeated questions in a row after which there are no others
# The columns of a card of ours; all of them would make Datasette's page larger and slower.
SHOWN = ("name", "tagline_en", "status", "founded", "municipality", "province", "sector", "stage", "people", "funding")
TIMED_OUT = "facets timed out"  # in a page of Datasette's

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """Values of one filter are alternatives, filters narrow each other."""

    words: str = ""
    sectors: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    def to_us(self) -> str:
        filters = (("sector", self.sectors), ("region", self.provinces), ("stage", self.stages))
        pairs = [(name, value) for name, values in filters for value in values]
        return f"{LIST}?{urlencode([*pairs, *([('q', self.words)] if self.words else [])])}"

    def to_datasette(self) -> str:
        shown = [("_col", name) for name in SHOWN]
        return f"{TABLE}?{urlencode([*self._pairs(), *(('_facet', name) for name in FACETS), *shown])}"

    def to_datasette_as_json(self) -> str:
        return f"{TABLE}.json?{urlencode([*self._pairs(), ('_shape', 'objects')])}"

    def _pairs(self) -> Pairs:
        filters = (("sector", self.sectors), ("province", self.provinces), ("stage", self.stages))
        pairs = [(f"{name}__in", ",".join(values)) for name, values in filters if values]
        return [*pairs, *([("_search", self.words)] if self.words else []), ("_size", str(PER_PAGE))]


@dataclass(frozen=True)
class Job:
    """Addresses by contestant; who has none is not asked, and `excuses` says why."""

    key: str
    name: str
    addresses: dict[str, list[str]]
    excuses: dict[str, str] = field(default_factory=dict)
    has_facets: bool = False
    is_unchanged: bool = False  # asked with If-None-Match, to be answered 304

    def concerns(self, contestant: str) -> bool:
        return contestant in self.addresses or contestant in self.excuses


def jobs(profiles: list[tuple[int, str]]) -> list[Job]:
    """All jobs; profiles are keys and slugs of entries, in any order without pattern."""
    filtered = one_filter()
    as_json = [question.to_datasette_as_json() for question in filtered]
    return [
        _faceted("page", "first page, one filter, facets", filtered),
        _faceted("text", "words, facets", _distinct(_words)),
        _faceted("filters", "two filters, facets", _distinct(_two_filters)),
        Job(
            "profile",
            "profile",
            {
                OURS: [f"{LIST}{slug}/" for _key, slug in profiles],
                DATASETTE: [f"{TABLE}/{key}" for key, _slug in profiles],
                BARE: ["/"],
            },
        ),
        Job(
            "json",
            f"JSON of {PER_PAGE} entries",
            {DATASETTE: as_json, TUNED: as_json, BARE: ["/"]},
            excuses={OURS: "no API yet"},
        ),
        Job("again", "the list again", {OURS: [LIST], BARE: ["/"]}),
        Job("unchanged", "the list again, 304", {OURS: [LIST], BARE: ["/"]}, is_unchanged=True),
    ]


def _faceted(key: str, name: str, questions: list[Question]) -> Job:
    of_datasette = [question.to_datasette() for question in questions]
    ours = [question.to_us() for question in questions]
    return Job(key, name, {OURS: ours, DATASETTE: of_datasette, TUNED: of_datasette, BARE: ["/"]}, has_facets=True)


# ---- Questions ----


def one_filter() -> list[Question]:
    return _distinct(_one_filter)


def _distinct(ask: Callable[[Random], Question]) -> list[Question]:
    """Different ones, as many as there are or are needed, the same in each run."""
    return list(islice(_endless(ask), MOST_ADDRESSES))


def _endless(ask: Callable[[Random], Question]) -> Iterator[Question]:
    """Ends when nothing new comes any more."""
    chance = Random(SEED)  # noqa: S311 - nothing secret
    asked: set[Question] = set()
    repeated = 0
    while repeated < PATIENCE:
        question = ask(chance)
        if question in asked:
            repeated += 1
            continue
        repeated = 0
        asked.add(question)
        yield question


_SECTORS = slugs("sectors")
_STAGES = slugs("revenue_stages")
_PROVINCES = [row["slug"] for row in rows("taxonomy/regions.csv") if row["level"] != "region"]
_WORDS = {code: skewed(vocabulary(code), 0.5) for code in LANGUAGES}  # visitors ask for rare words too


def _some(values: list[str], chance: Random, most: int) -> tuple[str, ...]:
    return tuple(sorted(chance.sample(values, chance.randint(1, most))))


def _one_filter(chance: Random) -> Question:
    return Question(sectors=_some(_SECTORS, chance, 5))


def _two_filters(chance: Random) -> Question:
    if chance.random() < 0.5:
        return Question(sectors=_some(_SECTORS, chance, 2), provinces=_some(_PROVINCES, chance, 3))
    return Question(sectors=_some(_SECTORS, chance, 2), stages=_some(_STAGES, chance, 3))


def _words(chance: Random) -> Question:
    """One word, or two that must both be found."""
    words = _WORDS[chance.choice(LANGUAGES)]
    return Question(words=" ".join(words.distinct(chance, chance.randint(1, 2))))
