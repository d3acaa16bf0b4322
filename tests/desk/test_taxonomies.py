"""The operator's pages of the names of sectors, technologies and revenue stages."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from directory.choices import EntryState, Verb
from directory.models import Event, RevenueStage, Sector, Startup, Technology, TechnologyLink
from tests.factories import Make
from tests.search.finding import find

SignIn = Callable[[User], Client]
LIST = "/admin/taxonomies/"
WATER = "/admin/taxonomies/sectors/circular-water/"
NEW = {"en": "Glowworm", "fr": "Luciole", "nl": "Vuurvlieg", "de": "Leuchtkäfer"}


@pytest.fixture
def client(operator: User, as_user: SignIn) -> Client:
    return as_user(operator)


def listed(client: Client) -> dict[str, int]:
    response = client.get(LIST)
    assert response.status_code == 200
    return {row.slug: row.listed for _kind, rows in response.context["kinds"] for row in rows}


def test_it_works(client: Client, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Rivage")
    html = client.get(LIST).content.decode()
    assert f'href="{WATER}"' in html
    page = client.get(WATER).content.decode()
    assert "1 public entry." in page
    assert 'value="Kreislaufwirtschaft &amp; Wasser"' in page
    response = client.post(WATER, NEW)
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Saved: Glowworm."]
    assert Event.objects.get(verb=Verb.NAME_CHANGED).after["name_de"] == "Leuchtkäfer"
    assert find("Leuchtkäfer") == find("Glowworm") == ["Rivage"]
    html = client.get(LIST).content.decode()
    for name in NEW.values():
        assert name in html


@pytest.mark.parametrize(
    ("kind", "model"), [("sectors", Sector), ("technologies", Technology), ("stages", RevenueStage)]
)
def test_every_row_of_every_kind_can_be_changed(
    client: Client, kind: str, model: type[Sector | Technology | RevenueStage]
) -> None:
    slugs = set(model._default_manager.values_list("slug", flat=True))
    assert slugs <= set(listed(client))
    address = reverse("admin:taxonomy", args=[kind, min(slugs)])
    assert client.get(address).status_code == 200
    assert client.post(address, NEW).status_code == 302
    assert model._default_manager.get(slug=min(slugs)).name_nl == "Vuurvlieg"


def test_only_what_the_public_sees_is_counted(
    client: Client, founder: User, wallonia: User, settings: Settings
) -> None:
    startup, hidden, sample, quiet = (Make.published(founder, wallonia) for _ in range(4))
    Startup.objects.filter(pk=hidden.pk).update(state=EntryState.UNPUBLISHED)
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    Startup.objects.filter(pk=quiet.pk).update(public_stage=None)  # declared and not disclosed
    robotics = Technology.objects.get(slug="robotics")
    for one in (startup, hidden):
        TechnologyLink.objects.create(startup=one, technology=robotics, position=0)
    settings.SHOW_SAMPLES = False
    found = listed(client)
    assert (found["circular-water"], found["robotics"], found["2m-3m"]) == (2, 1, 1)
    assert "2 public entries." in client.get(WATER).content.decode()


def test_the_number_of_queries_does_not_grow(client: Client, founder: User, wallonia: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            listed(client)
        return len(captured)

    few = queries()
    for _ in range(3):
        Make.published(founder, wallonia)
    assert queries() == few


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"fr": ""}, "This is needed."),
        ({"fr": "  "}, "This is needed."),
        ({"fr": "x" * 121}, "at most 120 characters"),
        ({"fr": "a\x00b"}, "cannot be shown"),
        ({"fr": "\u202eb"}, "cannot be shown"),
    ],
    ids=["empty", "blank", "long", "nul", "direction"],
)
def test_names_that_are_refused(client: Client, wrong: dict[str, str], error: str) -> None:
    response = client.post(WATER, NEW | wrong)
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(error) == 2  # in the summary and at the field
    assert 'href="#id_fr"' in html
    assert 'value="Leuchtkäfer"' in html  # what was typed is kept
    assert Sector.objects.get(slug="circular-water").name_de != "Leuchtkäfer"
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "sectors/nothing-like-it/",
        "sectors/robotics/",
        "partners/walloon-partner/",
        "sectors/",
        "sectors/" + "x" * 2000 + "/",
    ],
)
def test_unknown_rows(client: Client, address: str) -> None:
    assert client.get(LIST + address).status_code == 404
    assert client.post(LIST + address, NEW).status_code == 404


def test_the_others_of_the_desk_see_nothing_of_it(wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    for address in (LIST, WATER, LIST + "sectors/nothing-like-it/"):
        assert client.get(address).status_code == 404
        assert client.post(address, NEW).status_code == 404
    assert LIST not in client.get(reverse("admin:index")).content.decode()
    assert not Event.objects.exists()


def test_the_auditor_reads_the_names_and_changes_none(auditor: User, as_user: SignIn) -> None:
    client = as_user(auditor)
    html = client.get(LIST).content.decode()
    assert "Kreislaufwirtschaft &amp; Wasser" in html
    assert WATER not in html
    assert client.get(WATER).status_code == client.post(WATER, NEW).status_code == 404


def test_the_operator_finds_it(client: Client) -> None:
    assert f'href="{LIST}"' in client.get(reverse("admin:index")).content.decode()
