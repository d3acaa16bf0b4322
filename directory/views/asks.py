"""What firms look for abroad: the open asks of all of them, by country and kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.choices import AskKind
from directory.models import Ask, Startup
from directory.rules.names import country_name
from directory.rules.texts import in_alphabet
from directory.search.query import page_number
from directory.views.caching import cacheable
from directory.views.policies import public

ROWS = 24
ANYWHERE = "any"  # stands for the asks that name no country


@dataclass(frozen=True)
class Choice:
    """A value of a filter: how many asks it leaves, and the address that chooses it, or takes it back."""

    label: str
    count: int
    url: str
    is_chosen: bool


@public
@cacheable
@require_safe
def asks(request: HttpRequest) -> HttpResponse:
    """An unknown value of a filter narrows nothing, a page past the end is 404 (product.md, Addresses)."""
    everything, are_samples = open_asks()
    country, kind = chosen_country(request, everything), chosen_kind(request)
    found = everything.filter(**conditions_of(country=country, kind=kind)).select_related("startup__municipality")
    paginator = Paginator(found.order_by("-opened_on", "-pk"), ROWS)
    number = page_number(request.GET.get("page", ""))
    if number > paginator.num_pages:
        raise Http404
    context = {
        "page": paginator.page(number),
        "total": paginator.count,
        "is_narrowed": bool(country or kind),
        "countries": countries(everything.filter(**conditions_of(kind=kind)), country, kind),
        "kinds": kinds(everything.filter(**conditions_of(country=country)), country, kind),
        "are_samples": are_samples,
        "today": timezone.localdate(),
        "feed_url": reverse("asks_feed", args=[get_language()]) + _query(country, kind),
        "canonical": _query(country, kind),
    }
    return render(request, "public/asks.html", context)


def open_asks() -> tuple[QuerySet[Ask], bool]:
    """Those of real, active firms; while there are none, of samples where they are shown, and True."""
    active = Startup.objects.in_default_results()
    real = Ask.objects.open().filter(startup__in=active.real())
    if real.exists():
        return real, False
    samples = Ask.objects.open().filter(startup__in=active)
    return samples, samples.exists()


def chosen_country(request: HttpRequest, everything: QuerySet[Ask]) -> str:
    """A country that some ask names, ANYWHERE, or "" for all of them."""
    code = request.GET.get("country", "")
    if code == ANYWHERE:
        return code
    return code.upper() if code.upper() in set(everything.values_list("country", flat=True)) else ""


def chosen_kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in AskKind.values else ""


def countries(narrowed: QuerySet[Ask], country: str, kind: str) -> list[Choice]:
    """The countries by name, the asks without one at the end."""
    choices = [
        (code, Choice(_name(code), number, _url("" if code == country else code, kind), code == country))
        for code, number in ((code or ANYWHERE, number) for code, number in _counted(narrowed, "country"))
    ]
    choices.sort(key=lambda pair: (pair[0] == ANYWHERE, in_alphabet(pair[1].label)))
    return [choice for _code, choice in choices]


def kinds(narrowed: QuerySet[Ask], country: str, kind: str) -> list[Choice]:
    numbers = dict(_counted(narrowed, "kind"))
    return [
        Choice(str(each.label), numbers.get(each, 0), _url(country, "" if each == kind else each), each == kind)
        for each in AskKind
        if each in numbers or each == kind
    ]


def _counted(found: QuerySet[Ask], field: str) -> Iterable[tuple[str, int]]:
    rows: Iterable[tuple[str, int]] = found.order_by().values_list(field).annotate(number=Count("pk"))
    return rows


def _name(code: str) -> str:
    return _("Any country") if code == ANYWHERE else country_name(code)


def conditions_of(*, country: str = "", kind: str = "") -> dict[str, Any]:
    """The conditions of the filters that were chosen."""
    conditions: dict[str, Any] = {"kind": kind} if kind else {}
    if country:
        conditions["country"] = "" if country == ANYWHERE else country
    return conditions


def _asked(country: str, kind: str) -> dict[str, str]:
    return {name: value for name, value in (("country", country), ("kind", kind)) if value}


def _query(country: str, kind: str) -> str:
    return f"?{urlencode(asked)}" if (asked := _asked(country, kind)) else ""


def _url(country: str, kind: str) -> str:
    return reverse("asks") + _query(country, kind)
