"""Support organisations, and the pages of words."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from directory.models import Municipality, SupportOrganisation

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl", "de")


@pytest.fixture
def hub() -> SupportOrganisation:
    return SupportOrganisation.objects.create(
        slug="wintercircus",
        name="Wintercircus",
        kind="hub",
        municipality=Municipality.objects.get(name_local="Gent"),
        source="Test list",
        as_of=date(2026, 1, 1),
        is_published=True,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["organisations", "organisations/wintercircus"])
def test_organisations(client: Client, hub: SupportOrganisation, language: str, path: str) -> None:
    response = client.get(f"/{language}/{path}/")
    assert response.status_code == 200
    assert "Wintercircus" in response.content.decode()


def test_organisations_are_no_startups(client: Client, hub: SupportOrganisation) -> None:
    assert "Wintercircus" not in client.get("/en/startups/").content.decode()
    assert client.get("/en/").context["figures"]["firms"] == 0


def test_unpublished_organisations_do_not_exist(client: Client, hub: SupportOrganisation) -> None:
    SupportOrganisation.objects.update(is_published=False)
    assert client.get("/en/organisations/wintercircus/").status_code == 404
    assert "Wintercircus" not in client.get("/en/organisations/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["about", "privacy", "accessibility"])
def test_words(client: Client, language: str, path: str) -> None:
    assert client.get(f"/{language}/{path}/").status_code == 200


def test_who_answers_is_named_only_where_set(client: Client, settings: Settings) -> None:
    settings.OPERATOR_NAME = settings.OPERATOR_EMAIL = ""
    assert "mailto:" not in client.get("/en/privacy/").content.decode()
    settings.OPERATOR_NAME, settings.OPERATOR_EMAIL = "The Operator", "hello@example.test"
    content = client.get("/en/privacy/").content.decode()
    assert "This site is operated by The Operator." in content
    assert 'href="mailto:hello@example.test"' in content


def test_attribution(client: Client) -> None:
    content = client.get("/en/about/").content.decode()
    for source in ("Crunchbase", "NGI/IGN", "Statbel", "GeoNames", "ROR"):
        assert source in content
