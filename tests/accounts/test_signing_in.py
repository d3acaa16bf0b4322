"""Sign-up, login by e-mailed code, sign-out, second factor, and what a stranger learns from them."""

import re
from collections.abc import Callable
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.robots import not_a_robot

CODE = re.compile(r"^\s*([0-9A-Z]{3,}-?[0-9A-Z]*)\s*$", re.MULTILINE)


def code_from_mail() -> str:
    found = CODE.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found.group(1)


def language_of_mail() -> str:
    """In which the newest mail is written."""
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    found = re.search(r'<html lang="(..)">', str(message.alternatives[0][0]))
    assert found
    return found[1]


def sign_in(client: Client, email: str, language: str = "en") -> Any:
    client.post(f"/{language}/accounts/login/", {"email": email})
    return client.post(f"/{language}/accounts/login/code/", {"code": code_from_mail()})


def is_signed_in(client: Client) -> bool:
    return client.get("/en/accounts/security/").status_code == 200


def test_it_works(client: Client, founder: User) -> None:
    answer = sign_in(client, founder.email, "nl")
    assert answer.headers["Location"] == "/nl/my/welcome/"
    assert is_signed_in(client)
    assert client.get("/nl/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/nl/accounts/logout/")
    assert not is_signed_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_sign_up_keeps_the_language_of_the_page(client: Client, language: str) -> None:
    client.post(f"/{language}/accounts/signup/", {"email": "new@example.test"} | not_a_robot(client))
    user = User.objects.get()
    assert user.language == language
    assert not user.has_usable_password()
    assert (
        "/" + language + "/"
        in client.post(f"/{language}/accounts/signup/code/", {"code": code_from_mail()}).headers["Location"]
    )
    client.get("/de/my/")
    user.refresh_from_db()
    assert user.language == language


def test_mails_are_in_the_language_of_the_account(client: Client, other_founder: User) -> None:
    client.post("/de/accounts/login/", {"email": other_founder.email})
    [message] = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert '<html lang="nl">' in html
    assert code_from_mail() in html


@pytest.mark.django_db
def test_an_unknown_address_is_answered_alike(client: Client, founder: User) -> None:
    known = client.post("/en/accounts/login/", {"email": founder.email})
    known_page = client.get(known.headers["Location"]).content.decode()
    stranger = Client()
    unknown = stranger.post("/en/accounts/login/", {"email": "nobody@example.test"})
    unknown_page = stranger.get(unknown.headers["Location"]).content.decode()
    assert known.headers["Location"] == unknown.headers["Location"]
    without_token = re.compile(r'value="[0-9A-Za-z]{64}"')
    assert without_token.sub("", known_page).replace(founder.email, "x") == without_token.sub("", unknown_page).replace(
        "nobody@example.test", "x"
    )
    assert "http://127.0.0.1:8000/en/accounts/signup/" in mail.outbox[-1].body


def test_a_known_address_at_sign_up_is_answered_alike(client: Client, founder: User) -> None:
    answer = client.post("/en/accounts/signup/", {"email": founder.email.upper()} | not_a_robot(client))
    new = Client().post("/en/accounts/signup/", {"email": "new@example.test"} | not_a_robot(client))
    assert answer.headers["Location"] == new.headers["Location"]
    assert "/fr/accounts/login/" in mail.outbox[0].body
    assert User.objects.count() == 2


def test_a_wrong_code_three_times(client: Client, founder: User) -> None:
    client.post("/en/accounts/login/", {"email": founder.email})
    code = code_from_mail()
    for _ in range(3):
        client.post("/en/accounts/login/code/", {"code": "WRONG"})
    client.post("/en/accounts/login/code/", {"code": code})
    assert not is_signed_in(client)


def test_asking_too_often(client: Client, founder: User) -> None:
    for _ in range(6):
        client.post("/en/accounts/login/", {"email": founder.email})
    assert len(mail.outbox) <= 3


def test_a_closed_account(client: Client, founder: User) -> None:
    founder.is_active = False
    founder.save()
    client.post("/en/accounts/login/", {"email": founder.email})
    assert not CODE.search(str(mail.outbox[-1].body))


@time_machine.travel("2026-11-02T10:00:15Z", tick=False)
def test_the_second_factor_is_asked_for(client: Client, founder: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(founder, secret)
    answer = sign_in(client, founder.email)
    assert answer.headers["Location"].startswith("/en/accounts/second-factor/")
    assert not is_signed_in(client)
    assert client.get("/en/accounts/second-factor/").status_code == 200
    client.post("/en/accounts/second-factor/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/en/accounts/second-factor/", {"code": totp_now(secret)})
    assert is_signed_in(client)


def totp_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30)))


def test_setting_up_the_second_factor(as_user: Callable[[User], Client], founder: User) -> None:
    client = as_user(founder)
    page = client.get("/fr/accounts/security/app/").content.decode()
    assert 'src="data:image/svg' in page
    secret = page.split("<code>")[1].split("</code>")[0]
    answer = client.post("/fr/accounts/security/app/", {"code": totp_now(secret)})
    assert answer.headers["Location"] == "/fr/accounts/security/codes/"
    assert client.get("/fr/accounts/security/codes/").content.decode().count("<code>") == 10
    for path in ("security/", "security/codes/new/", "security/codes/download/", "security/confirm/"):
        assert client.get(f"/fr/accounts/{path}").status_code == 200, path
    assert client.get("/fr/accounts/security/app/remove/").status_code == 200
    client.post("/fr/accounts/security/app/remove/")
    assert "Not set up" in client.get("/en/accounts/security/").content.decode()


def test_mail_is_down(client: Client, founder: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    answer = client.post("/en/accounts/login/", {"email": founder.email}, follow=True)
    assert answer.status_code == 200
    assert "Our mail is disturbed" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "password/reset/key/x-y/",
        "email/",
        "confirm-email/x/",
        "security/webauthn/",
        "3rdparty/",
    ],
)
def test_what_we_do_not_support_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/en/accounts/{path}").status_code in ((302,) if path == "email/" else (404,))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "email", ["", "x", "a" * 20_000 + "@example.test", "a\x00@example.test", "a\nBcc: b@c.test", "²"]
)
@pytest.mark.parametrize("page", ["login", "signup"])
def test_bad_addresses(client: Client, page: str, email: str) -> None:
    answer = client.post(f"/de/accounts/{page}/", {"email": email} | not_a_robot(client))
    assert answer.status_code == 200
    assert mail.outbox == []
    assert not User.objects.exists()


def test_where_next_leads(client: Client, founder: User) -> None:
    for target, expected in (("/en/register/", "/en/register/"), ("https://example.com/", "/en/my/welcome/")):
        client.post("/en/accounts/login/", {"email": founder.email, "next": target})
        answer = client.post("/en/accounts/login/code/", {"code": code_from_mail(), "next": target})
        assert answer.headers["Location"] == expected
        client.post("/en/accounts/logout/")


@pytest.mark.django_db
def test_pages_that_lead_elsewhere(client: Client, as_user: Callable[[User], Client], founder: User) -> None:
    for path in ("login/code/", "signup/code/", "second-factor/", "security/", "security/app/", "reauthenticate/"):
        assert client.get(f"/en/accounts/{path}").status_code == 302, path
    signed_in = as_user(founder)
    for path in ("login/", "signup/", "signup/code/", "email/"):
        assert signed_in.get(f"/en/accounts/{path}").status_code == 302, path
    assert signed_in.get("/en/accounts/inactive/").status_code == 200
    assert signed_in.get("/en/accounts/reauthenticate/").status_code == 403


def test_a_password_from_the_command_line(as_user: Callable[[User], Client], founder: User) -> None:
    """It confirms who changes the second factor, too."""
    founder.set_password("a long one from the command line")
    founder.save()
    client = as_user(founder)
    assert client.get("/en/accounts/security/app/").headers["Location"].startswith("/en/accounts/reauthenticate/")
    page = "/en/accounts/reauthenticate/?next=/en/accounts/security/app/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"password": "wrong"}).status_code == 200
    assert client.post(page, {"password": "a long one from the command line"}).status_code == 302
    assert client.get("/en/accounts/security/app/").status_code == 200


@pytest.mark.django_db
def test_the_first_operator_needs_one_code(client: Client) -> None:
    call_command("createsuperuser", email="First@Example.test", interactive=False, verbosity=0)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("first@example.test", True, True)
    sign_in(client, "first@example.test")
    assert is_signed_in(client)
    assert len(mail.outbox) == 1


def test_two_sign_ups_at_once(client: Client, founder: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one finds the address taken only when it writes."""
    seen = iter([(founder.email, False)])
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.email_already_exists", lambda *args, **kwargs: next(seen)
    )
    answer = client.post("/en/accounts/signup/", {"email": founder.email} | not_a_robot(client))
    assert answer.headers["Location"] == "/en/accounts/signup/code/"
    assert User.objects.count() == 1
