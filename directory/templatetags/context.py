"""What every template may rely on. For anonymous readers it asks the database nothing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from directory.rules.permissions import may_open_desk


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    is_current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_url` without slash at the end, `canonical` (the query of the page's own address, where it has one),
    `debug`, `nav` (the masthead's links), `show_desk` (a link to the desk)."""
    return {
        "site_url": settings.SITE_URL,
        "debug": settings.DEBUG,
        "canonical": "",
        "nav": SimpleLazyObject(lambda: nav(request.path)),
        "show_desk": SimpleLazyObject(lambda: may_see_desk(request)),
    }


def nav(path: str) -> list[NavItem]:
    """The rooms of the public site, in the language of the page."""
    rooms = (
        (gettext("Startups"), reverse("startups")),
        (gettext("Markets"), reverse("markets")),
        (gettext("Threshold"), reverse("threshold")),
        (gettext("Insights"), reverse("insights")),
        (gettext("Support"), reverse("organisations")),
    )
    return [NavItem(label, url, path.startswith(url)) for label, url in rooms]


def may_see_desk(request: HttpRequest) -> bool:
    """Whether to offer the desk. Nothing is asked of the database for somebody who is not signed in."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and may_open_desk(user)
