"""The queue: what waits, in which order, with which checks."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.models import Membership, Municipality, Revision, Submission, Territory
from tests.desk.conftest import Send
from tests.factories import Make

SignIn = Callable[[User], Client]
Colleague = Callable[[str], User]


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
    assert html.count(reverse("admin:review", args=[first.reference])) == 1
    assert "Start with the oldest" in html
    assert "1 working day" in html


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
    assert [(kind.value, kind.count) for kind in response.context["kinds"]] == [("", 2), ("new", 1), ("change", 1)]
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
    Make.change(Make.published(founder, wallonia), founder, postal_code="5100")
    actions.take(submission=Make.waiting(founder), by=wallonia)
    few = queries(client)
    for _ in range(6):
        Make.change(Make.published(founder, wallonia), founder, postal_code="5100")
    for _ in range(9):
        actions.take(submission=Make.waiting(founder), by=wallonia)
    assert len(references(client)) == 20
    assert queries(client) <= few
    oldest = Submission.objects.awaiting_decision().oldest_first()[0]
    review = reverse("admin:review", args=[oldest.reference])
    some = queries(client, review)
    fill_up(oldest)
    assert client.get(reverse("admin:index")).context["total"] == 10_020
    assert queries(client) <= few
    assert queries(client, review) == some


def fill_up(model: Submission) -> None:
    """10,000 more that wait, as they would stand in the database."""
    revision = Make.revision(model)
    copies = [copy(model) for _ in range(10_000)]
    for number, submission in enumerate(copies):
        submission.pk, submission.startup, submission.kind = None, None, "new"
        submission.reference, submission.enterprise_number = f"BT-2026-{number:06}", ""
    Submission.objects.bulk_create(copies)
    Revision.objects.bulk_create(
        Revision(
            submission=submission, number=1, schema_version=2, profile=revision.profile, written_by=model.submitted_by
        )
        for submission in copies
    )


def queries(client: Client, path: str = "/admin/") -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("typed", "status"),
    [("x", 200), ("-1", 200), ("0", 200), ("²", 200), ("1.5", 200), ("2", 200), (str(2**63), 200), ("9" * 6000, 200)],
)
def test_bad_page_numbers(typed: str, status: int, wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get(reverse("admin:index"), {"page": typed}).status_code == status


def test_what_is_unknown_in_the_address_is_named_and_left_out(wallonia: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder)
    client = as_user(wallonia)
    for typed in ("x", "é" * 20_000, "' OR 1=1", "new\nchange"):
        query = dict.fromkeys(("kind", "state", "territory", "held", "late", "scope"), typed)
        assert references(client, **query) == [submission.reference], typed
    assert "There is no “x” to choose for “held”" in page(client, held="x")
    assert references(client, territory="flanders") == [submission.reference]  # not of this person


def test_filters(wallonia: User, founder: User, as_user: SignIn, send: Send, make_moderator: Colleague) -> None:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        late = Make.waiting(founder, name="Épure")
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC)):
        held, theirs, asked, refused = (Make.waiting(founder, name=f"Firme {letter}") for letter in "ABCD")
        actions.take(submission=held, by=wallonia)
        actions.take(submission=theirs, by=make_moderator("walloon-partner"))
        send(wallonia, asked, "request-changes")
        send(wallonia, refused, "reject")
        client = as_user(wallonia)
        number = held.enterprise_number
        written = f"BE {number[:4]}.{number[4:7]}.{number[7:]}"
        table: list[tuple[dict[str, str], list[Submission]]] = [
            ({}, [late, held, theirs]),
            ({"late": "yes"}, [late]),
            ({"held": "me"}, [held]),
            ({"held": "free"}, [late]),
            ({"state": "changes-requested"}, [asked]),
            ({"state": "rejected"}, [refused]),
            ({"state": "approved"}, []),
            ({"scope": "mine"}, [held]),
            ({"scope": "mine", "state": "rejected"}, [refused]),
            ({"scope": "organisation"}, [late, held, theirs]),
            ({"territory": "wallonia"}, [late, held, theirs]),
            ({"q": "epu"}, [late]),
            ({"q": written}, [held]),
            ({"q": theirs.reference[-6:].lower()}, [theirs]),
            ({"q": "%"}, []),
        ]
        for query, expected in table:
            assert references(client, **query) == [one.reference for one in expected], query
        response = client.get(reverse("admin:index"), {"q": "firme"})
        assert [choice.count for choice in response.context["states"]] == [2, 1, 0, 1]
        html = response.content.decode()
        assert "You, until 10:30" in html
        assert "colleague-walloon-partner@example.test, until 10:30" in html
    with time_machine.travel(datetime(2027, 1, 4, 9, tzinfo=UTC)):
        assert references(as_user(wallonia), state="rejected") == []  # decided more than 30 days ago


def test_what_fell_back_is_mine_and_not_my_organisations(founder: User, operator: User, as_user: SignIn) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        submission = Make.waiting(founder)
    Territory.objects.filter(slug="wallonia").update(fallback=None)
    with time_machine.travel(datetime(2026, 4, 2, 9, tzinfo=UTC)):
        client = as_user(operator)
        assert references(client) == references(client, territory="wallonia") == [submission.reference]
        assert references(client, scope="organisation") == []


def test_pages_of_25(wallonia: User, founder: User, as_user: SignIn) -> None:
    for _ in range(26):
        Make.waiting(founder)
    client = as_user(wallonia)
    assert len(references(client)) == 25
    assert len(references(client, page="2")) == 1
