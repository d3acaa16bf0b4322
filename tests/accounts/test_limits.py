"""How often something may be tried, and who is counted."""

from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.limits import client_address, within_limit
from accounts.models import User
from belgiantech.settings import CACHES
from tests.robots import not_a_robot


def request_from(address: str, forwarded: str = "") -> HttpRequest:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory(headers=headers).post("/", REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded", "counted"),
    [
        (0, "192.0.2.1", "", "192.0.2.1"),
        (0, "192.0.2.1", "198.51.100.7", "192.0.2.1"),  # nobody of ours wrote it
        (1, "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the left one came from the client
        (2, "10.0.0.2", "203.0.113.9, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "192.0.2.1", "198.51.100.7", "192.0.2.1"),  # around a proxy
        (1, "192.0.2.1", "", "192.0.2.1"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (1, "10.0.0.1", "²", "10.0.0.1"),
        (1, "10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        (1, "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        (0, "", "", "0.0.0.0"),
    ],
)
def test_whose_address_counts(proxies: int, address: str, forwarded: str, counted: str, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(request_from(address, forwarded)) == counted


def test_within_the_limit(settings: Settings) -> None:
    settings.RATE_LIMITS = {"question": "2/h/ip", "key": "1/h/key"}
    with time_machine.travel("2026-11-02T10:00:00Z", tick=False) as clock:
        assert [within_limit(request_from("192.0.2.1"), "question") for _ in range(3)] == [True, True, False]
        assert within_limit(request_from("192.0.2.2"), "question")
        assert [within_limit(request_from("192.0.2.1"), "key", key="a") for _ in range(2)] == [True, False]
        assert within_limit(request_from("192.0.2.1"), "key", key="b")
        clock.shift(3601)
        assert within_limit(request_from("192.0.2.1"), "question")


def test_a_network_of_version_6_is_one_visitor(settings: Settings) -> None:
    settings.RATE_LIMITS = {"question": "1/h/ip"}
    assert within_limit(request_from("2001:db8::1"), "question")
    assert not within_limit(request_from("2001:db8::2"), "question")
    assert within_limit(request_from("2001:db8:0:1::1"), "question")


@pytest.mark.django_db
def test_all_processes_count_together(settings: Settings) -> None:
    """In the shared table, which each of them reads."""
    settings.CACHES = settings.CACHES | {"default": CACHES["default"]}
    call_command("createcachetable")
    settings.RATE_LIMITS = {"question": "1/h/ip"}
    assert within_limit(request_from("192.0.2.1"), "question")
    del caches["default"]  # another process has another connection to it
    assert not within_limit(request_from("192.0.2.1"), "question")


def codes(client: Client, number: int) -> Any:
    return client.post("/en/accounts/login/", {"email": f"{number}@example.test"})


def sign_ups(client: Client, number: int) -> Any:
    return client.post("/en/accounts/signup/", {"email": f"{number}@example.test"} | not_a_robot(client))


def resets(client: Client, number: int) -> Any:
    return client.post("/en/accounts/password/reset/", {"email": f"{number}@example.test"})


def passwords(client: Client, number: int) -> Any:
    return client.post("/en/accounts/login/password/", {"login": f"{number}@example.test", "password": "wrong"})


@pytest.mark.django_db
@pytest.mark.parametrize(("attempt", "most"), [(codes, 20), (sign_ups, 20), (resets, 10), (passwords, 10)])
def test_one_address_tries_a_lot(attempt: Any, most: int, settings: Settings) -> None:
    """It is stopped, whatever it says about itself; somebody else is not."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def visitor(forwarded: str) -> Client:
        return Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    for number in range(most + 3):
        last = attempt(visitor(f"203.0.113.{number}, 198.51.100.7"), number)
    assert last.status_code == 429 or "Too many attempts" in last.content.decode()
    if attempt is not passwords:
        assert len(mail.outbox) == most
    other = attempt(visitor("198.51.100.8"), 99)
    assert other.status_code == (200 if attempt is passwords else 302)
    assert "Too many attempts" not in other.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [codes, sign_ups, resets])
def test_one_person_is_not_flooded_with_mails(attempt: Any, founder: User) -> None:
    """From however many places. Known and unknown are stopped at the same number."""
    counted = []
    for email in (founder.email, "nobody@example.test"):
        mail.outbox.clear()
        for number in range(6):
            client = Client(REMOTE_ADDR=f"198.51.100.{number}")
            page = attempt.__name__.replace("codes", "login").replace("sign_ups", "signup").replace("resets", "")
            address = f"/en/accounts/{page or 'password/reset'}/"
            client.post(address, {"email": email} | (not_a_robot(client) if page == "signup" else {}))
        counted.append(len(mail.outbox))
    assert counted[0] == counted[1] <= 3
