"""What is refused at the door, before any view sees it."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from directory.views.errors import answer, is_database_away, unavailable

NUL = ("\x00", "%00")


def refuse_control_characters(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """PostgreSQL cannot hold NUL: one in a path or query is answered 400 instead of a database error."""

    def middleware(request: HttpRequest) -> HttpResponse:
        address = request.path + "?" + request.META.get("QUERY_STRING", "")
        if any(mark in address for mark in NUL):
            return answer(request, 400)
        return get_response(request)

    return middleware


def refuse_other_charsets(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Our pages send UTF-8. Django would decode query and form with whatever codec the request names, and some of
    Python's (unicode_escape, utf-7) make characters that were never sent."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            request.encoding = "utf-8"
            return answer(request, 400)
        return get_response(request)

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """The library's, for a site on which no page has a policy of its own: the header is made once instead of with
    each answer, which would take as long as a whole answer 304."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """No page asks for a nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.setdefault(HEADER, self.policy)
        return response


class DatabaseAway:
    """A view that loses the database is answered 503, in DEBUG too. Middleware that does: errors.server_error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception) if is_database_away(exception) else None
