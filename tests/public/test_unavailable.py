"""The database is away: a page that says so, soon, and everything works again once it is back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User

AWAY = (OperationalError("connection refused"), InterfaceError("connection already closed"))


@contextmanager
def away(error: Exception) -> Iterator[None]:
    def refuse(*args: object) -> None:
        raise error

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("error", AWAY)
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/en/", "/fr/startups/", "/nl/organisations/", "/de/regions/namur/"])
def test_it_works(client: Client, settings: Settings, error: Exception, debug: bool, path: str) -> None:
    settings.DEBUG = debug
    with away(error):
        response = client.get(path)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"
    assert f'<html lang="{path[1:3]}">' in response.content.decode()
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/en/my/", "/admin/", "/en/accounts/login/", "/en/startups/"])
@pytest.mark.parametrize("error", AWAY)
def test_somebody_signed_in(founder: User, as_user: Callable[[User], Client], path: str, error: Exception) -> None:
    """Session and user are asked for before any view."""
    client = as_user(founder)
    client.raise_request_exception = False
    with away(error):
        response = client.get(path)
    assert (response.status_code, response.headers.get("Retry-After")) == (503, "30")
    assert client.get("/en/my/").status_code == 200


@pytest.mark.django_db
def test_a_form_in_french(client: Client) -> None:
    client.raise_request_exception = False
    with away(AWAY[0]):
        response = client.post("/fr/accounts/login/", {"email": "somebody@example.test"})
    assert response.status_code == 503
    assert "Nous taillons le crayon." in response.content.decode()


@pytest.mark.django_db
def test_other_mistakes_stay_our_mistakes(client: Client) -> None:
    client.raise_request_exception = False
    with patch("directory.views.home.map_areas", side_effect=ValueError):
        assert client.get("/en/").status_code == 500


@pytest.mark.django_db
def test_not_even_the_page_can_be_drawn(client: Client) -> None:
    with away(AWAY[0]), patch("directory.views.errors.render_to_string", side_effect=ValueError):
        response = client.get("/en/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_what_needs_no_database_goes_on(client: Client) -> None:
    for path in ("/healthz", "/robots.txt", "/"):
        assert client.get(path).status_code in (200, 302), path
