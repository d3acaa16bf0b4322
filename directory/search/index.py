"""The published entries as bitmaps, one a value of each facet, and as sort orders.

An index never changes: what serves one request stays as it is while another thread prepares the next one.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyroaring import BitMap

from directory.search.facets import Key, Row, values_of
from directory.search.order import Order

Facets = Mapping[str, Mapping[Key, BitMap]]
EMPTY = BitMap()


@dataclass(frozen=True)
class Index:
    """`by_word` holds the name from each of its words on, for what somebody has begun to type."""

    entries: BitMap
    facets: Facets
    by_name: Order[str]
    by_word: Order[str]
    by_change: Order[int]  # the latest first

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Index":
        gathered: dict[tuple[str, Key], array[int]] = {}
        entries, changes = array("I"), []
        names: list[tuple[str, int]] = []
        words: list[tuple[str, int]] = []
        for row in rows:
            entries.append(row.pk)
            names.append((row.sort_name, row.pk))
            words += _later_words(row)
            changes.append((-row.changed_at, row.pk))
            for value in values_of(row):
                if value not in gathered:
                    gathered[value] = array("I")
                gathered[value].append(row.pk)
        facets: dict[str, dict[Key, BitMap]] = {}
        for (facet, key), pks in gathered.items():
            facets.setdefault(facet, {})[key] = BitMap(pks)
        return cls(BitMap(entries), facets, Order.of(names), Order.of(words), Order.of(changes))

    def changed(self, touched: BitMap, rows: list[Row]) -> "Index":
        """Another index in which the touched entries are as these rows say, or gone where there is no row."""
        arriving: dict[str, dict[Key, BitMap]] = {}
        for row in rows:
            for facet, key in values_of(row):
                arriving.setdefault(facet, {}).setdefault(key, BitMap()).add(row.pk)
        names = {*self.facets, *arriving}
        return Index(
            entries=(self.entries - touched) | BitMap([row.pk for row in rows]),
            facets={name: _renewed(self.facets.get(name, {}), touched, arriving.get(name, {})) for name in names},
            by_name=self.by_name.changed(touched, [(row.sort_name, row.pk) for row in rows]),
            by_word=self.by_word.changed(touched, [pair for row in rows for pair in _later_words(row)]),
            by_change=self.by_change.changed(touched, [(-row.changed_at, row.pk) for row in rows]),
        )

    def of_value(self, facet: str, key: Key) -> BitMap:
        """The entries that stand under a value. Not to be changed."""
        return self.facets.get(facet, {}).get(key, EMPTY)

    def of_any(self, facet: str, keys: Iterable[Key]) -> BitMap:
        """The entries that stand under any of these values."""
        return BitMap.union(EMPTY, *(self.of_value(facet, key) for key in keys))


def _renewed(values: Mapping[Key, BitMap], touched: BitMap, arriving: Mapping[Key, BitMap]) -> Mapping[Key, BitMap]:
    """Bitmaps without the touched entries and with the arriving ones; those it does not concern are shared."""
    renewed = dict(values)
    for key, pks in values.items():
        if pks.intersect(touched):
            renewed[key] = pks - touched
    for key, pks in arriving.items():
        renewed[key] = renewed.get(key, EMPTY) | pks
    return {key: pks for key, pks in renewed.items() if pks}


def _later_words(row: Row) -> Iterator[tuple[str, int]]:
    """A name from its second word on, from its third, and so on: "lumen energy works" also as "energy works"."""
    rest = row.sort_name
    while " " in rest:
        rest = rest.partition(" ")[2]
        if rest:
            yield rest, row.pk
