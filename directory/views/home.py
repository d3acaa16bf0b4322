"""The home page: search, map, figures, ways in."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from directory.choices import RegionLevel
from directory.models import Region, RevenueStage, Sector, Startup, Territory
from directory.rules.texts import in_alphabet
from directory.search.facets import SAMPLE, YES, Facet
from directory.search.query import Selection
from directory.search.results import Results
from directory.views.caching import cacheable, catalogue_of
from directory.views.cards import cards
from directory.views.policies import public

LAST_SHOWN = 3


@dataclass(frozen=True)
class MapArea:
    """What the map needs of an area (templatetags.map)."""

    code: str
    name: str
    count: int
    url: str


@public
@cacheable
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = catalogue_of(request)
    listed = Results(Selection(), found, for_figures=True)
    last = last_coloured_in()
    context = {
        "areas": map_areas(listed),
        "figures": {
            "firms": len(listed),
            "municipalities": listed.municipalities,
            "territories": Territory.objects.count(),
        },
        "today": timezone.localdate(),
        "stages": RevenueStage.objects.order_by("position"),
        "last": cards(last, found),
        "last_are_samples": found.index.of_value(SAMPLE, YES).issuperset(BitMap(last)),
        "sectors": sorted(Sector.objects.in_use().order_by("pk"), key=lambda sector: in_alphabet(str(sector))),
    }
    return render(request, "public/home.html", context)


def map_areas(listed: Results) -> list[MapArea]:
    """Provinces and Brussels-Capital, each with its real entries and the address of its list."""
    listing = reverse("startups")
    areas = []
    for area in Region.objects.exclude(level=RegionLevel.REGION).select_related("parent").order_by("code"):
        in_list = area if area.level == RegionLevel.PROVINCE or area.parent is None else area.parent
        count = listed.count(Facet.REGION, area.pk)
        areas.append(MapArea(area.code, str(area), count, f"{listing}?region={in_list.slug}"))
    return areas


def last_coloured_in() -> list[int]:
    """The entries confirmed last. While there is none, samples stand in where they are shown, and say so."""
    confirmed = Startup.objects.in_default_results().confirmed().order_by("-confirmed_on", "pk")
    real = list(confirmed.real().values_list("pk", flat=True)[:LAST_SHOWN])
    return real or list(confirmed.values_list("pk", flat=True)[:LAST_SHOWN])
