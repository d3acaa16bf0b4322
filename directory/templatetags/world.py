"""The map of the world as SVG made on the server: every country with Belgian firms a link, its count in yellow."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django import template
from django.utils.translation import npgettext

from directory.templatetags.map import level

register = template.Library()

OUTLINES = Path(__file__).resolve().parent.parent / "data" / "geo" / "countries.json"
HOME = "BE"


class Counted(Protocol):
    """A market as the map needs it."""

    code: str
    url: str
    total: int
    option: Any


@dataclass(frozen=True)
class Country:
    path: str
    url: str
    label: str
    level: int


@cache
def outlines() -> dict[str, Any]:
    """directory/data/geo/countries.json, read once."""
    return dict(json.loads(OUTLINES.read_text(encoding="utf-8")))


@register.inclusion_tag("_components/world.html")
def world_map(markets: Sequence[Counted]) -> dict[str, Any]:
    """`{% world_map markets %}`: countries with firms are links, the others land. What is too small for the map of
    the world stands in the table beside it."""
    paths = outlines()["countries"]
    most = max((market.total for market in markets), default=0)
    counted = {market.code for market in markets}
    return {
        "view_box": outlines()["view_box"],
        "home": paths[HOME],
        "land": outlines()["land"] + "".join(d for code, d in paths.items() if code not in counted and code != HOME),
        "countries": [
            Country(paths[market.code], market.url, _label(market), level(market.total, most))
            for market in markets
            if market.code in paths
        ],
    }


def _label(market: Counted) -> str:
    words = npgettext("map", "%(count)s startup: %(name)s", "%(count)s startups: %(name)s", market.total)
    return words % {"count": market.total, "name": market.option.label}
