"""The rooms of the desk, as the masthead shows them: what is worked with daily, and what is kept up now and then."""

from dataclasses import dataclass
from typing import cast

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from directory.templatetags.context import NavItem

register = template.Library()

EVERYBODY, NO_AUDITOR, WATCH, OPERATOR = "everybody", "no auditor", "operator and auditor", "operator"


@dataclass(frozen=True)
class Room:
    """`within`: what else of the desk's addresses belongs to it, after /admin/."""

    name: str
    label: str | Promise
    within: tuple[str, ...] = ()
    shown_to: str = EVERYBODY

    def is_for(self, user: User) -> bool:
        return {
            EVERYBODY: True,
            NO_AUDITOR: not user.is_auditor,
            WATCH: user.is_operator or user.is_auditor,
            OPERATOR: user.is_operator,
        }[self.shown_to]

    def item(self, path: str) -> NavItem:
        url, desk = reverse(f"admin:{self.name}"), reverse("admin:index")
        at = path == url or (url != desk and path.startswith(url))
        return NavItem(str(self.label), url, at or path.startswith(tuple(desk + part for part in self.within)))


DAILY = (
    Room("index", gettext_lazy("Queue"), ("submissions/", "decisions/", "fast/")),
    Room("entries", gettext_lazy("Entries")),
    Room("duplicates", gettext_lazy("Duplicates"), ("merge/",)),
    Room("imports", gettext_lazy("Lists")),
    Room("introductions", gettext_lazy("Introductions")),
    Room("reports", pgettext_lazy("nav of the desk", "Errors"), shown_to=NO_AUDITOR),
)
UPKEEP = (
    Room("collections", gettext_lazy("Collections"), shown_to=NO_AUDITOR),
    Room("organisations", gettext_lazy("Support organisations")),
    Room("events", gettext_lazy("Log")),
    Room("partners", gettext_lazy("Partners"), ("territories/",)),
    Room("people", pgettext_lazy("nav of the desk", "People"), shown_to=NO_AUDITOR),
    Room("words", gettext_lazy("Synonyms"), shown_to=WATCH),
    Room("taxonomies", gettext_lazy("Names"), shown_to=WATCH),
    Room("market_contacts", gettext_lazy("Contacts abroad"), shown_to=OPERATOR),
    Room("mails", gettext_lazy("Mails"), shown_to=OPERATOR),
    Room("settings", gettext_lazy("My settings")),
)


@register.inclusion_tag("desk/_nav.html", takes_context=True)
def desk_nav(context: Context) -> dict[str, object]:
    request: HttpRequest = context["request"]
    user = cast(User, request.user)  # nobody else comes through the door
    upkeep = [room.item(request.path) for room in UPKEEP if room.is_for(user)]
    return {
        "daily": [room.item(request.path) for room in DAILY if room.is_for(user)],
        "upkeep": upkeep,
        "is_upkeep": any(item.is_current for item in upkeep),
    }
