"""Which codes make a territory, what a change would move, and filing anew what it left behind."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from directory.choices import Verb
from directory.models import Event, Territory, TerritoryCode
from directory.templatetags.trail import lines
from tests.factories import Make
from tests.search.finding import find

SignIn = Callable[[User], Client]
OSTBELGIEN = "/admin/territories/ostbelgien/"
REFILE = "/admin/territories/refile/"


def codes_of(slug: str) -> str:
    return " ".join(TerritoryCode.objects.filter(territory__slug=slug).order_by("code").values_list("code", flat=True))


def answer(codes: str, **changed: object) -> dict[str, object]:
    territory = Territory.objects.get(slug="ostbelgien")
    return {
        "partner": territory.partner_id,
        "fallback": territory.fallback_id or "",
        "days": 10,
        "codes": codes,
    } | changed


def test_a_code_moves_and_entries_follow_when_told(
    operator: User, founder: User, wallonia: User, ostbelgien: User, as_user: SignIn
) -> None:
    startup = Make.published(founder, wallonia, name="Rivage")
    change = Make.change(startup, founder, people="50-99")
    waiting = Make.waiting(founder)
    client = as_user(operator)
    given = answer(codes_of("ostbelgien") + ", 5000")
    page = client.post(OSTBELGIEN, given)
    assert page.status_code == 200
    assert [move.count for move in page.context["moves"]] == [1]
    assert [move.count for move in page.context["moves_of_new"]] == [1]
    assert not Event.objects.filter(verb=Verb.TERRITORY_CHANGED).exists()  # nothing is saved before it was looked at
    assert client.post(OSTBELGIEN, given | {"save": "1"}).status_code == 302
    client.post(OSTBELGIEN, given | {"save": "1"})  # the same again
    (line,) = lines(Event.objects.filter(verb=Verb.TERRITORY_CHANGED), operator)
    assert line.why == "Codes added: 5000."
    startup.refresh_from_db()
    assert startup.territory is not None
    assert startup.territory.slug == "wallonia"
    assert Make.waiting(founder).territory.slug == "ostbelgien"  # type: ignore[union-attr]
    assert client.get(REFILE).status_code == 200
    client.post(REFILE)
    for row in (startup, change, waiting):
        row.refresh_from_db()
        assert row.territory is not None
        assert row.territory.slug == "ostbelgien"
    moves = Event.objects.filter(verb=Verb.REFILED)
    assert {event.submission for event in moves} == {"", waiting.reference}
    assert lines(moves, ostbelgien)[0].why.startswith("Before: ")
    assert find("Gemeinschaft") == ["Rivage"]
    assert "Everything stands where its address lies." in client.get(REFILE).content.decode()
    client.post(OSTBELGIEN, answer("4700 5000", save="1"))
    call_command("load_reference", verbosity=0)  # does not bring the shipped codes back
    assert codes_of("ostbelgien").split() == ["4700", "5000"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"codes": ""},
        {"codes": "BE3 XX99"},
        {"codes": "²"},
        {"codes": "a\x00b"},
        {"days": 0},
        {"days": "9" * 5000},
        {"partner": "9" * 30},
        {"fallback": "x"},
    ],
    ids=lambda wrong: str(wrong)[:24],
)
def test_bad_answers(operator: User, as_user: SignIn, wrong: dict[str, object]) -> None:
    """Without its codes Ostbelgien would belong to Wallonia; without those of Flanders, Ghent to nobody."""
    given = answer(codes_of("ostbelgien")) | wrong | {"save": "1"}
    address = OSTBELGIEN
    if wrong == {"codes": ""}:
        address = "/admin/territories/flanders/"
    response = as_user(operator).post(address, given)
    assert response.status_code == 422
    assert not Event.objects.exists()


def test_members_read_it(ostbelgien: User, flanders: User, auditor: User, as_user: SignIn) -> None:
    for person, status in ((ostbelgien, 200), (auditor, 200), (flanders, 404)):
        assert as_user(person).get(OSTBELGIEN).status_code == status
        assert as_user(person).post(OSTBELGIEN, answer("4700")).status_code == 404
    assert "4700" in as_user(ostbelgien).get(OSTBELGIEN).content.decode()


def test_a_new_one_with_names_of_its_own(operator: User, as_user: SignIn) -> None:
    client = as_user(operator)
    partner = Territory.objects.get(slug="ostbelgien").partner_id
    names = {f"name_{code}": "Libellule" for code in ("en", "fr", "nl", "de")}
    page = client.post("/admin/territories/new/", names | {"slug": "fireflies", "partner": partner})["Location"]
    assert client.post("/admin/territories/new/", names | {"slug": "fireflies", "partner": partner}).status_code == 422
    client.post(page + "names/", dict.fromkeys(("en", "fr", "nl", "de"), "Luciole"))
    assert Territory.objects.get(slug="fireflies").name_nl == "Luciole"
