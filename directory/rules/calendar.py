"""Working days in Belgium: Monday to Friday without the public holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

DAYS_TO_DECIDE = 5


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BE", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; with a negative count, before it."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def working_days_since(day: date, today: date) -> int:
    """How many working days have begun after `day`, today's included."""
    return sum(is_working_day(day + timedelta(days=count)) for count in range(1, (today - day).days + 1))


def due_date(submitted: date) -> date:
    """By when a submission of this day is to be decided (product.md: five working days)."""
    return add_working_days(submitted, DAYS_TO_DECIDE)


def working_days_between(first: date, last: date) -> int:
    """How many working days came after the first day, up to the last one: 0 on the same day."""
    return sum(is_working_day(first + timedelta(days=days)) for days in range(1, (last - first).days + 1))
