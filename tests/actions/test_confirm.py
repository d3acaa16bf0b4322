"""Confirming once a year, reminders of it, and what becomes of an entry that nobody confirms for two years."""

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
from directory.models import ConfirmationReminder, Event, EventDetail, Startup, TeamMember
from directory.notifications import keeping
from directory.rules.trail import first_broken_position
from tests.factories import Make

START = date(2026, 3, 2)
LAST_DAY = date(2027, 3, 2)
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\w\w/my/confirm/\S+/)")


def at(day: date) -> Any:
    return time_machine.travel(f"{day}T10:00:00Z", tick=False)


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    with at(START):
        published = Make.published(founder, wallonia, name="Eau Vive")
    mail.outbox.clear()
    return published


def fresh(startup: Startup) -> Startup:
    return Startup.objects.get(pk=startup.pk)


def confirmations() -> int:
    return Event.objects.filter(verb=Verb.ENTRY_CONFIRMED).count()


def join(startup: Startup, user: User, role: TeamRole = TeamRole.EDITOR) -> TeamMember:
    return TeamMember.objects.create(startup=startup, user=user, role=role)


def link_to(user: User) -> str:
    [*_, message] = [message for message in mail.outbox if message.to == [user.email]]
    found = LINK.search(str(message.body))
    assert found
    return found[1]


def reminded(startup: Startup, user: User, day: date = LAST_DAY) -> str:
    """The link of the reminder that goes on that day."""
    with at(day):
        assert periodic.remind_to_confirm() == 1
    return link_to(user)


def hide(startup: Startup, moderator: User) -> None:
    actions.hide(startup=startup, words="Plus de nouvelles.", by=moderator)


# ---- Confirming ----


def test_it_works(startup: Startup, founder: User) -> None:
    version, facts = startup.content_version, list(startup.fact_sources.order_by("pk").values())
    with at(LAST_DAY):
        assert actions.confirm(startup=startup, by=founder)
    confirmed = fresh(startup)
    assert (confirmed.confirmed_on, confirmed.confirmed_by) == (LAST_DAY, founder)
    assert confirmed.content_version == version
    assert confirmed.changed_at == startup.changed_at
    assert list(startup.fact_sources.order_by("pk").values()) == facts
    [event] = Event.objects.filter(verb=Verb.ENTRY_CONFIRMED)
    assert (event.actor, event.startup_id) == (str(founder.pk), startup.pk)
    assert event.before["confirmed_on"] == "2026-03-02"
    assert event.after["confirmed_on"] == "2027-03-02"
    assert first_broken_position() is None


def test_twice_a_day_is_once(startup: Startup, founder: User) -> None:
    with at(LAST_DAY):
        assert actions.confirm(startup=startup, by=founder)
        assert not actions.confirm(startup=fresh(startup), by=founder)
    assert confirmations() == 1


def test_what_somebody_else_confirmed_since_is_left_alone(startup: Startup, founder: User, other_founder: User) -> None:
    join(startup, other_founder)
    with at(LAST_DAY):
        actions.confirm(startup=startup, by=other_founder)
    with at(LAST_DAY + timedelta(days=1)):
        assert not actions.confirm(startup=startup, by=founder)  # seen the day before
    assert fresh(startup).confirmed_by == other_founder


def test_an_editor_may(startup: Startup, other_founder: User) -> None:
    join(startup, other_founder)
    with at(LAST_DAY):
        assert actions.confirm(startup=startup, by=other_founder)


def test_others_may_not(startup: Startup, founder: User, other_founder: User, wallonia: User) -> None:
    former = join(startup, other_founder)
    TeamMember.objects.filter(pk=former.pk).update(left_at=former.joined_at)
    for person in (other_founder, wallonia):
        with at(LAST_DAY), pytest.raises(errors.NotAllowed):
            actions.confirm(startup=startup, by=person)
    User.objects.filter(pk=founder.pk).update(is_active=False)
    founder.refresh_from_db()
    with at(LAST_DAY), pytest.raises(errors.NotAllowed):
        actions.confirm(startup=startup, by=founder)
    assert confirmations() == 0


@pytest.mark.parametrize("state", [EntryState.REMOVED, EntryState.UNPUBLISHED, EntryState.STUB])
def test_not_what_is_off_the_pages_for_another_reason(startup: Startup, founder: User, state: EntryState) -> None:
    Startup.objects.filter(pk=startup.pk).update(state=state)
    with at(LAST_DAY), pytest.raises(errors.NotAllowed):
        actions.confirm(startup=startup, by=founder)
    assert fresh(startup).state == state


def test_public_as_confirmed_and_never_hidden_by_itself(startup: Startup, founder: User, client: Client) -> None:
    address = startup.get_absolute_url()
    with at(LAST_DAY + timedelta(days=1000)):
        assert "Not confirmed since March 2026" in client.get(address).content.decode()
        actions.confirm(startup=startup, by=founder)
        assert "Confirmed by the firm, 26 November 2029" in client.get(address).content.decode()


# ---- Reminders ----


def test_thirty_and_seven_days_before_and_on_the_day(startup: Startup, founder: User) -> None:
    found = []
    for day in (LAST_DAY + timedelta(days=days) for days in range(-32, 30)):
        with at(day):
            for _ in range(2):
                if periodic.remind_to_confirm():
                    found.append((day - LAST_DAY).days)
    assert found == [-30, -7, 0]
    assert [message.to for message in mail.outbox] == [[founder.email]] * 3
    assert ConfirmationReminder.objects.count() == 3


@pytest.mark.parametrize(("days", "which"), [(-20, 30), (-3, 7), (1, 0), (500, 0)])
def test_after_a_pause_of_the_job_only_the_latest_goes(startup: Startup, days: int, which: int) -> None:
    with at(LAST_DAY + timedelta(days=days)):
        assert periodic.remind_to_confirm() == 1
        assert periodic.remind_to_confirm() == 0
    assert [reminder.days_before for reminder in ConfirmationReminder.objects.all()] == [which]
    assert len(mail.outbox) == 1


def test_a_job_that_is_killed_loses_none_and_sends_none_twice(
    startup: Startup, founder: User, wallonia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(START):
        others = [Make.published(founder, wallonia) for _ in range(2)]
    mail.outbox.clear()
    remind = actions.remind_to_confirm
    done: list[Startup] = []

    def dies_at_the_second(**given: Any) -> bool:
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(given["startup"])
        return remind(**given)

    with at(LAST_DAY), monkeypatch.context() as patched:
        patched.setattr(actions, "remind_to_confirm", dies_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            periodic.remind_to_confirm()
    with at(LAST_DAY):
        assert periodic.remind_to_confirm() == 2
    subjects = sorted(message.subject for message in mail.outbox)
    assert len(subjects) == len(set(subjects)) == 3
    assert {reminder.startup for reminder in ConfirmationReminder.objects.all()} == {startup, *others}


def test_a_new_year_is_reminded_anew(startup: Startup, founder: User) -> None:
    with at(LAST_DAY):
        periodic.remind_to_confirm()
        actions.confirm(startup=startup, by=founder)
    with at(LAST_DAY + timedelta(days=365)):
        assert periodic.remind_to_confirm() == 1


def test_all_owners_are_asked_and_no_editor(
    startup: Startup, founder: User, other_founder: User, flanders: User
) -> None:
    join(startup, other_founder, TeamRole.OWNER)
    join(startup, flanders)
    reminded(startup, founder)
    assert sorted(message.to[0] for message in mail.outbox) == sorted([founder.email, other_founder.email])
    assert link_to(founder) != link_to(other_founder)
    assert link_to(other_founder).startswith("/nl/")


def test_editors_where_no_owner_is_left(startup: Startup, founder: User, other_founder: User) -> None:
    join(startup, other_founder)
    User.objects.filter(pk=founder.pk).update(is_active=False)
    reminded(startup, other_founder)
    assert [message.to for message in mail.outbox] == [[other_founder.email]]


def test_nobody_is_asked_about_what_nobody_keeps(startup: Startup, founder: User) -> None:
    Make.unclaimed()
    User.objects.filter(pk=founder.pk).update(is_active=False)
    with at(LAST_DAY):
        assert periodic.remind_to_confirm() == 0
    assert mail.outbox == []


# ---- The link in the mail ----


def test_the_link_shows_the_entry_and_changes_nothing(startup: Startup, founder: User, client: Client) -> None:
    address = reminded(startup, founder)
    with at(LAST_DAY):
        page = client.get(address)
    assert page.status_code == 200
    assert "Mesure le niveau des rivières" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert confirmations() == 0


def test_eight_times_confirm_once(startup: Startup, founder: User, client: Client) -> None:
    address = reminded(startup, founder).replace("/fr/", "/en/")
    with at(LAST_DAY):
        for _ in range(8):
            answer = client.post(address, follow=True)
            assert answer.status_code == 200
    assert confirmations() == 1
    assert fresh(startup).confirmed_on == LAST_DAY
    page = answer.content.decode()
    assert "Confirmed on 2 March 2027; that counts until 1 March 2028" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_the_link_never_shows_an_undisclosed_stage(founder: User, wallonia: User, client: Client) -> None:
    stage = Make.profile()["stage"] | {"disclosed": False}
    with at(START):
        startup = Make.published(founder, wallonia, stage=stage)
    address = reminded(startup, founder).replace("/fr/", "/en/")
    with at(LAST_DAY):
        page = client.get(address).content.decode()
    assert "The revenue stage that you keep from the public is not shown here." in page
    assert "2–3" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("left", "You are no longer on the team of this entry"),
        ("closed", "The account that this link was sent to is closed"),
        ("removed", "This entry is no longer in the directory"),
        ("old", "This link is older than 60 days"),
    ],
)
def test_a_link_that_is_over_says_why(startup: Startup, founder: User, client: Client, change: str, words: str) -> None:
    address = reminded(startup, founder).replace("/fr/", "/en/")
    day = LAST_DAY + timedelta(days=61 if change == "old" else 0)
    if change == "left":
        startup.team.update(left_at=startup.team.get().joined_at)
    if change == "closed":
        User.objects.filter(pk=founder.pk).update(is_active=False)
    if change == "removed":
        Startup.objects.filter(pk=startup.pk).update(state=EntryState.REMOVED)
    with at(day):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 410
            assert words in answer.content.decode()
    assert confirmations() == 0


def test_confirmed_meanwhile_by_a_colleague(
    startup: Startup, founder: User, other_founder: User, client: Client
) -> None:
    join(startup, other_founder)
    address = reminded(startup, founder).replace("/fr/", "/en/")
    with at(LAST_DAY):
        actions.confirm(startup=startup, by=other_founder)
    with at(LAST_DAY + timedelta(days=2)):
        for answer in (client.get(address), client.post(address)):
            assert "Confirmed on 2 March 2027" in answer.content.decode()
    assert confirmations() == 1


@pytest.mark.parametrize("token", ["x", "²", "a:b:c", "W10:1:1", "🦊", "x" * 3000])
def test_a_link_that_is_none_of_ours(client: Client, db: None, token: str) -> None:
    assert client.get(f"/en/my/confirm/{token}/").status_code == 404
    assert client.post(f"/en/my/asks/{token}/").status_code == 404


def test_a_link_is_good_for_its_own_purpose_only(startup: Startup, founder: User, client: Client) -> None:
    address = reminded(startup, founder)
    with at(LAST_DAY):
        assert client.get(address.replace("/confirm/", "/asks/")).status_code == 404
        assert client.get(address[:-3] + "xx/").status_code == 404


def test_no_mail_when_it_was_confirmed_before_it_went(startup: Startup, founder: User) -> None:
    reminded(startup, founder)
    reminder = ConfirmationReminder.objects.get()
    mail.outbox.clear()
    with at(LAST_DAY):
        actions.confirm(startup=startup, by=founder)
        keeping.confirmation_due.call(reminder.pk, str(founder.pk))
    assert mail.outbox == []


# ---- Two years of silence ----

SILENT = START + timedelta(days=731)


def test_hiding(startup: Startup, founder: User, other_founder: User, wallonia: User, client: Client) -> None:
    join(startup, other_founder)
    address = startup.get_absolute_url()
    with at(SILENT):
        assert client.get(address).status_code == 200
        assert startup.name in client.get("/en/startups/").content.decode()
        hide(startup, wallonia)
        assert client.get(address).status_code == 404
        assert startup.name not in client.get("/en/startups/").content.decode()
    assert fresh(startup).state == EntryState.UNPUBLISHED
    [event] = Event.objects.filter(verb=Verb.ENTRY_HIDDEN)
    assert "nouvelles" not in str((event.before, event.after, event.reason))
    assert EventDetail.objects.get(position=event.position).personal == {"words": "Plus de nouvelles."}
    assert sorted(message.to[0] for message in mail.outbox) == sorted([founder.email, other_founder.email])
    for message in mail.outbox:
        assert "Plus de nouvelles." in message.body


def test_confirming_brings_it_back(startup: Startup, founder: User, wallonia: User, client: Client) -> None:
    with at(SILENT):
        hide(startup, wallonia)
        address = link_to(founder)
        assert client.get(address).status_code == 200
        assert fresh(startup).state == EntryState.UNPUBLISHED
        for _ in range(3):
            assert client.post(address, follow=True).status_code == 200
        assert client.get(startup.get_absolute_url()).status_code == 200
        assert startup.name in client.get("/en/startups/").content.decode()
    [event] = Event.objects.filter(verb=Verb.ENTRY_CONFIRMED)
    assert (event.before["state"], event.after["state"]) == ("unpublished", "published")


def test_not_before_two_years(startup: Startup, wallonia: User) -> None:
    with at(START + timedelta(days=730)), pytest.raises(errors.NotSilent):
        hide(startup, wallonia)
    assert fresh(startup).state == EntryState.PUBLISHED


def test_not_twice(startup: Startup, wallonia: User) -> None:
    with at(SILENT):
        hide(startup, wallonia)
        with pytest.raises(errors.NotSilent):
            hide(startup, wallonia)
    assert Event.objects.filter(verb=Verb.ENTRY_HIDDEN).count() == 1


def test_not_while_something_of_the_firm_waits(startup: Startup, founder: User, wallonia: User) -> None:
    with at(SILENT):
        Make.change(startup, founder, people="50-99")
        with pytest.raises(errors.ChangePending):
            hide(startup, wallonia)


def test_not_by_somebody_else(startup: Startup, founder: User, wallonia: User, flanders: User) -> None:
    join(startup, wallonia)  # the moderator belongs to the company
    for person in (founder, flanders, wallonia):
        with at(SILENT), pytest.raises(errors.NotAllowed):
            hide(startup, person)


def test_an_unclaimed_entry_is_not_hidden_for_silence(flanders: User) -> None:
    with at(START):
        unclaimed = Make.unclaimed()
    with at(SILENT), pytest.raises(errors.NotAllowed):
        hide(unclaimed, flanders)


def test_it_does_not_come_back_beside_a_newer_entry_of_the_same_number(
    startup: Startup, founder: User, other_founder: User, wallonia: User, client: Client
) -> None:
    with at(SILENT):
        hide(startup, wallonia)
        address = link_to(founder).replace("/fr/", "/en/")
        Make.published(other_founder, wallonia, enterprise_number=startup.enterprise_number)
        with pytest.raises(errors.NumberListed):
            actions.confirm(startup=startup, by=founder)
        assert "already listed" in client.post(address).content.decode()
    assert fresh(startup).state == EntryState.UNPUBLISHED
