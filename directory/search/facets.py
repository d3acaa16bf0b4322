"""What entries can be chosen by, and how a row of an entry answers to it."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy


class Facet(StrEnum):
    """The parameters of the listing's address, in the order of the page (product.md, Addresses)."""

    REGION = "region"
    SECTOR = "sector"
    STAGE = "stage"
    MARKET = "market"
    ACTIVITY = "activity"
    TECHNOLOGY = "technology"
    FOCUS = "focus"
    MODEL = "model"
    LANGUAGE = "language"
    PEOPLE = "people"
    FUNDING = "funding"
    STATUS = "status"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Facet.REGION: gettext_lazy("Region and province"),
    Facet.SECTOR: gettext_lazy("Sector"),
    Facet.STAGE: gettext_lazy("Yearly revenue"),
    Facet.MARKET: gettext_lazy("Market abroad"),
    Facet.ACTIVITY: gettext_lazy("What it does there"),
    Facet.TECHNOLOGY: gettext_lazy("Technology"),
    Facet.FOCUS: gettext_lazy("Sells to"),
    Facet.MODEL: gettext_lazy("Earns by"),
    Facet.LANGUAGE: gettext_lazy("Support in"),
    Facet.PEOPLE: gettext_lazy("People"),
    Facet.FUNDING: gettext_lazy("Funding"),
    Facet.STATUS: gettext_lazy("Status"),
    Facet.CONFIRMED: gettext_lazy("Confirmation"),
}

# Further properties of an entry that the index keeps, none of them a parameter.
MUNICIPALITY = "municipality"
MARKET_ACTIVITY = "market and activity"  # of one row: "DE:customers"
FOUNDED = "founded"
CONFIRMED_ON = "confirmed on"
CLAIMED = "claimed"
SAMPLE = "sample"

Key = int | str | date | None
NOT_SAID = None  # the key under which a facet keeps the entries that do not say
YES = "yes"


class Row(NamedTuple):
    """The facts of one published entry that the index needs, in the order in which the catalogue asks for them."""

    pk: int
    sort_name: str
    changed_at: int  # microseconds since 1970
    municipality: int
    area: int
    region: int
    sectors: list[int]
    stage: int | None  # the public one: an undisclosed stage is not said (docs/decisions/0005)
    markets: list[str]  # "DE:customers"
    technologies: list[int]
    focus: list[str]
    model: list[str]
    languages: list[str]
    people: str
    funding: str
    status: str
    founded: int | None
    is_claimed: bool
    confirmed_on: date | None
    is_sample: bool


def values_of(row: Row) -> Iterator[tuple[str, Key]]:
    """Each facet and key under which the entry stands."""
    yield Facet.REGION, row.area
    yield Facet.REGION, row.region
    yield MUNICIPALITY, row.municipality
    yield Facet.STATUS, row.status
    yield from _several(Facet.SECTOR, row.sectors)
    yield from _several(Facet.TECHNOLOGY, row.technologies)
    yield from _several(Facet.FOCUS, row.focus)
    yield from _several(Facet.MODEL, row.model)
    yield from _several(Facet.LANGUAGE, row.languages)
    yield from _several(MARKET_ACTIVITY, row.markets)
    yield from _several(Facet.MARKET, {market.partition(":")[0] for market in row.markets})
    yield from _several(Facet.ACTIVITY, {market.partition(":")[2] for market in row.markets})
    yield Facet.STAGE, row.stage or NOT_SAID
    yield Facet.PEOPLE, row.people or NOT_SAID
    yield Facet.FUNDING, row.funding or NOT_SAID
    yield FOUNDED, row.founded or NOT_SAID
    if row.is_claimed:
        yield CLAIMED, YES
    if row.confirmed_on:
        yield CONFIRMED_ON, row.confirmed_on
    if row.is_sample:
        yield SAMPLE, YES


def _several(facet: str, keys: "list[int] | list[str] | set[str]") -> Iterator[tuple[str, Key]]:
    if not keys:
        yield facet, NOT_SAID
    for key in keys:
        yield facet, key
