"""The policies of belgiantech.policies as decorators of views."""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.models import User
from belgiantech.policies import Policy, View, declare

__all__ = ["Policy", "View", "declare", "person", "public", "signed_in"]


def public(view: View) -> View:
    return declare(view, Policy.PUBLIC)


def signed_in(view: View) -> View:
    """Asks for login, and keeps the page out of every cache."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return declare(never_cache(login_required(wrapper)), Policy.SIGNED_IN)


def person(request: HttpRequest) -> User:
    """Who is signed in. For views that ask for login."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
