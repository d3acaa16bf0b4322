"""Atom feeds of lists and of asks: well formed whatever names hold, the right entries, and cheap to ask for again."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory.models import Ask, Sector, Startup
from tests.factories import Make

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex"
    return ElementTree.fromstring(response.content)


def text(node: Any, name: str) -> str:
    return str(node.find(ATOM + name).text)


def titles(feed: Any) -> list[str]:
    return [text(entry, "title") for entry in feed.findall(f"{ATOM}entry")]


def link(node: Any, rel: str) -> str:
    return str(node.find(f"{ATOM}link[@rel='{rel}']").get("href"))


def test_it_works(client: Client, founder: User, wallonia: User) -> None:
    """The latest first, of this list alone, each text in its own language."""
    first = Make.published(founder, wallonia, name="Eau Vive")
    Make.published(founder, wallonia, name="Banque", sectors=[Sector.objects.get(slug="fintech").pk])
    Make.published(founder, wallonia, name="Eau Claire", tagline_de="Misst den Wasserstand")
    feed = read(client, "/feeds/de/startups.atom?sector=circular-water&sort=name&page=7")
    assert titles(feed) == ["Eau Claire", "Eau Vive"]
    assert feed.get(LANG) == "de"
    assert text(feed, "title").endswith(" – #BELGIANTECH")
    assert link(feed, "self") == text(feed, "id")
    assert link(feed, "self") == "http://127.0.0.1:8000/feeds/de/startups.atom?sector=circular-water"
    assert link(feed, "alternate") == "http://127.0.0.1:8000/de/startups/?sector=circular-water"
    assert "CC BY 4.0" in text(feed, "rights")
    assert text(feed.find(f"{ATOM}author"), "name") == "#BELGIANTECH"
    german, french = feed.findall(f"{ATOM}entry")
    summaries = [entry.find(f"{ATOM}summary") for entry in (german, french)]
    assert [(node.text, node.get(LANG), node.get("type")) for node in summaries] == [
        ("Misst den Wasserstand", "de", "text"),
        ("Mesure le niveau des rivières", "fr", "text"),
    ]
    assert link(french, "alternate") == "http://127.0.0.1:8000/de/startups/eau-vive/"
    assert text(french, "id") == f"tag:127.0.0.1,2026:startups/{first.pk}"
    assert text(feed, "updated") == text(german, "updated") >= text(french, "updated")
    Make.approve(Make.change(first, founder, name="Eau Vive et Fils"), wallonia)
    changed = read(client, "/feeds/de/startups.atom?sector=circular-water").find(f"{ATOM}entry")
    assert text(changed, "title") == "Eau Vive et Fils"
    assert (text(changed, "id"), text(changed, "published")) == (text(french, "id"), text(french, "published"))
    assert text(changed, "updated") > text(french, "updated")


def test_the_list_names_it(client: Client, founder: User, wallonia: User) -> None:
    """In its head and below its results, in its language, with the conditions and nothing else."""
    Make.published(founder, wallonia)
    page = client.get("/nl/startups/?sort=name&region=namur&sector=circular-water").content.decode()
    address = 'href="/feeds/nl/startups.atom?region=namur&amp;sector=circular-water"'
    assert page.count(address) == 2
    assert 'href="/nl/alerts/?region=namur&amp;sector=circular-water"' in page
    nothing = client.get("/nl/startups/?sector=fintech").content.decode()
    assert 'href="/nl/alerts/?sector=fintech"' in nothing


def test_hostile_names(client: Client, founder: User, wallonia: User) -> None:
    """Whatever a row holds, the feed is XML."""
    startup = Make.published(founder, wallonia)
    name = "A\x0bB\x1f]]>&<b>\"'\ufffe \U0001f469\u200d\U0001f52c \u202eabc\r\n"
    Startup.objects.filter(pk=startup.pk).update(name=name, tagline_fr=name)
    feed = read(client, "/feeds/en/startups.atom")
    assert titles(feed) == ["A B ]]>&<b>\"' \U0001f469\u200d\U0001f52c \u202eabc"]
    assert text(feed.find(f"{ATOM}entry"), "summary") == titles(feed)[0]


def test_asked_for_again(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    address = "/feeds/fr/startups.atom?region=namur"
    response = client.get(address)
    assert response["Cache-Control"] == "public, no-cache"
    assert response["Content-Language"] == "fr"
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Make.approve(Make.change(startup, founder, people="50-99"), wallonia)
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_the_same_number_of_statements(client: Client, founder: User, wallonia: User) -> None:
    counts = []
    for number in range(2):
        Make.published(founder, wallonia)
        client.get("/feeds/en/startups.atom?sector=circular-water")
        with CaptureQueriesContext(connection) as statements:
            assert len(titles(read(client, "/feeds/en/startups.atom?region=namur"))) == number + 1
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_not_what_is_not_public(client: Client, founder: User, wallonia: User, settings: Settings) -> None:
    settings.SHOW_SAMPLES = True
    stage = Make.profile()["stage"] | {"disclosed": False}
    Make.published(founder, wallonia, name="Discrète", stage=stage)
    sample = Make.published(founder, wallonia, name="Exemple")
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    assert titles(read(client, "/feeds/en/startups.atom")) == ["Discrète"]
    empty = read(client, "/feeds/en/startups.atom?stage=2m-3m")
    assert titles(empty) == []
    assert text(empty, "updated").startswith(timezone.localdate().isoformat())
    assert titles(read(client, "/feeds/en/startups.atom?q=Discr%C3%A8tte")) == []  # only a similar name


def test_an_undisclosed_stage_moves_nothing(client: Client, founder: User, wallonia: User) -> None:
    """Neither in the feed nor in the list: a change of it alone is nobody's business, until it is disclosed."""
    stage = Make.profile()["stage"] | {"disclosed": False}
    startup = Make.published(founder, wallonia, name="Discrète", stage=stage)
    Make.published(founder, wallonia, name="Autre")
    before = read(client, "/feeds/en/startups.atom").findall(f"{ATOM}entry")
    for secret in (stage | {"year": 2026}, None, stage):
        Make.approve(Make.change(startup, founder, stage=secret), wallonia)
        assert Startup.objects.get(pk=startup.pk).content_version > startup.content_version
        after = read(client, "/feeds/en/startups.atom").findall(f"{ATOM}entry")
        assert [text(entry, "title") for entry in after] == ["Autre", "Discrète"]
        assert [text(entry, "updated") for entry in after] == [text(entry, "updated") for entry in before]
        page = client.get("/en/startups/?sort=updated").content.decode()
        assert page.index("Autre") < page.index("Discrète")
    for change in ({"stage": stage | {"disclosed": True}}, {"stage": stage}, {"stage": None, "people": "50-99"}):
        changed_at = Startup.objects.get(pk=startup.pk).changed_at
        Make.approve(Make.change(startup, founder, **change), wallonia)
        assert Startup.objects.get(pk=startup.pk).changed_at > changed_at
        assert titles(read(client, "/feeds/en/startups.atom")) == ["Discrète", "Autre"]


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/xx/startups.atom",
        "/feeds/en/startups.atom?sector=none-such",
        "/feeds/en/startups.atom?founded_from=²",
        "/feeds/en/asks.atom?country=zz",
        "/feeds/en/asks.atom?kind=none-such",
        "/feeds/en/other.atom",
    ],
)
def test_what_does_not_exist(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_asks(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    today = timezone.localdate()
    for number, (kind, country, opened) in enumerate(
        [
            ("distributor", "DE", today),
            ("customer", "", today - timedelta(days=2)),
            ("distributor", "FR", date(2020, 1, 1)),
        ]
    ):
        Ask.objects.create(
            startup=startup,
            kind=kind,
            country=country,
            text=f"Texte & {number}",
            language="fr",
            opened_on=opened,
            lapses_on=opened + timedelta(days=90),
        )
    feed = read(client, "/feeds/en/asks.atom")
    found = [entry.find(f"{ATOM}summary") for entry in feed.findall(f"{ATOM}entry")]
    assert [(node.text, node.get(LANG)) for node in found] == [("Texte & 0", "fr"), ("Texte & 1", "fr")]
    assert "Germany" in titles(feed)[0]
    assert len(titles(read(client, "/feeds/en/asks.atom?country=de"))) == 1
    assert len(titles(read(client, "/feeds/en/asks.atom?country=any"))) == 1
    assert titles(read(client, "/feeds/en/asks.atom?country=es")) == []  # nobody yet, and not everybody's
    page = client.get("/en/asks/?country=DE").content.decode()
    assert page.count('href="/feeds/en/asks.atom?country=DE"') == 2
    Startup.objects.update(is_sample=True)
    assert titles(read(client, "/feeds/en/asks.atom")) == []
