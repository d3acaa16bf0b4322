"""The root, health, robots and sitemap."""

from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from accounts.models import User
from directory.choices import EntryState
from directory.models import Startup
from tests.factories import Make


@pytest.mark.parametrize(
    ("accepts", "cookie", "language"),
    [
        ("", "", "en"),
        ("nl-BE,nl;q=0.9", "", "nl"),
        ("ja", "", "en"),
        ("nl", "de", "de"),
        ("fr", "xx", "fr"),
        ("\xff;;q=²", "", "en"),
    ],
)
def test_root(client: Client, accepts: str, cookie: str, language: str) -> None:
    if cookie:
        client.cookies["language"] = cookie
    response = client.get("/", headers={"Accept-Language": accepts})
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
    assert "no-store" in response["Cache-Control"]
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


def test_healthz_asks_no_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_not_ready_without_database(client: Client, error: type[Exception]) -> None:
    with patch("directory.views.machines.MigrationExecutor", side_effect=error):
        assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_not_ready_while_migrations_wait(client: Client) -> None:
    with patch("directory.views.machines.MigrationExecutor.migration_plan", return_value=["one"]):
        assert client.get("/readyz").status_code == 503


def test_robots(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert {"Disallow: /admin/", "Disallow: /*/my/", "Disallow: /*/accounts/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://127.0.0.1:8000/sitemap.xml"


@pytest.mark.django_db
def test_sitemap(client: Client, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Aquametrie")
    for change in ({"is_sample": True}, {"state": EntryState.REMOVED}):
        hidden = Make.unclaimed(name=f"Hidden {len(change)}")
        Startup.objects.filter(pk=hidden.pk).update(**change)
    index = client.get("/sitemap.xml").content.decode()
    for section in ("pages", "startups", "organisations", "sectors", "regions", "stages"):
        assert f"/sitemap-{section}.xml" in index
        assert client.get(f"/sitemap-{section}.xml").status_code == 200
    startups = client.get("/sitemap-startups.xml").content.decode()
    for language in ("en", "fr", "nl", "de"):
        assert f"<loc>http://127.0.0.1:8000/{language}/startups/aquametrie/</loc>" in startups
    assert 'hreflang="nl"' in startups
    assert "hidden" not in startups
    assert "brussels-capital" not in client.get("/sitemap-regions.xml").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sitemap-nothing.xml", "/sitemap-startups.xml?p=99", "/sitemap-startups.xml?p=x"])
def test_unknown_sections(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
