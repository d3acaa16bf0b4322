"""Who gets into /admin/, and what everybody else is told."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from belgiantech.policies import Policy
from directory.admin.site import desk
from tests.factories import Make

SignIn = Callable[[User], Client]
PAGES = ("admin:index", "admin:entries", "admin:events")


@pytest.mark.parametrize("name", PAGES)
def test_it_works(name: str, wallonia: User, as_user: SignIn) -> None:
    response = as_user(wallonia).get(reverse(name))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", PAGES)
def test_anonymous_is_led_to_the_login_and_back(name: str, client: Client, db: None) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert address.path == reverse("account_login")
    assert parse_qs(address.query)["next"] == [reverse(name)]


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_of_the_desk_sees_an_unknown_address(name: str, founder: User, as_user: SignIn) -> None:
    assert as_user(founder).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_without_second_factor_it_is_set_up_first(name: str, wallonia: User, as_user: SignIn) -> None:
    Authenticator.objects.filter(user=wallonia).delete()
    response = as_user(wallonia).get(reverse(name))
    assert response.status_code == 302
    assert response["Location"] == reverse("mfa_activate_totp")


def test_a_deactivated_moderator_is_signed_out(wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    User.objects.filter(pk=wallonia.pk).update(is_active=False)
    assert client.get(reverse("admin:index")).status_code == 302


def test_the_moderators_language_is_used(ostbelgien: User, as_user: SignIn) -> None:
    User.objects.filter(pk=ostbelgien.pk).update(language="de")
    response = as_user(ostbelgien).get(reverse("admin:index"), headers={"accept-language": "nl"})
    assert '<html lang="de"' in response.content.decode()


def test_login_and_logout_are_those_of_the_site(client: Client, db: None) -> None:
    response = client.get(reverse("admin:login"), {"next": "/admin/events/"})
    assert response["Location"] == f"{reverse('account_login')}?next=/admin/events/"
    assert client.get(reverse("admin:logout"))["Location"] == reverse("account_logout")


def test_login_leads_to_no_other_host(client: Client, db: None) -> None:
    response = client.get(reverse("admin:login"), {"next": "https://example.com/"})
    assert response["Location"] == f"{reverse('account_login')}?next=/admin/"


@pytest.mark.parametrize(
    "path", ["jsi18n/", "password_change/", "autocomplete/", "r/1/1/", "directory/", "directory/startup/"]
)
def test_djangos_own_pages_are_not_there(path: str, operator: User, as_user: SignIn) -> None:
    assert as_user(operator).get(f"/admin/{path}").status_code == 404


def test_every_page_declares_who_may_reach_it() -> None:
    policies = {
        pattern.name: getattr(pattern.callback, "policy", None)
        for pattern in desk.get_urls()
        if isinstance(pattern, URLPattern)
    }
    assert policies.pop("login") == policies.pop("logout") == Policy.PUBLIC
    assert set(policies.values()) == {Policy.DESK}


def test_the_auditor_sees_the_log_and_no_submission(auditor: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder, name="Rivage")
    client = as_user(auditor)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Rivage" not in page.content.decode()
    assert "Auditors read the log." in page.content.decode()
    assert client.get(reverse("admin:review", args=[submission.reference])).status_code == 404
    assert submission.reference in client.get(reverse("admin:events")).content.decode()
