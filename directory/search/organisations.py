"""Support organisations as the address asks for them: by kind, place and what they offer.

There are some hundreds at most, so one statement fetches them and the rest is counted here. As in the listing of
firms, values of one filter are alternatives, filters narrow each other, and each count leaves its own filter out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory.choices import Offer, OrganisationKind
from directory.models import Accompaniment, SupportOrganisation
from directory.models.organisation import SupportOrganisationQuerySet
from directory.search.facets import Facet
from directory.search.query import MOST_UNKNOWN, shortened
from directory.search.vocabulary import Option, Vocabulary

KIND, REGION, OFFER = "kind", "region", "offer"
FILTERS: dict[str, str | Promise] = {
    KIND: gettext_lazy("Kind"),
    REGION: gettext_lazy("Region"),
    OFFER: pgettext_lazy("what an organisation offers", "Offers"),
}
Rows = Sequence[SupportOrganisation]


@dataclass(frozen=True)
class Value:
    """One value of a filter: how many organisations it leaves, and the query of the address without it."""

    slug: str
    label: str
    count: int
    is_chosen: bool
    is_part: bool = False  # a province, below its region


@dataclass(frozen=True)
class Filter:
    name: str
    label: str | Promise
    values: list[Value]

    @property
    def is_open(self) -> bool:
        return self.name != REGION or any(value.is_chosen for value in self.values)


class Organisations:
    """What the address asks for among the organisations that are public."""

    def __init__(self, query: QueryDict, vocabulary: Vocabulary) -> None:
        self.regions: Mapping[str, Option] = vocabulary.options[Facet.REGION]
        self.places = vocabulary.of(Facet.REGION)
        known: dict[str, Collection[str]] = {
            KIND: OrganisationKind.values,
            REGION: self.regions,
            OFFER: Offer.values,
        }
        asked = {name: [value.strip() for value in query.getlist(name) if value.strip()] for name in known}
        missed = [(name, value) for name, values in asked.items() for value in values if value not in known[name]]
        self.unknown = tuple((name, shortened(value)) for name, value in missed[:MOST_UNKNOWN])
        self.chosen: dict[str, list[str]] = {
            name: list(dict.fromkeys(self._slug(name, value) for value in values if value in known[name]))
            for name, values in asked.items()
        }
        self.everything: Rows = list(with_firms(SupportOrganisation.objects.published()))
        self.found = self._met(self.everything)

    @property
    def filters(self) -> list[Filter]:
        return [Filter(name, label, self._values(name)) for name, label in FILTERS.items()]

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen.values())

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What was chosen: its label, and the query of the address without it."""
        return [
            (value.label, self._query_without(one.name, value.slug))
            for one in self.filters
            for value in one.values
            if value.is_chosen
        ]

    def canonical(self) -> str:
        """The one query under which search engines know this page."""
        return urlencode([(name, value) for name in FILTERS for value in sorted(self.chosen[name])])

    def _slug(self, name: str, value: str) -> str:
        """An old address of a place means the place itself."""
        return self.regions[value].slug if name == REGION else value

    def _query_without(self, name: str, slug: str) -> str:
        pairs = [(each, value) for each in FILTERS for value in self.chosen[each] if (each, value) != (name, slug)]
        return urlencode(pairs)

    def _met(self, rows: Rows, *, without: str = "") -> Rows:
        wanted = {name: values for name, values in self.chosen.items() if values and name != without}
        tests = {name: [self._test(name, value) for value in values] for name, values in wanted.items()}
        return [row for row in rows if all(any(test(row) for test in one) for one in tests.values())]

    def _test(self, name: str, value: str) -> Callable[[SupportOrganisation], bool]:
        if name == KIND:
            return lambda row: row.kind == value
        if name == OFFER:
            return lambda row: value in row.offers
        place = self.regions[value].key
        return lambda row: place in _places(row)

    def _values(self, name: str) -> list[Value]:
        rows = self._met(self.everything, without=name)
        chosen = self.chosen[name]
        return [
            Value(slug, str(label), sum(map(self._test(name, slug), rows)), slug in chosen, is_part)
            for slug, label, is_part in self._offered(name)
        ]

    def _offered(self, name: str) -> Iterable[tuple[str, Any, bool]]:
        if name == REGION:
            return [(option.slug, option.label, option.parent is not None) for option in self.places]
        choices = OrganisationKind.choices if name == KIND else Offer.choices
        return [(slug, label, False) for slug, label in choices]


def with_firms(rows: SupportOrganisationQuerySet) -> SupportOrganisationQuerySet:
    """By name, each with its place and `firms`: how many firms it accompanies, as the public sees them."""
    counted = Accompaniment.objects.public().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    number = Subquery(counted.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    found = rows.annotate(firms=Coalesce(number, 0))
    return found.select_related("municipality__area__parent").order_by("name", "pk")


def in_place(rows: SupportOrganisationQuerySet, option: Option) -> SupportOrganisationQuerySet:
    """Those of a region or a province."""
    path = "municipality__area" if option.parent is not None else "municipality__area__parent"
    return rows.filter(**{path: option.key})


def _places(row: SupportOrganisation) -> tuple[Any, ...]:
    """Its province and its region, by key."""
    return (row.municipality.area_id, row.municipality.area.parent_id) if row.municipality else ()
