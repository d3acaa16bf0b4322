"""Where a company of a list has its seat: by postal code, else by NIS code, else by the name of its city.

In the shipped list the postal code is right where there is one; the others can disagree with it (directory/data).
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from directory.models import Municipality, PostalCode

APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
IN_BRACKETS = re.compile(r"\s*\(.*\)$")
BRUSSELS_REGION = "BE1"
BRUSSELS_CITY = "21004"

Found = set[Municipality]


def folded(name: str) -> str:
    """A place name for comparing: no accents, no case, one sign for every apostrophe, blanks for hyphens."""
    plain = unicodedata.normalize("NFKD", name.translate(APOSTROPHES))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    return re.sub(r"[\s\-\u2010-\u2015]+", " ", plain).strip()


@dataclass(frozen=True)
class Place:
    """What was found. Without a municipality there is no place; `doubt` holds sentences for the desk."""

    municipality: Municipality | None = None
    postal_code: str = ""
    doubt: str = ""


class Gazetteer:
    """All places of Belgium in memory, to look up many rows."""

    def __init__(self) -> None:
        municipalities = Municipality.objects.select_related("area__parent").order_by("nis_code")
        self.by_id = {place.pk: place for place in municipalities}
        self.by_nis_code = {place.nis_code: place for place in self.by_id.values()}
        self.by_postal_code: dict[str, list[Municipality]] = defaultdict(list)
        self.by_name: dict[str, Found] = defaultdict(set)
        self.by_locality: dict[str, Found] = defaultdict(set)
        for place in self.by_id.values():
            for name in _names(place):
                self.by_name[folded(name)].add(place)
        for row in PostalCode.objects.order_by("code", "municipality__nis_code"):
            place = self.by_id[row.municipality_id]
            self.by_postal_code[row.code].append(place)
            for name in row.localities.split("|"):
                self.by_locality[folded(name)].add(place)
                self.by_locality[folded(IN_BRACKETS.sub("", name))].add(place)

    def locate(self, *, postal_code: str = "", nis_code: str = "", city: str = "", area: str = "") -> Place:
        """The place of a row. `area` (NUTS 2) helps only where a city's name alone is ambiguous."""
        nis = self.by_nis_code.get(nis_code)
        candidates = self.by_postal_code.get(postal_code, [])
        if candidates:
            return self._by_postal_code(postal_code, candidates, nis, city)
        doubts = [f"Postal code {postal_code} does not exist."] if postal_code else []
        if nis:
            if self._city_disagrees(city, nis):
                doubts.append(f"The list says “{city}”, but NIS code {nis_code} is {nis.name_local}.")
            return Place(nis, doubt=" ".join(doubts))
        return self._by_city(city, area, doubts)

    def _by_postal_code(
        self, postal_code: str, candidates: list[Municipality], nis: Municipality | None, city: str
    ) -> Place:
        doubts = []
        agreeing = [place for place in candidates if place == nis] or candidates
        if len(agreeing) > 1:
            agreeing = [place for place in agreeing if place in self.by_name.get(folded(city), ())] or agreeing
        chosen = agreeing[0]
        if len(agreeing) > 1:
            names = " or ".join(place.name_local for place in agreeing)
            doubts.append(f"Postal code {postal_code} lies in {names}.")
        if nis and nis not in candidates:
            doubts.append(
                f"The list’s NIS code is {nis.name_local}, but postal code {postal_code} lies in {chosen.name_local}."
            )
        if self._city_disagrees(city, *candidates):
            doubts.append(f"The list says “{city}”, but postal code {postal_code} lies in {chosen.name_local}.")
        return Place(chosen, postal_code, " ".join(doubts))

    def _by_city(self, city: str, area: str, doubts: list[str]) -> Place:
        name = folded(city)
        own = _narrowed(self.by_name.get(name, set()), area)
        found = own or _narrowed(self.by_locality.get(name, set()), area)
        if len(found) == 1:
            (place,) = found
            if not own:
                doubts.append(f"Placed by the name of a village alone: “{city}” lies in {place.name_local}.")
            return Place(place, doubt=" ".join(doubts))
        if city:
            doubts.append(f"“{city}” is {'several places' if found else 'not a place we know'}.")
        return Place(doubt=" ".join(doubts))

    def _named(self, city: str) -> Found:
        """Every municipality that the name can mean; “Brussels” is said of the whole region."""
        name = folded(city)
        found = self.by_name.get(name, set()) | self.by_locality.get(name, set())
        if self.by_nis_code.get(BRUSSELS_CITY) in found:
            found = found | {place for place in self.by_id.values() if place.region.code == BRUSSELS_REGION}
        return found

    def _city_disagrees(self, city: str, *places: Municipality) -> bool:
        named = self._named(city) if city else set()
        return bool(named) and named.isdisjoint(places)


def _names(place: Municipality) -> set[str]:
    names = (place.name_local, place.name_en, place.name_fr, place.name_nl, place.name_de, place.other_names)
    return {name for name in names if name}


def _narrowed(found: Found, area: str) -> Found:
    if len(found) < 2 or not area:
        return found
    return {place for place in found if place.area.code == area} or found
