"""Pages of words: who runs this, what is kept of whom, for whom it works."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.choices import REASONS, Verdict
from directory.models import Territory
from directory.rules.calendar import DAYS_TO_DECIDE
from directory.rules.criteria import CRITERIA
from directory.views.caching import cacheable
from directory.views.policies import public

AGAINST = (Verdict.REQUEST_CHANGES, Verdict.REJECT)


@public
@cacheable
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    territories = Territory.objects.select_related("partner").order_by("pk")
    return render(request, "public/about.html", _operator() | {"territories": territories})


@public
@cacheable
@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """Who may be listed, how that is decided, and what each reason of a decision means."""
    asked, refused = ([(reason, CRITERIA[reason]) for reason in REASONS[verdict]] for verdict in AGAINST)
    territories = Territory.objects.select_related("partner", "fallback__partner").order_by("name", "pk")
    context = {"asked": asked, "refused": refused, "territories": territories, "days": DAYS_TO_DECIDE}
    return render(request, "public/criteria.html", _operator() | context)


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
