"""Support organisations: beside the startups, never among them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directory.models import Accompaniment, SupportOrganisation
from directory.search.organisations import Organisations, with_firms
from directory.search.query import page_number
from directory.views.caching import cacheable, catalogue_of
from directory.views.cards import cards
from directory.views.policies import public

ROWS = 24


@public
@cacheable
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """By kind, place and offer. An unknown value is named and narrows nothing, a page past the end is 404."""
    found = Organisations(request.GET, catalogue_of(request).vocabulary)
    page = _page(request, found.found)
    canonical = found.canonical()
    context = {
        "found": found,
        "page": page,
        "canonical": f"?{canonical}" if canonical else "",
        "is_indexed": page.number == 1 and sum(map(len, found.chosen.values())) < 2,
    }
    return render(request, "public/organisations.html", context)


@public
@cacheable
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them, with the firms that it accompanies: those that say so themselves."""
    shown: SupportOrganisation = get_object_or_404(with_firms(SupportOrganisation.objects.published()), slug=slug)
    public_ones = Accompaniment.objects.public().filter(organisation=shown)
    page = _page(request, public_ones.order_by("startup__sort_name", "startup").values_list("startup", flat=True))
    context = {"organisation": shown, "page": page, "cards": cards(page.object_list, catalogue_of(request))}
    return render(request, "public/organisation.html", context)


def _page(request: HttpRequest, rows: Any) -> Page[Any]:
    paginator = Paginator(rows, ROWS)
    number = page_number(request.GET.get("page", ""))
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)
