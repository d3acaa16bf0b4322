"""A profile as it is shown elsewhere: to search engines, and as the picture beside a link."""

import io
import json
import re
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from directory.choices import EntryState
from directory.models import Market, RevenueStage, Slug, Startup
from directory.views import drawing
from directory.views.drawing import Picture, draw
from tests.factories import Make

pytestmark = pytest.mark.django_db
HOSTILE = "</script><!-- \u2028 <script>alert(1)</script> & Łódź"


@pytest.fixture
def aquametrie(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Aquametrie", support_languages=["fr", "en"])


def block(client: Client, slug: str, language: str = "en") -> Any:
    content = client.get(f"/{language}/startups/{slug}/").content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.S)
    return json.loads(found[0]) if found else None


def test_it_works(client: Client, aquametrie: Startup) -> None:
    Market.objects.create(startup=aquametrie, country="DE", activity="customers")
    Market.objects.create(startup=aquametrie, country="GB", activity="entering")
    said = block(client, "aquametrie")
    number = aquametrie.enterprise_number
    assert said["name"] == "Aquametrie"
    assert said["url"].endswith("/en/startups/aquametrie/")
    assert said["sameAs"] == [aquametrie.website]
    assert said["vatID"] == f"BE{number}"
    assert f"0208:{number}" in [each["value"] for each in said["identifier"]]
    assert said["address"] == {
        "@type": "PostalAddress",
        "postalCode": "5000",
        "addressLocality": "Namur",
        "addressRegion": "Namur",
        "addressCountry": "BE",
    }
    assert said["foundingDate"] == "2019"
    assert said["numberOfEmployees"] == {"@type": "QuantitativeValue", "minValue": 10, "maxValue": 19}
    assert sorted(said["knowsLanguage"]) == ["en", "fr"]
    assert said["areaServed"] == ["DE"]
    assert said["slogan"] == {"@value": "Mesure le niveau des rivières", "@language": "fr"}
    assert block(client, "aquametrie", "fr")["slogan"] == "Mesure le niveau des rivières"


def test_hostile_names_and_hidden_stages(client: Client, founder: User, wallonia: User) -> None:
    hidden = {"year": 2025, "stage": RevenueStage.objects.get(slug="10m-50m").pk, "disclosed": False}
    firm = Make.published(founder, wallonia, name=HOSTILE, tagline_fr=HOSTILE, stage=hidden)
    said = block(client, firm.slug)
    assert said["name"] == firm.name
    assert "10M" not in json.dumps(said)
    assert client.get(f"/en/startups/{firm.slug}/card.png").status_code == 200


def test_what_is_not_given_is_left_out(client: Client) -> None:
    firm = Make.unclaimed(name="Oudgediende")
    said = block(client, firm.slug)
    assert not {"vatID", "identifier", "numberOfEmployees", "description"} & set(said)


def test_samples_say_nothing(client: Client, aquametrie: Startup) -> None:
    Startup.objects.filter(pk=aquametrie.pk).update(is_sample=True)
    assert block(client, "aquametrie") is None


# ---- The picture ----


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_picture(client: Client, aquametrie: Startup, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    caches["pictures"].clear()
    address = f"/{language}/startups/aquametrie/card.png"
    assert f'{address}">' in client.get(f"/{language}/startups/aquametrie/").content.decode()
    response = client.get(address)
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert len(response.content) < 100_000
    assert "Vary" not in response

    def never(_picture: Picture) -> bytes:
        raise AssertionError("drawn twice")

    monkeypatch.setattr(drawing, "draw", never)
    assert client.get(address).content == response.content
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    asked = [query["sql"].split("FROM ")[1].split()[0] for query in queries if '"directory_' in query["sql"]]
    assert asked == ['"directory_startup"', '"directory_sectorlink"']  # no more than what it says


def test_the_picture_follows_its_entry(client: Client, aquametrie: Startup, settings: Settings) -> None:
    address = "/en/startups/aquametrie/card.png"
    Slug.objects.create(slug="old-name", startup=aquametrie)
    assert client.get("/en/startups/old-name/card.png")["Location"] == address
    assert client.get("/en/startups/nobody/card.png").status_code == 404
    before = client.get(address)["ETag"]
    Startup.objects.filter(pk=aquametrie.pk).update(is_sample=True)
    assert client.get(address)["ETag"] != before
    settings.SHOW_SAMPLES = False
    assert client.get(address).status_code == 404
    for state, status in ((EntryState.UNPUBLISHED, 404), (EntryState.REMOVED, 410)):
        Startup.objects.filter(pk=aquametrie.pk).update(state=state, is_sample=False)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("name", ["x" * 120, "日本 株式会社", "\u202e\x00😀", "", "Łódź & Søn", HOSTILE])
def test_any_name_has_a_picture(name: str) -> None:
    drawn = draw(Picture(name, "0477.472.701", name * 4, name * 3, "Confirmed by the firm", is_confirmed=True))
    assert Image.open(io.BytesIO(drawn)).size == (1200, 630)


# ---- Related firms ----


def test_related_firms_nearest_first(client: Client, aquametrie: Startup, founder: User, wallonia: User) -> None:
    ghent = Make.place("9000", "Gent")
    plain = Make.published(founder, wallonia, name="Aaa Namur")
    market = Make.published(founder, wallonia, name="Zzz Markt")
    lapsed = Make.published(founder, wallonia, name="Bbb Vieux")
    Make.unclaimed(name="Elders", **ghent)
    for firm in (aquametrie, market, lapsed):
        Market.objects.create(startup=firm, country="DE", activity="customers")
    old = timezone.localdate().replace(year=timezone.localdate().year - 3)
    Startup.objects.filter(pk=lapsed.pk).update(confirmed_on=old)
    shown = client.get("/en/startups/aquametrie/").context["related"]
    assert [each.startup.name for each in shown] == [market.name, plain.name, lapsed.name]
    assert [each.why for each in shown] == [
        "Same sector · also in Germany · Namur",
        "Same sector · Namur",
        "Same sector · also in Germany · Namur",
    ]
