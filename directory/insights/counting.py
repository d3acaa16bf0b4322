"""Counts, once a day, what became of submissions and of introductions. Nobody can watch single ones in what the page
shows of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from directory.insights import introductions
from directory.insights.disclosure import LEAST
from directory.models import Decision, DecisionFigures, Revision, Submission, Territory
from directory.rules.calendar import working_days_between

PERIOD = timedelta(days=365)
NO_SAMPLE = Q(submission__startup=None) | Q(submission__startup__is_sample=False)


@dataclass
class _Sum:
    """What is counted of one territory, or of all of them."""

    waiting: int = 0
    late: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)

    def row(self, territory_id: int | None, day: date) -> DecisionFigures:
        return DecisionFigures(
            territory_id=territory_id,
            counted_on=day,
            waiting=self.waiting,
            late=self.late,
            reasons=dict(self.reasons),
            median_days=median(self.days) if len(self.days) >= LEAST else None,
        )


def count_decisions() -> int:
    """Count for today, unless that was done. How many rows were written."""
    today = timezone.localdate()
    territories = set(Territory.objects.values_list("pk", flat=True))
    done = DecisionFigures.objects.filter(counted_on=today).values_list("territory", flat=True)
    if {None, *territories} == set(done):
        return 0
    sums = _sums(today)
    rows = [sums[pk].row(pk, today) for pk in (None, *territories)]
    rows[0].introductions = asdict(introductions.figures(introductions.last_year()))
    with transaction.atomic():
        DecisionFigures.objects.all().delete()
        DecisionFigures.objects.bulk_create(rows)
    return len(rows)


def _sums(today: date) -> dict[int | None, _Sum]:
    sums: dict[int | None, _Sum] = defaultdict(_Sum)
    for territory, waiting, late in _waiting(today):
        for each in (sums[territory], sums[None]):
            each.waiting += waiting
            each.late += late
    for territory, reason, decided_at, sent_at, is_first in _decisions(today):
        for each in (sums[territory], sums[None]):
            each.reasons[reason] += 1
            if is_first and sent_at:
                each.days.append(working_days_between(timezone.localdate(sent_at), timezone.localdate(decided_at)))
    return sums


def _waiting(today: date) -> Iterable[tuple[int, int, int]]:
    real = Submission.objects.awaiting_decision().filter(Q(startup=None) | Q(startup__is_sample=False))
    counted = real.order_by().values("territory").annotate(waiting=Count("pk"), late=Count("pk", Q(due_on__lt=today)))
    return counted.values_list("territory", "waiting", "late")


def _decisions(today: date) -> Iterable[tuple[Any, ...]]:
    """The decisions of the last twelve months that stand, each with when the submission was sent first, and whether
    it was the first answer to it."""
    standing = Decision.objects.filter(undone_at=None)
    earlier = standing.filter(submission=OuterRef("submission"), decided_at__lt=OuterRef("decided_at"))
    sent = Revision.objects.filter(submission=OuterRef("submission"), number=1).values("created_at")
    return (
        standing.filter(NO_SAMPLE, decided_at__date__gt=today - PERIOD)
        .annotate(sent_at=Subquery(sent), is_first=~Exists(earlier))
        .values_list("submission__territory", "reason", "decided_at", "sent_at", "is_first")
        .order_by()
    )
