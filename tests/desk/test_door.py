"""Who gets into /admin/, and what everybody else is told."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

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


def bare(user: User) -> Client:
    """Signed in by the code from the mail alone."""
    client = Client()
    client.force_login(user)
    return client


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30)))


def set_up(client: Client) -> None:
    page = client.get("/en/accounts/security/app/").content.decode()
    secret = page.split("<code>")[1].split("</code>")[0]
    client.post("/en/accounts/security/app/", {"code": code_of(secret)})


@pytest.mark.parametrize("name", PAGES)
def test_a_session_without_the_second_factor_is_asked_for_it(name: str, wallonia: User) -> None:
    response = bare(wallonia).get(reverse(name), {"page": "1"})
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert address.path == "/en/accounts/security/confirm/"
    assert parse_qs(address.query)["next"] == [f"{reverse(name)}?page=1"]


def test_a_code_of_the_second_factor_leads_back_to_the_desk(wallonia: User) -> None:
    Authenticator.objects.filter(user=wallonia).delete()
    secret = generate_totp_secret()
    TOTP.activate(wallonia, secret)
    client = bare(wallonia)
    asked = client.get(reverse("admin:entries"))["Location"]
    assert "Please give a code of your second factor to go on." in client.get(asked).content.decode()
    wrong = client.post(asked, {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get(reverse("admin:entries")).status_code == 302
    right = client.post(asked, {"code": code_of(secret), "next": reverse("admin:entries")})
    assert right["Location"] == reverse("admin:entries")
    assert client.get(right["Location"]).status_code == 200


def test_without_the_second_factor_in_this_session_nothing_is_decided(wallonia: User, founder: User) -> None:
    submission = Make.waiting(founder)
    answer = {
        "verdict": "approve",
        "reason": "meets-criteria",
        "revision": Make.revision(submission).pk,
        "seen_version": 0,
    }
    response = bare(wallonia).post(reverse("admin:decide", args=[submission.reference]), answer)
    assert response.status_code == 302
    assert response["Location"].startswith("/en/accounts/security/confirm/")
    assert Make.fresh(submission).state == "waiting"


def test_another_persons_second_factor_does_not_count(wallonia: User, flanders: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    session = client.session
    session["account_authentication_methods_user"] = str(flanders.pk)
    session.save()
    assert client.get(reverse("admin:index")).status_code == 302


def test_setting_up_the_second_factor_opens_the_desk_here_and_signs_out_elsewhere(
    wallonia: User, founder: User
) -> None:
    Authenticator.objects.filter(user=wallonia).delete()
    here, elsewhere, somebody = bare(wallonia), bare(wallonia), bare(founder)
    set_up(here)
    assert here.get(reverse("admin:index")).status_code == 200
    assert elsewhere.get("/en/my/").status_code == 302
    assert elsewhere.get(reverse("admin:index"))["Location"].startswith(reverse("account_login"))
    assert somebody.get("/en/my/").status_code == 200


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
