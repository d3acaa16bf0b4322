"""The fast lane: which changes are in it, and what becomes of those that are ticked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from directory import actions
from directory.choices import SubmissionState
from directory.models import Sector, Startup, Submission
from directory.rules.fast_lane import CLOSED, fast_lane
from directory.rules.profile import FIELDS
from tests.factories import Make, enterprise_number

SignIn = Callable[[User], Client]
# What holds words, links, names, an image or an address, says what language the words are in, or takes two moderators.
OPEN = {
    "name",
    "enterprise_number",
    "website",
    "postal_code",
    "municipality",
    "offices",
    "original_language",
    *(f"{name}_{code}" for name in ("tagline", "description") for code in ("en", "fr", "nl", "de")),
    "references",
    "asks",
    "certifications",
    "public_contact",
    "logo",
    "status",
}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_every_field_is_closed_or_not() -> None:
    assert OPEN.isdisjoint(CLOSED)
    assert set(FIELDS) == CLOSED | OPEN


def test_it_works(founder: User, wallonia: User, as_user: SignIn) -> None:
    startups = [Make.published(founder, wallonia, name=name) for name in ("Rivage", "Quartz", "Zulu")]
    sector = Sector.objects.get(slug="fintech")
    changes = [
        Make.change(startups[0], founder, people="50-99", sectors=[sector.pk]),
        Make.change(startups[1], founder, funding="seed"),
        Make.change(startups[2], founder, founded=2011),
    ]
    client = as_user(wallonia)
    assert 'href="/admin/fast/"' in text(client.get("/admin/"))
    page = text(client.get("/admin/fast/"))
    assert "<del>10–19</del> → <ins>50–99</ins>" in page
    assert "Approve 3 changes" in page
    ticked = [Make.revision(one).pk for one in changes]
    actions.submit(
        submission=changes[1],
        profile=Make.revision(changes[1]).profile | {"funding": "series-a"},
        accepts_licence=True,
        by=founder,
    )
    answer = client.post("/admin/fast/", {"revision": [ticked[0], ticked[1]]}, follow=True)
    assert "1 change is approved." in text(answer)
    assert "Take back" in text(answer)
    assert "Quartz was left out: There is a newer version than the one you looked at." in text(answer)
    states = [Make.fresh(one).state for one in changes]
    assert states == [SubmissionState.APPROVED, SubmissionState.WAITING, SubmissionState.WAITING]
    assert Startup.objects.get(pk=startups[0].pk).people == "50-99"
    gone = client.post("/admin/fast/", {"revision": [ticked[0]]}, follow=True)
    assert "Rivage was left out: Somebody has decided on this submission" in text(gone)
    assert "Nothing was ticked." in text(
        client.post("/admin/fast/", {"revision": ["²", "x", "9" * 40, ""]}, follow=True)
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"tagline_fr": "Autre chose"},
        {"people": "50-99", "website": "https://autre.example.com"},
        {"enterprise_number": enterprise_number(999_999)},
        {"offices": [{"country": "FR", "city": "Lille", "postal_code": "", "municipality": ""}]},
        {"postal_code": "5100"},
    ],
)
def test_words_links_and_names_go_the_ordinary_way(founder: User, wallonia: User, changed: dict[str, Any]) -> None:
    Make.change(Make.published(founder, wallonia), founder, **changed)
    assert fast_lane(wallonia) == []


def test_what_needs_a_closer_look_is_not_in_it(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    assert [one.submission for one in fast_lane(wallonia)] == [change]
    assert fast_lane(flanders) == fast_lane(founder) == []
    Startup.objects.filter(pk=startup.pk).update(content_version=7)  # something was published since the work began
    assert fast_lane(wallonia) == []
    Startup.objects.filter(pk=startup.pk).update(content_version=1)
    Submission.objects.filter(pk=change.pk).update(contact={"name": "Somebody"})  # whom to ask is text
    assert fast_lane(wallonia) == []
    Submission.objects.filter(pk=change.pk).update(contact=None)
    twin = Make.published(founder, wallonia, name=startup.name)  # the check for duplicates has something to say
    assert fast_lane(wallonia) == []
    Startup.objects.filter(pk=twin.pk).update(state="removed")
    assert len(fast_lane(wallonia)) == 1


def test_what_has_remarks_does_not_stand_in_the_way(
    founder: User, wallonia: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("CHUNK", 1), ("MOST", 1), ("MOST_LOOKED_AT", 3)):
        monkeypatch.setattr(f"directory.rules.fast_lane.{name}", value)
    worded, first, second = (
        Make.change(Make.published(founder, wallonia, name=name), founder, **changed)
        for name, changed in (
            ("Rivage", {"tagline_fr": "Autre chose"}),
            ("Quartz", {"people": "50-99"}),
            ("Zulu", {"people": "2-9"}),
        )
    )
    assert [one.submission for one in fast_lane(wallonia)] == [first]
    sent = [Make.revision(one).pk for one in (worded, second)]
    for pk in sent:  # the second one does not stand on the page
        as_user(wallonia).post("/admin/fast/", {"revision": [pk]})
    states = [Make.fresh(one).state for one in (worded, first, second)]
    assert states == [SubmissionState.WAITING, SubmissionState.WAITING, SubmissionState.APPROVED]


def test_a_foreign_revision_is_unknown(founder: User, wallonia: User, flanders: User, as_user: SignIn) -> None:
    change = Make.change(Make.published(founder, wallonia), founder, people="50-99")
    answer = as_user(flanders).post("/admin/fast/", {"revision": [Make.revision(change).pk]}, follow=True)
    assert change.name not in text(answer)
    assert Make.fresh(change).state == SubmissionState.WAITING


def test_as_many_statements_for_many_as_for_one(founder: User, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    sectors = [sector.pk for sector in Sector.objects.order_by("pk")[:3]]
    stage = Make.profile()["stage"] | {"year": 2024}

    def cost() -> int:
        Make.change(Make.published(founder, wallonia), founder, sectors=sectors, stage=stage, people="50-99")
        with CaptureQueriesContext(connection) as found:
            client.get("/admin/fast/")
        return len(found)

    cost()
    assert cost() == cost()
