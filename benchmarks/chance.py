"""Weighted choices from a seeded source of chance."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Weighted(Generic[Value]):
    """Values with how often each comes."""

    def __init__(self, values: Sequence[Value], weights: Iterable[float]) -> None:
        self.values = values
        self.bounds = list(accumulate(weights))

    def one(self, chance: Random) -> Value:
        return chance.choices(self.values, cum_weights=self.bounds)[0]

    def many(self, chance: Random, count: int) -> list[Value]:
        """So many, the same ones again among them."""
        return chance.choices(self.values, cum_weights=self.bounds, k=count)

    def distinct(self, chance: Random, count: int) -> list[Value]:
        """So many different ones, in the order drawn."""
        drawn: dict[Value, None] = {}
        while len(drawn) < count:
            drawn[self.one(chance)] = None
        return list(drawn)


def skewed(values: Sequence[Value], exponent: float = 0.8) -> Weighted[Value]:
    """The first comes most often, the others ever less (Zipf); 0 is even."""
    return Weighted(values, (1 / rank**exponent for rank in range(1, len(values) + 1)))
