"""What keeps robots out of forms open to the public, and lets people through."""

import base64
import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts import robots
from accounts.models import User
from tests.robots import in_words, not_a_robot

WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")
SIGN_UP = "/en/accounts/signup/"
pytestmark = pytest.mark.django_db


def sign_up(client: Client, **fields: str) -> Any:
    return client.post(SIGN_UP, {"email": "new@example.test"} | fields)


def refused(response: Any, words: str) -> bool:
    """The page again, with the words and what was typed; nothing was sent or written."""
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page, page
    assert 'value="new@example.test"' in page
    assert not User.objects.exists()
    return mail.outbox == []


@pytest.fixture
def later() -> Iterator[Any]:
    """`later(seconds)`: the clock goes on."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield lambda seconds: clock.shift(timedelta(seconds=seconds))


def test_it_works(client: Client) -> None:
    assert sign_up(client, **not_a_robot(client)).status_code == 302
    assert User.objects.count() == 1


def test_nothing_solved(client: Client) -> None:
    assert refused(sign_up(client), "Please confirm that you are not a robot")


def test_a_challenge_counts_once(client: Client) -> None:
    solved = not_a_robot(client)
    sign_up(client, **solved)
    User.objects.all().delete()
    mail.outbox.clear()
    assert refused(sign_up(Client(), **solved), "Please confirm that you are not a robot")


def test_another_error_uses_nothing_up(client: Client) -> None:
    solved = not_a_robot(client)
    page = client.post(SIGN_UP, {"email": "no address"} | solved).content.decode()
    assert "and send again" not in page
    assert sign_up(client, **solved).status_code == 302


def test_a_challenge_expires(client: Client, later: Any) -> None:
    solved = not_a_robot(client)
    later(robots.LASTS + 1)
    assert refused(sign_up(client, **solved), "Please confirm that you are not a robot")


def changed(solved: dict[str, str], **parameters: Any) -> dict[str, str]:
    payload = json.loads(base64.b64decode(solved["altcha"]))
    payload["challenge"]["parameters"] |= parameters
    return {"altcha": base64.b64encode(json.dumps(payload).encode()).decode()}


def test_a_challenge_that_is_not_ours(client: Client, later: Any) -> None:
    solved = not_a_robot(client)
    later(robots.LASTS + 1)
    stretched = changed(solved, expiresAt=int(time.time()) + 10_000)
    assert refused(sign_up(client, **stretched), "Please confirm that you are not a robot")


@pytest.mark.parametrize(
    "payload",
    ["x", "²", "\ud800", "A" * 5000, "\x00"]
    + [
        base64.b64encode(text).decode()
        for text in (b"{}", b"[]", b"1", b"null", b'{"challenge": 1, "solution": 2}', b"[" * 2000, b"\xff")
    ]
    + [base64.b64encode(b'{"challenge":{"parameters":{},"signature":1},"solution":{"counter":1}}').decode()],
)
def test_malformed(client: Client, payload: str) -> None:
    response = sign_up(client, altcha=payload.encode("utf-8", "replace").decode())
    assert response.status_code == 200
    assert not User.objects.exists()


def test_asking_stores_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the cache was written to")

    for name in ("set", "add"):
        monkeypatch.setattr(caches["default"], name, refuse)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/fr/accounts/challenge/")
        client.get(SIGN_UP)
    assert not [query["sql"] for query in captured.captured_queries if WRITES.search(query["sql"])]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sessionid" not in client.cookies
    assert set(answer.json()) == {"parameters", "signature"}
    assert answer.json()["parameters"]["algorithm"] == "PBKDF2/SHA-256"


def test_the_field_for_robots(client: Client) -> None:
    page = sign_up(client, leave_empty="http://spam.example", **not_a_robot(client))
    assert refused(page, "Please leave this field empty")
    assert client.get(SIGN_UP).content.decode().count('aria-hidden="true">') > 0


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_the_widget_speaks_the_language(client: Client, language: str) -> None:
    page = client.get(f"/{language}/accounts/signup/").content.decode()
    assert f'<altcha-widget language="{language}"' in page
    assert "<script>" not in page
    assert "<noscript>" in page


class TestWithoutScript:
    def test_it_works(self, client: Client, later: Any) -> None:
        answered = in_words(client.get(SIGN_UP).content.decode())
        later(20)
        assert sign_up(client, **answered).status_code == 302
        assert len(mail.outbox) == 1

    def test_asked_for(self, client: Client) -> None:
        page = client.get(f"{SIGN_UP}?check=question&next=/en/register/").content.decode()
        assert "altcha-widget" not in page
        assert in_words(page)
        assert "?check=question" in client.get(SIGN_UP).content.decode()
        assert (
            "next=%2Fen%2Fregister%2F&amp;check=question"
            in client.get(f"{SIGN_UP}?next=/en/register/").content.decode()
        )

    def test_too_fast_and_then_again(self, client: Client, later: Any) -> None:
        answered = in_words(client.get(SIGN_UP).content.decode())
        page = sign_up(client, **answered)
        assert refused(page, "That was very fast")
        assert in_words(page.content.decode()) == answered  # the same question stands
        later(5)
        assert sign_up(client, **answered).status_code == 302

    def test_wrong(self, client: Client, later: Any) -> None:
        answered = in_words(client.get(SIGN_UP).content.decode())
        later(20)
        page = sign_up(client, question=answered["question"], answer="3")
        assert refused(page, "This is not the answer")
        assert in_words(page.content.decode())["question"] != answered["question"]

    @pytest.mark.parametrize("answer", ["", "²", "eleven", "-5", "9" * 20, "x" * 100, "\x00"])
    def test_malformed(self, client: Client, later: Any, answer: str) -> None:
        answered = in_words(client.get(SIGN_UP).content.decode())
        later(20)
        assert sign_up(client, question=answered["question"], answer=answer).status_code == 200
        assert not User.objects.exists()

    @pytest.mark.parametrize("question", ["x", "a:b:c", "²:²:²", ":::", "\x00"])
    def test_a_question_that_is_not_ours(self, client: Client, question: str) -> None:
        assert sign_up(client, question=question, answer="7").status_code == 200
        assert not User.objects.exists()

    def test_too_late(self, client: Client, later: Any) -> None:
        answered = in_words(client.get(SIGN_UP).content.decode())
        later(robots.LASTS + 1)
        assert refused(sign_up(client, **answered), "That took too long")

    def test_once(self, client: Client, later: Any) -> None:
        answered = in_words(client.get(SIGN_UP).content.decode())
        later(20)
        sign_up(client, **answered)
        User.objects.all().delete()
        mail.outbox.clear()
        assert refused(sign_up(Client(), **answered), "answered already")

    def test_not_often(self, client: Client, later: Any, settings: Settings) -> None:
        settings.RATE_LIMITS = settings.RATE_LIMITS | {"question": "1/h/ip"}
        for number in range(2):
            answered = in_words(client.get(SIGN_UP).content.decode())
            later(20)
            response = Client().post(SIGN_UP, {"email": f"{number}@example.test"} | answered)
        assert "tried too often" in response.content.decode()
        assert User.objects.count() == 1

    def test_another_error_keeps_the_question(self, client: Client, later: Any) -> None:
        answered = in_words(client.get(SIGN_UP).content.decode())
        later(20)
        page = client.post(SIGN_UP, {"email": "no address"} | answered).content.decode()
        assert in_words(page) == answered
        assert f'value="{answered["answer"]}"' in page
        assert sign_up(client, **answered).status_code == 302


def test_used_ones_are_forgotten_when_they_expire(client: Client, later: Any) -> None:
    solved = not_a_robot(client)["altcha"]
    assert robots.use(solved)
    assert not robots.use(solved)
    later(robots.LASTS + 61)
    assert robots.use(solved)
