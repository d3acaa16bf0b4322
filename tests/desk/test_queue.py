"""The queue: what waits, in which order, with which checks."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from directory.models import Membership, Municipality
from tests.factories import Make

SignIn = Callable[[User], Client]


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("admin:index"), query)
    assert response.status_code == 200
    return str(response.content.decode())


def references(client: Client, **query: str) -> list[str]:
    return [row.submission.reference for row in client.get(reverse("admin:index"), query).context["rows"]]


def test_it_works(wallonia: User, founder: User, other_founder: User, as_user: SignIn) -> None:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        first = Make.waiting(founder, name="Rivage")
    with time_machine.travel(datetime(2026, 11, 3, 9, tzinfo=UTC)):
        second = Make.waiting(other_founder, name="Alizé")
        html = page(as_user(wallonia))
        assert references(as_user(wallonia)) == [first.reference, second.reference]
    assert "Rivage" in html
    assert "2 submissions wait for a decision." in html
    assert html.count(reverse("admin:review", args=[first.reference])) == 2  # its row, and “Start with the oldest”


def test_an_empty_queue_says_so(wallonia: User, as_user: SignIn) -> None:
    assert "Nothing waits for a decision." in page(as_user(wallonia))


def test_another_territory_does_not_see_it(wallonia: User, flanders: User, founder: User, as_user: SignIn) -> None:
    Make.waiting(founder)
    assert references(as_user(flanders)) == []


def test_eupen_goes_to_ostbelgien_and_not_to_wallonia(
    wallonia: User, ostbelgien: User, founder: User, as_user: SignIn
) -> None:
    eupen = Municipality.objects.get(name_local="Eupen").nis_code
    submission = Make.waiting(founder, postal_code="4700", municipality=eupen)
    assert references(as_user(ostbelgien)) == [submission.reference]
    assert references(as_user(wallonia)) == []


def test_drafts_and_decided_ones_do_not_wait(wallonia: User, founder: User, as_user: SignIn) -> None:
    Make.draft(founder)
    Make.published(founder, wallonia)
    assert references(as_user(wallonia)) == []


def test_a_late_one_is_marked_in_words(wallonia: User, founder: User, as_user: SignIn) -> None:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        Make.waiting(founder)
    with time_machine.travel(datetime(2026, 11, 10, 9, tzinfo=UTC)):
        html = page(as_user(wallonia))
    assert "1 is late." in html
    assert 'class="late"' in html
    assert ", late" in html


def test_the_fallback_decides_after_ten_working_days(
    founder: User, ostbelgien: User, wallonia: User, as_user: SignIn
) -> None:
    eupen = Municipality.objects.get(name_local="Eupen").nis_code
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        submission = Make.waiting(founder, postal_code="4700", municipality=eupen)
    fallback = submission.territory and submission.territory.fallback
    assert fallback is not None
    deputy = Membership.objects.get(partner=fallback.partner).user
    with time_machine.travel(datetime(2026, 3, 16, 9, tzinfo=UTC)):
        assert references(as_user(deputy)) == []
    with time_machine.travel(datetime(2026, 3, 17, 9, tzinfo=UTC)):
        assert references(as_user(deputy)) == [submission.reference]


def test_kinds_filter_and_count(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, tagline_fr="Mesure les rivières")
    new = Make.waiting(founder)
    client = as_user(wallonia)
    assert references(client, kind="change") == [change.reference]
    assert references(client, kind="new") == [new.reference]
    response = client.get(reverse("admin:index"), {"kind": "change"})
    assert [(kind.kind, kind.count) for kind in response.context["kinds"]] == [("new", 1), ("change", 1)]
    assert [row.fields for row in response.context["rows"]] == [1]


def test_the_own_company_is_shown_and_left_to_a_colleague(wallonia: User, founder: User, as_user: SignIn) -> None:
    Make.waiting(wallonia, name="Maison")
    other = Make.waiting(founder)
    response = as_user(wallonia).get(reverse("admin:index"))
    assert "a colleague decides" in response.content.decode()
    assert [row.is_own_company for row in response.context["rows"]] == [True, False]
    assert response.context["oldest"] == other


def test_checks_point_at_likely_duplicates(wallonia: User, founder: User, as_user: SignIn) -> None:
    Make.unclaimed(name="Rivagetech")
    Make.waiting(founder, name="Rivage Tech")
    (row,) = as_user(wallonia).get(reverse("admin:index")).context["rows"]
    assert [check.outcome for check in row.checks] == ["fine", "look", "fine", "fine"]
    assert row.remarks == ["Resembles an entry."]


def test_the_number_of_queries_does_not_grow(wallonia: User, founder: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    for _ in range(3):
        Make.waiting(founder)
    few = queries(client)
    startups = [Make.published(founder, wallonia) for _ in range(7)]
    for startup in startups:
        Make.change(startup, founder, postal_code="5100")
    for _ in range(10):
        Make.waiting(founder)
    assert len(references(client)) == 20
    assert queries(client) <= few + 1  # one more statement once a row has an entry, however many have


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client)
    return len(captured)


@pytest.mark.parametrize(
    ("typed", "status"),
    [("x", 200), ("-1", 200), ("0", 200), ("²", 200), ("1.5", 200), ("2", 404), (str(2**63), 404), ("9" * 6000, 404)],
)
def test_bad_page_numbers(typed: str, status: int, wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get(reverse("admin:index"), {"page": typed}).status_code == status


@pytest.mark.parametrize("typed", ["x", "é" * 20_000, "' OR 1=1", "new\nchange"])
def test_an_unknown_kind_shows_everything(typed: str, wallonia: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder)
    assert references(as_user(wallonia), kind=typed) == [submission.reference]


def test_pages_of_25(wallonia: User, founder: User, as_user: SignIn) -> None:
    for _ in range(26):
        Make.waiting(founder)
    client = as_user(wallonia)
    assert len(references(client)) == 25
    assert len(references(client, page="2")) == 1
