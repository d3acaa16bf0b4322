"""Which other firms somebody may want to see beside one, and what they have in common."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from directory.choices import IN_DEFAULT_RESULTS
from directory.search.catalogue import Catalogue
from directory.search.facets import MUNICIPALITY, SAMPLE, YES, Facet
from directory.search.index import Index

MOST_MARKETS = 3  # that count: who sells everywhere is not nearest to everybody
OF_SECTOR, OF_MARKET, OF_AREA = 2, 1, 1  # points


@dataclass(frozen=True)
class Profile:
    """What of a firm is compared. `area`: its province, or its region where there is none."""

    pk: int
    sectors: tuple[int, ...] = ()
    markets: tuple[str, ...] = ()
    municipality: int | None = None
    area: int | None = None


@dataclass(frozen=True)
class Related:
    """Another firm, and what both have."""

    pk: int
    sectors: tuple[int, ...]
    markets: tuple[str, ...]
    is_near: bool


def related(firm: Profile, catalogue: Catalogue, *, most: int) -> list[Related]:
    """Other active entries of its sectors, then of its municipality: those that somebody confirmed first, then those
    that share most sectors, markets and the area, then by name. Samples among samples only."""
    index = catalogue.index
    samples = index.of_value(SAMPLE, YES)
    others = index.of_any(Facet.STATUS, IN_DEFAULT_RESULTS) & (
        samples if firm.pk in samples else index.entries - samples
    )
    others.discard(firm.pk)
    of_sectors = index.of_any(Facet.SECTOR, firm.sectors) & others
    nearby = (index.of_value(MUNICIPALITY, firm.municipality) & others) - of_sectors
    found: list[int] = []
    for part in (of_sectors, nearby):
        for trusted in catalogue.by_trust:
            if len(found) < most:
                found += _nearest(part & trusted, firm, index, most - len(found))
    return [_in_common(pk, firm, index) for pk in found]


def _nearest(part: BitMap, firm: Profile, index: Index, most: int) -> list[int]:
    found: list[int] = []
    for level in _levels(part, firm, index):
        found += index.by_name.slice(level, 0, most - len(found))
        if len(found) == most:
            break
    return found


def _levels(part: BitMap, firm: Profile, index: Index) -> Iterator[BitMap]:
    """The part, cut by the points that each entry has: the most points first."""
    markets = [index.of_value(Facet.MARKET, code) & part for code in firm.markets]
    marks = [
        *((index.of_value(Facet.SECTOR, sector) & part, OF_SECTOR) for sector in firm.sectors),
        *((mark, OF_MARKET) for mark in _shared(markets, MOST_MARKETS)),
        (index.of_value(Facet.REGION, firm.area) & part, OF_AREA),
    ]
    reached = [part, *(BitMap() for _point in range(sum(points for _mark, points in marks)))]
    for mark, points in marks:
        for level in range(len(reached) - 1, points - 1, -1):
            reached[level] = reached[level] | (reached[level - points] & mark)
        for level in range(1, points):
            reached[level] = reached[level] | mark
    above = BitMap()
    for entries in reversed(reached):
        yield entries - above
        above = entries


def _shared(sets: list[BitMap], most: int) -> list[BitMap]:
    """What is in one of these sets at least, in two, and so on."""
    shared = [BitMap() for _number in range(most)]
    for each in sets:
        for number in range(most - 1, 0, -1):
            shared[number] = shared[number] | (shared[number - 1] & each)
        shared[0] = shared[0] | each
    return shared


def _in_common(pk: int, firm: Profile, index: Index) -> Related:
    def both(facet: Facet, keys: Iterable[int] | Iterable[str]) -> tuple:
        return tuple(key for key in keys if pk in index.of_value(facet, key))

    return Related(
        pk,
        sectors=both(Facet.SECTOR, firm.sectors),
        markets=both(Facet.MARKET, firm.markets),
        is_near=pk in index.of_value(Facet.REGION, firm.area) if firm.area else False,
    )
