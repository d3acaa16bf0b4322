"""The founder's page of one firm."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import EntryState, Reason, TeamRole, Verb
from directory.models import Ask, Event, MonthlyViews, Startup, TeamMember
from tests.factories import Make

SignIn = Callable[[User], Client]
START = date(2026, 3, 2)
WANTED = {"kind": "distributor", "country": "DE", "text": "A distributor in Bavaria", "language": "en"}


def at(day: date) -> Any:
    return time_machine.travel(f"{day}T10:00:00Z", tick=False)


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    with at(START):
        return Make.published(founder, wallonia, name="Eau Vive", asks=[WANTED])


@pytest.fixture
def open_page(startup: Startup, founder: User, as_user: SignIn) -> Callable[[date], Any]:
    """The page on a day, as its owner sees it."""

    def get(day: date) -> Any:
        with at(day):
            response = as_user(founder).get(f"/en/my/startups/{startup.slug}/")
        assert response.status_code == 200
        return response

    return get


def html_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_works(startup: Startup, open_page: Callable[[date], Any]) -> None:
    page = html_of(open_page(START))
    for words in (
        "Eau Vive",
        "Confirmed until",
        "2 March 2027",
        "A distributor in Bavaria",
        "Texts in English",
        "Most buyers abroad read English.",
        f'href="/en/startups/{startup.slug}/"',
        f'action="/en/my/startups/{startup.slug}/change/"',
        "about 0 times in twelve months",
    ):
        assert words in page, words


def test_the_list_of_firms_leads_there(startup: Startup, founder: User, as_user: SignIn) -> None:
    page = as_user(founder).get("/en/my/").content.decode()
    assert f'href="/en/my/startups/{startup.slug}/"' in page
    Startup.objects.filter(pk=startup.pk).update(state=EntryState.REMOVED)
    page = as_user(founder).get("/en/my/").content.decode()
    assert f'href="/en/my/startups/{startup.slug}/"' not in page
    assert as_user(founder).get(f"/en/my/startups/{startup.slug}/").status_code == 404


def test_each_step_has_its_turn(
    startup: Startup, founder: User, wallonia: User, open_page: Callable[[date], Any]
) -> None:
    assert open_page(START).context["next"] == "complete"
    with at(START):
        change = actions.start_change(startup=startup, language="en", by=founder)
    assert open_page(START).context["next"] == "finish"
    with at(START):
        actions.submit(submission=change, profile=change.base | {"people": "50-99"}, accepts_licence=True, by=founder)
    assert open_page(START).context["next"] == "wait"
    assert open_page(START + timedelta(days=335)).context["next"] == "confirm"
    with at(START):
        actions.request_changes(
            submission=change, revision=Make.revision(change), reason=Reason.UNCLEAR, words="Quoi ?", by=wallonia
        )
    response = open_page(START + timedelta(days=335))
    assert response.context["next"] == "answer"
    assert f'<a class="btn btn--go" href="/en/my/submissions/{change.reference}/"' in html_of(response)


def test_nothing_to_do_is_said(startup: Startup, open_page: Callable[[date], Any], monkeypatch: Any) -> None:
    monkeypatch.setattr("directory.views.my_startup.missing", lambda profile: [])
    response = open_page(START)
    assert response.context["next"] == "nothing"
    assert "Nothing. Your entry is confirmed until 2 March 2027" in html_of(response)


def test_a_hidden_one_says_how_it_comes_back(
    startup: Startup, wallonia: User, founder: User, as_user: SignIn, open_page: Callable[[date], Any]
) -> None:
    day = START + timedelta(days=731)
    with at(day):
        actions.hide(startup=startup, words="Silence.", by=wallonia)
    assert open_page(day).context["next"] == "return"
    with at(day):
        address = f"/en/my/startups/{startup.slug}/confirm/"
        assert "public again at once" in as_user(founder).get(address).content.decode()
        assert as_user(founder).post(address).headers["Location"] == f"/en/my/startups/{startup.slug}/"
    startup.refresh_from_db()
    assert startup.state == EntryState.PUBLISHED
    assert open_page(day).context["next"] == "complete"


def test_confirming_asks_first(startup: Startup, founder: User, as_user: SignIn) -> None:
    address = f"/en/my/startups/{startup.slug}/confirm/"
    with at(START + timedelta(days=300)):
        client = as_user(founder)
        assert "Is this still right?" in client.get(address).content.decode()
        assert not Event.objects.filter(verb=Verb.ENTRY_CONFIRMED).exists()
        for _ in range(3):
            page = client.post(address, follow=True).content.decode()
            assert "It is confirmed for a year." in page
    assert Event.objects.filter(verb=Verb.ENTRY_CONFIRMED).count() == 1


def test_the_stage_that_is_not_disclosed_is_the_teams(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia, stage=Make.profile()["stage"] | {"disclosed": False})
    page = as_user(founder).get(f"/en/my/startups/{startup.slug}/").content.decode()
    assert "not shown to the public" in page


def test_renewing_and_ending(startup: Startup, founder: User, as_user: SignIn) -> None:
    client, ask = as_user(founder), startup.asks.get()
    with at(START + timedelta(days=60)):
        page = client.get(f"/en/my/startups/{startup.slug}/").content.decode()
        assert f'action="/en/my/asks/{ask.pk}/renew/"' in page
        assert client.get(f"/en/my/asks/{ask.pk}/renew/").status_code == 302
        assert Ask.objects.get().lapses_on == ask.lapses_on
        assert "Renewed for 90 days." in client.post(f"/en/my/asks/{ask.pk}/renew/", follow=True).content.decode()
        assert Ask.objects.get().lapses_on == START + timedelta(days=150)
        assert client.get(f"/en/my/asks/{ask.pk}/end/").status_code == 302
        assert Ask.objects.get().ended_on is None
        page = client.post(f"/en/my/asks/{ask.pk}/end/", follow=True).content.decode()
        assert "no longer on the public page" in page
        assert "A distributor in Bavaria" not in page
        assert "This is over" in client.post(f"/en/my/asks/{ask.pk}/renew/", follow=True).content.decode()


def test_a_lapsed_ask_can_only_be_renewed(startup: Startup, founder: User, as_user: SignIn) -> None:
    ask = startup.asks.get()
    with at(START + timedelta(days=100)):
        page = as_user(founder).get(f"/en/my/startups/{startup.slug}/").content.decode()
    assert f"/en/my/asks/{ask.pk}/renew/" in page
    assert f"/en/my/asks/{ask.pk}/end/" not in page
    with at(START + timedelta(days=121)):
        assert "Bavaria" not in as_user(founder).get(f"/en/my/startups/{startup.slug}/").content.decode()


def test_twelve_months_of_views(startup: Startup, open_page: Callable[[date], Any]) -> None:
    for month, count in ((date(2026, 1, 1), 7), (date(2026, 3, 1), 40), (date(2025, 3, 1), 999)):
        MonthlyViews.objects.create(startup=startup, month=month, count=count)
    response = open_page(date(2026, 3, 31))
    months = response.context["months"]
    assert [month.day for month in months] == [date(2025, number, 1) for number in range(4, 13)] + [
        date(2026, number, 1) for number in (1, 2, 3)
    ]
    assert [month.count for month in months][-3:] == [7, 0, 40]
    page = html_of(response)
    assert "about 47 times in twelve months" in page
    assert '<th scope="row"> March 2026 (so far) </th>'.replace(" ", "") in page.replace(" ", "")
    assert page.count('class="bar"') == 2


def test_an_editor_sees_it_and_a_former_one_does_not(startup: Startup, other_founder: User, as_user: SignIn) -> None:
    member = TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.EDITOR)
    client = as_user(other_founder)
    addresses = [f"/en/my/startups/{startup.slug}/", f"/en/my/startups/{startup.slug}/confirm/"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    TeamMember.objects.filter(pk=member.pk).update(left_at=member.joined_at)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
