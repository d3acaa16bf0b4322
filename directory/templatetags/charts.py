"""Charts in the house style: bars of one ink, drawn as SVG. The table with the same figures stands beside each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

WIDTH = 470  # of the longest bar; the figure stands beside it
ROW = 54
TOP = 20


@dataclass(frozen=True)
class Bar:
    """`value` is None where the figure is not told: the bar is then dashed."""

    label: str
    value: float | None = None
    text: str = ""


@register.inclusion_tag("_components/bars.html")
def bars(
    name: str, rows: Sequence[Bar], title: str, about: str, *, mark: float = 0, mark_label: str = ""
) -> dict[str, Any]:
    """`{% bars "t" rows title about %}`: a bar a row, its label above it. `mark`: a value to hold the bars against."""
    longest = max([mark, *(bar.value or 0 for bar in rows)]) or 1
    return {
        "name": name,
        "title": title,
        "about": about,
        "height": TOP + ROW * len(rows),
        "rows": [
            {
                "bar": bar,
                "label_y": TOP + ROW * number + 14,
                "y": TOP + ROW * number + 21,
                "text_y": TOP + ROW * number + 37,
                "width": round((bar.value or 0) / longest * WIDTH),
                "text_x": round((bar.value or 0) / longest * WIDTH) + 10,
            }
            for number, bar in enumerate(rows)
        ],
        "mark_x": round(mark / longest * WIDTH) if mark else 0,
        "mark_label": mark_label,
    }
