"""What the search field proposes while somebody types: a fragment, or nothing without a script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from directory.models import Startup
from directory.search.query import Selection, clean_query
from directory.search.suggest import suggestions
from directory.search.vocabulary import Option
from directory.views.caching import cacheable, catalogue_of
from directory.views.policies import public


def address_of(option: Option) -> str:
    """The list of what meets this option."""
    return f"{reverse('startups')}?{Selection.of(option).as_query()}"


@public
@cacheable
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    found = catalogue_of(request)
    proposed = suggestions(clean_query(request.GET.get("q", "")), found)
    rows = Startup.objects.published().filter(pk__in=proposed.firms).values("pk", "slug", "name", "municipality")
    firms = {
        row["pk"]: row | {"place": found.vocabulary.places.get(row["municipality"])} for row in rows.order_by("pk")
    }
    context = {
        "firms": [firms[pk] for pk in proposed.firms if pk in firms],
        "options": [(option, address_of(option)) for option in proposed.options],
        "places": [(place, f"{reverse('startups')}?{urlencode({'q': place.label})}") for place in proposed.places],
    }
    return render(request, "public/_suggestions.html", context)
