"""A colleague is invited, opens an account, joins and leaves again: on a phone, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accounts import robots
from accounts.models import User
from directory.models import Startup, TeamMember
from tests.factories import Make
from tests.journeys.conftest import Visitor, mailed_code, second_factor
from tests.robots import in_words

Arrive = Callable[..., Visitor]
COLLEAGUE = "ada.lovelace@firma.example"
LINK = re.compile(r"https?://[^/]+(/\w\w/my/invitations/[\w-]+/)")


@pytest.fixture
def startup(committed: None, founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivière & Fils")


@pytest.fixture
def without_script(browser: Browser, live_server: LiveServer, committed: None) -> Arrive:
    """Forms and links alone: nothing of the page runs, so axe cannot either."""
    contexts = []

    def arrive(language: str, width: int = 390) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url, language)

    return arrive


def sign_in(visitor: Visitor, user: User) -> None:
    visitor.open("/accounts/login/")
    visitor.fill("email", user.email)
    visitor.press("Send me a code")
    visitor.page.locator("[name=code]").wait_for()
    visitor.fill("code", mailed_code(user.email))
    visitor.press("Continue")
    visitor.page.wait_for_url("**/my/")


def invite(owner: Visitor, startup: Startup, check: Callable[[Visitor], None]) -> None:
    owner.page.locator(f"main a[href$='/my/startups/{startup.slug}/']").click()
    owner.page.locator(f"main a[href$='/my/startups/{startup.slug}/team/']").click()
    check(owner)
    owner.press("Invite")  # with nothing filled in
    owner.page.get_by_role("alert").wait_for()
    check(owner)
    owner.fill("email", COLLEAGUE)
    owner.page.locator("[name=role][value=owner]").check()
    owner.press("Invite")
    owner.sees(COLLEAGUE)
    check(owner)


def join(colleague: Visitor, check: Callable[[Visitor], None]) -> None:
    body = next(str(message.body) for message in reversed(mail.outbox) if message.to == [COLLEAGUE])
    found = LINK.search(body)
    assert found, body
    colleague.page.goto(colleague.site + found.group(1))
    check(colleague)
    colleague.page.locator("a[href*='/accounts/signup/']").click()
    colleague.fill("email", COLLEAGUE)
    if colleague.page.locator("[name=answer]").is_visible():  # without script
        colleague.fill("answer", in_words(colleague.page.content())["answer"])
    colleague.press("Send me a code")
    colleague.page.locator("[name=code]").wait_for()
    colleague.fill("code", mailed_code(COLLEAGUE))
    colleague.press("Continue")
    colleague.page.wait_for_url("**/my/invitations/*/")
    check(colleague)
    colleague.page.locator("form[action$='/accept/'] button").click()
    colleague.page.wait_for_url("**/team/")
    check(colleague)


def leave(colleague: Visitor, check: Callable[[Visitor], None]) -> None:
    colleague.page.locator("main a[href$='/team/leave/']").click()
    check(colleague)
    colleague.page.locator("form[action$='/leave/'] button").click()
    colleague.page.wait_for_url("**/my/")


def look(visitor: Visitor) -> None:
    visitor.check_page()


def nothing(visitor: Visitor) -> None:
    assert visitor.trouble == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_invite_accept_leave(visitor: Arrive, startup: Startup, founder: User, language: str) -> None:
    User.objects.filter(pk=founder.pk).update(language=language)
    owner, colleague = visitor(language, 390), visitor(language, 390)
    sign_in(owner, founder)
    invite(owner, startup, look)
    join(colleague, look)
    assert TeamMember.objects.owners().filter(startup=startup).count() == 2
    owner.page.reload()
    owner.page.locator("main .people a[href$='/']").last.click()
    look(owner)
    leave(colleague, look)
    owner.open(f"/my/startups/{startup.slug}/team/leave/")
    look(owner)  # the last one: told what to do
    assert owner.page.locator("form[action$='/leave/']").count() == 0


def test_without_script(
    without_script: Arrive, startup: Startup, founder: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robots, "SOONEST", 0)
    owner, colleague = without_script("fr"), without_script("fr")
    sign_in(owner, founder)
    invite(owner, startup, nothing)
    join(colleague, nothing)
    assert TeamMember.objects.owners().filter(startup=startup).count() == 2
    leave(colleague, nothing)
    assert TeamMember.objects.owners().filter(startup=startup).count() == 1


def test_rescue_on_the_desk(visitor: Arrive, startup: Startup, founder: User, wallonia: User) -> None:
    User.objects.filter(pk=founder.pk).update(is_active=False)
    desk = visitor("fr", 390)
    desk.open("/admin/")
    desk.fill("email", wallonia.email)
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.locator("[name=code]").wait_for()
    desk.fill("code", mailed_code(wallonia.email))
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.wait_for_url("**/second-factor/**")
    desk.fill("code", second_factor(wallonia))
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.wait_for_url("**/admin/")
    desk.open(reverse("admin:entry", args=[startup.pk]))
    desk.check_page()
    desk.page.locator("a[href$='/rescue/']").click()
    desk.check_page()
    desk.fill("email", COLLEAGUE)
    desk.fill("words", "Signe pour la société.")
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.locator(".notice--done").wait_for()
    desk.check_page()
    assert mail.outbox[-1].to == [COLLEAGUE]
