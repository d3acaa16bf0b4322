"""Belgium on one map, and the same in words: every province and municipality with its firms."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from directory.rules.texts import in_alphabet
from directory.search.catalogue import Catalogue
from directory.search.facets import MUNICIPALITY, Facet
from directory.search.query import Selection
from directory.search.results import Results
from directory.search.vocabulary import Option
from directory.views.caching import cacheable, catalogue_of
from directory.views.home import map_areas
from directory.views.policies import public


@dataclass(frozen=True)
class Town:
    """A municipality with firms. `url`: what the list finds for its name in its province."""

    name: str
    count: int
    url: str


@dataclass(frozen=True)
class Area:
    """A province, or Brussels, with its municipalities."""

    option: Option
    count: int
    towns: list[Town]

    @property
    def url(self) -> str:
        return reverse("region", args=[self.option.slug])

    @property
    def list_url(self) -> str:
        return f"{reverse('startups')}?region={self.option.slug}"


@dataclass(frozen=True)
class Region:
    """A region with its provinces; Brussels is one without."""

    option: Option
    count: int
    areas: list[Area]

    @property
    def url(self) -> str:
        return reverse("region", args=[self.option.slug])

    @property
    def is_divided(self) -> bool:
        return any(area.option is not self.option for area in self.areas)


@public
@cacheable
@require_safe
def belgium(request: HttpRequest) -> HttpResponse:
    found = catalogue_of(request)
    listed = Results(Selection(), found, for_figures=True)
    context = {
        "areas": map_areas(listed),
        "regions": regions(listed),
        "firms": len(listed),
        "municipalities": listed.municipalities,
        "today": timezone.localdate(),
    }
    return render(request, "public/map.html", context)


def regions(listed: Results) -> list[Region]:
    """In the order of their codes, each with its provinces and their municipalities in the reader's alphabet."""
    options = listed.catalogue.vocabulary.of(Facet.REGION)
    language = translation.get_language() or ""
    towns = _towns(listed)
    found = []
    for whole in (option for option in options if option.parent is None):
        provinces = [option for option in options if option.parent == whole.key]
        provinces.sort(key=lambda option: option.alphabetical(language))
        areas = [
            Area(option, listed.count(Facet.REGION, option.key), towns.get(option.slug, []))
            for option in provinces or [whole]
        ]
        found.append(Region(whole, listed.count(Facet.REGION, whole.key), areas))
    return found


def _towns(listed: Results) -> dict[str, list[Town]]:
    """The municipalities that have firms, by the slug of their province, in the reader's alphabet."""
    slugs = _slug_of_area(listed.catalogue)
    places = listed.catalogue.vocabulary.places
    by_area: dict[str, list[Town]] = {}
    for key, entries in listed.index.facets.get(MUNICIPALITY, {}).items():
        count = entries.intersection_cardinality(listed.found)
        place = places.get(key) if isinstance(key, int) else None
        if place and count:
            slug = slugs[place.area]
            query = urlencode({"q": place.label, "region": slug})
            by_area.setdefault(slug, []).append(Town(place.label, count, f"{reverse('startups')}?{query}"))
    for towns in by_area.values():
        towns.sort(key=lambda town: in_alphabet(town.name))
    return by_area


def _slug_of_area(found: Catalogue) -> dict[int, str]:
    """Of each province, and of the area of Brussels, which stands for its region."""
    options = found.vocabulary.by_key[Facet.REGION]
    return {area: options.get(area, options[whole]).slug for area, whole in found.vocabulary.region_of.items()}
