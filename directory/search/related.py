"""Which other firms somebody may want to see beside one."""

from collections.abc import Iterable

from directory.choices import IN_DEFAULT_RESULTS
from directory.search.catalogue import Catalogue
from directory.search.facets import MUNICIPALITY, SAMPLE, YES, Facet


def similar(pk: int, catalogue: Catalogue, *, sectors: Iterable[int], municipality: int | None, most: int) -> list[int]:
    """Other active entries of these sectors, then of this municipality; samples among samples only."""
    index = catalogue.index
    samples = index.of_value(SAMPLE, YES)
    others = index.of_any(Facet.STATUS, IN_DEFAULT_RESULTS) & (samples if pk in samples else index.entries - samples)
    others.discard(pk)
    of_sectors = index.of_any(Facet.SECTOR, sectors) & others
    nearby = (index.of_value(MUNICIPALITY, municipality) & others) - of_sectors
    found: list[int] = []
    for part in (of_sectors, nearby):
        for trusted in catalogue.by_trust:
            found += index.by_name.slice(part & trusted, 0, most - len(found))
    return found
