"""The mails to founders: language, links, headers, what is escaped where, and a mail server that is away."""

from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from traceback import format_exception
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.choices import Reason
from directory.models import ConfirmationReminder, Decision, Startup, Submission, TeamMember
from directory.notifications import keeping, mails, sending
from tests.factories import Make
from tests.later import minute_over

WORDS = "Bonjour,\n\nmerci de préciser <b>qui</b> achète & pourquoi."


def html_of(message: Any) -> str:
    [(content, kind)] = message.alternatives
    assert kind == "text/html"
    return str(content)


def request_changes(submission: Submission, moderator: User) -> Decision:
    return actions.request_changes(
        submission=submission, revision=Make.revision(submission), reason=Reason.UNCLEAR, words=WORDS, by=moderator
    )


def test_it_works(founder: User) -> None:
    submission = Make.waiting(founder, name="Eau Vive")
    [message] = mail.outbox
    assert message.to == [founder.email]
    assert "Eau Vive" in message.subject
    assert submission.reference in message.subject
    for part in (message.body, html_of(message)):
        assert f"http://127.0.0.1:8000/fr/my/submissions/{submission.reference}/" in part
        assert submission.reference in part
    assert '<html lang="fr">' in html_of(message)


def test_each_decision_has_its_mail(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    request_changes(submission, wallonia)
    minute_over()
    assert f"/fr/my/submissions/{submission.reference}/edit/" in mail.outbox[-1].body
    approved = Make.waiting(founder)
    Make.approve(approved, wallonia)
    minute_over()
    startup = Make.fresh(approved).startup
    assert startup is not None
    assert f"http://127.0.0.1:8000/fr/startups/{startup.slug}/" in mail.outbox[-1].body
    rejected = Make.waiting(founder)
    actions.reject(
        submission=rejected, revision=Make.revision(rejected), reason=Reason.NOT_BELGIAN, words=WORDS, by=wallonia
    )
    minute_over()
    assert rejected.reference in mail.outbox[-1].subject
    assert WORDS in mail.outbox[-1].body


def test_in_the_language_of_who_reads_it(other_founder: User) -> None:
    """Not in that of the page, and not in that of the moderator."""
    submission = Make.waiting(other_founder)
    assert f"/nl/my/submissions/{submission.reference}/" in mail.outbox[-1].body
    assert '<html lang="nl">' in html_of(mail.outbox[-1])


def test_words_are_escaped_in_html_only(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder, name="Eau & <i>Vive</i>")
    request_changes(submission, wallonia)
    minute_over()
    message = mail.outbox[-1]
    assert "Eau & <i>Vive</i>" in message.subject
    assert WORDS in message.body
    assert "Eau & <i>Vive</i>" in message.body
    assert "<b>qui</b>" not in html_of(message)
    assert "&lt;b&gt;qui&lt;/b&gt;" in html_of(message)
    assert "Eau &amp; &lt;i&gt;Vive&lt;/i&gt;" in html_of(message)


def test_a_name_cannot_become_a_header(founder: User) -> None:
    submission = Make.waiting(founder)
    submission.name = "Firme\r\nBcc: everybody@example.com"
    submission.save()
    minute_over()
    mail.outbox.clear()
    mails.submission_received.call(Make.revision(submission).pk)
    [message] = mail.outbox
    headers = message.message()
    assert set(headers.keys()) == {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"}
    assert "\n" not in message.subject


def test_a_decision_that_was_taken_back_is_not_told(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    decision = request_changes(submission, wallonia)
    Decision.objects.filter(pk=decision.pk).update(undone_at=timezone.now(), undone_by=wallonia)
    minute_over()
    mail.outbox.clear()
    mails.changes_requested.call(decision.pk)
    assert mail.outbox == []


def test_what_was_erased_meanwhile_is_not_told(db: None) -> None:
    mails.submission_received.call(0)
    mails.submission_rejected.call(0)
    assert mail.outbox == []


@pytest.fixture
def in_the_database(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["mail", "long"]}}


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)


def test_a_server_that_is_away_is_tried_again(founder: User, in_the_database: None, no_server: None) -> None:
    revision = Make.revision(Make.waiting(founder))
    DBTaskResult.objects.all().delete()
    mails.submission_received.call(revision.pk, attempt=3)
    [waiting] = DBTaskResult.objects.all()
    assert waiting.args_kwargs == {"args": [revision.pk], "kwargs": {"attempt": 4}}
    assert 15 < (waiting.run_after - timezone.now()).total_seconds() <= 20


def test_not_for_ever(founder: User, in_the_database: None, no_server: None) -> None:
    revision = Make.revision(Make.waiting(founder))
    DBTaskResult.objects.all().delete()
    with pytest.raises(sending.GivenUp, match=r"^SMTPServerDisconnected: away$"):
        mails.submission_received.call(revision.pk, attempt=sending.MOST_ATTEMPTS)
    assert not DBTaskResult.objects.exists()


FULL = SMTPResponseException(452, b"4.2.2 <founder@example.test> mailbox full")
NEVER = SMTPRecipientsRefused({"founder@example.test": (550, b"5.1.1 <founder@example.test>: no such user\x00")})


@pytest.mark.parametrize(
    ("error", "most", "says"),
    [
        (SMTPServerDisconnected("away"), sending.MOST_ATTEMPTS, "SMTPServerDisconnected: away"),
        (ConnectionRefusedError(111, "refused"), sending.MOST_ATTEMPTS, "ConnectionRefusedError: [Errno 111] refused"),
        (FULL, sending.MOST_ATTEMPTS, "SMTPResponseException: 452 4.2.2 <…> mailbox full"),
        (NEVER, sending.FEW_ATTEMPTS, "SMTPRecipientsRefused: 550 5.1.1 <…>: no such user"),
        (ValueError("x" * 1000), sending.FEW_ATTEMPTS, "ValueError: " + "x" * 287 + "…"),
    ],
)
def test_how_often_and_what_is_noted(  # noqa: PLR0917  # fixtures come by position
    founder: User,
    in_the_database: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    most: int,
    says: str,
) -> None:
    """What does not get better by waiting is given up sooner. Nowhere stands to whom it goes."""
    revision = Make.revision(Make.waiting(founder))
    DBTaskResult.objects.all().delete()

    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    mails.submission_received.call(revision.pk, attempt=most - 1)
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"attempt": most}
    with pytest.raises(sending.GivenUp) as given_up:
        mails.submission_received.call(revision.pk, attempt=most)
    assert str(given_up.value) == says
    assert founder.email not in "".join(format_exception(given_up.value))
    assert founder.email not in caplog.text


def test_of_what_was_rolled_back_nothing_is_sent(founder: User, in_the_database: None) -> None:
    draft = Make.draft(founder)
    with transaction.atomic():
        actions.submit(submission=draft, profile=Make.profile(), accepts_licence=True, by=founder)
        assert DBTaskResult.objects.filter(queue_name="mail").count() == 1
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_pauses_grow_to_a_minute() -> None:
    assert [sending.pause_after(attempt).seconds for attempt in (1, 2, 3, 4, 5, 2000)] == [5, 10, 20, 40, 60, 60]


def test_an_address_that_another_territory_has_yet_to_accept_is_told(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
    minute_over()
    message = mail.outbox[-1]
    for part in (message.body, html_of(message)):
        assert "Flandre" in part


def test_who_left_the_team_gets_no_mail(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    member = TeamMember.objects.create(startup=startup, user=other_founder, role="editor")
    change = Make.change(startup, other_founder, people="50-99")
    TeamMember.objects.filter(pk=member.pk).update(left_at=member.joined_at)
    minute_over()
    mail.outbox.clear()
    Make.approve(change, wallonia)
    minute_over()
    [message] = mail.outbox
    assert message.to == [founder.email]


def test_a_closed_account_gets_no_mail(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    User.objects.filter(pk=founder.pk).update(is_active=False)
    minute_over()
    mail.outbox.clear()
    Make.approve(submission, wallonia)
    minute_over()
    assert mail.outbox == []


def reminder_of(startup: Startup, days_before: int) -> ConfirmationReminder:
    assert startup.confirmed_on
    return ConfirmationReminder.objects.create(
        startup=startup, confirmed_on=startup.confirmed_on, days_before=days_before
    )


def test_a_mail_to_one_of_several_is_tried_again_for_that_one(
    founder: User, other_founder: User, wallonia: User, in_the_database: None, no_server: None
) -> None:
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role="owner")
    reminder = reminder_of(startup, 7)
    DBTaskResult.objects.all().delete()
    keeping.confirmation_due.call(reminder.pk, str(other_founder.pk))
    [waiting] = DBTaskResult.objects.all()
    assert waiting.args_kwargs == {"args": [reminder.pk], "kwargs": {"to": str(other_founder.pk), "attempt": 2}}


def test_mails_that_keep_an_entry_alive_are_in_the_language_of_each(
    founder: User, other_founder: User, wallonia: User
) -> None:
    startup = Make.published(founder, wallonia, name="Eau & <i>Vive</i>")
    TeamMember.objects.create(startup=startup, user=other_founder, role="owner")
    reminder = reminder_of(startup, 0)
    minute_over()
    mail.outbox.clear()
    for person, language in ((founder, "fr"), (other_founder, "nl")):
        keeping.confirmation_due.call(reminder.pk, str(person.pk))
        message = mail.outbox[-1]
        assert message.to == [person.email]
        assert f"/{language}/my/confirm/" in message.body
        assert f"/{language}/my/confirm/" in html_of(message)
        assert "Eau & <i>Vive</i>" in message.subject
        assert "Eau &amp; &lt;i&gt;Vive&lt;/i&gt;" in html_of(message)


def test_mails_about_what_is_gone_are_not_sent(founder: User) -> None:
    keeping.confirmation_due.call(0, str(founder.pk))
    keeping.entry_hidden.call(0, str(founder.pk))
    keeping.ask_lapses.call(0, str(founder.pk), "2026-01-01")
    assert mail.outbox == []
