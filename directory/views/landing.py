"""Landing pages: a sector, a region or province, a revenue stage."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.choices import StageRole
from directory.models import RevenueStage, SupportOrganisation
from directory.search.catalogue import Catalogue
from directory.search.facets import Facet
from directory.search.organisations import in_place, with_firms
from directory.search.query import Selection
from directory.search.results import PER_PAGE, Choice, Results
from directory.search.vocabulary import Option
from directory.views.caching import cacheable, catalogue_of
from directory.views.cards import cards
from directory.views.policies import public

MOST_SUPPORT = 6  # organisations named on the page of a region


@public
@cacheable
@require_safe
def sector(request: HttpRequest, slug: str) -> HttpResponse:
    """One that was merged leads to the sector that took its place."""
    found = catalogue_of(request)
    option = option_or_404(found, Facet.SECTOR, slug)
    if option.slug != slug:
        return HttpResponsePermanentRedirect(reverse("sector", args=[option.slug]))
    context = landing(option, found, by=Facet.REGION)
    return render(request, "public/sector.html", context | {"sector": option.row})


@public
@cacheable
@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """A region or a province. Brussels-Capital (BE10) is a region only."""
    found = catalogue_of(request)
    option = option_or_404(found, Facet.REGION, slug)
    if option.slug != slug:
        return HttpResponsePermanentRedirect(reverse("region", args=[option.slug]))
    regions = found.vocabulary.of(Facet.REGION)
    support = list(in_place(with_firms(SupportOrganisation.objects.published()), option)[: MOST_SUPPORT + 1])
    context = landing(option, found, by=Facet.SECTOR) | {
        "support": support[:MOST_SUPPORT],
        "more_support": len(support) > MOST_SUPPORT,
        "region": option.row,
        "parts": [each.row for each in regions if each.parent == option.key],
        "whole": next((each.row for each in regions if each.key == option.parent), None),
    }
    return render(request, "public/region.html", context)


@public
@cacheable
@require_safe
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """A band of revenue: the entries that show it to the public, and no others."""
    found = catalogue_of(request)
    option = option_or_404(found, Facet.STAGE, slug)
    row = option.row
    context = landing(option, found, by=Facet.SECTOR) | {
        "stage": row,
        "stages": [each.row for each in found.vocabulary.of(Facet.STAGE)],
        "is_threshold": isinstance(row, RevenueStage) and row.role == StageRole.THRESHOLD,
    }
    return render(request, "public/stage.html", context)


def option_or_404(found: Catalogue, facet: Facet, slug: str) -> Option:
    option = found.vocabulary.options[facet].get(slug)
    if option is None:
        raise Http404
    return option


def landing(option: Option, found: Catalogue, *, by: Facet) -> dict[str, Any]:
    """Figures of the real entries, the first of the list, and how they divide among another facet."""
    results = Results(Selection.of(option), found)
    figures = Results(Selection.of(option), found, for_figures=True)
    return {
        "figures": figures,
        "today": timezone.localdate(),
        "cards": cards(results.slice(0, min(PER_PAGE, len(results))), found),
        "results": results,
        "breakdown": breakdown(figures, by),
        "by": by,
        "all_url": f"{reverse('startups')}?{option.facet}={option.slug}",
    }


def breakdown(results: Results, by: Facet) -> list[Choice]:
    """The values of the other facet that occur; provinces, and Brussels beside them, so that each entry counts once."""
    choices = results.choices(by)
    found = [choice for choice in [*choices.first, *choices.rest] if choice.total]
    divided = {choice.option.parent for choice in found}
    return [choice for choice in found if choice.option.key not in divided]
