"""Who may reach a view. Every route declares one of these; a test walks all routes and finds none without."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


class Policy(StrEnum):
    PUBLIC = "public"  # the whole world, nothing personal on the page
    SIGNED_IN = "signed-in"  # somebody with an account; what they see, the view narrows
    DESK = "desk"  # people of the back office with a second factor
    DEVELOPMENT = "development"  # exists in DEBUG only


def declare(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    return declare(view, Policy.PUBLIC)


def signed_in(view: View) -> View:
    """Asks for login, and keeps the page out of every cache."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return declare(never_cache(login_required(wrapper)), Policy.SIGNED_IN)
