"""Answers to requests that fail, in the language of the address (named in the URL configuration and settings)."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_language_from_path

logger = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)
READ_ONLY = "25006"  # PostgreSQL: read_only_sql_transaction
RETRY_AFTER = 30  # seconds
# When not even the template can be drawn.
PLAIN = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>#BELGIANTECH</title></head>'
    "<body><h1>#BELGIANTECH</h1><p>{}</p></body></html>"
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stayed open too long, or a browser without cookies (settings, CSRF_FAILURE_VIEW)."""
    with language_of(request):
        words = _(
            "You were signed out in the meantime, or your browser keeps no cookies. Go back and copy what you typed; "
            "then load the page again and send it once more."
        )
    return answer(request, 403, reason=words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 404)


def gone(request: HttpRequest) -> HttpResponse:
    """For views: an entry that was removed (product.md, Addresses)."""
    return answer(request, 410)


def is_database_away(error: BaseException) -> bool:
    """Gone, or there for reading only (trust.md, Degraded)."""
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "pgcode", None) == READ_ONLY
    return isinstance(error, DATABASE_AWAY)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while it handles the exception, wherever that was raised: sessions, say, have no view."""
    error = sys.exc_info()[1]
    if error and is_database_away(error):
        return unavailable(request, error)
    return _without_context(request, 500, "Something broke on our side. Try again in a few minutes.")


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The database does not answer, or could not finish: worth another try."""
    logger.error("%s cannot be answered without the database: %s", request.path, error)
    response = _without_context(request, 503, "The directory cannot be reached at the moment. Try again in a minute.")
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _without_context(request: HttpRequest, status: int, plain: str) -> HttpResponse:
    """Without context processors: session, user or database may be what broke."""
    try:
        with language_of(request):
            return HttpResponse(render_to_string(f"{status}.html"), status=status)
    except Exception:
        logger.exception("%s.html cannot be rendered", status)
        return HttpResponse(PLAIN.format(plain), status=status)


def answer(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """The page of that status, or a plain one if it cannot be drawn."""
    try:
        with language_of(request):
            return render(request, f"{status}.html", context, status=status)
    except Exception:
        logger.exception("%s.html cannot be rendered", status)
        return HttpResponse(PLAIN.format(f"Error {status}."), status=status)


def language_of(request: HttpRequest) -> translation.override:
    """The language in the address, else the one that is active already."""
    return translation.override(get_language_from_path(request.path_info) or translation.get_language())
