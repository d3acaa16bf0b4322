"""Finding a firm in a real browser: filters without page loads, the sheet on a phone, suggestions, no script at all."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from directory.models import Sector
from tests.factories import Make
from tests.journeys.conftest import Visitor

Arrive = Callable[..., Visitor]


@pytest.fixture
def firms(founder: User, wallonia: User) -> None:
    """Two in Namur, one of them in finance; thirty in Ghent."""
    Make.published(founder, wallonia, name="Aquametrie")
    Make.published(founder, wallonia, name="Rechenwerk", sectors=[Sector.objects.get(slug="fintech").pk])
    for number in range(30):
        Make.unclaimed(name=f"Lumen {number:02}")


def test_filters_swap_in_place(visitor: Arrive, firms: None) -> None:
    buyer = visitor("de")
    page = buyer.page
    buyer.open("/startups/")
    expect(page.locator("#res")).to_have_text("32 Unternehmen")
    buyer.check_page()
    page.locator("#facet-people > summary").click()
    page.locator("#region-namur").check()
    expect(page.locator("#res")).to_have_text("2 Unternehmen")
    expect(page).to_have_url(f"{buyer.site}/de/startups/?region=namur")
    expect(page.locator("#said")).to_have_text("2 Unternehmen")
    expect(page.locator("#region-namur")).to_be_focused()
    assert page.locator("#facet-people").get_attribute("open") is not None  # as the visitor left it
    expect(page.locator(".langs a[lang=fr]")).to_have_attribute("href", re.compile(r"/fr/startups/\?region=namur$"))
    page.locator("#sector-fintech").check()
    expect(page.locator("#res")).to_have_text("1 Unternehmen")
    buyer.check_page()
    page.go_back()
    expect(page.locator("#res")).to_have_text("2 Unternehmen")
    expect(page.locator("#sector-fintech")).not_to_be_checked()
    page.locator(".chips a").first.click()
    expect(page).to_have_url(f"{buyer.site}/de/startups/")
    page.locator("select[name=sort]").select_option("founded")
    expect(page).to_have_url(f"{buyer.site}/de/startups/?sort=founded")


def test_words_and_filters_go_together(visitor: Arrive, firms: None) -> None:
    buyer = visitor("fr")
    page = buyer.page
    buyer.open("/startups/?region=namur")
    page.locator("input[name=q]").fill("aqua")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{buyer.site}/fr/startups/?q=aqua&region=namur")
    expect(page.locator(".results .entry")).to_have_count(1)


def test_pages_take_the_reader_to_the_results(visitor: Arrive, firms: None) -> None:
    buyer = visitor("nl")
    page = buyer.page
    buyer.open("/startups/")
    page.locator(".pager a[rel=next]").click()
    expect(page).to_have_url(f"{buyer.site}/nl/startups/?page=2")
    expect(page.locator("#res")).to_be_focused()
    expect(page.locator(".results .entry")).to_have_count(8)


def test_the_sheet_on_a_phone(visitor: Arrive, firms: None) -> None:
    buyer = visitor("de", width=390)
    page = buyer.page
    buyer.open("/startups/")
    opener = page.locator("a[href='#filters']")
    opener.click()
    expect(page.locator("#filters")).to_be_visible()
    buyer.check_page()
    page.locator("#region-namur").check()
    expect(page).to_have_url(f"{buyer.site}/de/startups/?region=namur")
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page.locator("#res")).to_have_text("2 Unternehmen")
    buyer.check_page()


def test_suggestions_by_keyboard(visitor: Arrive, firms: None) -> None:
    buyer = visitor("en")
    page = buyer.page
    buyer.open("/")
    page.keyboard.press("/")
    field = page.locator("input[name=q]")
    expect(field).to_be_focused()
    page.keyboard.type("aqu")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("a")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aquametrie")
    assert buyer.trouble == []


def test_without_script(browser: Browser, live_server: LiveServer, committed: None, firms: None) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/en/startups/")
    page.locator("a[href='#filters']").click()
    page.locator("#region-namur").check()
    page.locator("#filters button[type=submit]").click()
    expect(page.locator("#res")).to_have_text("2 firms")
    assert "region=namur" in page.url
    page.locator("input[name=q]").fill("aqua")
    page.locator("[role=search] button").click()
    expect(page.locator(".results .entry")).to_have_count(1)
    assert "region=namur" in page.url
    context.close()
