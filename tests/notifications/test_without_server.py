"""Production without EMAIL_HOST: nothing is lost, nothing lies about, and the log says what to set."""

import logging
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import User
from belgiantech.mail import NoMailServer
from belgiantech.settings import TASKS
from directory.notifications import mails
from tests.factories import Make


@pytest.fixture(autouse=True)
def no_server(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "belgiantech.mail.MissingServer"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.TASKS = TASKS


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NoMailServer, match="EMAIL_HOST is not set"):
        mail.send_mail("Subject", "Text", None, ["somebody@example.test"])
    assert list(tmp_path.iterdir()) == []


def test_a_mail_waits_in_the_queue(founder: User, caplog: pytest.LogCaptureFixture) -> None:
    waiting = Make.waiting(founder)
    DBTaskResult.objects.all().delete()
    with caplog.at_level(logging.WARNING):
        mails.submission_received.call(Make.revision(waiting).pk)
    assert "EMAIL_HOST is not set" in caplog.text
    [again] = DBTaskResult.objects.filter(status="READY")
    assert again.args_kwargs["kwargs"] == {"attempt": 2}


def test_a_login_is_answered(client: Client, founder: User, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.post("/en/accounts/login/", {"email": founder.email}, follow=True)
    assert answer.status_code == 200
    assert "Our mail is disturbed" in answer.content.decode()
    assert "EMAIL_HOST is not set" in caplog.text
