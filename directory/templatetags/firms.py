"""Switching between the firms of one person."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from directory.models import Startup
from directory.rules.permissions import Permission, narrow

register = template.Library()

MOST_SHOWN = 100


@register.inclusion_tag("my/_firms.html", takes_context=True)
def own_firms(context: Context, current: Startup, page: str = "team") -> dict[str, Any]:
    """`{% own_firms startup "team" %}`: the same page of each firm of this person, the current one marked.

    `page` is the name of an address that takes a slug. Nothing is drawn for a single firm.
    """
    mine = narrow(Startup.objects.all(), context["user"], Permission.BELONG).order_by("sort_name", "pk")[:MOST_SHOWN]
    firms = [(firm, reverse(page, args=[firm.slug])) for firm in mine]
    return {"firms": firms, "current": current}
