"""Landing pages of sectors, regions and revenue stages."""

import pytest
from django.test import Client

from accounts.models import User
from directory.models import RevenueStage, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl", "de")
PAGES = ("sectors/circular-water", "regions/namur", "regions/wallonia", "stages/2m-3m")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_it_works(client: Client, founder: User, wallonia: User, language: str, path: str) -> None:
    Make.published(founder, wallonia, name="Aquametrie")
    Make.unclaimed(name="Elders")
    response = client.get(f"/{language}/{path}/")
    assert response.status_code == 200
    content = response.content.decode()
    assert "Aquametrie" in content
    assert "Elders" not in content
    assert len(response.context["figures"]) == response.context["figures"].claimed == 1


@pytest.mark.parametrize("path", [*PAGES, "regions/brussels", "stages/pre-revenue"])
def test_without_entries(client: Client, path: str) -> None:
    response = client.get(f"/en/{path}/")
    assert response.status_code == 200
    assert "No firm is listed here yet." in response.content.decode()


@pytest.mark.parametrize("path", ["sectors/nothing", "regions/atlantis", "stages/9m", "sectors/%00", "regions/%FF"])
def test_unknown_ones(client: Client, path: str) -> None:
    assert client.get(f"/en/{path}/").status_code in (400, 404)


def test_brussels_is_a_region_only(client: Client) -> None:
    response = client.get("/fr/regions/brussels-capital/")
    assert (response.status_code, response["Location"]) == (301, "/fr/regions/brussels/")


def test_figures_and_breakdown_leave_samples_out(client: Client, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia)
    sample = Make.published(founder, wallonia, name="Polderpeil")
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    response = client.get("/en/regions/namur/")
    assert len(response.context["figures"]) == 1
    assert [(choice.slug, choice.total) for choice in response.context["breakdown"]] == [("circular-water", 1)]
    assert "Polderpeil" in response.content.decode()


def test_a_sector_divides_by_place_and_counts_each_entry_once(client: Client, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia)
    breakdown = client.get("/en/sectors/circular-water/").context["breakdown"]
    assert [(choice.slug, choice.total) for choice in breakdown] == [("namur", 1)]


def test_undisclosed_stages_do_not_appear(client: Client, founder: User, wallonia: User) -> None:
    value = {"year": 2025, "stage": RevenueStage.objects.get(slug="2m-3m").pk, "disclosed": False}
    Make.published(founder, wallonia, name="Discreet", stage=value)
    response = client.get("/en/stages/2m-3m/")
    assert "Discreet" not in response.content.decode()
    assert len(response.context["figures"]) == 0


def test_the_threshold_is_explained(client: Client) -> None:
    content = client.get("/en/stages/2m-3m/").content.decode()
    assert "What the threshold is" in content
    assert 'aria-current="step"' in content
