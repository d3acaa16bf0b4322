"""Support organisations: beside the startups, never among them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directory.models import SupportOrganisation
from directory.views.caching import cacheable
from directory.views.policies import public


@public
@cacheable
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    rows = SupportOrganisation.objects.published().select_related("municipality__area__parent").order_by("name", "pk")
    return render(request, "public/organisations.html", {"organisations": rows})


@public
@cacheable
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    rows = SupportOrganisation.objects.published().select_related("municipality__area__parent")
    return render(request, "public/organisation.html", {"organisation": get_object_or_404(rows, slug=slug)})
