"""What a territory has not decided in time, another one may decide in its place (product.md, territories.csv)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from directory.choices import SubmissionKind
from directory.models import Submission, Territory
from directory.rules.calendar import DAYS_TO_DECIDE, add_working_days


@dataclass(frozen=True)
class Fallback:
    """Who may decide in the place of a territory, and from which day on. Without a territory: the operator."""

    territory: Territory | None
    since: date
    days: int  # working days that the first territory has alone

    @property
    def has_begun(self) -> bool:
        return self.since <= timezone.localdate()


def fallback_of(submission: Submission) -> Fallback | None:
    """Of a submission that is late. A move between two territories falls to the operator alone."""
    territory: Territory | None = submission.territory
    if territory is None or submission.due_on is None or not submission.is_late:
        return None
    is_move = submission.kind == SubmissionKind.TRANSFER
    return Fallback(
        territory=None if is_move else territory.fallback,
        since=first_day(submission.due_on, territory),
        days=territory.fallback_after_working_days,
    )


def first_day(due_on: date, territory: Territory) -> date:
    """From when on the fallback may decide on what was to be decided by this day."""
    return add_working_days(due_on, territory.fallback_after_working_days - DAYS_TO_DECIDE) + timedelta(days=1)


def due_before(territory: Territory) -> date:
    """What was to be decided before this day has fallen back by now: `first_day` the other way round."""
    return add_working_days(timezone.localdate(), DAYS_TO_DECIDE - territory.fallback_after_working_days)
