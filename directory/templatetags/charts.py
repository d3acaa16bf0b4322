"""Charts in the house style: one ink, drawn as SVG. The table with the same figures stands beside each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

WIDTH = 470  # of the longest bar; the figure stands beside it
ROW = 54
TOP = 20
POST = 30  # the room of a border post above its bar
FAR = 3  # times the longest bar: what is not known and passes this is cut, or nothing else could be seen

NOT_KNOWN = "no"

WHOLE = 560  # the width of a chart
SIDE = 20
HIGHEST = 175  # of a column
GROUND = 190  # where the columns stand
WIDEST = 40  # of a column with its gap
NARROW = 0.82  # of this the column itself


@dataclass(frozen=True)
class Bar:
    """`value` is None where the figure is not told: the bar is then a dashed stub.

    `look`: NOT_KNOWN is dashed; "ink" is white. `post`: what a border post above the bar says.
    `tick`: whether a column has its label below it.
    """

    label: str
    value: float | None = None
    text: str = ""
    look: str = ""
    post: str = ""
    tick: bool = True


@dataclass(frozen=True)
class Stack:
    """A bar of several parts, which together are its length; `text` stands behind it."""

    label: str
    parts: tuple[int, ...]
    text: str = ""


@register.inclusion_tag("_components/bars.html")
def bars(
    name: str, rows: Sequence[Bar], title: str, about: str, *, mark: float = 0, mark_label: str = "", row: int = ROW
) -> dict[str, Any]:
    """`{% bars "t" rows title about %}`: a bar a row, its label above it. `mark`: a value to hold the bars against."""
    longest = _longest(rows, mark)
    top = y = TOP if mark else 0
    drawn = []
    for bar in rows:
        post_y, y = y + 18, y + (POST if bar.post else 0)
        width = min(WIDTH, round((bar.value or 0) / longest * WIDTH))
        drawn.append(
            {"bar": bar, "post_y": post_y, "label_y": y + 14, "y": y + 21, "text_y": y + 37, "cut_y": y + 46}
            | {"width": width, "text_x": width + 10, "is_cut": (bar.value or 0) > longest}
        )
        y += row
    return {
        "name": name,
        "title": title,
        "about": about,
        "top": top,
        "height": y,
        "rows": drawn,
        "mark_x": round(mark / longest * WIDTH) if mark else 0,
        "mark_label": mark_label,
    }


@register.inclusion_tag("_components/columns.html")
def columns(name: str, rows: Sequence[Bar], title: str, about: str) -> dict[str, Any]:
    """`{% columns "t" rows title about %}`: a column a row, side by side on one ground; the highest has its figure."""
    most = max((bar.value or 0 for bar in rows), default=0)
    slot = min(WIDEST, (WHOLE - 2 * SIDE) / max(1, len(rows)))
    highest = next((number for number, bar in enumerate(rows) if bar.value and bar.value == most), None)
    drawn = []
    for number, bar in enumerate(rows):
        high = round((bar.value or 0) / (most or 1) * HIGHEST)
        drawn.append(
            {"bar": bar, "x": round(SIDE + slot * number + slot * (1 - NARROW) / 2, 1), "y": GROUND - high}
            | {"high": high, "middle": round(SIDE + slot * (number + 0.5), 1), "is_highest": number == highest}
        )
    return {"name": name, "title": title, "about": about, "rows": drawn, "width": round(slot * NARROW, 1)}


@register.inclusion_tag("_components/stacks.html")
def stacks(name: str, rows: Sequence[Stack], title: str, about: str) -> dict[str, Any]:
    """`{% stacks "t" rows title about %}`: a bar a row in parts that follow each other, its label above it."""
    longest = max((sum(stack.parts) for stack in rows), default=0) or 1
    drawn = [
        {
            "stack": stack,
            "parts": list(_parts(stack, longest)),
            "text_x": round(sum(stack.parts) / longest * WIDTH) + 10,
            "label_y": ROW * number + 14,
            "y": ROW * number + 21,
            "text_y": ROW * number + 37,
        }
        for number, stack in enumerate(rows)
    ]
    return {"name": name, "title": title, "about": about, "height": ROW * len(rows), "rows": drawn}


def is_cut(rows: Sequence[Bar]) -> bool:
    """Whether a bar is drawn shorter than it is."""
    longest = _longest(rows)
    return any((bar.value or 0) > longest for bar in rows)


def _longest(rows: Sequence[Bar], mark: float = 0) -> float:
    """The value that fills the width: the largest, but for what is not known where that is out of all proportion."""
    known = max([mark, *(bar.value or 0 for bar in rows if bar.look != NOT_KNOWN)])
    everything = max([known, *(bar.value or 0 for bar in rows)])
    return (known if 0 < known * FAR < everything else everything) or 1


def _parts(stack: Stack, longest: int) -> Iterator[dict[str, int]]:
    """Each part with its place in the row; none that is empty."""
    passed = 0
    for number, part in enumerate(stack.parts):
        begin, passed = round(passed / longest * WIDTH), passed + part
        if part:
            yield {"number": number, "x": begin, "width": round(passed / longest * WIDTH) - begin}
