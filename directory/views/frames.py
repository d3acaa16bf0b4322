"""Pages and parts of them drawn once a language and kept; what differs from address to address are holes in them.

A listing has countless addresses, and Django draws masthead, footer and forms of each for longer than its content.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from belgiantech.release import release
from directory.views.caching import is_personal

SECRET = get_random_string(32)  # so that nobody can write a mark into a page
QUERY = "query"  # the hole in links to the same page in another language, with its question mark
MARK = re.compile(rf"{SECRET}([a-z_]+){SECRET}")

Parts = tuple[str, ...]  # text, hole, text, hole, …, text


def framed(request: HttpRequest, template: str, holes: Mapping[str, str], *, is_indexed: bool) -> HttpResponse:
    """The page of this template, which may use each hole as one variable and nothing else that differs.

    Somebody with a session has a masthead and messages of their own: for them everything is drawn.
    """
    if is_personal(request):
        return render(request, template, {**holes, "is_indexed": is_indexed})
    query = request.META.get("QUERY_STRING", "")
    parts = _page(template, request.path, tuple(holes), is_indexed, _edition())
    return HttpResponse(_filled(parts, {**holes, QUERY: f"?{query}" if query else ""}))


def filled(template: str, holes: Mapping[str, str]) -> SafeString:
    """The part of a page that this template draws: it may use each hole as one variable and nothing that differs."""
    return mark_safe(_filled(_part(template, tuple(holes), _edition()), holes))  # noqa: S308 - filled with escaped texts


def _edition() -> str:
    return f"{translation.get_language()} {release()}"


@lru_cache(maxsize=64)
def _page(template: str, path: str, holes: tuple[str, ...], is_indexed: bool, edition: str) -> Parts:
    """Drawn in the language that is active; `edition` names it and the code."""
    request = HttpRequest()
    request.path = request.path_info = path
    request.META["QUERY_STRING"] = _mark(QUERY)
    request.user = AnonymousUser()
    page = render_to_string(template, {**_marks(holes), "is_indexed": is_indexed}, request)
    return _parts(page.replace(f"?{_mark(QUERY)}", _mark(QUERY)))


@lru_cache(maxsize=64)
def _part(template: str, holes: tuple[str, ...], edition: str) -> Parts:
    return _parts(render_to_string(template, _marks(holes)))


def _marks(holes: tuple[str, ...]) -> dict[str, str]:
    return {hole: _mark(hole) for hole in holes}


def _mark(hole: str) -> str:
    """Stands for what goes there."""
    return f"{SECRET}{hole}{SECRET}"


def _parts(drawn: str) -> Parts:
    return tuple(MARK.split(drawn))


def _filled(parts: Parts, holes: Mapping[str, str]) -> str:
    texts = list(parts)
    texts[1::2] = [conditional_escape(holes[hole]) for hole in parts[1::2]]
    return "".join(texts)
