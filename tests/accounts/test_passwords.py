"""Passwords: nobody needs one, everybody may have one."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.test_signing_in import code_from_mail, is_signed_in, language_of_mail

OLD = "drei lange alte Worte"
NEW = "four long new words here"
SignIn = Callable[[User], Client]


@pytest.fixture
def with_password(founder: User) -> User:
    founder.set_password(OLD)
    founder.save()
    return founder


def log_in(client: Client, email: str, password: str, **more: str) -> Any:
    return client.post("/en/accounts/login/password/", {"login": email, "password": password} | more)


def twice(password: str) -> dict[str, str]:
    return {"password1": password, "password2": password}


def knows(user: User, password: str) -> bool:
    user.refresh_from_db()
    return user.check_password(password)


def test_it_works(client: Client, with_password: User) -> None:
    answer = log_in(client, with_password.email.upper(), OLD, next="/en/register/")
    assert answer.headers["Location"] == "/en/register/"
    assert is_signed_in(client)
    assert client.session.get_expiry_age() > 13 * 24 * 3600


def test_the_page_of_the_login_leads_to_it(client: Client, db: None) -> None:
    page = client.get("/en/accounts/login/?next=/en/register/").content.decode()
    assert "/en/accounts/login/password/?next=%2Fen%2Fregister%2F" in page


@pytest.mark.parametrize("password", ["wrong", "", " ", "²", "x" * 100_000, "a\x00b"])
def test_a_wrong_one(client: Client, with_password: User, password: str) -> None:
    answer = log_in(client, with_password.email, password)
    assert answer.status_code == 200
    assert f'value="{with_password.email}"' in answer.content.decode()
    assert not is_signed_in(client)


def test_nobody_is_told_who_has_an_account(client: Client, with_password: User, other_founder: User) -> None:
    """Unknown, without a password, and with another one: the same words."""
    pages = set()
    for email in (with_password.email, other_founder.email, "nobody@example.test"):
        visitor = Client()
        page = log_in(visitor, email, "wrong password").content.decode().replace(email, "x")
        pages.add(page.split("<main")[1].split("csrfmiddlewaretoken")[0])
        assert "Address and password do not go together." in page
    assert len(pages) == 1


def test_a_closed_account(client: Client, with_password: User) -> None:
    User.objects.update(is_active=False)
    log_in(client, with_password.email, OLD)
    assert not is_signed_in(client)


def test_the_second_factor_is_asked_for(client: Client, with_password: User) -> None:
    TOTP.activate(with_password, generate_totp_secret())
    assert log_in(client, with_password.email, OLD).headers["Location"].startswith("/en/accounts/second-factor/")
    assert not is_signed_in(client)


class TestSet:
    def test_it_works(self, as_user: SignIn, founder: User) -> None:
        client, elsewhere = as_user(founder), as_user(founder)
        assert client.get("/en/accounts/password/set/").status_code == 200
        answer = client.post("/en/accounts/password/set/", twice(NEW))
        assert answer.headers["Location"] == "/en/accounts/security/"
        assert knows(founder, NEW)
        assert is_signed_in(client)
        assert not is_signed_in(elsewhere)
        assert mail.outbox[-1].to == [founder.email]
        assert language_of_mail() == "fr"

    def test_who_has_one_changes_it(self, as_user: SignIn, with_password: User) -> None:
        client = as_user(with_password)
        assert client.post("/en/accounts/password/set/", twice(NEW)).status_code == 302
        assert knows(with_password, OLD)

    def test_who_has_a_second_factor_shows_it(self, as_user: SignIn, founder: User) -> None:
        TOTP.activate(founder, generate_totp_secret())
        client = as_user(founder)
        answer = client.post("/en/accounts/password/set/", twice(NEW))
        assert answer.headers["Location"].startswith("/en/accounts/security/confirm/")
        founder.refresh_from_db()
        assert not founder.has_usable_password()


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", {"en": "at least 12 characters", "fr": "au minimum 12 caractères"}),
        ("123456789012345", {"en": "entirely numeric", "de": "komplett numerisch"}),
        ("passwordpassword", {}),
        ("founder@example.test", {"en": "too similar", "nl": "lijkt te veel"}),
    ],
)
def test_weak_ones_are_refused(as_user: SignIn, founder: User, password: str, words: dict[str, str]) -> None:
    client = as_user(founder)
    for language, said in words.items():
        answer = client.post(f"/{language}/accounts/password/set/", twice(password))
        assert answer.status_code == 200
        assert said in answer.content.decode(), answer.content.decode()
    founder.refresh_from_db()
    assert not founder.has_usable_password()


def test_two_different_ones_are_refused(as_user: SignIn, founder: User) -> None:
    answer = as_user(founder).post("/en/accounts/password/set/", {"password1": NEW, "password2": OLD})
    assert answer.status_code == 200
    founder.refresh_from_db()
    assert not founder.has_usable_password()


class TestChange:
    def test_it_works(self, as_user: SignIn, with_password: User) -> None:
        client, elsewhere = as_user(with_password), as_user(with_password)
        before = client.session.session_key
        answer = client.post("/en/accounts/password/change/", {"oldpassword": OLD} | twice(NEW))
        assert answer.headers["Location"] == "/en/accounts/security/"
        assert knows(with_password, NEW)
        assert is_signed_in(client)
        assert client.session.session_key != before
        assert not is_signed_in(elsewhere)
        assert "mot de passe" in mail.outbox[-1].body or "password" in mail.outbox[-1].body

    def test_not_without_the_old_one(self, as_user: SignIn, with_password: User) -> None:
        answer = as_user(with_password).post("/en/accounts/password/change/", {"oldpassword": "x"} | twice(NEW))
        assert "This is not the password until now." in answer.content.decode()
        assert knows(with_password, OLD)

    def test_who_has_none_sets_one(self, as_user: SignIn, founder: User) -> None:
        assert as_user(founder).get("/en/accounts/password/change/").headers["Location"] == "/en/accounts/password/set/"


class TestReset:
    def begin(self, client: Client, email: str) -> None:
        answer = client.post("/de/accounts/password/reset/", {"email": email})
        assert answer.headers["Location"] == "/de/accounts/password/reset/code/"

    def test_it_works(self, client: Client, as_user: SignIn, with_password: User) -> None:
        elsewhere = as_user(with_password)
        self.begin(client, with_password.email)
        assert language_of_mail() == "fr"
        assert client.get("/de/accounts/password/reset/code/").status_code == 200
        answer = client.post("/de/accounts/password/reset/code/", {"code": code_from_mail()})
        assert answer.headers["Location"] == "/de/accounts/password/reset/new/"
        assert client.get("/de/accounts/password/reset/new/").status_code == 200
        answer = client.post("/de/accounts/password/reset/new/", twice(NEW))
        assert answer.headers["Location"] == "/de/accounts/login/password/"
        assert knows(with_password, NEW)
        assert not is_signed_in(client)
        assert not is_signed_in(elsewhere)
        assert len(mail.outbox) == 2  # the code, and the word that it was changed
        log_in(client, with_password.email, NEW)
        assert is_signed_in(client)

    def test_who_never_had_one_sets_the_first(self, client: Client, founder: User) -> None:
        self.begin(client, founder.email)
        client.post("/de/accounts/password/reset/code/", {"code": code_from_mail()})
        client.post("/de/accounts/password/reset/new/", twice(NEW))
        assert knows(founder, NEW)

    def test_a_weak_one(self, client: Client, with_password: User) -> None:
        self.begin(client, with_password.email)
        client.post("/de/accounts/password/reset/code/", {"code": code_from_mail()})
        assert client.post("/de/accounts/password/reset/new/", twice("short")).status_code == 200
        assert knows(with_password, OLD)

    def test_a_wrong_code_three_times(self, client: Client, with_password: User) -> None:
        self.begin(client, with_password.email)
        code = code_from_mail()
        for _ in range(3):
            client.post("/de/accounts/password/reset/code/", {"code": "²"})
        assert client.post("/de/accounts/password/reset/code/", {"code": code}).headers["Location"] == (
            "/de/accounts/login/"
        )

    def test_not_without_the_code(self, client: Client, with_password: User) -> None:
        assert client.post("/de/accounts/password/reset/new/", twice(NEW)).status_code == 302
        self.begin(client, with_password.email)
        assert client.post("/de/accounts/password/reset/new/", twice(NEW)).status_code == 302
        assert knows(with_password, OLD)

    @pytest.mark.parametrize("code", ["", "XXXX-XXXX"])
    def test_an_unknown_address_has_no_code(self, client: Client, db: None, code: str) -> None:
        self.begin(client, "nobody@example.test")
        assert client.get("/de/accounts/password/reset/code/").status_code == 200
        assert client.post("/de/accounts/password/reset/code/", {"code": code}).status_code == 200
