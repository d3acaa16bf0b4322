"""The keys of the desk can be switched off, for whoever speaks to the computer or types with a stick (WCAG 2.1.4)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from directory.admin.access import DeskRequest, desk_only

COOKIE = "desk_keys"
OFF = "off"
LASTS = 365 * 24 * 3600


@desk_only
def keys(request: DeskRequest) -> HttpResponse:
    """Kept in this browser: a keyboard belongs to a place more than to a person."""
    answer = redirect("admin:index")
    if request.method == "POST":
        if request.POST.get("keys") == OFF:
            answer.set_cookie(
                COOKIE,
                OFF,
                max_age=LASTS,
                path=reverse("admin:index"),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        else:
            answer.delete_cookie(COOKIE, path=reverse("admin:index"), samesite="Lax")
    return answer
