"""Introductions at the desk: numbers without anybody in them, and what was reported."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from directory import actions
from directory.actions.errors import NotAllowed
from directory.choices import Verb
from directory.models import BlockedAddress, Event, Introduction, Startup, TeamMember
from directory.rules.introductions import is_blocked
from tests.factories import Make

SignIn = Callable[[User], Client]
LIST = "/admin/introductions/"


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivière & Fils")


@pytest.fixture
def reported(startup: Startup, founder: User) -> Introduction:
    introduction = Make.introduction(startup, message="Héritage du prince")
    actions.report_introduction(introduction=introduction, words="Une arnaque", by=founder)
    return introduction


def page_of(introduction: Introduction) -> str:
    return f"{LIST}{introduction.pk}/"


def test_only_what_was_reported(reported: Introduction, startup: Startup, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    other = Make.introduction(startup, email="other@isar.example")
    page = client.get(LIST).content.decode()
    assert page_of(reported) in page
    assert page_of(other) not in page
    assert 'href="/admin/introductions/"' in client.get("/admin/").content.decode()
    text = client.get(page_of(reported)).content.decode()
    assert "Héritage du prince" in text
    assert "Une arnaque" in text
    for path in ("", "block/", "dismiss/"):
        assert client.get(f"{page_of(other)}{path}").status_code == 404


def test_blocking(reported: Introduction, other_founder: User, wallonia: User, as_user: SignIn) -> None:
    """The request goes, with what waits from the same address elsewhere; the next one is passed to nobody."""
    theirs = Make.published(other_founder, wallonia)
    Make.introduction(theirs, email="Anna@Isar.example")
    kept = Make.introduction(theirs, email="free@isar.example")
    client = as_user(wallonia)
    assert client.get(f"{page_of(reported)}block/").status_code == 302
    assert not BlockedAddress.objects.exists()
    mail.outbox.clear()
    assert client.post(f"{page_of(reported)}block/")["Location"] == LIST
    assert [row.pk for row in Introduction.objects.all()] == [kept.pk]
    assert client.post(f"{page_of(reported)}block/").status_code == 404
    assert is_blocked("anna@isar.example")
    actions.ask_introduction(startup=theirs, request=Make.request(), by="SYSTEM")
    assert mail.outbox == []
    event = Event.objects.get(verb=Verb.ADDRESS_BLOCKED)
    assert (event.before, event.after, event.personal_digest) == ({}, {}, "")
    assert "blocked the sender" in client.get(f"/admin/events/?entry={event.startup_id}").content.decode()


def test_a_blocked_address_under_an_older_key(reported: Introduction, wallonia: User, settings: object) -> None:
    actions.block_sender(introduction=reported, by=wallonia)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another one that is long enough to be a key of this site"  # type: ignore[attr-defined]
    assert is_blocked("ANNA@isar.example")


def test_dismissing(reported: Introduction, founder: User, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    assert client.post(f"{page_of(reported)}dismiss/")["Location"] == LIST
    assert client.get(page_of(reported)).status_code == 404
    assert Introduction.objects.awaiting_answer().get() == reported
    assert not actions.report_introduction(introduction=reported, words="", by=founder)  # looked at once
    with pytest.raises(NotAllowed):
        actions.block_sender(introduction=reported, by=wallonia)


def test_dismissing_what_the_visitor_took_back(reported: Introduction, wallonia: User) -> None:
    actions.withdraw_introduction(introduction=reported, by="SYSTEM")
    actions.dismiss_report(introduction=reported, by=wallonia)
    assert not Introduction.objects.exists()


def test_who_judges(  # noqa: PLR0917  # fixtures come by position
    reported: Introduction, wallonia: User, flanders: User, operator: User, auditor: User, as_user: SignIn
) -> None:
    for person in (flanders, operator, auditor):
        client = as_user(person)
        assert client.get(LIST).status_code == 200
        assert page_of(reported) not in client.get(LIST).content.decode()
        assert client.get(page_of(reported)).status_code == 404
        assert client.post(f"{page_of(reported)}block/").status_code == 404
    TeamMember.objects.create(startup=reported.startup, user=wallonia, role="editor")
    assert as_user(wallonia).get(page_of(reported)).status_code == 404  # the own company


def test_no_number_under_five(startup: Startup, wallonia: User, flanders: User, as_user: SignIn) -> None:
    """A small country joins the others, and with them the smallest that could be shown."""
    for number in range(12):
        country = "DE" if number < 6 else "JP" if number < 11 else "FR"
        Make.introduction(startup, email=f"v{number}@isar.example", country=country)
    page = as_user(wallonia).get(LIST).content.decode()
    assert '<th scope="row">Germany</th>' in page.replace("\n", "")
    assert "France" not in page
    assert "Japan" not in page
    assert "Other countries" in page
    assert '<td class="r">6</td>' in page
    assert "Germany" not in as_user(flanders).get(LIST).content.decode()
