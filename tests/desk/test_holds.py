"""Taking a submission: colleagues see it for half an hour, and may decide all the same."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.actions.errors import AlreadyDecided, HeldAlready, NotAllowed, Refused
from directory.choices import SubmissionState
from directory.models import Hold, Submission
from tests.desk.conftest import Send
from tests.factories import Make

SignIn = Callable[[User], Client]
Colleague = Callable[[str], User]
NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)  # in Belgium


def post(client: Client, name: str, *args: Any) -> Any:
    return client.post(reverse(f"admin:{name}", args=args), follow=True)


def html_of(client: Client, submission: Submission) -> str:
    return str(client.get(reverse("admin:review", args=[submission.reference])).content.decode())


def test_it_works(wallonia: User, founder: User, as_user: SignIn, make_moderator: Colleague, send: Send) -> None:
    submission = Make.waiting(founder)
    colleague = make_moderator("walloon-partner")
    mine, theirs = as_user(wallonia), as_user(colleague)
    with time_machine.travel(NINE, tick=False):
        assert "Take it" in html_of(mine, submission)
        assert Hold.objects.count() == 0  # looking holds nothing
        html = post(mine, "take", submission.reference).content.decode()
        assert "You hold this until 09:30. Colleagues see it." in html
        assert f"Held by {wallonia} until 09:30" in html_of(theirs, submission)
        assert (
            "A colleague has taken this in the meantime." in post(theirs, "take", submission.reference).content.decode()
        )
        assert "Let it go" in html_of(mine, submission)
        post(theirs, "let_go", submission.reference)
        assert Hold.objects.get().held_by == wallonia
        post(mine, "let_go", submission.reference)
        assert Hold.objects.count() == 0
        post(mine, "take", submission.reference)
        send(colleague, submission, "reject")  # told so, and may still decide
    assert Make.fresh(submission).state == SubmissionState.REJECTED
    assert Hold.objects.count() == 0


def test_it_gives_itself_up(wallonia: User, founder: User, make_moderator: Colleague) -> None:
    submission, other = Make.waiting(founder), Make.waiting(founder)
    colleague = make_moderator("walloon-partner")
    with time_machine.travel(NINE, tick=False) as clock:
        actions.take(submission=submission, by=wallonia)
        clock.shift(timedelta(minutes=29))
        with pytest.raises(HeldAlready):
            actions.take(submission=submission, by=colleague)
        actions.write_message(submission=submission, text="Encore là.", by=wallonia)
        clock.shift(timedelta(minutes=29))
        actions.add_note(about=submission, text="Moi aussi.", by=wallonia)
        clock.shift(timedelta(minutes=29))
        with pytest.raises(HeldAlready):  # writing about it keeps it
            actions.take(submission=submission, by=colleague)
        actions.take(submission=other, by=wallonia)
        clock.shift(timedelta(minutes=2))
        actions.take(submission=submission, by=colleague)
        clock.shift(timedelta(minutes=29))
        assert actions.sweep_holds(by="SYSTEM") == 1
    assert [hold.held_by for hold in Hold.objects.all()] == [colleague]


def test_who_may_not(  # noqa: PLR0917  # fixtures come by position
    wallonia: User, flanders: User, auditor: User, founder: User, as_user: SignIn, send: Send
) -> None:
    submission, own, decided = Make.waiting(founder), Make.waiting(wallonia), Make.waiting(founder)
    send(wallonia, decided, "reject")
    for user in (flanders, auditor):
        for name in ("take", "let_go"):
            assert post(as_user(user), name, submission.reference).status_code == 404
    for refused, one, by in (
        (NotAllowed, submission, flanders),
        (NotAllowed, own, wallonia),
        (AlreadyDecided, decided, wallonia),
    ):
        with pytest.raises(refused):
            actions.take(submission=one, by=by)
    for name in ("take", "let_go"):
        as_user(wallonia).get(reverse(f"admin:{name}", args=[submission.reference]))
    as_user(wallonia).get(reverse("admin:take_oldest"))
    assert Hold.objects.count() == 0


def test_the_oldest_and_the_next_one_are_those_nobody_holds(
    wallonia: User, founder: User, as_user: SignIn, make_moderator: Colleague, send: Send
) -> None:
    first, own, second, third = (
        Make.waiting(founder),
        Make.waiting(wallonia),
        Make.waiting(founder),
        Make.waiting(founder),
    )
    actions.take(submission=first, by=make_moderator("walloon-partner"))
    response = post(as_user(wallonia), "take_oldest")
    assert response.redirect_chain[-1][0] == reverse("admin:review", args=[second.reference])
    assert Hold.objects.get(submission=second).held_by == wallonia
    assert send(wallonia, second, "reject")["Location"] == reverse("admin:review", args=[third.reference])
    assert send(wallonia, third, "reject")["Location"] == reverse("admin:index")
    assert "Nothing is free just now" in post(as_user(wallonia), "take_oldest").content.decode()
    assert Make.fresh(own).state == SubmissionState.WAITING


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_end_with_one(wallonia: User, founder: User, make_moderator: Colleague) -> None:
    submission = Make.waiting(founder)
    answers: list[Hold | Refused] = []
    together = threading.Barrier(2)

    def take(user: User) -> None:
        together.wait()
        try:
            answers.append(actions.take(submission=submission, by=user))
        except Refused as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[user]) for user in (wallonia, make_moderator("walloon-partner"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["HeldAlready", "Hold"]
    assert Hold.objects.count() == 1
