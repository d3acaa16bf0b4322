"""Requests say which characters they are made of; ours are made of UTF-8."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User

SMUGGLED = b"\\x00\\ud800"
FORM = "application/x-www-form-urlencoded; charset="


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_it_works(client: Client, charset: str) -> None:
    form = FORM + charset
    assert client.generic("GET", "/en/startups/", CONTENT_TYPE=form, QUERY_STRING="q=eau").status_code == 200
    assert client.post("/en/accounts/login/", "email=x", content_type=form).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-16", "latin-1", "no-such-codec", ""])
def test_another_one_is_refused(client: Client, charset: str) -> None:
    for path in ("/en/startups/", "/fr/accounts/login/", "/admin/", "/"):
        response = client.generic("GET", path, CONTENT_TYPE=FORM + charset, QUERY_STRING="q=%5Cx00%5Cud800&page=1")
        assert response.status_code == 400, path
    response = client.generic("POST", "/de/accounts/login/", b"email=" + SMUGGLED, content_type=FORM + charset)
    assert response.status_code == 400
    assert '<html lang="de">' in response.content.decode()


def test_the_extended_notation_is_refused_too(client: Client) -> None:
    form = "application/x-www-form-urlencoded; charset*=utf-8''unicode_escape"
    assert client.post("/en/accounts/login/", SMUGGLED, content_type=form).status_code == 400


def test_a_profile_too(founder: User, as_user: Callable[[User], Client]) -> None:
    response = as_user(founder).generic(
        "POST", "/en/my/profile/", b"language=en&name=" + SMUGGLED, content_type=FORM + "unicode_escape"
    )
    assert response.status_code == 400
