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
    found = suggestions(clean_query(request.GET.get("q", "")), catalogue_of(request))
    firms = Startup.objects.published().select_related("municipality").in_bulk(found.firms)
    context = {
        "firms": [firms[pk] for pk in found.firms if pk in firms],
        "options": [(option, address_of(option)) for option in found.options],
        "places": [(place, f"{reverse('startups')}?{urlencode({'q': place.label})}") for place in found.places],
    }
    return render(request, "public/_suggestions.html", context)
