"""The log: events as sentences, of one's own territory only."""

import csv
import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

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
    for person, may_open in ((auditor, True), (operator, False)):
        html = html_of(as_user(person))
        assert "Rivage" in html
        assert (reverse("admin:entry", args=[startup.pk]) in html) is may_open


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


def test_what_stands_in_the_address_narrows(
    wallonia: User, ostbelgien: User, founder: User, auditor: User, as_user: SignIn
) -> None:
    Make.published(founder, wallonia, name="Rivage")
    Make.waiting(founder, name="Quelle", **Make.place("4700", "Eupen"))
    client = as_user(auditor)

    def names(**query: str) -> set[str]:
        html = html_of(client, **query)
        return {name for name in ("Rivage", "Quelle") if name in html}

    today = timezone.localdate()
    assert names() == {"Rivage", "Quelle"}
    assert names(verb=Verb.APPROVED) == {"Rivage"}
    assert names(territory="ostbelgien") == {"Quelle"}
    assert names(partner="walloon-partner") == {"Rivage"}
    assert names(person=str(wallonia.pk)) == {"Rivage"}
    assert names(since=f"{today:%Y-%m-%d}", until=f"{today:%Y-%m-%d}") == {"Rivage", "Quelle"}
    assert names(until="2020-01-01") == set()
    html = html_of(client, person=str(founder.pk))
    assert founder.email not in html  # an auditor knows nobody
    # What is wrong is said, and narrows nothing.
    for wrong in ({"verb": "x"}, {"person": "²"}, {"since": "31/31"}, {"partner": "no-such"}):
        assert names(**wrong) == {"Rivage", "Quelle"}
    own = as_user(wallonia)
    assert "ostbelgien" not in html_of(own)
    assert wallonia.email in html_of(own)  # to choose from
    assert "Quelle" not in html_of(own, territory="ostbelgien")


def test_it_can_be_taken_along(wallonia: User, flanders: User, founder: User, as_user: SignIn) -> None:
    Make.published(founder, wallonia, name="=HYPERLINK()", public_contact="info@example.com")
    client = as_user(wallonia)
    found = client.get(reverse("admin:export_events", args=["jsonl"]), {"verb": "approved"}).getvalue().decode()
    (line,) = found.splitlines()
    row = json.loads(line)
    event = Event.objects.get(verb=Verb.APPROVED)
    assert (row["position"], row["hash"], row["previous_hash"]) == (event.position, event.hash, event.previous_hash)
    assert row["sentence"].endswith("approved it.")
    response = client.get(reverse("admin:export_events", args=["csv"]))
    table = list(csv.DictReader(StringIO(response.getvalue().decode())))
    assert [int(one["position"]) for one in table] == sorted(int(one["position"]) for one in table)
    assert len(table) == readable_events(wallonia).count()
    assert "info@example.com" not in response.getvalue().decode()
    nothing = as_user(flanders).get(reverse("admin:export_events", args=["csv"])).getvalue().decode()
    assert len(nothing.splitlines()) == 1
    assert client.get(reverse("admin:export_events", args=["xlsx"])).status_code == 404


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
