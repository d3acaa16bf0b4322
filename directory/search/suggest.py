"""What somebody may mean while typing: firms, sectors, technologies, places. From the catalogue alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from pyroaring import BitMap

from directory.choices import IN_DEFAULT_RESULTS
from directory.rules.texts import in_alphabet
from directory.search.catalogue import Catalogue
from directory.search.facets import MUNICIPALITY, Facet
from directory.search.vocabulary import Option, Place

NAMED = (Facet.SECTOR, Facet.TECHNOLOGY, Facet.REGION)
MOST = 8
MOST_OPTIONS = 3
SHORTEST = 2
CLOSE = 0.75  # of 1, which is the same word
MOST_LOOKED_AT = 400  # names that begin so, among which the confirmed come first


@dataclass(frozen=True)
class Suggestions:
    """Firms by primary key, values of facets, and places; MOST together."""

    firms: tuple[int, ...] = ()
    options: tuple[Option, ...] = ()
    places: tuple[Place, ...] = ()


def suggestions(text: str, catalogue: Catalogue) -> Suggestions:
    """For words as clean_query gives them."""
    begun = in_alphabet(text)
    if len(begun) < SHORTEST:
        return Suggestions()
    options = tuple(islice(_options(begun, catalogue), MOST_OPTIONS))
    places = tuple(islice(_places(begun, catalogue), MOST_OPTIONS))
    firms = tuple(islice(_firms(begun, catalogue), MOST - len(options) - len(places)))
    return Suggestions(firms, options, places)


def nearest(text: str, catalogue: Catalogue) -> list[Option]:
    """Sectors, technologies and regions that are spelled almost so, the nearest first."""
    options = [option for facet in NAMED for option in catalogue.vocabulary.of(facet)]
    by_name = {name: option for option in options for name in option.names}
    close = get_close_matches(in_alphabet(text), by_name, n=MOST_OPTIONS, cutoff=CLOSE)
    return list(dict.fromkeys(by_name[name] for name in close))


def _firms(begun: str, catalogue: Catalogue) -> Iterator[int]:
    """Names that begin so before those of which a later word does; each time the confirmed first."""
    active = catalogue.index.of_any(Facet.STATUS, IN_DEFAULT_RESULTS)
    seen = BitMap()
    for order in (catalogue.index.by_name, catalogue.index.by_word):
        pks = [pk for _name, pk in islice(order.starting_with(begun), MOST_LOOKED_AT) if pk in active]
        for trusted in catalogue.by_trust:
            for pk in pks:
                if pk in trusted and pk not in seen:
                    seen.add(pk)
                    yield pk


def _options(begun: str, catalogue: Catalogue) -> Iterator[Option]:
    """Sectors, technologies and regions of which a word begins so, those that have entries."""
    for facet in NAMED:
        for option in catalogue.vocabulary.of(facet):
            if catalogue.index.of_value(facet, option.key) and _begins(begun, option.names):
                yield option


def _places(begun: str, catalogue: Catalogue) -> Iterator[Place]:
    for pk, place in catalogue.vocabulary.places.items():
        if catalogue.index.of_value(MUNICIPALITY, pk) and _begins(begun, place.names):
            yield place


def _begins(begun: str, names: Iterable[str]) -> bool:
    return any(name.startswith(begun) or f" {begun}" in name for name in names)
