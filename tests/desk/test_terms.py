"""New sectors and technologies, one merged into another, and one that nothing names removed."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from directory import actions
from directory.actions.errors import InUse, NotAllowed
from directory.choices import Verb
from directory.forms.choices import sector_choices
from directory.models import Event, Sector, Startup, Technology
from directory.rules.profile import shown
from tests.factories import Make
from tests.search.finding import find

SignIn = Callable[[User], Client]
SECTORS = "/admin/taxonomies/sectors/"
NEW = {"slug": "fireflies"} | {f"name_{code}": f"Luciole {code}" for code in ("en", "fr", "nl", "de")}


@pytest.fixture
def client(operator: User, as_user: SignIn) -> Client:
    return as_user(operator)


@pytest.fixture
def water(db: None) -> Sector:
    return Sector.objects.get(slug="circular-water")


@pytest.fixture
def other(db: None) -> Sector:
    return Sector.objects.get(slug="fintech")


def sectors_of(startup: Startup) -> list[str]:
    return [sector.slug for sector in Startup.objects.get(pk=startup.pk).sectors]


def test_a_new_one_can_be_chosen_at_once(client: Client) -> None:
    assert client.post(SECTORS + "new/", NEW).status_code == 302
    assert "Luciole en" in [name for _pk, name in sector_choices()]
    assert client.get("/en/sectors/fireflies/").status_code == 200
    assert Event.objects.get(verb=Verb.TERM_ADDED).after["slug"] == "fireflies"
    for wrong in (NEW, NEW | {"slug": "Eau vive"}, NEW | {"slug": "other", "name_fr": ""}):
        assert client.post(SECTORS + "new/", wrong).status_code == 422
    assert client.get("/admin/taxonomies/stages/new/").status_code == 404


def test_entries_go_to_the_other_one(  # noqa: PLR0917  # fixtures come by position
    client: Client, founder: User, wallonia: User, operator: User, water: Sector, other: Sector
) -> None:
    one = Make.published(founder, wallonia, name="Rivage")
    both = Make.published(founder, wallonia, name="Affluent", sectors=[water.pk, other.pk])
    reverse = Make.published(founder, wallonia, name="Delta", sectors=[other.pk, water.pk])
    waiting = Make.waiting(founder, name="Source", sectors=[water.pk, other.pk])
    page = client.get(f"{SECTORS}circular-water/merge/").content.decode()
    assert "3 public entries." in page
    assert "Rivage" in page
    assert "1 open submission names it" in page
    response = client.post(f"{SECTORS}circular-water/merge/", {"into": other.pk})
    assert response.status_code == 302
    assert [sectors_of(startup) for startup in (one, both, reverse)] == [["fintech"]] * 3
    event = Event.objects.get(verb=Verb.TERM_MERGED)
    assert event.after["entries"] == [one.pk, both.pk, reverse.pk]
    assert set(find("Fintech")) >= {"Rivage", "Affluent", "Delta"}
    call_command("check_search", stdout=StringIO())
    # What was sent before keeps its id, reads as the other one, and is published as the other one.
    assert shown("sectors", [water.pk, other.pk]) == str(other)
    Make.approve(waiting, wallonia)
    published = Make.fresh(waiting).startup
    assert published is not None
    assert sectors_of(published) == ["fintech"]
    assert client.get("/fr/sectors/circular-water/")["Location"] == "/fr/sectors/fintech/"
    assert "Rivage" in client.get("/en/startups/?sector=circular-water").content.decode()
    assert water.pk not in [pk for pk, _name in sector_choices()]
    assert "circular-water" not in client.get("/admin/taxonomies/").content.decode()
    call_command("load_reference", verbosity=0)
    assert Sector.objects.get(pk=water.pk).merged_into == other
    # A second merge leads on to where the first one led.
    third = Sector.objects.get(slug="legal-regtech")
    actions.merge_terms(row=other, into=third, by=operator)
    assert Sector.objects.get(pk=water.pk).merged_into == third
    assert client.get("/fr/sectors/circular-water/")["Location"] == "/fr/sectors/legal-regtech/"


def test_what_cannot_be_merged(client: Client, water: Sector, wallonia: User, other: Sector) -> None:
    address = f"{SECTORS}circular-water/merge/"
    for into in (water.pk, 10**30, "x", "", "²"):
        assert client.post(address, {"into": into}).status_code == 422, into
    assert client.post(f"{SECTORS}nothing-like-it/merge/", {"into": other.pk}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.merge_terms(row=water, into=other, by=wallonia)
    assert not Event.objects.exists()


def test_only_what_nothing_names_is_removed(
    client: Client, founder: User, operator: User, wallonia: User, water: Sector
) -> None:
    Make.waiting(founder)
    response = client.post(f"{SECTORS}circular-water/remove/")
    assert response["Location"] == f"{SECTORS}circular-water/merge/"
    with pytest.raises(InUse):
        actions.remove_term(row=water, by=operator)
    unused = Technology.objects.get(slug="robotics")
    with pytest.raises(NotAllowed):
        actions.remove_term(row=unused, by=wallonia)
    address = "/admin/taxonomies/technologies/robotics/remove/"
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert client.get(address).status_code == 404
    call_command("load_reference", verbosity=0)  # does not bring it back
    assert not Technology.objects.filter(slug="robotics").exists()
