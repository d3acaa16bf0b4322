"""Messages between founder and moderator: who may write, until when, how much, and who is told."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.actions.write_message import LONGEST, MOST_IN_AN_HOUR, MOST_OF_A_SUBMISSION
from directory.choices import Reason, SubmissionKind, TeamRole
from directory.models import Event, Message, Submission, TeamMember
from tests.factories import Make


def write(submission: Submission, by: User, text: str = "Une question.") -> Message:
    return actions.write_message(submission=submission, text=text, by=by)


def reject(submission: Submission, by: User) -> None:
    actions.reject(
        submission=submission, revision=Make.revision(submission), reason=Reason.NOT_BELGIAN, words="Non.", by=by
    )


def test_it_works(founder: User, wallonia: User) -> None:
    waiting = Make.waiting(founder)
    events = Event.objects.count()
    asked, answered = write(waiting, wallonia, "Où ?\r\nQuand ?"), write(waiting, founder, "À Namur.")
    assert (asked.from_desk, answered.from_desk) == (True, False)
    assert asked.text == "Où ?\nQuand ?"
    assert Event.objects.count() == events
    assert Make.fresh(waiting).state == "waiting"


def test_each_side_is_told_that_there_is_one_and_no_more(founder: User, wallonia: User) -> None:
    waiting = Make.waiting(founder, name="Eau Vive")
    mail.outbox.clear()
    write(waiting, wallonia, "Secret du bureau")
    [message] = mail.outbox
    assert message.to == [founder.email]
    assert f"/fr/my/submissions/{waiting.reference}/#messages" in message.body
    assert wallonia.email not in str(message.message())
    mail.outbox.clear()
    write(waiting, founder, "Secret de la firme")
    [answer] = mail.outbox
    assert answer.to == [wallonia.email]
    assert f"/admin/submissions/{waiting.reference}/#messages" in answer.body
    assert "Eau Vive" in answer.subject
    for sent in (message, answer):
        assert "Secret" not in str(sent.message().as_string())


def test_moderators_who_dealt_with_it_are_told_before_the_others(
    founder: User, wallonia: User, make_moderator: Callable[[str], User]
) -> None:
    colleague = make_moderator("walloon-partner")
    waiting = Make.waiting(founder)
    mail.outbox.clear()
    write(waiting, founder, "Un")
    assert sorted(message.to[0] for message in mail.outbox) == sorted([colleague.email, wallonia.email])
    write(waiting, colleague, "Deux")
    mail.outbox.clear()
    write(waiting, founder, "Trois")
    assert [message.to for message in mail.outbox] == [[colleague.email]]


def test_a_moderator_of_the_company_is_not_told_and_does_not_answer_for_the_desk(
    founder: User, wallonia: User, make_moderator: Callable[[str], User]
) -> None:
    startup = Make.published(founder, wallonia)
    insider = make_moderator("walloon-partner")
    TeamMember.objects.create(startup=startup, user=insider, role=TeamRole.EDITOR)
    change = Make.change(startup, founder, people="50-99")
    mail.outbox.clear()
    write(change, founder)
    assert [message.to for message in mail.outbox] == [[wallonia.email]]
    assert not write(change, insider).from_desk


@pytest.mark.parametrize("stranger", ["other_founder", "flanders", "operator", "auditor"])
def test_nobody_else_writes(request: pytest.FixtureRequest, founder: User, stranger: str) -> None:
    waiting = Make.waiting(founder)
    with pytest.raises(errors.NotAllowed):
        write(waiting, request.getfixturevalue(stranger))
    assert not Message.objects.exists()


def test_for_thirty_days_after_the_decision(founder: User, wallonia: User) -> None:
    waiting = Make.waiting(founder)
    reject(waiting, wallonia)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        write(waiting, founder, "Pourquoi ?")
        write(waiting, wallonia, "Le siège.")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        for person in (founder, wallonia):
            with pytest.raises(errors.ThreadClosed):
                write(waiting, person, "Encore.")


def test_not_on_a_draft_nor_on_what_was_taken_back(founder: User) -> None:
    taken_back = Make.waiting(founder)
    actions.withdraw(submission=taken_back, by=founder)
    for submission in (Make.draft(founder), taken_back):
        with pytest.raises(errors.ThreadClosed):
            write(submission, founder)


def test_a_double_post_is_one_message(founder: User, other_founder: User) -> None:
    waiting = Make.waiting(founder)
    mail.outbox.clear()
    with time_machine.travel("2026-11-24 10:00:00+01:00", tick=False) as clock:
        first = write(waiting, founder)
        assert write(waiting, founder, " Une question. \r\n") == first
        assert write(waiting, founder, "Une autre.") != first
        clock.shift(61)
        assert write(waiting, founder) != first
    assert Message.objects.count() == 3


@pytest.mark.parametrize("text", ["", " \n ", "\t"])
def test_something_has_to_be_said(founder: User, text: str) -> None:
    with pytest.raises(errors.Incomplete):
        write(Make.waiting(founder), founder, text)


@pytest.mark.parametrize("text", ["a\x00b", "a\x07", "\u202egauche", "\ud800", "a\x9bb", "x" * 4001])
def test_bad_texts(founder: User, text: str) -> None:
    with pytest.raises(ValidationError):
        write(Make.waiting(founder), founder, text)
    assert not Message.objects.exists()


def test_the_longest_text(founder: User) -> None:
    assert len(write(Make.waiting(founder), founder, "é" * 4000).text) == 4000


def test_limits(founder: User, wallonia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("directory.actions.write_message")
    monkeypatch.setattr(module, "MOST_IN_AN_HOUR", 2)
    monkeypatch.setattr(module, "MOST_OF_A_SUBMISSION", 4)
    waiting, other = Make.waiting(founder), Make.waiting(founder)
    write(waiting, founder, "1")
    write(other, founder, "2")
    with pytest.raises(errors.TooManyMessages):
        write(waiting, founder, "3")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        write(waiting, founder, "3")
        write(waiting, wallonia, "4")
        write(waiting, wallonia, "5")
        with pytest.raises(errors.ThreadFull):
            write(waiting, founder, "6")


def test_the_limits_are_those_of_the_rules() -> None:
    assert (LONGEST, MOST_IN_AN_HOUR, MOST_OF_A_SUBMISSION) == (4000, 50, 200)


def test_a_move_has_a_thread_of_its_own(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(founder, wallonia)
    Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
    move = Submission.objects.get(kind=SubmissionKind.TRANSFER)
    assert write(move, flanders, "Sinds wanneer?").from_desk
    with pytest.raises(errors.NotAllowed):
        write(move, wallonia)
