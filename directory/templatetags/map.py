"""The map of Belgium as SVG made on the server: every area a link, its count in figures and in yellow."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, npgettext

register = template.Library()

OUTLINES = Path(__file__).resolve().parent.parent / "data" / "geo" / "provinces.json"
BRUSSELS = "BE10"
BRUSSELS_NAME = (836, -6)  # in its panel, see the template


@dataclass(frozen=True)
class Area:
    code: str
    name: str
    count: int
    url: str
    path: str
    level: int
    number: tuple[int, int] | None
    place: tuple[int, int]
    lines: list[str]

    @property
    def label(self) -> str:
        """For a screen reader: starts as the figure on the map does."""
        return npgettext("map", "%(count)s startup: %(name)s", "%(count)s startups: %(name)s", self.count) % {
            "count": self.count,
            "name": self.name,
        }


@dataclass(frozen=True)
class Neighbour:
    """An arrow out of the country, to the page of that market."""

    code: str
    name: Any
    arrow: str
    x: int
    y: int
    anchor: str = ""

    @property
    def url(self) -> str:
        return reverse("market", args=[self.code])


NEIGHBOURS = (
    Neighbour("nl", gettext_lazy("Netherlands"), "M470 20l0 -60M480 -26L470 -40L460 -26", 470, -56),
    Neighbour("de", gettext_lazy("Germany"), "M900 215l64 0M950 225L964 215L950 205", 932, 190),
    Neighbour("lu", gettext_lazy("Luxembourg"), "M905 692l56 28M944 723L961 720L953 705", 1040, 796, "e"),
    Neighbour("fr", gettext_lazy("France"), "M190 600l-50 52M143 635L140 652L157 649", 140, 692),
    Neighbour("gb", gettext_lazy("United Kingdom"), "M78 92l-52 -42M43 51L26 50L31 66", 104, 30),
)


@cache
def outlines() -> dict[str, Any]:
    """directory/data/geo/provinces.json, read once."""
    return dict(json.loads(OUTLINES.read_text(encoding="utf-8")))


def level(count: int, most: int) -> int:
    """How yellow an area is, from 0 (none) to 3 (three fifths of the largest count, or more)."""
    if count <= 0:
        return 0
    return 3 if count * 5 >= most * 3 else 2 if count * 5 >= most else 1


def wrapped(name: str, width: int) -> list[str]:
    """The name in lines of at most `width` signs where it can be cut: after a space or a hyphen."""
    lines: list[str] = []
    for part in re.findall(r"[^\s-]+-?|-", name):
        joined = f"{lines[-1]}{'' if lines[-1].endswith('-') else ' '}{part}" if lines else part
        if lines and len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(part)
    return lines


def value(province: Any, key: str) -> Any:
    return province[key] if isinstance(province, dict) else getattr(province, key)


def areas(provinces: Iterable[Any]) -> list[Area]:
    """The areas in the order in which they are drawn; one without figures in `provinces` is not."""
    given = {value(province, "code"): province for province in provinces}
    most = max((value(province, "count") for province in given.values()), default=0)
    return [area(code, outline, given[code], most) for code, outline in outlines()["areas"].items() if code in given]


def area(code: str, outline: dict[str, Any], province: Any, most: int) -> Area:
    name, count = str(value(province, "name")), int(value(province, "count"))
    return Area(
        code=code,
        name=name,
        count=count,
        url=value(province, "url"),
        path=outline["path"],
        level=level(count, most),
        number=tuple(outline["number"]) if "number" in outline else None,
        place=tuple(outline.get("name", BRUSSELS_NAME)),
        lines=wrapped(name, outline["wrap"]),
    )


@register.inclusion_tag("_components/map.html")
def belgium_map(provinces: Iterable[Any], unknown: int = 0, *, in_words: bool = True) -> dict[str, Any]:
    """`{% belgium_map provinces %}`: each with code (NUTS 2), name, count, url; `unknown`: those without a place.

    `in_words` folds the same away as a list below; a page that has it anyway leaves that out.
    """
    drawn = areas(provinces)
    return {
        "view_box": outlines()["view_box"],
        "areas": [each for each in drawn if each.code != BRUSSELS],
        "brussels": next((each for each in drawn if each.code == BRUSSELS), None),
        "neighbours": NEIGHBOURS,
        "listed": sorted(drawn, key=lambda each: each.name.casefold()),
        "unknown": unknown,
        "in_words": in_words,
        "title": gettext("Map of Belgium: startups listed by province"),
    }
