"""The log: events as sentences, of one's own territory only."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from directory.choices import Reason, Verb
from directory.models import Event
from directory.rules.permissions import readable_events
from directory.templatetags.trail import SENTENCES, lines
from tests.factories import Make

SignIn = Callable[[User], Client]


def html_of(client: Client, **query: str) -> str:
    response = client.get(reverse("admin:events"), query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_works(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia, name="Rivage")
    html = html_of(as_user(wallonia))
    assert "The company sent it in." in html
    assert "approved it." in html
    assert "Reason: Meets the criteria" in html
    assert reverse("admin:entry", args=[startup.pk]) in html


def test_another_territory_reads_nothing_of_it(wallonia: User, flanders: User, founder: User, as_user: SignIn) -> None:
    Make.published(founder, wallonia, name="Rivage")
    Make.waiting(founder, name="Affluent")
    html = html_of(as_user(flanders))
    assert "Rivage" not in html
    assert "Affluent" not in html


def test_auditor_and_operator_read_all(
    wallonia: User, founder: User, auditor: User, operator: User, as_user: SignIn
) -> None:
    startup = Make.published(founder, wallonia, name="Rivage")
    for person in (auditor, operator):
        html = html_of(as_user(person))
        assert "Rivage" in html
        assert reverse("admin:entry", args=[startup.pk]) not in html  # they may not open it


def test_no_name_or_address_of_a_person_is_shown(wallonia: User, founder: User, auditor: User, as_user: SignIn) -> None:
    Make.published(founder, wallonia)
    html = html_of(as_user(auditor))
    assert founder.email not in html
    assert wallonia.email not in html


def test_one_entry_alone(wallonia: User, flanders: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia, name="Rivage")
    Make.published(founder, wallonia, name="Affluent")
    html = html_of(as_user(wallonia), entry=str(startup.pk))
    assert "Rivage" in html
    assert "Affluent" not in html
    assert as_user(flanders).get(reverse("admin:events"), {"entry": startup.pk}).status_code == 404


@pytest.mark.parametrize("typed", ["x", "²", "-1", "0", str(2**63), "9" * 6000])
def test_garbage_entries_are_unknown(typed: str, wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get(reverse("admin:events"), {"entry": typed}).status_code == 404


def test_the_number_of_queries_does_not_grow(wallonia: User, founder: User) -> None:
    Make.published(founder, wallonia)
    few = queries(wallonia)
    for _ in range(5):
        Make.published(founder, wallonia)
    assert queries(wallonia) == few


def queries(reader: User) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert lines(readable_events(reader).order_by("-position"), reader)
    return len(captured)


def test_every_verb_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Verb)


def test_an_unknown_actor_is_a_former_user(wallonia: User, founder: User) -> None:
    Make.published(founder, wallonia)
    event = Event.objects.get(verb=Verb.APPROVED)
    event.actor = "00000000-0000-4000-8000-000000000000"
    (line,) = lines([event], wallonia)
    assert line.sentence == "A former user approved it."
    assert line.why == f"Reason: {Reason.MEETS_CRITERIA.label}"
