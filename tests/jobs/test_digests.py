"""The daily mail: to whom something waits, in their language, once a working day."""

from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from directory.jobs import periodic
from directory.models import Membership
from tests.factories import Make

MORNING = "2026-11-24 08:00:00+01:00"  # a Tuesday
BEFORE = "2026-11-10 12:00:00+01:00"


@pytest.fixture
def waiting(founder: User, wallonia: User, flanders: User) -> None:
    with time_machine.travel(BEFORE, tick=False):
        Make.waiting(founder)
        Make.waiting(founder)
    mail.outbox.clear()


def test_it_works(waiting: None, wallonia: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        assert periodic.send_digests() == 1
        assert periodic.send_digests() == 0  # a scheduler that starts again
    message: Any
    [message] = mail.outbox
    assert message.to == [wallonia.email]  # nothing waits for Flanders
    html = str(message.alternatives[0][0])
    assert '<html lang="fr">' in html
    assert "/admin/settings/" in message.body
    with time_machine.travel("2026-11-25 08:00:00+01:00", tick=False):
        assert periodic.send_digests() == 1


@pytest.mark.parametrize(
    "when",
    [
        "2026-11-22 08:00:00+01:00",
        "2026-11-11 08:00:00+01:00",
        "2026-11-24 06:59:00+01:00",
        "2026-11-24 18:00:00+01:00",
    ],
    ids=["sunday", "armistice", "night", "evening"],
)
def test_not_now(waiting: None, when: str) -> None:
    with time_machine.travel(when, tick=False):
        assert periodic.send_digests() == 0
    assert not mail.outbox


def test_who_wants_none(waiting: None, wallonia: User, auditor: User, as_user: object) -> None:
    with time_machine.travel(MORNING, tick=False):
        client: Client = as_user(wallonia)  # type: ignore[operator]
        assert "checked" in client.get("/admin/settings/").content.decode()
        assert client.post("/admin/settings/", {}).status_code == 302
        assert not Membership.objects.get(user=wallonia).wants_digest
        assert periodic.send_digests() == 0
        client.post("/admin/settings/", {"wants_digest": "on"})
        assert periodic.send_digests() == 1
        assert as_user(auditor).get("/admin/settings/").status_code == 200  # type: ignore[operator]


def test_the_own_company_is_no_work(founder: User, wallonia: User) -> None:
    with time_machine.travel(BEFORE, tick=False):
        Make.waiting(wallonia)
    mail.outbox.clear()
    with time_machine.travel(MORNING, tick=False):
        assert periodic.send_digests() == 0
