"""The profile of one startup."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory.choices import CompanyStatus, EntryState
from directory.models import (
    Ask,
    Certification,
    Market,
    Municipality,
    Office,
    Reference,
    RevenueStage,
    Slug,
    Startup,
)
from directory.search import catalogue
from tests.factories import Make

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl", "de")


@pytest.fixture
def aquametrie(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Aquametrie")


def page(client: Client, startup: Startup, language: str = "en") -> str:
    response = client.get(f"/{language}/startups/{startup.slug}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(client: Client, aquametrie: Startup, language: str) -> None:
    content = page(client, aquametrie, language)
    assert "<h1>Aquametrie</h1>" in content
    assert "Des capteurs mesurent" in content
    assert aquametrie.domain in content
    assert 'rel="nofollow noopener"' in content


def test_facts_with_date_and_source(client: Client, aquametrie: Startup) -> None:
    content = page(client, aquametrie)
    today = timezone.localdate()
    assert f"Declared by the company, {today.day} {today:%B} {today.year}" in content
    assert "5000 Namur" in content
    assert "10–19" in content
    number = aquametrie.enterprise_number
    assert f"{number[:4]}.{number[4:7]}.{number[7:]}" in content
    assert f"0208:{number}" in content


def test_a_text_in_another_language_is_marked(client: Client, aquametrie: Startup) -> None:
    assert '<span lang="fr">Mesure le niveau' in page(client, aquametrie, "en")
    assert "In French: not translated yet" in page(client, aquametrie, "en")
    assert '<span lang="fr">Mesure le niveau' not in page(client, aquametrie, "fr")


def test_unclaimed(client: Client) -> None:
    startup = Make.unclaimed(name="Oudgediende")
    content = page(client, startup)
    assert "Unclaimed: nobody of the company has confirmed this entry" in content
    assert "What only the company knows" in content
    assert "Public list: Test list, " in content
    assert 'href="https://example.com/list"' in content
    assert "CC0-1.0" in content
    assert 'href="/en/register/"' in content
    assert "Ghent (Gent)" in content


def test_confirmed_by_role_never_by_name(client: Client, aquametrie: Startup, founder: User, wallonia: User) -> None:
    User.objects.filter(pk__in=[founder.pk, wallonia.pk]).update(name="Nomen Nescio")
    content = page(client, aquametrie)
    assert "Confirmed by the" in content
    assert "Approved by the moderators of Wallonia" in content
    for secret in ("Nomen Nescio", founder.email, wallonia.email, str(founder.pk)):
        assert secret not in content


def test_not_confirmed_for_over_a_year(client: Client, aquametrie: Startup) -> None:
    long_ago = timezone.localdate() - timedelta(days=400)
    Startup.objects.filter(pk=aquametrie.pk).update(confirmed_on=long_ago)
    assert "Not confirmed since" in page(client, aquametrie)


def test_a_disclosed_stage_stands_on_the_scale(client: Client, aquametrie: Startup) -> None:
    content = page(client, aquametrie)
    assert "Yearly revenue: €2M to €3M" in content
    assert 'aria-current="step"' in content


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_undisclosed_stage_is_not_on_the_page(client: Client, founder: User, wallonia: User, language: str) -> None:
    stage = RevenueStage.objects.get(slug="10m-50m")
    value = {"year": 2025, "stage": stage.pk, "disclosed": False}
    startup = Make.published(founder, wallonia, name="Discreet", stage=value)
    content = page(client, startup, language)
    assert 'class="scale"' not in content
    for code in LANGUAGES:
        assert getattr(stage, f"name_{code}") not in content


def test_markets_asks_references_certificates_offices(client: Client, aquametrie: Startup) -> None:
    today = timezone.localdate()
    Market.objects.create(startup=aquametrie, country="DE", activity="customers", since=2021)
    Market.objects.create(startup=aquametrie, country="GB", activity="seeking-partner")
    for text, lapses in (("Vertrieb gesucht", today + timedelta(days=9)), ("Abgelaufen", today)):
        Ask.objects.create(
            startup=aquametrie,
            kind="distributor",
            country="DE",
            text=text,
            language="de",
            opened_on=today - timedelta(days=80),
            lapses_on=lapses,
        )
    Reference.objects.create(startup=aquametrie, name="Waterschap", country="NL")
    Certification.objects.create(startup=aquametrie, name="ISO 27001", valid_until=today)
    Certification.objects.create(startup=aquametrie, name="ISO 9001", valid_until=today - timedelta(days=1))
    Office.objects.create(startup=aquametrie, country="FR", city="Lille")
    content = page(client, aquametrie)
    ask = '<q lang="de">Vertrieb gesucht</q>'
    for shown in ("Germany", "2021", 'class="on">DE', 'class="soon">GB', ask, "Waterschap"):
        assert shown in content
    assert "ISO 27001" in content
    assert "Lille (France)" in content
    assert "Abgelaufen" not in content
    assert "ISO 9001" not in content


def test_what_became_of_it(client: Client, aquametrie: Startup) -> None:
    Startup.objects.filter(pk=aquametrie.pk).update(
        status=CompanyStatus.ACQUIRED, acquired_by="Grande Eau", status_since=date(2025, 3, 1)
    )
    assert "Aquametrie was acquired by Grande Eau on 1 March 2025." in page(client, aquametrie)


def test_similar_firms(client: Client, aquametrie: Startup, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Autre Eau")
    Make.unclaimed(name="Elders")
    content = page(client, aquametrie)
    assert "Autre Eau" in content
    assert "Elders" not in content


def test_a_sample_says_so(client: Client, aquametrie: Startup) -> None:
    Startup.objects.filter(pk=aquametrie.pk).update(is_sample=True)
    content = page(client, aquametrie)
    assert "Aquametrie does not exist." in content
    assert "noindex" in content


def test_samples_hide_where_they_are_not_shown(client: Client, aquametrie: Startup, settings: Settings) -> None:
    """On a database that once ran with DEBUG on."""
    Startup.objects.filter(pk=aquametrie.pk).update(is_sample=True)
    Slug.objects.create(slug="old-name", startup=aquametrie)
    assert aquametrie.name in client.get("/en/startups/").content.decode()
    settings.SHOW_SAMPLES = False
    catalogue.forget()  # no process changes its mind about samples
    caches["fragments"].clear()
    for slug in (aquametrie.slug, "old-name"):
        assert client.get(f"/en/startups/{slug}/").status_code == 404
    for path in ("", "startups/", "startups/?q=aquametrie", "sectors/circular-water/", "regions/namur/"):
        assert aquametrie.name not in client.get(f"/en/{path}").content.decode().replace("?q=aquametrie", ""), path


def test_an_old_address_leads_on(client: Client, aquametrie: Startup) -> None:
    Slug.objects.create(slug="old-name", startup=aquametrie)
    response = client.get("/nl/startups/old-name/")
    assert (response.status_code, response["Location"]) == (301, f"/nl/startups/{aquametrie.slug}/")


def test_a_merged_entry_leads_on(client: Client, aquametrie: Startup) -> None:
    other = Make.unclaimed(name="Double")
    Startup.objects.filter(pk=other.pk).update(state=EntryState.MERGED, merged_into=aquametrie)
    response = client.get(f"/de/startups/{other.slug}/")
    assert (response.status_code, response["Location"]) == (301, f"/de/startups/{aquametrie.slug}/")


def test_a_removed_entry_is_gone(client: Client, aquametrie: Startup) -> None:
    Startup.objects.filter(pk=aquametrie.pk).update(state=EntryState.REMOVED)
    response = client.get(f"/en/startups/{aquametrie.slug}/")
    assert response.status_code == 410
    assert "Aquametrie" not in response.content.decode()


@pytest.mark.parametrize("state", [EntryState.STUB, EntryState.UNPUBLISHED])
def test_what_is_not_public_does_not_exist(client: Client, aquametrie: Startup, state: EntryState) -> None:
    Startup.objects.filter(pk=aquametrie.pk).update(state=state)
    assert client.get(f"/en/startups/{aquametrie.slug}/").status_code == 404


@pytest.mark.parametrize("slug", ["nobody", "a" * 500, "%00", "%FF", "..%2F", "é"])
def test_unknown_addresses(client: Client, slug: str) -> None:
    assert client.get(f"/en/startups/{slug}/").status_code in (400, 404)


def test_markup_stays_text(client: Client, founder: User, wallonia: User) -> None:
    payload = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    startup = Make.published(
        founder, wallonia, name=payload, tagline_fr=payload, description_fr=f"{payload}\n\n{payload}"
    )
    Reference.objects.create(startup=startup, name=payload, country="NL")
    content = page(client, startup)
    assert "<script>alert" not in content
    assert "<img src=x" not in content


def test_constant_number_of_queries(client: Client, founder: User, wallonia: User, aquametrie: Startup) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, aquametrie)
        return sum("directory_" in each["sql"] for each in queries)

    Make.published(founder, wallonia)
    Market.objects.create(startup=aquametrie, country="DE", activity="customers")
    Office.objects.create(startup=aquametrie, country="FR", city="Lille")
    page(client, aquametrie)  # so that the catalogue is there
    Market.objects.create(startup=aquametrie, country="LU", activity="customers")
    few = asked()
    for country in ("FR", "NL", "GB"):
        Make.published(founder, wallonia)
        Market.objects.create(startup=aquametrie, country=country, activity="customers")
        Office.objects.create(
            startup=aquametrie, country="BE", municipality=Municipality.objects.get(name_local="Gent")
        )
    assert asked() <= few + 2  # the municipalities of the offices, the cards of new similar firms
    assert few <= 17
