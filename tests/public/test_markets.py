"""The world with its Belgian firms, and the page of each country."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory.models import Ask, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db


def market(country: str, *activities: str, since: int | None = None) -> dict[str, object]:
    return {"country": country, "activities": list(activities), "since": since}


@pytest.fixture
def firms(founder: User, wallonia: User) -> None:
    """Three firms in Germany, one of them twice; one of them in Austria; one that only answers in German."""
    Make.published(founder, wallonia, name="Aquametrie", markets=[market("DE", "customers", "entering", since=2021)])
    Make.published(founder, wallonia, name="Betonica", markets=[market("DE", "entering"), market("AT", "staff")])
    Make.published(founder, wallonia, name="Cimenta", markets=[market("DE", "seeking-partner")])
    Make.published(founder, wallonia, name="Dialecta", support_languages=["de"])


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_the_world(client: Client, firms: None, language: str) -> None:
    response = client.get(f"/{language}/markets/")
    counts = [(row.code, row.total, row.by_activity) for row in response.context["markets"]]
    assert counts == [("DE", 3, [1, 0, 2, 1]), ("AT", 1, [0, 1, 0, 0])]
    assert response.context["firms"] == 3
    content = response.content.decode()
    assert content.count(f'href="/{language}/markets/de/"') == 3  # on both maps and in the table
    assert not response.context["are_samples"]


def test_each_firm_stands_where_it_tells_a_buyer_most(client: Client, firms: None) -> None:
    response = client.get("/en/markets/de/")
    content = response.content.decode()
    sections = {section.slug: len(section.entries) for section in response.context["sections"]}
    assert sections == {"here": 1, "coming": 1, "seeking": 1, "speaking": 1}
    order = [content.index(name) for name in ("Aquametrie", "Betonica", "Cimenta", "Dialecta")]
    assert order == sorted(order)
    assert content.count(">Aquametrie</a>") == 1
    assert len(response.context["firms"]) == 3  # who only speaks the language does not work there
    assert "noindex" not in content


@pytest.mark.parametrize(("language", "offered"), [("en", "/de/markets/at/"), ("fr", "/de/markets/at/"), ("de", None)])
def test_the_buyers_language_is_offered(client: Client, firms: None, language: str, offered: str | None) -> None:
    offer = client.get(f"/{language}/markets/at/").context["offer"]
    assert (offer and offer.url) == offered


def test_no_language_is_guessed(client: Client) -> None:
    assert client.get("/en/markets/es/").context["offer"] is None


def test_a_country_without_firms_says_so(client: Client, firms: None) -> None:
    content = client.get("/en/markets/jp/").content.decode()
    assert "No Belgian firm has said yet that it works here." in content
    assert '<meta name="robots" content="noindex">' in content


def test_nobody_works_abroad(client: Client) -> None:
    content = client.get("/en/markets/").content.decode()
    assert "No firm has said yet where it works abroad." in content
    assert "<table" not in content


@pytest.mark.parametrize("code", ["be", "xx", "zz1", "%00", "eu"])
def test_what_is_no_market(client: Client, code: str) -> None:
    assert client.get(f"/en/markets/{code}/").status_code in (400, 404)


def test_one_address_a_country(client: Client) -> None:
    response = client.get("/fr/markets/DE/")
    assert (response.status_code, response["Location"]) == (301, "/fr/markets/de/")


def test_asks_and_references_of_the_country(client: Client, founder: User, wallonia: User, settings: Settings) -> None:
    firm = Make.published(
        founder,
        wallonia,
        markets=[market("DE", "customers")],
        references=[{"name": "Wasserwerk Nord", "country": "DE", "url": ""}],
    )
    today = timezone.localdate()
    for text, country, ended in (("Distributor", "DE", None), ("Elsewhere", "FR", None), ("Over", "DE", today)):
        Ask.objects.create(
            startup=firm,
            kind="distributor",
            country=country,
            text=text,
            language="en",
            opened_on=today,
            lapses_on=today + timedelta(days=90),
            ended_on=ended,
        )
    response = client.get("/en/markets/de/")
    assert [ask.text for ask in response.context["asks"]] == ["Distributor"]
    assert "Wasserwerk Nord" in response.content.decode()
    settings.SHOW_SAMPLES = True
    sample = Make.published(
        founder,
        wallonia,
        markets=[market("DE", "customers")],
        references=[{"name": "Presse Ouest", "country": "DE", "url": ""}],
    )
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    response = client.get("/en/markets/de/")
    assert [ask.text for ask in response.context["asks"]] == ["Distributor"]
    assert "Presse Ouest" not in response.content.decode()
    firm.state = "unpublished"
    firm.save()
    response = client.get("/en/markets/de/")
    assert not response.context["asks"]
    assert "Wasserwerk Nord" not in response.content.decode()


def test_samples_stand_in_while_there_is_nothing_real(
    client: Client, founder: User, wallonia: User, settings: Settings
) -> None:
    sample = Make.published(founder, wallonia, name="Polderpeil", markets=[market("DE", "customers")])
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    settings.SHOW_SAMPLES = True
    for address in ("/en/markets/", "/en/markets/de/"):
        response = client.get(address)
        assert response.context["are_samples"]
        assert "Sample data." in response.content.decode()
    Make.published(founder, wallonia, name="Aquametrie", markets=[market("DE", "customers")])
    response = client.get("/en/markets/de/")
    assert not response.context["are_samples"]
    assert "Polderpeil" not in response.content.decode()


def test_the_sitemap_knows_them(client: Client, firms: None) -> None:
    content = client.get("/sitemap-markets.xml").content.decode()
    assert "/en/markets/de/" in content
    assert "/en/markets/jp/" not in content
