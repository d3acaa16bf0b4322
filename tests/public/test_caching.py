"""Pages that are kept: what each change must show, who gets none of them, and what nobody can fill."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from directory.models import Ask, CatalogueVersion, Sector, Startup, SupportOrganisation
from directory.search import catalogue
from directory.views import caching
from tests.factories import Make

pytestmark = pytest.mark.django_db
LISTING = "/en/startups/"
PAGES = (
    "/en/",
    LISTING,
    "/fr/sectors/fintech/",
    "/nl/regions/namur/",
    "/de/stages/2m-3m/",
    "/en/organisations/",
    "/de/about/",
)
HTMX = {"HX-Request": "true"}


def get(client: Client, path: str = LISTING, **headers: str) -> HttpResponse:
    return client.get(path, headers=headers)  # type: ignore[return-value]


def again(client: Client, response: HttpResponse, path: str = LISTING) -> HttpResponse:
    return get(client, path, **{"If-None-Match": response["ETag"]})


def kept() -> int:
    return len(caches["pages"]._cache)  # type: ignore[attr-defined]


@contextmanager
def nothing_is_rendered() -> Iterator[None]:
    with patch("django.template.base.Template._render", side_effect=AssertionError("something was rendered")):
        yield


@pytest.mark.parametrize("path", PAGES)
def test_it_works(client: Client, path: str) -> None:
    Make.unclaimed()
    first = get(client, path)
    assert first["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "HX-Request"} <= set(first["Vary"].split(", "))
    with nothing_is_rendered():
        second = get(client, path)
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])
    assert second["Content-Language"] == path[1:3]
    for header in ("Content-Security-Policy", "X-Frame-Options", "Permissions-Policy", "Referrer-Policy"):
        assert second[header] == first[header]


def test_not_modified_costs_one_statement_and_no_rendering(client: Client) -> None:
    Make.unclaimed()
    first = get(client)
    catalogue_read = CaptureQueriesContext(connection)
    with nothing_is_rendered(), catalogue_read:
        response = again(client, first)
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == first["ETag"]
    assert sum("catalogueversion" in each["sql"] for each in catalogue_read) == 1
    assert not [each for each in catalogue_read if "directory_startup" in each["sql"]]


def test_a_proxy_may_weaken_the_etag(client: Client) -> None:
    first = get(client)
    assert get(client, **{"If-None-Match": f'"other", W/{first["ETag"]}'}).status_code == 304


def test_a_profile_too(client: Client) -> None:
    path = Make.unclaimed().get_absolute_url()
    first = get(client, path)
    assert again(client, first, path).status_code == 304
    assert again(client, first).status_code == 200  # of another address


def test_a_deploy(client: Client) -> None:
    first = get(client)
    with patch.object(caching, "release", return_value="another"):
        assert again(client, first).status_code == 200


def test_a_change_and_a_renamed_sector(client: Client) -> None:
    sector = Sector.objects.get(slug="fintech")
    entry = Make.unclaimed(sectors=[sector.pk])
    first = get(client)
    Sector.objects.filter(pk=sector.pk).update(name_en="Money matters")
    second = again(client, first)
    assert second.content.decode().count("Money matters") >= 2  # filter and card
    Startup.objects.filter(pk=entry.pk).update(name="Renamed")
    assert "Renamed" in again(client, second).content.decode()


def test_an_organisation(client: Client) -> None:
    first = get(client, "/en/organisations/")
    SupportOrganisation.objects.create(
        slug="hub",
        name="The Hub",
        kind="hub",
        source="Test",
        as_of=date(2026, 1, 1),
        is_published=True,
        municipality=Make.unclaimed().municipality,
    )
    assert "The Hub" in again(client, first, "/en/organisations/").content.decode()


def test_a_lapsed_ask_goes_at_midnight_in_brussels(client: Client, founder: User, wallonia: User) -> None:
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False):
        entry = Make.published(founder, wallonia)
        Ask.objects.create(
            startup=entry,
            kind="distributor",
            country="DE",
            text="A distributor in Bavaria",
            language="en",
            opened_on=date(2026, 3, 1),
            lapses_on=date(2026, 3, 1) + timedelta(days=90),
        )
        path = entry.get_absolute_url()
        first = get(client, path)
        assert "A distributor in Bavaria" in first.content.decode()
    with time_machine.travel("2026-05-29T21:59:00Z", tick=False):  # the 29th in Brussels, still
        last = again(client, first, path)
        assert last.status_code == 200
        assert "A distributor in Bavaria" in last.content.decode()
    with time_machine.travel("2026-05-29T22:01:00Z", tick=False):
        after = again(client, last, path)
        assert after.status_code == 200
        assert "A distributor in Bavaria" not in after.content.decode()


def test_a_confirmation_lapses_at_midnight_in_brussels(client: Client, founder: User, wallonia: User) -> None:
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False):
        Make.published(founder, wallonia)
    with time_machine.travel("2027-03-01T22:59:00Z", tick=False):
        first = get(client)
        assert "Confirmed by the firm" in first.content.decode()
    with time_machine.travel("2027-03-01T23:01:00Z", tick=False):
        second = again(client, first)
        assert second.status_code == 200
        assert "Not confirmed for over a year" in second.content.decode()


def test_a_restored_backup(client: Client) -> None:
    """The same version means another content: the epoch says so."""
    Make.unclaimed(name="Before")
    first = get(client)
    version = CatalogueVersion.objects.get().version
    Startup.objects.update(name="After")
    get(client)
    CatalogueVersion.objects.update(version=version)
    call_command("begin_epoch", verbosity=0)
    assert "After" in again(client, first).content.decode()


def test_signed_in_pages_are_private(client: Client, founder: User) -> None:
    first = get(client)
    client.force_login(founder)
    response = again(client, first)
    assert response.status_code == 200
    assert "My firms" in response.content.decode()
    assert response["Cache-Control"] == "private, no-cache"
    assert "ETag" not in response
    assert "Cookie" in response["Vary"]
    client.logout()
    assert "My firms" not in get(client).content.decode()


def test_a_waiting_message_is_nobody_elses(client: Client) -> None:
    get(client)
    client.cookies["messages"] = "something"
    assert get(client)["Cache-Control"] == "private, no-cache"


def test_the_part_for_htmx_is_another_page(client: Client) -> None:
    Make.unclaimed(name="Polderpeil")
    whole, part = get(client), get(client, **HTMX)
    assert whole["ETag"] != part["ETag"]
    assert "<html" not in part.content.decode()
    assert part.content.decode().strip().startswith("<title>")
    assert "Polderpeil" in part.content.decode()
    assert len(part.content) < len(whole.content)
    assert "<html" in get(client).content.decode()
    assert "<html" in get(client, **HTMX, **{"HX-History-Restore-Request": "true"}).content.decode()


def test_addresses_that_hold_forms_are_never_kept(client: Client) -> None:
    for path in ("/en/accounts/login/", "/en/register/", "/admin/", "/healthz"):
        assert "ETag" not in get(client, path)
    assert kept() == 0


def test_what_is_not_found_is_not_kept(client: Client) -> None:
    assert "ETag" not in get(client, "/en/startups/nobody/")
    assert "ETag" not in get(client, f"{LISTING}?page=99")
    assert kept() == 0


@pytest.mark.parametrize(
    "query",
    [
        "region=namur&sector=fintech&people=2-9",
        "q=water",
        "utm_source=x",
        "sector=fintech&region=namur",  # not in the canonical order
        "region=namur&region=namur",
        "page=1",
        "sort=name",
        "founded_from=2010",
        "founded_from=2010&founded_to=2011",
    ],
)
def test_a_crawler_cannot_fill_the_cache(client: Client, query: str) -> None:
    response = get(client, f"{LISTING}?{query}")
    assert (response.status_code, kept()) == (200, 0)
    assert again(client, response, f"{LISTING}?{query}").status_code == 304


def test_two_facets_in_their_order_are_kept(client: Client) -> None:
    get(client, f"{LISTING}?region=namur&sector=fintech")
    assert kept() == 1


def test_the_cache_is_bounded(client: Client, settings: Settings) -> None:
    caches["pages"]._max_entries = 3
    try:
        for slug in ("namur", "liege", "hainaut", "limburg", "antwerp"):
            get(client, f"{LISTING}?region={slug}")
        assert kept() <= 4  # Django makes room before it adds
    finally:
        caches["pages"]._max_entries = settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"]


def test_pages_beyond_the_size_are_not_kept(client: Client) -> None:
    with patch.object(caching, "LARGEST", 100):
        get(client)
    assert kept() == 0


def test_an_old_catalogue_never_bears_the_name_of_a_new_one(client: Client) -> None:
    """What is shown while a load fails, or while another thread loads, is not kept under the new version."""
    Make.unclaimed(name="Before")
    get(client)
    Make.unclaimed(name="Afterwards")
    with patch.object(catalogue, "load", side_effect=DatabaseError):
        response = get(client)
    assert "Afterwards" not in response.content.decode()
    assert "ETag" not in response
    assert response["Cache-Control"] == "no-store"
    catalogue.forget()
    assert "Afterwards" in get(client).content.decode()


def test_while_the_database_is_away_kept_pages_are_good(client: Client) -> None:
    Make.unclaimed(name="Polderpeil")
    get(client)
    error = OperationalError("connection refused")

    def refuse(*arguments: object) -> None:
        raise error

    with connection.execute_wrapper(refuse):
        assert "Polderpeil" in get(client).content.decode()
        other = get(client, "/de/startups/")
    assert (other.status_code, other["Retry-After"]) == (503, "30")


def test_head_is_answered_as_get(client: Client) -> None:
    first = get(client)
    response = client.head(LISTING)
    assert (response.status_code, response["ETag"], response.content) == (200, first["ETag"], b"")


def test_public_pages_set_no_cookie_and_hold_no_form_that_writes(client: Client) -> None:
    for path in PAGES:
        response = get(client, path)
        assert not response.cookies
        assert not re.search(r'method="?post|csrfmiddlewaretoken', response.content.decode(), re.IGNORECASE)


def test_the_signed_in_part_for_htmx_is_told_apart(client: Client, founder: User) -> None:
    client.force_login(founder)
    for headers in ({}, HTMX):
        assert {"Cookie", "HX-Request"} <= set(get(client, **headers)["Vary"].split(", "))


def test_another_host_is_refused_whatever_is_kept(client: Client) -> None:
    get(client)
    assert client.get(LISTING, headers={"host": "evil.example"}).status_code == 400
