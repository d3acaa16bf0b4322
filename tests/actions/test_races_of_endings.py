"""Change of state, removal and messages at the same moment, with real threads and real commits."""

from collections.abc import Callable

import pytest

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, SubmissionKind, SubmissionState, TeamRole, Verb
from directory.models import Event, Message, Startup, Submission, TeamMember
from directory.rules.trail import first_broken_position
from tests.actions.test_races import at_once, refusals
from tests.factories import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def test_two_changes_of_state_at_once(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    results = at_once(
        lambda: Make.state(startup, founder, status="ceased"),
        lambda: Make.state(startup, other_founder, status="acquired"),
    )
    assert refusals(results) == [errors.AskedAlready]
    assert Submission.objects.filter(kind=SubmissionKind.STATE).count() == 1


def test_the_same_form_eight_times(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    results = at_once(*[lambda: Make.state(startup, founder) for _ in range(8)])
    assert refusals(results) == []
    asked = Submission.objects.get(kind=SubmissionKind.STATE)
    assert asked.revisions.count() == 1
    assert Event.objects.filter(verb=Verb.SUBMITTED, submission=asked.reference).count() == 1
    results = at_once(*[lambda: Make.removal(startup, founder) for _ in range(8)])
    assert refusals(results) == []
    assert Submission.objects.get(kind=SubmissionKind.REMOVAL).revisions.count() == 1


@pytest.mark.parametrize("_", range(3))
def test_removal_against_the_approval_of_a_change(
    founder: User, wallonia: User, make_moderator: Callable[[str], User], _: int
) -> None:
    colleague = make_moderator("walloon-partner")
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    removal = Make.removal(startup, founder)
    Make.look_first(removal, colleague)
    results = at_once(lambda: Make.approve(removal, wallonia), lambda: Make.approve(change, colleague))
    assert refusals(results) in ([errors.Outdated], [errors.AlreadyDecided])
    startup.refresh_from_db()
    if startup.state == EntryState.REMOVED:
        assert Make.fresh(change).state == SubmissionState.WITHDRAWN
    else:
        assert startup.people == "50-99"
        assert Make.fresh(removal).state == SubmissionState.WAITING
    assert first_broken_position() is None


@pytest.mark.parametrize("_", range(3))
def test_removal_against_a_new_change_of_state(founder: User, wallonia: User, _: int) -> None:
    """Whatever comes first: nothing is left that waits for an entry that is gone."""
    startup = Make.published(founder, wallonia)
    removal = Make.removal(startup, founder)
    Make.look_first(removal, Make.colleague(wallonia))
    results = at_once(lambda: Make.approve(removal, wallonia), lambda: Make.state(startup, founder))
    assert set(refusals(results)) <= {errors.Outdated, errors.NotAllowed}
    startup.refresh_from_db()
    waiting = startup.submissions.open().filter(kind=SubmissionKind.STATE)
    assert startup.state == EntryState.PUBLISHED or not waiting.exists()


def test_two_approve_a_removal_at_once(founder: User, wallonia: User, make_moderator: Callable[[str], User]) -> None:
    colleague = make_moderator("walloon-partner")
    startup = Make.published(founder, wallonia)
    removal = Make.removal(startup, founder)
    Make.look_first(removal, Make.colleague(wallonia))
    results = at_once(lambda: Make.approve(removal, wallonia), lambda: Make.approve(removal, colleague))
    assert refusals(results) == [errors.AlreadyDecided]
    assert Event.objects.filter(verb=Verb.ENTRY_REMOVED).count() == 1
    assert Startup.objects.get(pk=startup.pk).state == EntryState.REMOVED


def test_a_message_sent_eight_times(founder: User) -> None:
    waiting = Make.waiting(founder)
    results = at_once(
        *[lambda: actions.write_message(submission=waiting, text="Une question.", by=founder) for _ in range(8)]
    )
    assert refusals(results) == []
    assert Message.objects.count() == 1


def test_a_message_against_the_withdrawal(founder: User, wallonia: User) -> None:
    waiting = Make.waiting(founder)
    results = at_once(
        lambda: actions.write_message(submission=waiting, text="Une question.", by=wallonia),
        lambda: actions.withdraw(submission=waiting, by=founder),
    )
    assert set(refusals(results)) <= {errors.ThreadClosed}
    assert Make.fresh(waiting).state == SubmissionState.WITHDRAWN
