"""Samples that stand in where no real entry has anything to show yet: where the settings show them, and marked."""

from pyroaring import BitMap

from directory.search.catalogue import Catalogue
from directory.search.query import Selection
from directory.search.results import Results


def with_stand_ins(found: Catalogue, speaking: BitMap) -> tuple[BitMap, bool]:
    """The active entries that a page speaks of: real ones, as figures count no samples.

    While none of those `speaking` is real, samples count, and the second value says so.
    """
    real = Results(Selection(), found, for_figures=True).found
    if real.intersect(speaking):
        return real, False
    everything = Results(Selection(), found).found
    return everything, everything.intersect(speaking)


def most_trusted_first(entries: BitMap, found: Catalogue) -> list[int]:
    """Confirmed, confirmed too long ago, unclaimed; each by name."""
    by_name = found.index.by_name
    return [pk for trusted in found.by_trust if (here := entries & trusted) for pk in by_name.slice(here, 0, len(here))]
