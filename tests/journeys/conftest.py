"""A real Chromium against the running site. Skipped with a plain message only where there is none and CI is not set."""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.utils import translation
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Chromium's own traffic stays off; root needs --no-sandbox.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)

# Playwright's loop runs in the thread of the test; Django's ORM is used from there on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if CHROMIUM is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="No Chromium on this machine: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.fail("CI has no Chromium: apt-get install chromium")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGUMENTS}


class Visitor:
    """Somebody at a browser, who reads in one language and finds things by their visible names."""

    def __init__(self, page: Page, site: str, language: str) -> None:
        self.page = page
        self.site = site
        self.language = language
        self.trouble: list[str] = []
        page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("response", lambda answer: self.trouble.append(answer.url) if answer.status >= 500 else None)

    def t(self, message: str) -> str:
        """The message as this reader sees it."""
        with translation.override(self.language):
            return translation.gettext(message)

    def open(self, path: str) -> None:
        address = path if path.startswith("/admin/") else f"/{self.language}{path}"
        self.page.goto(self.site + address)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.t(name), exact=False).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=self.t(name), exact=False).first.click()

    def fill(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}]").fill(value)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"select[name={name}]").select_option(value)

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(state="visible")

    def check_errors(self) -> None:
        """The summary's links lead to the fields, and each error stands at its field too."""
        links = self.page.get_by_role("alert").get_by_role("link")
        assert links.count() > 1
        links.first.click()
        assert self.page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
        self.check_page()

    def check_page(self, *, with_axe: bool = True) -> None:
        """No violation of WCAG 2.2 AA, no error in the console, nothing wider than the screen.

        axe is a script itself: it cannot look at a page where none may run.
        """
        if with_axe:
            found = Axe().run(self.page, options=WCAG)
            assert found.violations_count == 0, found.generate_report()
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{self.page.url} is {width[0]} px wide on a screen of {width[1]} px"
        assert self.trouble == [], self.page.url


@pytest.fixture
def visitor(
    browser: Browser, live_server: LiveServer, committed: None, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """`visitor("fr", width=390)`: each has a browser of their own."""
    contexts = []
    pages: list[Page] = []
    request.node.open_pages = pages

    def arrive(language: str, width: int = 1280, *, script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, java_script_enabled=script
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        pages.append(context.new_page())
        return Visitor(pages[-1], live_server.url, language)

    yield arrive
    for context in contexts:
        context.close()


def mailed_code(address: str) -> str:
    """The code in the newest mail to this address."""
    message = next(message for message in reversed(mail.outbox) if message.to == [address])
    found = CODE.search(str(message.body))
    assert found, message.body
    return found.group(1)


def sign_in_with_code(visitor: Visitor, user: User) -> None:
    """Signs in a person without a second factor."""
    visitor.open("/accounts/login/")
    visitor.fill("email", user.email)
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.locator("[name=code]").wait_for()
    visitor.fill("code", mailed_code(user.email))
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_url("**/my/**")


def second_factor(user: User) -> str:
    """What this person's authenticator app shows now."""
    secret = decrypt(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails leaves pictures of every open page."""
    report = yield
    if report.when == "call" and report.failed:
        for number, page in enumerate(getattr(item, "open_pages", [])):
            folder = item.config.rootpath / "test-results"
            folder.mkdir(exist_ok=True)
            page.screenshot(path=folder / f"{item.name}-{number}.png", full_page=True)
    return report
