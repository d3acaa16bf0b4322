"""How the territories decide: the same figures of each, as far as they may be told (disclosure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.choices import REASONS, Reason, Verdict
from directory.insights import introductions
from directory.insights.disclosure import LEAST, shown
from directory.models import DecisionFigures, Territory
from directory.rules.texts import in_alphabet

OUTCOMES: dict[Verdict, str | Promise] = {
    Verdict.APPROVE: _("Approved"),
    Verdict.REQUEST_CHANGES: _("Changes requested"),
    Verdict.REJECT: _("Rejected"),
}

ALL_REASONS = [reason for reasons in REASONS.values() for reason in reasons]


@dataclass(frozen=True)
class Figures:
    """Of one territory. None is a figure that is not told."""

    territory: Territory
    waiting: int | None
    late: int | None
    decided: int | None
    median_days: float | None
    verdicts: dict[Verdict, int | None]
    reasons: dict[Reason, int | None]

    def share(self, count: int | None) -> int | None:
        """In percent of what was decided."""
        return round(100 * count / self.decided) if count is not None and self.decided else None


@dataclass(frozen=True)
class Together:
    """The sums of what is told of the territories, so that nothing more can be worked out; None where nothing is."""

    waiting: int | None
    late: int | None
    decided: int | None
    median_days: float | None
    verdicts: dict[Verdict, int | None]
    reasons: dict[Reason, int | None]


@dataclass(frozen=True)
class Report:
    """Before anything was counted there are no territories, and no day."""

    counted_on: date | None
    territories: list[Figures]
    together: Together
    introductions: introductions.Figures


def report() -> Report:
    """What was counted last, by the names of the territories."""
    rows = list(DecisionFigures.objects.select_related("territory__partner"))
    figures = [_figures(row, row.territory) for row in rows if row.territory]
    territories = sorted(figures, key=lambda one: in_alphabet(str(one.territory)))
    whole = next((row for row in rows if row.territory is None), None)
    counted_on = rows[0].counted_on if rows else None
    return Report(
        counted_on,
        territories,
        _together(territories, whole.median_days if whole else None),
        introductions.counted(whole.introductions if whole else {}),
    )


def _figures(row: DecisionFigures, territory: Territory) -> Figures:
    counts = {reason: row.reasons.get(reason, 0) for reason in ALL_REASONS}
    decided = sum(counts.values())
    sums = {verdict: sum(counts[reason] for reason in reasons) for verdict, reasons in REASONS.items()}
    verdicts = shown(sums) if decided >= LEAST else dict.fromkeys(sums)
    reasons: dict[Reason, int | None] = {}
    for verdict, each in REASONS.items():
        parts = {reason: counts[reason] for reason in each}
        reasons |= shown(parts) if verdicts[verdict] is not None else dict.fromkeys(parts)
    waiting = shown({"late": row.late, "in time": row.waiting - row.late})
    return Figures(
        territory=territory,
        waiting=_told(row.waiting),
        late=waiting["late"] if row.waiting >= LEAST else None,
        decided=_told(decided),
        median_days=row.median_days,
        verdicts=verdicts,
        reasons=reasons,
    )


def _told(count: int) -> int | None:
    return count if count >= LEAST else None


def _together(territories: list[Figures], median_days: float | None) -> Together:
    return Together(
        waiting=_sum(each.waiting for each in territories),
        late=_sum(each.late for each in territories),
        decided=_sum(each.decided for each in territories),
        median_days=median_days,
        verdicts={verdict: _sum(each.verdicts[verdict] for each in territories) for verdict in REASONS},
        reasons={reason: _sum(each.reasons[reason] for each in territories) for reason in ALL_REASONS},
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    told = [count for count in counts if count is not None]
    return sum(told) if told else None
