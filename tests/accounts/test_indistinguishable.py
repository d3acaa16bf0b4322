"""What a stranger learns about who has an account: nothing. Pages, addresses and the work behind them are the same."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.robots import not_a_robot

TOKEN = re.compile(r'value="[0-9A-Za-z]{64}"')
SEALED = re.compile(r'name="question"\s+value="[^"]+"|How much is [a-z ]+\?')
UNKNOWN = "nobody@example.test"
CODES = {
    "login": "/en/accounts/login/code/",
    "signup": "/en/accounts/signup/code/",
    "password/reset": "/en/accounts/password/reset/code/",
}
Seen = tuple[int, str, str]


def seen(client: Client, response: Any, email: str) -> Seen:
    body = SEALED.sub("", TOKEN.sub("", response.content.decode())).replace(email, "x")
    return response.status_code, response.headers.get("Location", ""), body


def journey(email: str, page: str) -> tuple[list[Seen], int, str]:
    """What somebody sees who gives this address and then a wrong code four times, the queries, and the mail."""
    client = Client(REMOTE_ADDR="198.51.100.1" if email == UNKNOWN else "198.51.100.2")
    solved = not_a_robot(client) if page == "signup" else {}
    mail.outbox.clear()
    with CaptureQueriesContext(connection) as captured:
        answers = [client.post(f"/en/accounts/{page}/", {"email": email} | solved)]
        answers.append(client.get(CODES[page]))
    for _ in range(4):
        answers.append(client.post(CODES[page], {"code": "XXXX-XXXX"}))
    answers.append(client.get(CODES[page]))
    answers.append(client.get(f"/en/accounts/{page}/"))
    [message] = mail.outbox
    assert message.to == [email]
    return [seen(client, answer, email) for answer in answers], len(captured), str(message.subject)


@pytest.mark.parametrize("page", CODES)
def test_known_and_unknown(founder: User, page: str) -> None:
    User.objects.filter(pk=founder.pk).update(language="en")
    known, asked_for_known, subject = journey(founder.email, page)
    unknown, asked_for_unknown, other_subject = journey(UNKNOWN, page)
    assert known == unknown
    assert subject != other_subject
    # Signing up writes an account; that takes the little more.
    assert abs(asked_for_known - asked_for_unknown) <= (12 if page == "signup" else 4)


def test_a_closed_account_is_an_unknown_one(founder: User) -> None:
    User.objects.filter(pk=founder.pk).update(is_active=False, language="en")
    for page in ("login", "password/reset"):
        assert journey(founder.email, page)[0] == journey(UNKNOWN, page)[0]


@pytest.mark.django_db
def test_sending_again(founder: User, as_user: Callable[[User], Client]) -> None:
    answers = []
    for email in (founder.email, UNKNOWN):
        client = Client()
        client.post("/en/accounts/login/", {"email": email})
        answers.append(seen(client, client.post(CODES["login"], {"action": "resend"}), email))
    assert answers[0] == answers[1]
