"""Belgium on one map, and the same in words."""

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from directory.models import Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl", "de")


def drawn(client: Client, language: str = "en") -> Any:
    """The page made anew: what is kept has no context."""
    caches["pages"].clear()
    response = client.get(f"/{language}/map/")
    assert response.status_code == 200
    return response


def towns(client: Client, language: str = "en") -> dict[str, int]:
    found = drawn(client, language).context["regions"]
    return {town.name: town.count for region in found for area in region.areas for town in area.towns}


@pytest.fixture
def firms(founder: User, brussels: User, wallonia: User) -> None:
    """One in Brussels, two in Namur, one in Ghent."""
    Make.published(founder, brussels, **Make.place("1000", "Bruxelles"))
    for _ in range(2):
        Make.published(founder, wallonia)
    Make.unclaimed()


def test_it_works(client: Client, firms: None) -> None:
    response = client.get("/en/map/")
    html = response.content.decode()
    assert "4 firms in 3 municipalities" in html
    assert html.count('class="map__p') == 11
    counted = {
        (region.option.slug, area.option.slug): (region.count, area.count)
        for region in response.context["regions"]
        for area in region.areas
        if area.count
    }
    assert counted == {
        ("brussels", "brussels"): (1, 1),
        ("flanders", "east-flanders"): (1, 1),
        ("wallonia", "namur"): (2, 2),
    }
    assert html.count('href="/en/regions/brussels/"') == 1  # a region only, never a province
    assert html.count('href="/en/regions/namur/"') == 1
    assert "The map as a list" in html
    assert 'class="fold"' not in html  # in words below, not folded away


@pytest.mark.parametrize("language", LANGUAGES)
def test_towns_in_the_reader_s_language(client: Client, firms: None, language: str) -> None:
    names = {"en": "Ghent", "fr": "Gand", "nl": "Gent", "de": "Gent"}
    assert towns(client, language)[names[language]] == 1
    html = client.get(f"/{language}/map/").content.decode()
    assert f"/{language}/startups/?q={names[language]}&amp;region=east-flanders" in html


def test_a_town_leads_to_its_firms(client: Client, firms: None) -> None:
    found = client.get("/en/map/").context["regions"]
    [ghent] = next(area.towns for region in found for area in region.areas if area.option.slug == "east-flanders")
    assert len(client.get(ghent.url).context["results"]) == 1


def test_samples_count_nowhere(client: Client, firms: None, settings: Settings) -> None:
    settings.SHOW_SAMPLES = True
    Startup.objects.filter(municipality__name_local="Namur").update(is_sample=True)
    assert "Namur" not in towns(client)


def test_nothing_yet(client: Client) -> None:
    assert towns(client) == {}


def test_constant_number_of_queries(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            drawn(client)
        return len(queries)

    Make.unclaimed()
    asked()
    few = asked()
    Make.unclaimed(**Make.place("2000", "Antwerpen"))
    asked()
    assert asked() == few <= 5
