"""What the clock does to introductions: each step once, and not where somebody was quicker."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from time_machine import Traveller

from accounts.models import User
from directory import actions
from directory.choices import IntroductionOutcome, IntroductionState
from directory.insights.introductions import by_country, figures, lines_of, parts_of
from directory.jobs import periodic
from directory.models import Introduction, IntroductionCount, Startup
from tests.factories import Make

SENT = datetime.fromisoformat("2026-11-02 10:00:00+01:00")  # a Monday; the 11th is a holiday


@pytest.fixture
def clock(db: None) -> Iterator[Traveller]:
    with time_machine.travel(SENT, tick=False) as clock:
        yield clock


@pytest.fixture
def startup(clock: object, founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia)


@pytest.fixture
def introduction(startup: Startup) -> Introduction:
    introduction = Make.introduction(startup)
    mail.outbox.clear()
    return introduction


def mailed() -> list[str]:
    addresses = [message.to[0] for message in mail.outbox]
    mail.outbox.clear()
    return addresses


def test_reminded_and_lapsed(introduction: Introduction, founder: User, clock: Traveller) -> None:
    clock.shift(timedelta(days=6))  # a Sunday
    assert periodic.remind_of_introductions() == 0
    clock.shift(timedelta(days=1))  # the fifth working day after it
    assert periodic.remind_of_introductions() == 1
    assert periodic.remind_of_introductions() == 0
    assert mailed() == [founder.email]
    clock.move_to(SENT + timedelta(days=30))
    assert periodic.lapse_introductions() == 0
    clock.shift(timedelta(days=1))
    assert periodic.lapse_introductions() == 1
    assert periodic.lapse_introductions() == 0
    assert mailed() == ["anna@isar.example"]
    assert Introduction.objects.get().state == IntroductionState.LAPSED


def test_not_what_was_answered_or_reported(
    introduction: Introduction, startup: Startup, founder: User, clock: Traveller
) -> None:
    reported = Make.introduction(startup, email="b@isar.example")
    actions.report_introduction(introduction=reported, words="", by=founder)
    actions.answer_introduction(introduction=introduction, answer=IntroductionState.NO, words="", by=founder)
    mail.outbox.clear()
    clock.shift(timedelta(days=100))
    assert periodic.remind_of_introductions() == periodic.lapse_introductions() == periodic.ask_for_outcomes() == 0
    assert mailed() == []


def test_both_are_asked_what_came_of_it(introduction: Introduction, founder: User, clock: Traveller) -> None:
    actions.answer_introduction(introduction=introduction, answer=IntroductionState.YES, words="", by=founder)
    mail.outbox.clear()
    clock.shift(timedelta(days=89))
    assert periodic.ask_for_outcomes() == 0
    clock.shift(timedelta(days=1))
    assert periodic.ask_for_outcomes() == 1
    assert periodic.ask_for_outcomes() == 0
    assert "?outcome=deal" in mail.outbox[0].body
    assert mailed() == ["anna@isar.example", founder.email]


def test_erased_after_two_years_but_for_counts(
    introduction: Introduction, startup: Startup, founder: User, clock: Traveller
) -> None:
    actions.answer_introduction(introduction=introduction, answer=IntroductionState.YES, words="", by=founder)
    actions.state_outcome(introduction=introduction, outcome=IntroductionOutcome.DEAL, by=founder)
    twin = Make.introduction(startup, email="b@isar.example")
    actions.answer_introduction(introduction=twin, answer=IntroductionState.YES, words="", by=founder)
    actions.state_outcome(introduction=twin, outcome=IntroductionOutcome.DEAL, by="SYSTEM")
    before = lines_of(Startup.objects.all(), SENT.date())
    clock.shift(timedelta(days=729))
    assert periodic.erase_old_introductions() == 0
    clock.shift(timedelta(days=1))
    assert periodic.erase_old_introductions() == 2
    assert not Introduction.objects.exists()
    count = IntroductionCount.objects.get()
    assert (count.month.isoformat(), count.country, count.answer, count.outcome, count.count) == (
        "2026-11-01",
        "DE",
        "yes",
        "deal",
        2,
    )
    assert by_country(lines_of(Startup.objects.all(), SENT.date())) == by_country(before) == [("DE", 2)]


def test_figures_for_the_public(startup: Startup, founder: User) -> None:
    """None under five, none that can be worked out from the others, no samples."""
    assert figures().answers is None
    for number in range(9):
        introduction = Make.introduction(startup, email=f"v{number}@isar.example")
        state = IntroductionState.YES if number < 5 else IntroductionState.NO
        actions.answer_introduction(introduction=introduction, answer=state, words="", by=founder)
    found = figures()
    assert found.answers is not None
    assert (found.answers.total, found.answers.parts, found.answers.rest) == (9, {}, 9)
    assert found.outcomes is None
    assert found.reply_days == 0
    Startup.objects.update(is_sample=True)
    assert figures().answers is None


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 4}, None),
        ({"a": 5}, (5, {"a": 5}, 0)),
        ({"a": 20, "b": 6, "c": 1}, (27, {"a": 20}, 7)),
        ({"a": 20, "b": 3, "c": 2, "d": 0}, (25, {"a": 20}, 5)),
        ({"a": 3, "b": 3}, (6, {}, 6)),
    ],
)
def test_small_parts(counts: dict[str, int], shown: tuple[int, dict[str, int], int] | None) -> None:
    found = parts_of(counts)
    assert (found and (found.total, found.parts, found.rest)) == shown
