"""Firms at one to five million euro that go abroad, as a matrix and as a list."""

import csv
import io

import pytest
from django.test import Client

from accounts.models import User
from directory.models import RevenueStage
from tests.factories import Make

pytestmark = pytest.mark.django_db


def stage(slug: str, *, disclosed: bool = True) -> dict[str, object]:
    return {"year": 2025, "stage": RevenueStage.objects.get(slug=slug).pk, "disclosed": disclosed}


def goes(*countries: str) -> list[dict[str, object]]:
    return [{"country": country, "activities": ["entering"], "since": None} for country in countries]


@pytest.fixture
def firms(founder: User, wallonia: User) -> None:
    """Two that belong here; one too small, one too large, one that hides its stage, one that stays at home."""
    given: dict[str, dict[str, object]] = {
        "Approcha": {"stage": stage("1m-2m"), "markets": goes("DE", "FR")},
        "Crossia": {"stage": stage("3m-5m"), "markets": goes("DE")},
        "Petita": {"stage": stage("500k-1m"), "markets": goes("DE")},
        "Granda": {"stage": stage("5m-10m"), "markets": goes("DE")},
        "Discreta": {"stage": stage("2m-3m", disclosed=False), "markets": goes("DE")},
        "Domestica": {"stage": stage("2m-3m"), "markets": []},
    }
    for name, changed in given.items():
        Make.published(founder, wallonia, name=name, **changed)


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_the_matrix_and_the_list(client: Client, firms: None, language: str) -> None:
    response = client.get(f"/{language}/threshold/")
    content = response.content.decode()
    [line] = response.context["lines"]
    assert [(cell.country.slug, cell.count) for cell in line.cells] == [("DE", 2), ("FR", 1)]
    assert response.context["totals"] == [2, 1]
    assert response.context["firms"] == 2
    for name in ("Approcha", "Crossia"):
        assert name in content
    for name in ("Petita", "Granda", "Discreta", "Domestica"):
        assert name not in content


def test_a_cell_leads_to_its_firms(client: Client, firms: None) -> None:
    [line] = client.get("/en/threshold/").context["lines"]
    content = client.get(line.cells[0].url).content.decode()
    assert "Approcha" in content
    assert "Crossia" in content
    assert "Petita" not in content


def test_the_file_says_the_same(client: Client, firms: None) -> None:
    response = client.get("/en/threshold/matrix.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert rows == [["Sector", "Germany", "France"], ["Circular economy & water", "2", "1"]]


def test_nobody_yet(client: Client) -> None:
    assert "No firm with such a revenue has said yet where it goes." in client.get("/en/threshold/").content.decode()
    assert client.get("/en/threshold/matrix.csv").content.decode() == "Sector\r\n"
