"""The home page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from directory.choices import EntryState
from directory.models import RevenueStage, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl", "de")


def page(client: Client, language: str = "en") -> str:
    response = client.get(f"/{language}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(client: Client, language: str) -> None:
    Make.unclaimed()
    content = page(client, language)
    assert f'action="/{language}/startups/"' in content
    assert f'href="/{language}/sectors/fintech/"' in content
    assert 'class="scale"' in content
    assert content.count('rel="alternate"') == 5


def test_counts_real_published_entries_only(client: Client, founder: User, wallonia: User) -> None:
    Make.unclaimed()
    Make.published(founder, wallonia)
    for change in ({"is_sample": True}, {"state": EntryState.UNPUBLISHED}, {"state": EntryState.STUB}):
        Startup.objects.filter(pk=Make.unclaimed().pk).update(**change)
    context = client.get("/en/").context
    assert context["figures"] == {"firms": 2, "municipalities": 2, "territories": 4}
    counts = {area.code: area.count for area in context["areas"]}
    assert counts["BE23"] == counts["BE35"] == 1
    assert sum(counts.values()) == 2
    assert len(counts) == 11


def test_the_map_leads_to_the_list(client: Client) -> None:
    areas = {area.code: area.url for area in client.get("/fr/").context["areas"]}
    assert areas["BE10"] == "/fr/startups/?region=brussels"
    assert areas["BE35"] == "/fr/startups/?region=namur"


def test_the_threshold_in_one_picture(client: Client, founder: User, wallonia: User) -> None:
    """Figures only once a real firm shows its stage, and never of one that does not."""
    hidden = {"year": 2025, "stage": RevenueStage.objects.get(slug="3m-5m").pk, "disclosed": False}
    Make.published(founder, wallonia, stage=hidden)
    sample = Make.published(founder, wallonia)
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    html = page(client)
    assert 'class="scale"' in html
    assert "revenue stage; at the threshold" not in html
    Make.published(founder, wallonia)
    response = client.get("/en/")
    assert {step.role: step.firms for step in response.context["stages"] if step.role} == {
        "approaching": 0,
        "threshold": 1,
        "crossing": 0,
    }
    html = response.content.decode()
    assert "1 of 2 firms shows its revenue stage; at the threshold: 1." in html
    assert 'href="/en/stages/2m-3m/"' in html


def test_last_coloured_in(client: Client, founder: User, wallonia: User) -> None:
    assert "Last coloured in" not in page(client)
    Make.published(founder, wallonia, name="Aquametrie")
    assert "Last coloured in" in page(client)
    assert "Aquametrie" in page(client)


@pytest.mark.parametrize("shows", [True, False])
def test_samples_stand_in_for_it_only_where_they_are_shown(
    client: Client, founder: User, wallonia: User, settings: Settings, shows: bool
) -> None:
    settings.SHOW_SAMPLES = shows
    startup = Make.published(founder, wallonia, name="Polderpeil")
    Startup.objects.filter(pk=startup.pk).update(is_sample=True)
    assert ("Sample firms, to show" in page(client)) is shows


def test_an_empty_directory(client: Client) -> None:
    page(client)


def test_constant_number_of_queries(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    Make.unclaimed()
    asked()
    few = asked()
    Make.unclaimed()
    asked()
    assert asked() == few <= 12
