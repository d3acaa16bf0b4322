"""Belgium as the generator needs it, read from the shipped tables, weighted by people and by known tech towns."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chance import Weighted

DATA = Path(__file__).resolve().parent.parent / "directory" / "data"
# Towns with more firms than their people alone would make.
TECH_TOWNS = {
    "Brussels": 4.0,
    "Ghent": 2.0,
    "Leuven": 4.0,
    "Antwerp": 1.5,
    "Liège": 1.5,
    "Ottignies-Louvain-la-Neuve": 6.0,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality. Region, area and language are what its firms write and are filtered by."""

    nis_code: str
    name: str
    region: str  # slugs, as in addresses
    area: str
    languages: tuple[str, ...]
    postal_codes: tuple[str, ...]


def rows(table: str) -> Iterator[dict[str, str]]:
    with (DATA / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def slugs(table: str) -> list[str]:
    return [row["slug"] for row in rows(f"taxonomy/{table}.csv")]


def places() -> Weighted[Place]:
    """All municipalities."""
    slug_of = {row["code"]: row["slug"] for row in rows("taxonomy/regions.csv")}
    found: list[Place] = []
    weights: list[float] = []
    for row in rows("be_municipalities.csv"):
        place = Place(
            nis_code=row["refnis"],
            name=row["name_en"] or row["name_local"],
            region=slug_of[row["region_nuts"]],
            area=slug_of[row["province_nuts"]],
            languages=tuple(row["languages"].split("|")),
            postal_codes=tuple(row["postal_codes"].split("|")),
        )
        found.append(place)
        weights.append(float(row["population_2020"] or 1) * TECH_TOWNS.get(place.name, 1.0))
    return Weighted(found, weights)


def territories() -> dict[str, str]:
    """The territory of each region's slug, and of each postal code that goes to another one."""
    slug_of = {row["code"]: row["slug"] for row in rows("taxonomy/regions.csv")}
    found: dict[str, str] = {}
    for row in rows("taxonomy/territories.csv"):
        for code in filter(None, row["nuts_codes"].split("|")):
            found[slug_of[code]] = row["slug"]
        for code in filter(None, row["postal_codes"].split("|")):
            found[code] = row["slug"]
    return found
