"""Only the addresses that the frame of a page links to, with a page that says nothing."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse()


desk = [path(f"{name}/", nothing, name=name) for name in ("index", "entries", "events")]
rooms = (
    "startups",
    "markets",
    "threshold",
    "insights",
    "map",
    "asks",
    "collections",
    "shortlist",
    "suggest",
    "criteria",
    "accountability",
    "organisations",
    "about",
    "privacy",
    "accessibility",
    "register",
    "my",
)
urlpatterns = [
    path("admin/", include((desk, "admin"))),
    *i18n_patterns(
        path("", nothing, name="home"),
        *(path(f"{room}/", nothing, name=room) for room in rooms),
        path("markets/<slug:code>/", nothing, name="market"),
        path("stages/<slug:slug>/", nothing, name="stage"),
        path("accounts/login/", nothing, name="account_login"),
        path("accounts/logout/", nothing, name="account_logout"),
    ),
]
