"""Public pages are kept whole, and asked for again by their ETag (architecture.md, Caching).

The name of a page says all that it depends on: code, database content, Belgian day, address with its language, and
whether htmx asked. So nothing is ever removed because it is out of date, and what is out of date is never found.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate

from belgiantech.policies import View
from belgiantech.release import code, release
from directory.search import catalogue
from directory.search.catalogue import Catalogue, State
from directory.views.errors import is_database_away, unavailable
from directory.views.fragments import is_fragment

VARY = ("Cookie", "HX-Request")
LARGEST = 200_000  # bytes of a page that is kept
PERSONAL = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
IN_A_LANGUAGE = re.compile(rf"/(?:feeds/)?({'|'.join(code for code, _name in settings.LANGUAGES)})/")


def cacheable(view: View) -> View:
    """Say of a view that its page depends on address and public content alone: no form that writes, no cookie."""
    view.is_cacheable = True  # type: ignore[attr-defined]
    return view


def same_for_all(response: HttpResponse) -> HttpResponse:
    """Say of an answer that it has no language and depends on nobody, so that a cache needs to keep it only once."""
    response.is_same_for_all = True  # type: ignore[attr-defined]
    return response


def catalogue_of(request: HttpRequest) -> Catalogue:
    """The catalogue that this page shows. To be used by cacheable views instead of `catalogue.current`."""
    found = catalogue.current(getattr(request, "state", None))
    request.shown_state = found.state  # type: ignore[attr-defined]
    return found


def keep(request: HttpRequest, *, query: str) -> None:
    """Let the page be kept although its address has a query, if it is exactly this one."""
    request.kept_query = query  # type: ignore[attr-defined]


def is_personal(request: HttpRequest) -> bool:
    """Whether the reader may be somebody we know, or has a message waiting."""
    return any(name in request.COOKIES for name in PERSONAL)


class PublicPages:
    """Answers from what is kept, before anything else is asked; keeps what cacheable views answer.

    Somebody with a session, or with a message waiting, gets pages of their own that nothing keeps. While the database
    is away, what was kept last is still good.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.last_state = State()
        code()  # read before the files of the next release lie there

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # refuses a host that is not ours, whatever is kept
        if request.method not in ("GET", "HEAD") or not IN_A_LANGUAGE.match(request.path):
            return _without_language(self.get_response(request))
        if is_personal(request):
            return _private(self.get_response(request))
        try:
            self.last_state = state = _state()
        except (DatabaseError, InterfaceError) as error:
            return self._without_database(request, error)
        etag = etag_of(request, state)
        if etag in request.headers.get("If-None-Match", ""):
            return _labelled(HttpResponseNotModified(), etag)
        return _kept(etag) or self._made(request, state, etag)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        request.is_cacheable = getattr(view, "is_cacheable", False)  # type: ignore[attr-defined]

    def _made(self, request: HttpRequest, state: State, etag: str) -> HttpResponse:
        request.state = state  # type: ignore[attr-defined]
        response = self.get_response(request)
        is_cacheable = getattr(request, "is_cacheable", False) and response.status_code == 200 and not response.cookies
        if not is_cacheable:
            return response
        if getattr(request, "shown_state", state) != state:
            # Another thread loads what changed: the page shows an earlier version, and has no name of its own.
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, VARY)
            return response
        if (
            request.META.get("QUERY_STRING", "") == getattr(request, "kept_query", "")
            and len(response.content) <= LARGEST
        ):
            caches["pages"].set(etag, (response.content, dict(response.items())))
        return _labelled(response, etag)

    def _without_database(self, request: HttpRequest, error: Exception) -> HttpResponse:
        if not is_database_away(error):
            raise error
        return _kept(etag_of(request, self.last_state)) or unavailable(request, error)


def _state() -> State:
    """What the database says, in one round trip: this statement is the health check of a connection that was kept."""
    was_kept = connection.connection is not None
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return catalogue.read_state()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or not was_kept:
            raise  # connecting itself failed: a second try would double what the visitor waits
        connection.close()  # the next statement opens another one
        return catalogue.read_state()


def etag_of(request: HttpRequest, state: State) -> str:
    """The name of the page at this state of the content. Another vocabulary is another version, too."""
    parts = (release(), state.epoch, state.version, localdate(), request.get_full_path(), is_fragment(request))
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"'


def _kept(etag: str) -> HttpResponse | None:
    kept = caches["pages"].get(etag)
    return _labelled(HttpResponse(kept[0], headers=kept[1]), etag) if kept else None


def _labelled(response: HttpResponse, etag: str) -> HttpResponse:
    """To be asked for again each time, which is cheap."""
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, VARY)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, VARY)
    return response


def _without_language(response: HttpResponse) -> HttpResponse:
    """Takes off what Django's middleware says of every answer outside the languages."""
    if getattr(response, "is_same_for_all", False):
        del response["Vary"], response["Content-Language"]
    return response
