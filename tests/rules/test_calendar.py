from datetime import date

import pytest

from directory.rules.calendar import add_working_days, due_date, is_working_day, working_days_since


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),
        date(2026, 5, 14),  # Ascension
        date(2026, 5, 25),  # Whit Monday
        date(2026, 7, 21),
        date(2025, 8, 15),
        date(2026, 11, 11),
        date(2026, 12, 25),
        date(2026, 11, 21),  # a Saturday
        date(2026, 11, 22),  # a Sunday
    ],
)
def test_nobody_works(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 2), date(2026, 7, 11), date(2026, 9, 28)])
def test_regional_days_are_no_public_holidays(day: date) -> None:
    assert is_working_day(day) == (day.weekday() < 5)


def test_five_working_days() -> None:
    assert due_date(date(2026, 11, 6)) == date(2026, 11, 16)  # over a weekend and Armistice Day


def test_backwards_is_the_other_way() -> None:
    assert add_working_days(date(2026, 11, 16), -5) == date(2026, 11, 6)


def test_how_long_something_waits() -> None:
    sent = date(2026, 11, 6)
    ages = {date(2026, 11, 6): 0, date(2026, 11, 8): 0, date(2026, 11, 9): 1, date(2026, 11, 16): 5}
    assert {day: working_days_since(sent, day) for day in ages} == ages
