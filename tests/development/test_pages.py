"""Demo people and mails: in DEBUG, and nowhere else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.development.urls")]

PATHS = ["/dev/", "/dev/components/", "/dev/mail/", "/dev/mail/x.log/", "/dev/mail/x.log/html/"]


@pytest.fixture
def debug(settings: Settings, tmp_path: Path) -> None:
    settings.DEBUG = True
    settings.MAIL_DIR = tmp_path / "mail"


@pytest.fixture
def write(settings: Settings, debug: None) -> Callable[..., str]:
    def write(subject: str = "Hello", text: str = "Grüße\n", html: str = "") -> str:
        message = EmailMultiAlternatives(subject, text, to=["a@example.test"])
        if html:
            message.attach_alternative(html, "text/html")
        backend = "django.core.mail.backends.filebased.EmailBackend"
        get_connection(backend, file_path=settings.MAIL_DIR).send_messages([message])
        return next(iter(Path(settings.MAIL_DIR).glob("*.log"))).name

    return write


@pytest.mark.parametrize("path", PATHS)
def test_absent_without_debug(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_people_with_their_codes(client: Client, debug: None) -> None:
    secret = generate_totp_secret()
    TOTP.activate(User.objects.create_user("wallonia@demo.test"), secret)
    User.objects.create_user("founder@demo.test")
    User.objects.create_user("someone@example.test")
    page = client.get("/dev/").content.decode()
    code = page.split("<kbd>")[1].split("</kbd>")[0]
    assert validate_totp_code(secret, code)
    assert "founder@demo.test" in page
    assert "someone@example.test" not in page


def test_mails_are_listed_and_read(client: Client, write: Callable[..., str]) -> None:
    name = write(subject="Ça va ?", html="<html><style>p{}</style><p>Grüße</p></html>")
    assert "Ça va ?" in client.get("/dev/mail/").content.decode()
    page = client.get(f"/dev/mail/{name}/").content.decode()
    assert "Grüße" in page
    assert "a@example.test" in page


def test_the_html_part_applies_its_own_style_only(client: Client, write: Callable[..., str]) -> None:
    name = write(html="<html><style>p{}</style><p>Hi</p><script>alert(1)</script></html>")
    answer = client.get(f"/dev/mail/{name}/html/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_a_mail_without_html(client: Client, write: Callable[..., str]) -> None:
    assert client.get(f"/dev/mail/{write()}/html/").status_code == 404


def test_no_mails_yet(client: Client, debug: None) -> None:
    assert client.get("/dev/mail/").status_code == 200


@pytest.mark.parametrize("name", ["..", "..%2f..%2fmanage.py", "%2Fetc%2Fpasswd", "x.log", "*.log", "²"])
def test_nothing_outside_the_folder(client: Client, write: Callable[..., str], name: str) -> None:
    write()
    assert client.get(f"/dev/mail/{name}/").status_code == 404
    assert client.get(f"/dev/mail/{name}/html/").status_code == 404


def test_components_are_drawn_without_an_entry(client: Client, debug: None) -> None:
    page = client.get("/dev/components/").content.decode()
    assert "<h1>Components</h1>" in page
    assert page.count('class="field field--err"') == 6  # all but the field that may be empty
    assert page.count("<title id=") == 3
