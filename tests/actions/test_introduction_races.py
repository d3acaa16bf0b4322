"""Two at the same moment, about one introduction: one outcome, one mail, nobody waits for ever."""

import pytest
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import IntroductionState
from directory.models import Introduction, IntroductionCount, Startup, TeamMember
from tests.actions.test_races import at_once, refusals
from tests.factories import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


@pytest.fixture
def startup(founder: User, other_founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role="owner")
    return startup


def test_two_of_the_firm_answer(startup: Startup, founder: User, other_founder: User) -> None:
    introduction = Make.introduction(startup)
    mail.outbox.clear()
    answers = ((IntroductionState.YES, founder), (IntroductionState.NO, other_founder))
    results = at_once(
        *(
            lambda answer=answer, by=by: actions.answer_introduction(
                introduction=introduction, answer=answer, words="", by=by
            )
            for answer, by in answers
        )
    )
    assert refusals(results) == [errors.IntroductionOver]
    assert [message.to for message in mail.outbox].count(["anna@isar.example"]) == 1


def test_sent_twice(startup: Startup) -> None:
    """One request by two clicks, and two requests of one address."""
    first, second = (
        actions.ask_introduction(startup=startup, request=Make.request(), by="SYSTEM") for _number in range(2)
    )
    mail.outbox.clear()
    results = at_once(
        *(
            lambda asked=asked: actions.send_introduction(introduction=asked, by="SYSTEM")
            for asked in (first, first, second)
        )
    )
    assert Introduction.objects.filter(state=IntroductionState.WAITING).count() == 1
    assert errors.IntroductionWaits in refusals(results)
    assert len(mail.outbox) == 2  # each owner once


def test_answered_and_taken_back(startup: Startup, founder: User) -> None:
    introduction = Make.introduction(startup)
    results = at_once(
        lambda: actions.answer_introduction(
            introduction=introduction, answer=IntroductionState.NO, words="", by=founder
        ),
        lambda: actions.withdraw_introduction(introduction=introduction, by="SYSTEM"),
    )
    assert refusals(results) in ([], [errors.Gone])
    assert IntroductionCount.objects.get().count == 1
    assert not Introduction.objects.exists()
