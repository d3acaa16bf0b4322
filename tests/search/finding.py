"""Asking the search as an address would."""

from urllib.parse import urlencode

from django.http import QueryDict

from directory.models import Startup
from directory.search import catalogue
from directory.search.facets import Facet
from directory.search.query import Selection
from directory.search.results import Results


def parsed(query: str) -> Selection:
    return Selection.parse(QueryDict(query), catalogue.current().vocabulary)


def results(query: str = "", *, for_figures: bool = False) -> Results:
    return Results(parsed(query), catalogue.current(), for_figures=for_figures)


def names(query: str = "") -> list[str]:
    """The names of all that is found, in order."""
    found = results(query)
    pks = found.slice(0, len(found))
    rows = Startup.objects.in_bulk(pks)
    return [rows[pk].name for pk in pks]


def find(q: str) -> list[str]:
    return names(urlencode({"q": q}))


def counted(found: Results, facet: Facet) -> dict[str, int]:
    """The counts of a facet by slug, without those that are zero."""
    choices = found.choices(facet)
    return {choice.slug: choice.total for choice in [*choices.first, *choices.rest] if choice.total}
