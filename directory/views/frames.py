"""The frame of a page, drawn once a language and kept; what differs from address to address are holes in it.

A listing has countless addresses, and Django draws masthead, head and footer of each for longer than its content.
"""

from collections.abc import Mapping
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.html import conditional_escape

from belgiantech.release import release
from directory.views.caching import is_personal

SECRET = get_random_string(32)  # so that nobody can write a mark into a page
QUERY = "query"  # the hole in links to the same page in another language


def framed(request: HttpRequest, template: str, holes: Mapping[str, str], *, is_indexed: bool) -> HttpResponse:
    """The page of this template, which may use each hole as one variable and nothing else that differs.

    Somebody with a session has a masthead and messages of their own: for them everything is drawn.
    """
    if is_personal(request):
        return render(request, template, {**holes, "is_indexed": is_indexed})
    page = _frame(template, request.path, tuple(holes), is_indexed, f"{translation.get_language()} {release()}")
    query = request.META.get("QUERY_STRING", "")
    page = page.replace(f"?{_mark(QUERY)}", f"?{conditional_escape(query)}" if query else "")
    for hole, text in holes.items():
        page = page.replace(_mark(hole), conditional_escape(text))
    return HttpResponse(page)


@lru_cache(maxsize=64)
def _frame(template: str, path: str, holes: tuple[str, ...], is_indexed: bool, edition: str) -> str:
    """Drawn in the language that is active; `edition` names it and the code."""
    request = HttpRequest()
    request.path = request.path_info = path
    request.META["QUERY_STRING"] = _mark(QUERY)
    request.user = AnonymousUser()
    return render_to_string(template, {hole: _mark(hole) for hole in holes} | {"is_indexed": is_indexed}, request)


def _mark(hole: str) -> str:
    """Stands for what goes there."""
    return f"{SECRET}{hole}{SECRET}"
