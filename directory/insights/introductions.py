"""How many introductions were asked for, from where, and what became of them: those that are kept, and the counts of
those that were erased.

What is published tells of no single request: no figure is under five (product.md, Rules), nor can one be worked out
from the others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from directory.choices import ANSWERS, ENDED_INTRODUCTIONS
from directory.insights.disclosure import LEAST, shown
from directory.models import DecisionFigures, Introduction, IntroductionCount, Startup
from directory.models.startup import StartupQuerySet
from directory.rules.introductions import median_days

MONTHS = 12
EVER = date(2000, 1, 1)


@dataclass(frozen=True)
class Line:
    """So many of one kind: sent in this month, from this country, with this end and this outcome ("" for none)."""

    month: date
    country: str
    answer: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Parts:
    """A whole and its parts, largest first and none under five. `rest`: those together that would be."""

    total: int
    parts: dict[str, int]
    rest: int


@dataclass(frozen=True)
class Figures:
    """For the public. None where there are too few: nothing is shown then."""

    answers: Parts | None  # by IntroductionState: yes, not-now, no, lapsed
    outcomes: Parts | None  # by IntroductionOutcome, of those that said what came of it
    reply_days: float | None  # median of those that were answered


def published() -> tuple[date | None, Figures]:
    """What was counted last of the whole of Belgium, and on which day; None before that. One statement."""
    row = DecisionFigures.objects.filter(territory=None).first()
    return (row.counted_on, counted(row.introductions)) if row else (None, counted({}))


def counted(kept: dict[str, Any]) -> Figures:
    """As they were kept on the day that they were counted; none before that."""
    answers, outcomes = kept.get("answers"), kept.get("outcomes")
    return Figures(answers and Parts(**answers), outcomes and Parts(**outcomes), kept.get("reply_days"))


def figures(since: date = EVER) -> Figures:
    """Of all real entries, sent in the month of this day or later."""
    lines = lines_of(Startup.objects.real(), since)
    ended = Counter[str]()
    told = Counter[str]()
    for line in lines:
        if line.answer in ENDED_INTRODUCTIONS:
            ended[line.answer] += line.count
        if line.outcome:
            told[line.outcome] += line.count
    return Figures(parts_of(ended), parts_of(told), _reply_days(since))


def by_country(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """Most first."""
    counts = Counter[str]()
    for line in lines:
        counts[line.country] += line.count
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def by_month(lines: Iterable[Line]) -> list[tuple[date, int]]:
    """The last twelve months, the current one last, with those in which nobody asked."""
    counts = Counter[date]()
    for line in lines:
        counts[line.month] += line.count
    last = _number_of(timezone.localdate())
    months = [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]
    return [(month, counts[month]) for month in months]


def lines_of(startups: StartupQuerySet, since: date) -> list[Line]:
    """What was sent to these entries in the month of this day or later."""
    first = since.replace(day=1)
    kept = Introduction.objects.sent().filter(startup__in=startups, confirmed_at__date__gte=first)
    months = kept.annotate(month=TruncMonth("confirmed_at", output_field=DateField()))
    grouped = months.values_list("month", "country", "state", "visitor_outcome", "firm_outcome")
    lines = [
        Line(month, country, state, of_visitor or of_firm, count)
        for month, country, state, of_visitor, of_firm, count in grouped.annotate(count=Count("pk")).order_by()
    ]
    erased = IntroductionCount.objects.filter(startup__in=startups, month__gte=first)
    counted = erased.values_list("month", "country", "answer", "outcome").annotate(count=Sum("count")).order_by()
    return lines + [Line(*row) for row in counted]


def last_year() -> date:
    """The first day of the twelve months that end with this one."""
    first = _number_of(timezone.localdate()) - MONTHS + 1
    return date(first // 12, first % 12 + 1, 1)


def parts_of(counts: Mapping[str, int]) -> Parts | None:
    """Small parts become one rest; where that would still be small, the smallest of the others joins it."""
    total = sum(counts.values())
    if total < LEAST:
        return None
    told = [(name, count) for name, count in shown(counts).items() if count is not None]
    largest_first = dict(sorted(told, key=lambda pair: (-pair[1], pair[0])))
    return Parts(total, largest_first, total - sum(largest_first.values()))


def _reply_days(since: date) -> float | None:
    answered = Introduction.objects.filter(
        startup__is_sample=False, state__in=ANSWERS, confirmed_at__date__gte=since.replace(day=1)
    )
    return round(median_days(answered), 1) if answered.count() >= LEAST else None


def _number_of(day: date) -> int:
    return day.year * 12 + day.month - 1
