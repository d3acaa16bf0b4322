"""People of the desk sign in for a working day, and have a second factor before they do anything else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.sessions import has_second_factor, keep_short
from belgiantech.policies import Policy
from directory.rules.permissions import may_open_desk

INSIDE = (Policy.SIGNED_IN, Policy.DESK)
OF_ACCOUNTS = ("account_", "mfa_")  # names of the pages where a second factor is set up


class Staff:
    """Looks at pages behind the login only: what the whole world may read costs no question who reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if getattr(view, "policy", None) not in INSIDE:
            return None
        request.is_of_desk = may_open_desk(request.user)  # type: ignore[attr-defined]
        if not request.is_of_desk:  # type: ignore[attr-defined]
            return None
        if not keep_short(request):
            return sign_in_anew(request)
        if not has_second_factor(request.user) and not _is_of_accounts(request):
            messages.info(request, _("The desk asks for a second factor. Please set one up first."))
            return redirect("mfa_activate_totp")
        return None


def sign_in_anew(request: HttpRequest) -> HttpResponse:
    """Back to where the person was, unless that would have been sending a form."""
    logout(request)
    messages.info(request, _("You were signed in for twelve hours. Please sign in again."))
    if request.method != "GET":
        return redirect("account_login")
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _is_of_accounts(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.url_name or "").startswith(OF_ACCOUNTS)
