"""Each change of state of a submission is told to its founder, in words that fit its kind."""

from datetime import timedelta

import time_machine
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import Reason, SubmissionKind, TeamRole
from directory.jobs import periodic
from directory.models import Startup, Submission, TeamMember
from directory.notifications import mails, thread_mails
from tests.factories import Make
from tests.later import minute_over
from tests.notifications.test_mails import html_of


def reads(user: User, language: str = "en") -> User:
    user.language = language
    user.save()
    return user


def last() -> str:
    minute_over()
    message = mail.outbox[-1]
    return f"{message.subject}\n{message.body}\n{html_of(message)}"


def send_back(submission: Submission, by: User, **given: object) -> None:
    actions.request_changes(
        submission=submission,
        revision=Make.revision(submission),
        reason=Reason.UNCLEAR,
        words=str(given.pop("words", "Quoi ?")),
        by=by,
        **given,  # type: ignore[arg-type]
    )


def reject(submission: Submission, by: User) -> None:
    actions.reject(
        submission=submission, revision=Make.revision(submission), reason=Reason.NOT_VERIFIABLE, words="Non.", by=by
    )


def move(startup: Startup, founder: User, moderator: User) -> Submission:
    Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), moderator)
    return Submission.objects.filter(kind=SubmissionKind.TRANSFER).latest("pk")


def test_taken_back(founder: User) -> None:
    waiting = Make.waiting(reads(founder), name="Eau Vive")
    actions.withdraw(submission=waiting, by=founder)
    assert mail.outbox[-1].to == [founder.email]
    assert "Eau Vive: taken back" in last()
    assert waiting.reference in last()


def test_taking_back_what_was_never_sent_is_not_told(founder: User) -> None:
    actions.withdraw(submission=Make.draft(founder), by=founder)
    assert mail.outbox == []


def test_taken_back_because_nobody_answered(founder: User, wallonia: User) -> None:
    waiting = Make.waiting(reads(founder), name="Eau Vive")
    send_back(waiting, wallonia)
    minute_over()
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        assert periodic.withdraw_unanswered() == 1
        assert periodic.withdraw_unanswered() == 0
    assert len(mail.outbox) == 1
    assert "nothing came for six months" in last()


def test_a_move_asked_accepted_and_rejected(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(reads(founder), wallonia, name="Eau Vive")
    first = move(startup, founder, wallonia)
    assert "The new address of Eau Vive is approved" in last()
    assert "The new address appears as soon as Flanders has accepted it." in last()
    assert "It is public" not in last()
    reject(first, flanders)
    assert "The new address of Eau Vive is not accepted" in last()
    second = move(startup, founder, wallonia)
    Make.approve(second, flanders)
    assert "The new address of Eau Vive is public" in last()


def test_a_move_that_a_newer_address_replaces(founder: User, wallonia: User) -> None:
    startup = Make.published(reads(founder), wallonia)
    first = move(startup, founder, wallonia)
    minute_over()
    mail.outbox.clear()
    change = Make.change(startup, founder, **Make.place("1000", "Bruxelles"))
    Make.approve(change, wallonia)
    assert Make.fresh(first).state == "withdrawn"
    minute_over()
    assert any(f"({first.reference})" in message.subject for message in mail.outbox)


def test_a_change_of_state(founder: User, wallonia: User) -> None:
    startup = Make.published(reads(founder), wallonia, name="Eau Vive")
    minute_over()
    asked = Make.state(startup, founder)
    assert f"Received: Eau Vive, Change of state ({asked.reference})" in last()
    send_back(asked, wallonia, words="", remarks={"status": "Par qui ?"})
    assert "has a question about the change of state of Eau Vive" in last()
    assert "- Status" in last()
    assert "Par qui" not in last()  # it stands on the page
    value = Make.revision(asked).profile["status"]
    actions.ask_state(startup=startup, status=value, seen=1, language="en", by=founder)
    assert "Your correction of Eau Vive has arrived" in last()
    reject(Make.fresh(asked), wallonia)
    assert "The state of Eau Vive stays as it is" in last()


def test_a_removal(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(reads(founder), wallonia, name="Eau Vive")
    minute_over()
    TeamMember.objects.create(startup=startup, user=reads(other_founder, "de"), role=TeamRole.OWNER)
    asked = Make.removal(startup, founder)
    assert "You asked for the removal of Eau Vive" in last()
    reject(asked, wallonia)
    assert "Eau Vive stays" in last()
    again = Make.removal(startup, founder)
    send_back(again, wallonia)
    assert "has a question about the removal of Eau Vive" in last()
    assert f"/en/my/startups/{startup.slug}/remove/" in last()
    actions.ask_removal(startup=startup, statement="Fini.", seen=1, language="en", by=founder)
    minute_over()
    mail.outbox.clear()
    Make.approve_both(Make.fresh(again), wallonia)
    minute_over()
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {founder.email, other_founder.email}
    assert f"/en/my/submissions/{again.reference}/" in told[founder.email].body
    assert startup.slug not in told[founder.email].body  # the address is gone
    assert "/de/register/" in told[other_founder.email].body


def test_a_claim(founder: User, flanders: User) -> None:
    startup = Make.unclaimed(name="Eau Vive")
    claim = Submission.objects.create(
        reference="BT-2026-CLAAAM",
        kind=SubmissionKind.CLAIM,
        state="waiting",
        startup=startup,
        territory=startup.territory,
        submitted_by=reads(founder),
        language="en",
        name=startup.name,
        submitted_at=timezone.now(),
        due_on=timezone.localdate(),
    )
    claim.revisions.create(number=1, schema_version=2, profile=Make.profile(), written_by=founder)
    mails.submission_received.call(Make.revision(claim).pk)
    assert "Your claim of Eau Vive has arrived" in last()
    send_back(claim, flanders)
    assert "has a question about your claim of Eau Vive" in last()
    Submission.objects.filter(pk=claim.pk).update(state="waiting")
    claim.revisions.create(number=2, schema_version=2, profile=Make.profile(), written_by=founder)
    reject(claim, flanders)
    assert "Your claim of Eau Vive is not approved" in last()


def test_what_went_meanwhile_is_not_told(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    waiting = Make.waiting(founder)
    message = actions.write_message(submission=waiting, text="Une question.", by=wallonia)
    User.objects.filter(pk=founder.pk).update(is_active=False)
    User.objects.filter(pk=wallonia.pk).update(is_active=False)
    startup.team.update(left_at=Now())
    minute_over()
    mail.outbox.clear()
    for mail_ in (mails.submission_withdrawn, mails.submission_lapsed, mails.submission_ended, mails.entry_removed):
        mail_.call(0)
    minute_over()
    mails.submission_withdrawn.call(waiting.pk)  # it is not
    mails.entry_removed.call(startup.team.get().pk)
    thread_mails.message_to_founder.call(0)
    thread_mails.message_to_founder.call(message.pk)
    thread_mails.message_to_moderators.call(0)
    thread_mails.message_to_moderator.call(message.pk, to=str(wallonia.pk))
    assert mail.outbox == []
