"""Renewing and ending what a firm looks for: no edits, nobody decides on them."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, TeamRole, Verb
from directory.jobs import periodic
from directory.models import Ask, Event, Startup, TeamMember
from directory.notifications import keeping
from tests.factories import Make

START = date(2026, 3, 2)
LAPSES = date(2026, 5, 31)
WANTED = {"kind": "distributor", "country": "DE", "text": "A distributor in Bavaria", "language": "en"}
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\w\w/my/asks/\S+/)")


def at(day: date) -> Any:
    return time_machine.travel(f"{day}T10:00:00Z", tick=False)


@pytest.fixture
def ask(founder: User, wallonia: User) -> Ask:
    with at(START):
        startup = Make.published(founder, wallonia, asks=[WANTED])
    mail.outbox.clear()
    found = startup.asks.get()
    assert found.lapses_on == LAPSES
    return found


def fresh(ask: Ask) -> Ask:
    return Ask.objects.select_related("startup").get(pk=ask.pk)


def renewals() -> int:
    return Event.objects.filter(verb=Verb.ASK_RENEWED).count()


def reminded(ask: Ask) -> str:
    with at(LAPSES - timedelta(days=7)):
        assert periodic.remind_of_asks() == 1
    [message] = mail.outbox
    found = LINK.search(str(message.body))
    assert found
    return found[1].replace("/fr/", "/en/")


# ---- Renewing ----


def test_it_works(ask: Ask, founder: User, client: Client) -> None:
    version = ask.startup.content_version
    with at(LAPSES - timedelta(days=1)):
        assert actions.renew_ask(ask=ask, by=founder)
        assert not actions.renew_ask(ask=ask, by=founder)
    renewed = fresh(ask)
    assert renewed.lapses_on == LAPSES + timedelta(days=89)
    assert (renewed.opened_on, renewed.ended_on) == (START, None)
    assert renewed.startup.content_version == version
    assert not renewed.startup.submissions.open().exists()
    [event] = Event.objects.filter(verb=Verb.ASK_RENEWED)
    assert event.before == {"ask": ask.pk, "lapses_on": "2026-05-31", "ended_on": ""}
    assert event.after == {"ask": ask.pk, "lapses_on": "2026-08-28", "ended_on": ""}
    with at(LAPSES + timedelta(days=80)):
        assert WANTED["text"] in client.get(ask.startup.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("days", "possible"), [(0, True), (30, True), (31, False)])
def test_a_lapsed_one_for_a_month(ask: Ask, founder: User, days: int, possible: bool) -> None:
    with at(LAPSES + timedelta(days=days)):
        if possible:
            assert actions.renew_ask(ask=ask, by=founder)
            assert fresh(ask).is_open
        else:
            with pytest.raises(errors.AskOver):
                actions.renew_ask(ask=ask, by=founder)
    assert renewals() == int(possible)


def test_not_what_was_ended(ask: Ask, founder: User) -> None:
    with at(START + timedelta(days=10)):
        actions.end_ask(ask=ask, by=founder)
        with pytest.raises(errors.AskOver):
            actions.renew_ask(ask=ask, by=founder)


def test_not_beside_the_same(ask: Ask, founder: User) -> None:
    with at(LAPSES + timedelta(days=2)):
        again = Ask.objects.create(
            startup=ask.startup, opened_on=LAPSES, lapses_on=LAPSES + timedelta(days=90), **WANTED
        )
        with pytest.raises(errors.AskAgain):
            actions.renew_ask(ask=ask, by=founder)
    assert list(ask.startup.asks.filter(lapses_on__gt=LAPSES)) == [again]


@pytest.mark.parametrize("verb", [actions.renew_ask, actions.end_ask])
def test_not_by_others(ask: Ask, other_founder: User, wallonia: User, verb: Any) -> None:
    former = TeamMember.objects.create(startup=ask.startup, user=other_founder, role=TeamRole.EDITOR)
    TeamMember.objects.filter(pk=former.pk).update(left_at=former.joined_at)
    for person in (other_founder, wallonia):
        with at(START + timedelta(days=10)), pytest.raises(errors.NotAllowed):
            verb(ask=ask, by=person)
    assert fresh(ask).lapses_on == LAPSES
    assert fresh(ask).ended_on is None


@pytest.mark.parametrize("verb", [actions.renew_ask, actions.end_ask])
def test_not_while_the_entry_is_not_public(ask: Ask, founder: User, verb: Any) -> None:
    Startup.objects.filter(pk=ask.startup_id).update(state=EntryState.UNPUBLISHED)
    with at(START + timedelta(days=10)), pytest.raises(errors.NotAllowed):
        verb(ask=ask, by=founder)


# ---- Ending ----


def test_ending(ask: Ask, founder: User, client: Client) -> None:
    address, version = ask.startup.get_absolute_url(), ask.startup.content_version
    with at(START + timedelta(days=10)):
        assert WANTED["text"] in client.get(address).content.decode()
        assert actions.end_ask(ask=ask, by=founder)
        assert not actions.end_ask(ask=ask, by=founder)
        assert WANTED["text"] not in client.get(address).content.decode()
    assert fresh(ask).ended_on == START + timedelta(days=10)
    assert fresh(ask).startup.content_version == version
    assert Event.objects.filter(verb=Verb.ASK_ENDED).count() == 1


def test_a_lapsed_one_has_nothing_to_end(ask: Ask, founder: User) -> None:
    with at(LAPSES):
        assert not actions.end_ask(ask=ask, by=founder)
    assert fresh(ask).ended_on is None


# ---- The reminder and its link ----


def test_a_week_before_once(ask: Ask, founder: User) -> None:
    found = []
    for days in range(-10, 20):
        with at(LAPSES + timedelta(days=days)):
            if periodic.remind_of_asks():
                found.append(days)
    assert found == [-7]
    [message] = mail.outbox
    assert message.to == [founder.email]
    assert WANTED["text"] in message.body


def test_again_after_it_was_renewed(ask: Ask, founder: User) -> None:
    reminded(ask)
    with at(LAPSES - timedelta(days=1)):
        actions.renew_ask(ask=ask, by=founder)
        assert periodic.remind_of_asks() == 0
    with at(fresh(ask).lapses_on - timedelta(days=7)):
        assert periodic.remind_of_asks() == 1


@pytest.mark.parametrize("change", [{"state": EntryState.UNPUBLISHED}, {"state": EntryState.REMOVED}])
def test_no_reminder_for_what_is_not_public(ask: Ask, change: dict[str, Any]) -> None:
    Startup.objects.filter(pk=ask.startup_id).update(**change)
    with at(LAPSES - timedelta(days=7)):
        assert periodic.remind_of_asks() == 0


def test_no_mail_when_it_was_renewed_before_it_went(ask: Ask, founder: User) -> None:
    with at(LAPSES - timedelta(days=6)):
        actions.renew_ask(ask=ask, by=founder)
        keeping.ask_lapses.call(ask.pk, str(founder.pk), LAPSES.isoformat())
    assert mail.outbox == []


def test_the_link_asks_and_renews_once(ask: Ask, client: Client) -> None:
    address = reminded(ask)
    with at(LAPSES - timedelta(days=5)):
        page = client.get(address).content.decode()
        assert WANTED["text"] in page
        assert "Renew for 90 days" in page
        assert renewals() == 0
        for _ in range(8):
            answer = client.post(address, {"answer": "renew"}, follow=True)
    assert renewals() == 1
    assert "until 24 August 2026" in answer.content.decode()
    assert "Renew for 90 days" not in answer.content.decode()


@pytest.mark.parametrize("answer", ["lapse", "", "²", "renew "])
def test_any_other_answer_writes_nothing(ask: Ask, client: Client, answer: str) -> None:
    address = reminded(ask)
    with at(LAPSES - timedelta(days=5)):
        page = client.post(address, {"answer": answer})
    assert page.status_code == 200
    assert ("There is nothing more to do." in page.content.decode()) == (answer == "lapse")
    assert fresh(ask).lapses_on == LAPSES
    assert renewals() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("ended", "This is over"),
        ("left", "You are no longer on the team"),
        ("hidden", "This entry is not public at the moment"),
        ("lapsed", "This is over"),
        ("old", "This link is older than 60 days"),
    ],
)
def test_a_link_that_is_over_says_why(ask: Ask, founder: User, client: Client, change: str, words: str) -> None:
    address = reminded(ask)
    days = {"old": 60, "lapsed": 31}.get(change, -5)
    if change == "left":
        ask.startup.team.update(left_at=ask.startup.team.get().joined_at)
    if change == "hidden":
        Startup.objects.filter(pk=ask.startup_id).update(state=EntryState.UNPUBLISHED)
    with at(LAPSES + timedelta(days=days)):
        if change == "ended":
            Ask.objects.filter(pk=ask.pk).update(ended_on=LAPSES)
        for answer in (client.get(address), client.post(address, {"answer": "renew"})):
            assert answer.status_code == 410
            assert words in answer.content.decode()
    assert renewals() == 0
