"""The door of the back office: who comes in, and what everybody else is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.sessions import has_second_factor, second_factor_page, showed_second_factor
from belgiantech.policies import Policy, View, declare
from directory.rules.permissions import may_open_desk


class DeskRequest(HttpRequest):
    """A request that came through the door: somebody of the desk made it."""

    user: User


def may_enter(request: HttpRequest) -> bool:
    """Somebody of the desk who has a second factor and showed it in this session."""
    return showed_second_factor(request) and is_of_desk(request) and has_second_factor(request.user)


def is_of_desk(request: HttpRequest) -> bool:
    """Behind the login, the middleware has asked already (directory.views.staff)."""
    known: bool | None = getattr(request, "is_of_desk", None)
    return may_open_desk(request.user) if known is None else known


def desk_only(view: View) -> View:
    """Anonymous: to the login. Not of the desk: 404, as for an unknown address.

    Second factor not shown in this session: to showing it, and then back here. Who has none does not get this far
    (directory.views.staff).
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not is_of_desk(request):
            raise Http404
        if not showed_second_factor(request):
            return redirect(f"{second_factor_page(request.user)}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return declare(never_cache(wrapper), Policy.DESK)


def only_who(rule: Callable[[Any], bool]) -> Callable[[View], View]:
    """Pages of those whom a rule about the person alone lets in. For the others of the desk there are none."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return desk_only(wrapper)

    return decorate
