"""The home page: search, map, figures, ways in."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from directory.choices import RegionLevel, StageRole
from directory.models import Collection, Region, RevenueStage, Sector, Startup, Territory
from directory.rules.texts import in_alphabet
from directory.search.facets import SAMPLE, YES, Facet
from directory.search.query import Selection
from directory.search.results import Results
from directory.views.caching import cacheable, catalogue_of
from directory.views.cards import cards
from directory.views.policies import public

LAST_SHOWN = 3
MOST_COLLECTIONS = 3
MOST_MONOGRAMS = 5


@dataclass(frozen=True)
class MapArea:
    """What the map needs of an area (templatetags.map)."""

    code: str
    name: str
    count: int
    url: str


@dataclass(frozen=True)
class Step:
    """A revenue stage as the scale draws it, with the number of firms that show it and the address of its page."""

    name: str
    position: int
    min_eur: int
    max_eur: int | None
    role: str
    firms: int
    url: str


@public
@cacheable
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = catalogue_of(request)
    listed = Results(Selection(), found, for_figures=True)
    last, stages = last_coloured_in(), steps(listed)
    context = {
        "areas": map_areas(listed),
        "figures": {
            "firms": len(listed),
            "municipalities": listed.municipalities,
            "territories": Territory.objects.count(),
        },
        "today": timezone.localdate(),
        "stages": stages,
        "showing": sum(step.firms for step in stages),
        "at_threshold": sum(step.firms for step in stages if step.role == StageRole.THRESHOLD),
        "last": cards(last, found),
        "last_are_samples": found.index.of_value(SAMPLE, YES).issuperset(BitMap(last)),
        "collections": newest_collections(),
        "sectors": sorted(Sector.objects.in_use().order_by("pk"), key=lambda sector: in_alphabet(str(sector))),
    }
    return render(request, "public/home.html", context)


def steps(listed: Results) -> list[Step]:
    """The revenue stages from the smallest on. A firm counts where it shows its stage, and nowhere if it does not."""
    rows = [option.row for option in listed.catalogue.vocabulary.of(Facet.STAGE)]
    return [
        Step(
            name=str(row),
            position=row.position,
            min_eur=row.min_eur,
            max_eur=row.max_eur,
            role=row.role,
            firms=listed.count(Facet.STAGE, row.pk),
            url=reverse("stage", args=[row.slug]),
        )
        for row in rows
        if isinstance(row, RevenueStage)
    ]


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


def newest_collections() -> list[Collection]:
    """Those made last, without empty ones and without missions and fairs that are over."""
    rows = Collection.objects.published().counted().filter(firms__gt=0).exclude(ends_on__lt=timezone.localdate())
    return list(rows.order_by("-pk").with_first(MOST_MONOGRAMS)[:MOST_COLLECTIONS])
