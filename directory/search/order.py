"""A sort order over all entries, of which a page of any selection can be read at once.

It is cut into blocks. Each knows its members as a bitmap, so that a page far down, or of a narrow selection, costs a
look at each block instead of a walk over every entry; and a change copies one block instead of the whole order.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from pyroaring import BitMap

BLOCK = 2048
Key = TypeVar("Key", str, int)


class Block(Generic[Key]):
    """A run of the order. An entry may stand in it more than once, under several keys."""

    __slots__ = ("keys", "members", "pks")

    def __init__(self, pairs: Sequence[tuple[Key, int]]) -> None:
        self.keys: Sequence[Key] = _compact([key for key, _pk in pairs])
        self.pks = array("I", [pk for _key, pk in pairs])
        self.members = BitMap(self.pks)

    def pairs(self) -> Iterator[tuple[Key, int]]:
        return zip(self.keys, self.pks, strict=True)


def _compact(keys: list[Any]) -> Sequence[Any]:
    return array("q", keys) if keys and isinstance(keys[0], int) else keys


class Order(Generic[Key]):
    """Entries by (key, primary key): a total order. Never changes; `changed` makes another one."""

    def __init__(self, blocks: Sequence[Block[Key]]) -> None:
        self.blocks: Sequence[Block[Key]] = blocks
        self.firsts: list[tuple[Key, int]] = [(block.keys[0], block.pks[0]) for block in blocks]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Key, int]]) -> "Order[Key]":
        return cls(list(_blocks(sorted(pairs))))

    def changed(self, gone: BitMap, new: Iterable[tuple[Key, int]]) -> "Order[Key]":
        """Without these entries, and with these keys. Blocks that neither concerns are shared with this order."""
        arriving: dict[int, list[tuple[Key, int]]] = {}
        for pair in new:
            arriving.setdefault(max(0, bisect_right(self.firsts, pair) - 1), []).append(pair)
        blocks: list[Block[Key]] = []
        for number, block in enumerate(self.blocks):
            added = arriving.pop(number, [])
            if not added and not block.members.intersect(gone):
                blocks.append(block)
                continue
            kept = [pair for pair in block.pairs() if pair[1] not in gone]
            blocks += _blocks(sorted(kept + added))
        blocks += _blocks(sorted(pair for added in arriving.values() for pair in added))
        return Order(blocks)

    def slice(self, selection: BitMap, start: int, stop: int) -> list[int]:
        """The entries of the selection from `start` up to `stop`, counted in this order."""
        found: list[int] = []
        skip, wanted = start, stop - start
        for block in self.blocks:
            here = block.members.intersection_cardinality(selection)
            if here <= skip:
                skip -= here
                continue
            chosen = (pk for pk in block.pks if pk in selection)
            found += islice(chosen, skip, skip + wanted - len(found))
            skip = 0
            if len(found) == wanted:
                break
        return found

    def starting_with(self: "Order[str]", prefix: str) -> Iterator[tuple[str, int]]:
        """The keys that begin so, each with its entry, in order."""
        first = max(0, bisect_left(self.firsts, (prefix, 0)) - 1)
        for block in self.blocks[first:]:
            for position in range(bisect_left(block.keys, prefix), len(block.keys)):
                if not block.keys[position].startswith(prefix):
                    return
                yield block.keys[position], block.pks[position]


def _blocks(pairs: list[tuple[Key, int]]) -> Iterator[Block[Key]]:
    """Cut where a block has grown to twice its size, so that a change seldom moves a border."""
    if len(pairs) <= 2 * BLOCK:
        if pairs:
            yield Block(pairs)
        return
    for start in range(0, len(pairs), BLOCK):
        yield Block(pairs[start : start + BLOCK])
