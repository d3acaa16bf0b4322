"""Pages of words: who runs this, what is kept of whom, for whom it works."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.models import Territory
from directory.views.caching import cacheable
from directory.views.policies import public


@public
@cacheable
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    territories = Territory.objects.select_related("partner").order_by("pk")
    return render(request, "public/about.html", _operator() | {"territories": territories})


@public
@cacheable
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html", _operator())


@public
@cacheable
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html", _operator())


def _operator() -> dict[str, str]:
    """Who answers; shown only where the settings name somebody."""
    return {"operator_name": settings.OPERATOR_NAME, "operator_email": settings.OPERATOR_EMAIL}
