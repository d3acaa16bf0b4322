"""Addresses made from the address that is being read: other languages, other filters, other pages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

NAMES = {"en": "English", "fr": "Français", "nl": "Nederlands", "de": "Deutsch"}
PAGE = "page"


@dataclass(frozen=True)
class LanguageLink:
    """One language: its code, its own name, the page in it with the query (`url`) and without (`path`)."""

    code: str
    name: str
    url: str
    path: str
    is_current: bool


def path_of(request: HttpRequest) -> str:
    """The path as it stands in an address: escaped, and never the start of another host's name."""
    return escape_leading_slashes(escape_uri_path(request.path))


def language_links(request: HttpRequest, *, home: bool = False) -> list[LanguageLink]:
    """The page in each language. A page without language in its address, or `home`, leads to the home pages."""
    codes = [code for code, _ in settings.LANGUAGES]
    current = translation.get_language()
    _, first, *rest = [*path_of(request).split("/", 2), ""]
    stays = first in codes and not home
    query = request.META.get("QUERY_STRING", "") if stays else ""
    links = []
    for code in codes:
        path = f"/{code}/{rest[0]}" if stays else home_in(code)
        url = f"{path}?{query}" if query else path
        links.append(LanguageLink(code, NAMES[code], url, path, code == current))
    return links


def home_in(code: str) -> str:
    with translation.override(code):
        return reverse("home")


def page_addresses(request: HttpRequest) -> Callable[[int], str]:
    """Gives the address of each page of this list; the first one has no number."""
    first = _address(request, _query_without_page(request))
    joint = "&" if "?" in first else "?"
    return lambda number: first if number == 1 else f"{first}{joint}{PAGE}={number}"


def _query_without_page(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    query.pop(PAGE, None)
    return query


def _address(request: HttpRequest, query: QueryDict) -> str:
    return f"{path_of(request)}?{query.urlencode()}" if query else path_of(request)
