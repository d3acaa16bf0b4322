"""No published figure about single decisions is under five, and none can be worked out from the others."""

from collections.abc import Mapping
from typing import TypeVar

LEAST = 5  # product.md, Rules

Key = TypeVar("Key")


def shown(parts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Which parts of a whole may stand beside it; None for those that may not.

    What the whole leaves over is the sum of all that is withheld. Where that sum would itself be a figure under
    five, the smallest part that could be shown is withheld, too. So a withheld part may be larger than four: readers
    are told that it is one or the other, as knowing which would give the rest away. Nothing left over says that there
    was nothing, which is about nobody.
    """
    told = {key: count if count >= LEAST else None for key, count in parts.items()}
    left_over = sum(count for count in parts.values() if count < LEAST)
    kept = [key for key, count in told.items() if count is not None]
    if 0 < left_over < LEAST and kept:
        told[min(kept, key=lambda key: parts[key])] = None
    return told
