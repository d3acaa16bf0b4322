"""Signing up and in with a real browser: the calculation that tells robots, a passkey, and no script at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import translation
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import robots
from accounts.models import User
from tests.journeys.conftest import Visitor, mailed_code
from tests.robots import in_words

Arrive = Callable[..., Visitor]
TOUCH_ID = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def authenticator(page: Page) -> Iterator[Any]:
    """A telephone or computer that keeps passkeys and knows the finger of its owner."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    added = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_ID})
    yield lambda: protocol.send("WebAuthn.getCredentials", added)["credentials"]
    protocol.send("WebAuthn.removeVirtualAuthenticator", added)


def sign_in_by_code(visitor: Visitor, email: str) -> None:
    visitor.open("/accounts/login/")
    visitor.check_page()
    visitor.fill("email", email)
    visitor.press("Send me a code")
    type_code(visitor.page, email)


def type_code(page: Page, email: str) -> None:
    page.locator("[name=code]").wait_for()
    page.locator("[name=code]").fill(mailed_code(email))
    page.locator("main form button[type=submit]").first.click()


def sign_out(visitor: Visitor) -> None:
    visitor.open("/accounts/logout/")
    visitor.page.locator("main form button[type=submit]").click()
    visitor.page.wait_for_url(f"{visitor.site}/{visitor.language}/")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("de", 390)])
def test_a_passkey(visitor: Arrive, founder: User, language: str, width: int) -> None:
    person = visitor(language, width)
    page = person.page
    with authenticator(page) as kept:
        sign_in_by_code(person, founder.email)
        page.wait_for_url("**/my/")
        person.open("/accounts/security/")
        person.check_page()
        page.locator("a[href$='/security/passkeys/add/']").click()
        person.check_page()
        person.fill("name", "Blue key")
        page.locator("form[data-passkey] button").click()
        page.wait_for_url("**/security/codes/")  # the recovery codes that come with the first one
        person.check_page()
        assert len(kept()) == 1
        person.open("/accounts/security/")
        person.sees("Blue key")
        person.check_page()

        sign_out(person)
        person.open("/accounts/login/?next=/en/register/")
        page.locator("form[data-passkey] button").click()
        page.wait_for_url(f"{person.site}/en/register/")

        sign_out(person)  # by code, and then the passkey as second factor
        person.open("/accounts/login/")
        person.fill("email", founder.email)
        person.press("Send me a code")
        type_code(page, founder.email)
        page.wait_for_url("**/second-factor/")
        person.check_page()
        page.locator("form[data-passkey] button").click()
        page.wait_for_url("**/my/")
    with translation.override(founder.language):
        assert translation.gettext("A passkey was added") in [message.subject for message in mail.outbox]


def test_a_passkey_opens_the_desk(visitor: Arrive, operator: User) -> None:
    """It is both factors: no code is asked for."""
    Authenticator.objects.filter(user=operator).delete()
    person = visitor("en")
    page = person.page
    with authenticator(page):
        person.open("/accounts/login/")
        person.fill("email", operator.email)
        person.press("Send me a code")
        type_code(page, operator.email)
        page.wait_for_url("**/security/app/")
        person.check_page()
        person.follow("Use a passkey instead")
        page.locator("form[data-passkey] button").click()
        page.wait_for_url("**/security/codes/")
        sign_out(person)
        person.open("/accounts/login/")
        page.locator("form[data-passkey] button").click()
        page.wait_for_url("**/admin/")


def test_no_passkey_on_this_device(visitor: Arrive, founder: User) -> None:
    person = visitor("fr")
    with authenticator(person.page):
        person.open("/accounts/login/")
        person.page.locator("form[data-passkey] button").click()
        expect(person.page.locator("[data-failed]")).to_be_visible()
        person.check_page()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("de", 390)])
def test_signing_up_past_the_calculation(
    visitor: Arrive, language: str, width: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROBOTS_COST = 5000  # as for everybody
    person = visitor(language, width)
    person.open("/accounts/signup/")
    person.check_page()
    person.fill("email", "new@example.test")
    person.press("Send me a code")
    person.page.locator("[name=code]").wait_for()
    person.check_page()
    type_code(person.page, "new@example.test")
    person.page.wait_for_url("**/my/")
    assert User.objects.get().language == language


def test_pressing_the_button_while_it_calculates(visitor: Arrive, settings: Settings) -> None:
    settings.ROBOTS_COST = 5000
    person = visitor("en")
    person.open("/accounts/signup/")
    person.fill("email", "new@example.test")
    person.page.locator("altcha-widget input[type=checkbox]").click()
    person.press("Send me a code")
    person.page.locator("[name=code]").wait_for()
    assert len(mail.outbox) == 1


def test_the_calculation_fails_and_a_question_stands_in(
    visitor: Arrive, founder: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robots, "SOONEST", 0)
    person = visitor("en")
    page = person.page
    page.route("**/accounts/challenge/", lambda route: route.abort())
    person.open("/accounts/signup/?next=/en/register/")
    person.fill("email", "new@example.test")
    person.follow("Answer a question instead")
    person.check_page()
    person.fill("email", "new@example.test")
    person.fill("answer", in_words(page.content())["answer"])
    person.press("Send me a code")
    page.locator("[name=code]").wait_for()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_signing_up_without_script(
    browser: Browser, live_server: LiveServer, committed: None, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robots, "SOONEST", 0)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/accounts/signup/")
    expect(page.locator("altcha-widget")).to_be_hidden()
    page.locator("[name=email]").fill("new@example.test")
    page.locator("[name=answer]").fill("1")
    page.locator("main form button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    assert page.locator("[name=email]").input_value() == "new@example.test"
    page.locator("[name=answer]").fill(in_words(page.content())["answer"])
    page.locator("main form button[type=submit]").click()
    type_code(page, "new@example.test")
    page.wait_for_url("**/my/")
    page.goto(f"{live_server.url}/{language}/accounts/security/passkeys/add/")
    expect(page.locator("form[data-passkey] button")).to_be_hidden()
    expect(page.locator("[data-without]")).to_be_visible()
    context.close()
