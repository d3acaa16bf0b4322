"""Every address declares who may reach it, and keeps what that promises."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from accounts.models import User
from belgiantech.policies import Policy
from directory.models import Municipality, Startup, SupportOrganisation
from tests.factories import Make

LANGUAGES = ("en", "fr", "nl", "de")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|LOCK|CREATE|ALTER|DROP)\b|FOR (NO KEY )?UPDATE", re.I)

# What stands in an address in place of its variables. A variable that is not named here fails the test.
ARGUMENTS = {
    "startups/<slug:slug>/": "aquametrie",
    "sectors/<slug:slug>/": "fintech",
    "regions/<slug:slug>/": "namur",
    "markets/<slug:code>/": "de",
    "stages/<slug:slug>/": "2m-3m",
    "organisations/<slug:slug>/": "wintercircus",
    "insights/<slug:chart>.csv": "regions",
    **{f"collections/<slug:slug>/{page}": "to-munich" for page in ("", "booklet/", "roster/", "list.csv")},
    "sitemap-<slug:section>.xml": "startups",
}
ANY = {
    "<slug:reference>": "BT-2026-AAAAAA",
    "<slug:slug>": "aquametrie",
    "<int:pk>": "1",
    "<int:kept>": "1",
    "<int:merged>": "2",
    "<int:startup>": "1",
    "<int:firm>": "1",
    "<slug:topic>": "trust",
    "<str:name>": "name",
    "<str:language>": "en",
    "<slug:token>": "secret",
    "<str:token>": "secret",
    "<uuid:pk>": "00000000-0000-4000-8000-000000000000",
}

# Public ways in that belong to signing in, registering, invitations or links in mails: they hold forms and cookies, and
# redirect at will.
WITH_FORMS = (
    "accounts/",
    "register/",
    "/claim/",
    "/introduction/",
    "/error/",
    "introductions/",
    "alerts/",
    "my/invitations/",
    "my/confirm/",
    "my/asks/",
    "my/invited/",
    "admin/login",
    "admin/logout",
)
# Files, which tests/public/test_logo.py and test_profile_shown.py ask for.
FILES = ("logos/", "/card.png")


def walk(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern


def routes() -> list[tuple[str, URLPattern]]:
    """Each address in English; the languages differ in their first part only."""
    with translation.override("en"):
        return list(walk(get_resolver().url_patterns))


ROUTES = routes()


def policy_of(pattern: URLPattern) -> Policy | None:
    return getattr(pattern.callback, "policy", None)


def address(route: str) -> str:
    """The route with something in place of its variables."""
    for end, value in ARGUMENTS.items():
        if route.endswith(end) and not route.startswith(("admin/", "en/my/")):
            return "/" + re.sub(r"<[^>]+>", value, route)
    for variable, value in ANY.items():
        route = route.replace(variable, value)
    # Addresses of the libraries are regular expressions with named groups, or hold keys of their own.
    route = re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)", "x", route).replace("^", "").replace("$", "")
    return "/" + route


def public_pages() -> list[str]:
    found = [route for route, pattern in ROUTES if policy_of(pattern) == Policy.PUBLIC]
    return sorted(address(route) for route in found if not any(part in route for part in WITH_FORMS + FILES))


@pytest.fixture
def content(founder: User, wallonia: User) -> Startup:
    """One entry, one support organisation and one mission, so that every page has something to show."""
    startup = Make.published(founder, wallonia, name="Aquametrie")
    Make.mission(startup, slug="to-munich")
    SupportOrganisation.objects.create(
        slug="wintercircus",
        name="Wintercircus",
        kind="hub",
        municipality=Municipality.objects.get(name_local="Gent"),
        source="Test list",
        as_of=date(2026, 1, 1),
        is_published=True,
    )
    return startup


@pytest.fixture
def nothing_is_written() -> Callable[[Client, str], Any]:
    """A GET during which any statement that writes or locks fails the test."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not WRITES.search(sql), f"a GET wrote: {sql[:200]}"
        return execute(sql, params, many, context)

    def get(client: Client, path: str) -> Any:
        with connection.execute_wrapper(refuse):
            return client.get(path)

    return get


@pytest.mark.parametrize(("route", "pattern"), ROUTES, ids=[route for route, _pattern in ROUTES])
def test_every_route_declares_its_policy(route: str, pattern: URLPattern) -> None:
    assert policy_of(pattern) in set(Policy), f"{route}: see belgiantech/policies.py"


@pytest.mark.django_db
@pytest.mark.parametrize("path", public_pages())
def test_public_pages_answer_everybody_and_write_nothing(
    client: Client, content: Startup, nothing_is_written: Callable[[Client, str], Any], path: str
) -> None:
    languages = LANGUAGES if path.startswith("/en/") else ("en",)
    for language in languages:
        response = nothing_is_written(client, re.sub("^/en/", f"/{language}/", path))
        assert response.status_code == (302 if path == "/" else 200)
        assert not response.cookies
        assert not re.search(r'method="?post', response.content.decode(), re.I)
        assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "route", [route for route, pattern in ROUTES if policy_of(pattern) in (Policy.SIGNED_IN, Policy.DESK)]
)
def test_the_rest_sends_strangers_to_the_login(
    client: Client, nothing_is_written: Callable[[Client, str], Any], route: str
) -> None:
    response = nothing_is_written(client, address(route))
    # A view that takes POST only may refuse the method first.
    assert response.status_code in (302, 405), route
    if response.status_code == 302:
        assert "/accounts/" in response["Location"]


@pytest.mark.django_db
def test_signing_in_changes_no_public_page_but_its_frame(
    client: Client, content: Startup, founder: User, nothing_is_written: Callable[[Client, str], Any]
) -> None:
    client.force_login(founder)
    for path in public_pages():
        assert nothing_is_written(client, path).status_code in (200, 302)
