"""What the search field proposes."""

import re

import pytest
from django.test import Client

from accounts.models import User
from directory.choices import CompanyStatus
from directory.models import Sector, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db


def suggested(client: Client, q: str, language: str = "en") -> list[tuple[str, str]]:
    """The proposals as pairs of words and address."""
    response = client.get(f"/{language}/suggest/", {"q": q})
    assert response.status_code == 200
    content = response.content.decode()
    assert "<html" not in content
    return [
        (words, url.replace("&amp;", "&"))
        for url, words in re.findall(r'<a href="([^"]+)"[^>]*><span>([^<]+)</span>', content)
    ]


def test_it_works(client: Client) -> None:
    entry = Make.unclaimed(name="Fintastic", sectors=[Sector.objects.get(slug="fintech").pk])
    assert suggested(client, "fin") == [
        ("Fintastic", entry.get_absolute_url()),
        ("Fintech", "/en/startups/?sector=fintech"),
    ]


def test_places_in_any_language(client: Client) -> None:
    Make.unclaimed()
    for typed in ("gen", "Gan", "ghe"):
        assert ("Ghent", "/en/startups/?q=Ghent") in suggested(client, typed)
    assert ("Gand", "/fr/startups/?q=Gand") in suggested(client, "gent", "fr")


def test_accents_and_capitals_do_not_count(client: Client) -> None:
    Make.unclaimed(name="Éclair")
    assert suggested(client, "ECL")[0][0] == "Éclair"


def test_later_words_of_a_name(client: Client) -> None:
    Make.unclaimed(name="Lumen Energy")
    Make.unclaimed(name="Energica")
    assert [words for words, _url in suggested(client, "energ")] == ["Energica", "Lumen Energy"]


def test_the_confirmed_come_first(client: Client, founder: User, wallonia: User) -> None:
    Make.unclaimed(name="Lumen A")
    Make.published(founder, wallonia, name="Lumen B")
    assert [words for words, _url in suggested(client, "lumen")] == ["Lumen B", "Lumen A"]


def test_eight_at_most(client: Client) -> None:
    for number in range(12):
        Make.unclaimed(name=f"Lumen {number}")
    assert len(suggested(client, "lumen")) == 8


def test_only_what_leads_somewhere(client: Client) -> None:
    assert suggested(client, "fintech") == suggested(client, "gent") == []


def test_former_companies_are_not_proposed(client: Client) -> None:
    Startup.objects.filter(pk=Make.unclaimed(name="Former").pk).update(status=CompanyStatus.CEASED)
    assert suggested(client, "form") == []


@pytest.mark.parametrize("q", ["", "l", " ", "\u202e", "%", "'", "\\", "x" * 5000, "²", "<script>"])
def test_nothing_to_propose(client: Client, q: str) -> None:
    Make.unclaimed(name="Lumen")
    assert suggested(client, q) == []


def test_markup_in_a_name_stays_text(client: Client, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="<img src=x onerror=alert(1)>")
    content = client.get("/en/suggest/?q=%3Cimg").content.decode()
    assert "<img" not in content
    assert "&lt;img" in content


def test_it_is_asked_for_again_by_its_etag_and_not_kept(client: Client) -> None:
    first = client.get("/en/suggest/?q=lumen")
    assert client.get("/en/suggest/?q=lumen", headers={"If-None-Match": first["ETag"]}).status_code == 304
    Make.unclaimed(name="Lumen")
    assert client.get("/en/suggest/?q=lumen", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_almost_right_sector_is_offered(client: Client) -> None:
    content = client.get("/en/startups/?q=fintch").content.decode()
    assert "Did you mean?" in content
    assert 'href="/en/startups/?sector=fintech"' in content
