"""A visitor's own list of firms, and up to four of them side by side."""

import csv
import io

import pytest
from django.test import Client

from accounts.models import User
from directory.models import RevenueStage, Slug, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(founder: User, wallonia: User) -> list[Startup]:
    hidden = {"year": 2025, "stage": RevenueStage.objects.get(slug="2m-3m").pk, "disclosed": False}
    return [
        Make.published(founder, wallonia, name="Aquametrie", people="20-49"),
        Make.published(founder, wallonia, name="Betonica", stage=hidden, people=""),
        Make.published(founder, wallonia, name="=Cimenta"),
    ]


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_the_list_stands_in_its_address(client: Client, firms: list[Startup], language: str) -> None:
    response = client.get(f"/{language}/shortlist/?firm=betonica&firm=aquametrie&firm=betonica")
    assert [firm.name for firm, _url in response.context["firms"]] == ["Betonica", "Aquametrie"]
    assert response.context["share_url"].endswith(f"/{language}/shortlist/?firm=betonica&firm=aquametrie")
    assert response.context["firms"][0][1] == f"/{language}/shortlist/?firm=aquametrie"
    content = response.content.decode()
    assert '<meta name="robots" content="noindex">' in content
    assert len(response.context["cards"]) == 2


@pytest.mark.parametrize("query", ["firm=nobody", "firm=%F0%9F", f"firm={'x' * 5000}", "firm=aquametrie%20"])
def test_what_is_not_listed_is_said(client: Client, firms: list[Startup], query: str) -> None:
    context = client.get(f"/en/shortlist/?firm=aquametrie&{query}").context
    assert ([firm.name for firm, _url in context["firms"]], context["missing"]) == (["Aquametrie"], 1)


def test_former_addresses_and_entries_that_went(client: Client, firms: list[Startup]) -> None:
    Slug.objects.create(slug="aqua-old", startup=firms[0])
    Startup.objects.filter(pk=firms[1].pk).update(state="unpublished")
    context = client.get("/en/shortlist/?firm=aqua-old&firm=betonica").context
    assert [firm.name for firm, _url in context["firms"]] == ["Aquametrie"]
    assert context["missing"] == 1


def test_an_empty_list_says_how_it_works(client: Client) -> None:
    assert "Nothing is on it yet." in client.get("/en/shortlist/").content.decode()
    assert "No firm was chosen." in client.get("/en/compare/").content.decode()


def test_side_by_side(client: Client, firms: list[Startup]) -> None:
    response = client.get("/en/compare/?firm=aquametrie&firm=betonica")
    rows = {row["label"]: row["values"] for row in response.context["rows"]}
    assert rows["People"] == ["20–49", ""]
    assert rows["Revenue stage"] == ["€2M to €3M", ""]  # what is not disclosed is not there
    assert "Funding" not in rows
    assert next(iter(rows)) == "What it does"


def test_four_at_most(client: Client, founder: User, wallonia: User, firms: list[Startup]) -> None:
    more = [Make.published(founder, wallonia, name=name).slug for name in ("Dialecta", "Ecologica")]
    query = "&".join(f"firm={slug}" for slug in [*(firm.slug for firm in firms), *more])
    assert len(client.get(f"/en/compare/?{query}").context["firms"]) == 4


def test_as_a_file_in_which_nothing_is_a_formula(client: Client, firms: list[Startup]) -> None:
    response = client.get(f"/en/shortlist/list.csv?firm=betonica&firm={firms[2].slug}")
    lines = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [line["Firm"] for line in lines] == ["Betonica", "'=Cimenta"]
    assert lines[0]["Revenue stage"] == ""
    assert lines[0]["Address"].endswith("/en/startups/betonica/")


def test_a_profile_leads_to_it(client: Client, firms: list[Startup]) -> None:
    content = client.get("/en/startups/aquametrie/").content.decode()
    assert 'href="/en/shortlist/?firm=aquametrie"' in content
