"""Landing pages: a sector, a region or province, a revenue stage."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.choices import RegionLevel, StageRole
from directory.models import Region, RevenueStage
from directory.search.query import Facet, Selection, Vocabulary
from directory.search.results import PER_PAGE, Choice, Results
from directory.views.policies import public


@public
@require_safe
def sector(request: HttpRequest, slug: str) -> HttpResponse:
    vocabulary = Vocabulary.load()
    row = _or_404(vocabulary.sector.get(slug))
    context = landing(Selection(sector=(row,)), vocabulary, "sector", "region")
    return render(request, "public/sector.html", context | {"sector": row})


@public
@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region or a province. Brussels-Capital (BE10) is a region only."""
    vocabulary = Vocabulary.load()
    row: Region = _or_404(vocabulary.region.get(slug))
    if row.slug != slug:
        return HttpResponsePermanentRedirect(reverse("region", args=[row.slug]))
    context = landing(Selection(region=(row,)), vocabulary, "region", "sector")
    parts = [part for part in vocabulary.region.values() if part.parent_id == row.pk]
    context |= {
        "region": row,
        "parts": [part for part in parts if part.level == RegionLevel.PROVINCE],
        "whole": next((each for each in vocabulary.region.values() if each.pk == row.parent_id), None),
    }
    return render(request, "public/region.html", context)


@public
@require_safe
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """A band of revenue: the entries that show it to the public, and no others."""
    vocabulary = Vocabulary.load()
    row: RevenueStage = _or_404(vocabulary.stage.get(slug))
    context = landing(Selection(stage=(row,)), vocabulary, "stage", "sector")
    context |= {
        "stage": row,
        "stages": list(vocabulary.stage.values()),
        "is_threshold": row.role == StageRole.THRESHOLD,
    }
    return render(request, "public/stage.html", context)


def landing(selection: Selection, vocabulary: Vocabulary, facet: Facet, by: Facet) -> dict[str, Any]:
    """Figures of the real entries, the first of the list, and how they divide among another facet."""
    results = Results(selection)
    figures = Results(selection, for_figures=True)
    [row] = getattr(selection, facet)
    return {
        "figures": figures.totals,
        "today": timezone.localdate(),
        "entries": results.rows()[:PER_PAGE],
        "results": results,
        "breakdown": breakdown(figures, vocabulary, by),
        "by": by,
        "facet": facet,
        "slug": row.slug,
        "all_url": f"{reverse('startups')}?{facet}={row.slug}",
    }


def breakdown(results: Results, vocabulary: Vocabulary, by: Facet) -> list[Choice]:
    """The values of the other facet that occur, the most frequent first."""
    choices = results.sectors(vocabulary) if by == "sector" else results.regions(vocabulary)
    found = [choice for choice in [*choices.first, *choices.rest] if choice.count]
    return [choice for choice in found if by == "sector" or _is_leaf(choice, vocabulary)]


def _is_leaf(choice: Choice, vocabulary: Vocabulary) -> bool:
    """Provinces, and Brussels beside them: so that each entry is counted once."""
    return choice.is_within or not any(
        each.parent_id == vocabulary.region[choice.slug].pk and each.level == RegionLevel.PROVINCE
        for each in vocabulary.region.values()
    )


def _or_404(row: Any) -> Any:
    if row is None:
        raise Http404
    return row
