"""What every template may rely on. It asks the database nothing: cacheable pages render without it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    is_current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_url` without slash at the end, `debug`, `nav` (the masthead's links), `show_desk` (a link to the desk)."""
    return {
        "site_url": settings.SITE_URL,
        "debug": settings.DEBUG,
        "nav": SimpleLazyObject(lambda: nav(request.path)),
        "show_desk": SimpleLazyObject(lambda: may_see_desk(request)),
    }


def nav(path: str) -> list[NavItem]:
    """The four rooms of the public site, in the language of the page."""
    rooms = (
        (gettext("Startups"), reverse("startups")),
        (gettext("Threshold"), reverse("stage", args=["2m-3m"])),
        (gettext("Support"), reverse("organisations")),
        (gettext("About"), reverse("about")),
    )
    return [NavItem(label, url, path.startswith(url)) for label, url in rooms]


def may_see_desk(request: HttpRequest) -> bool:
    """Whether to offer the desk. Only the user decides that is loaded already; a view may say `show_desk` itself."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    return any(getattr(user, right, False) for right in ("can_moderate", "is_operator", "is_auditor"))
