"""Where a startup sells, or wants to: as rows and as a map of squares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from directory.choices import Activity
from directory.models import Market
from directory.rules.names import country_name, listed

# Europe as a grid of seven columns; ".." is an empty place.
ROWS = (
    "IS .. .. .. NO SE FI",
    ".. .. .. .. .. .. EE",
    "IE GB .. DK .. .. LV",
    ".. .. NL DE PL .. LT",
    ".. FR BE LU CZ SK UA",
    "PT ES CH AT HU RO ..",
    ".. .. IT SI HR RS BG",
    ".. .. MT .. .. GR CY",
)
TILES = [code for row in ROWS for code in row.split()]


@dataclass(frozen=True)
class Tile:
    code: str
    look: str  # a class of the house style, or ""
    url: str = ""
    name: str = ""


@dataclass(frozen=True)
class MarketRow:
    """A country and all that the startup does there."""

    country: str
    url: str
    activities: str
    since: int | None


def market_rows(markets: Iterable[Market]) -> list[MarketRow]:
    """One row a country, in the reader's alphabet."""
    by_country: dict[str, list[Market]] = {}
    for market in markets:
        by_country.setdefault(str(market.country), []).append(market)
    order = Activity.values
    rows = []
    for code, there in by_country.items():
        there.sort(key=lambda market: order.index(market.activity))
        years = [market.since for market in there if market.since]
        activities = listed(Activity(market.activity).label for market in there)
        url = reverse("market", args=[code.lower()])
        rows.append(MarketRow(country_name(code), url, activities, min(years, default=None)))
    return sorted(rows, key=lambda row: row.country.casefold())


def tiles_with(urls: Mapping[str, str]) -> list[Tile]:
    """The same map for choosing: a link where a country has an address."""
    looks = {"BE": "hq"} | dict.fromkeys(urls, "on")
    return [
        Tile("", "none") if code == ".." else Tile(code, looks.get(code, ""), urls.get(code, ""), country_name(code))
        for code in TILES
    ]


def tiles_around(code: str) -> list[Tile]:
    """The same map with Belgium and this country alone; none where Europe ends before it."""
    if code not in TILES:
        return []
    looks = {"BE": "hq", code: "on"}
    return [Tile("", "none") if each == ".." else Tile(each, looks.get(each, "")) for each in TILES]


def tiles_of(markets: Iterable[Market]) -> list[Tile]:
    """The map of Europe in squares: yellow where it sells, underlined where it wants to."""
    looks: dict[str, str] = {"BE": "hq"}
    for market in markets:
        present = market.activity in (Activity.CUSTOMERS, Activity.STAFF)
        code = str(market.country)
        looks[code] = "on" if present or looks.get(code) == "on" else "soon"
    return [Tile("", "none") if code == ".." else Tile(code, looks.get(code, "")) for code in TILES]
