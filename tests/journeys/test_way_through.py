"""The whole way in a real browser: a founder, a regional moderator, a public page. In French at a desk, and in German
on a phone in the German-speaking Community."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from accounts.models import User
from directory.models import RevenueStage, Sector, Submission
from tests.factories import enterprise_number
from tests.journeys.conftest import Visitor, mailed_code, second_factor

Arrive = Callable[..., Visitor]


@dataclass
class Firm:
    """What a founder types, and where it belongs."""

    language: str
    width: int
    moderator: str
    postal_code: str
    name: str
    tagline: str
    description: str
    better_tagline: str
    email: str = "founder@firma.example"
    number: str = enterprise_number(999)


NAMUR = Firm(
    language="fr",
    width=1280,
    moderator="wallonia",
    postal_code="5000",
    name="Rivière & Fils",
    tagline="Mesure le niveau des rivières",
    description="Des capteurs mesurent le niveau des rivières et préviennent les communes.",
    better_tagline="Prévient les communes avant la crue",
)
EUPEN = Firm(
    language="de",
    width=390,
    moderator="ostbelgien",
    postal_code="4700",
    name="Talsperren-Überwachungstechnik",
    tagline="Überwacht Talsperren mit Schwingungssensoren",
    description="Sensoren messen, wie sich die Staumauer bewegt, und melden es rechtzeitig.",
    better_tagline="Meldet Bewegungen der Staumauer, bevor sie gefährlich werden",
)


@pytest.mark.parametrize("firm", [NAMUR, EUPEN], ids=["french", "german_on_a_phone"])
def test_from_the_form_to_the_public_page(firm: Firm, visitor: Arrive, request: pytest.FixtureRequest) -> None:
    moderator: User = request.getfixturevalue(firm.moderator)
    founder = visitor(firm.language, firm.width)

    sign_up(founder, firm)
    fill_in(founder, firm)
    send(founder)
    reference = Submission.objects.get().reference
    founder.sees(reference)
    founder.check_page()

    desk = visitor(moderator.language, firm.width)
    sign_in_to_desk(desk, moderator)
    decide(desk, reference, "request-changes", "unclear", "Que mesurez-vous / Was genau?")

    founder.page.goto(f"{founder.site}/{firm.language}/my/submissions/{reference}/")
    founder.sees("Que mesurez-vous / Was genau?")
    founder.open(f"/my/submissions/{reference}/edit/what/")
    founder.fill(f"tagline_{firm.language}", firm.better_tagline)
    go_on(founder, "where")
    send(founder)

    decide(desk, reference, "approve", "meets-criteria")
    reader = visitor(firm.language, firm.width)
    reader.open("/startups/")
    reader.page.locator("main input[name=q]").fill(firm.name)
    reader.page.locator("main [role=search] button").click()
    reader.page.get_by_role("link", name=firm.name).click()
    reader.page.get_by_role("heading", name=firm.name, level=1).wait_for()
    reader.sees(firm.better_tagline)
    reader.check_page()

    change_name_without_publishing(founder, reader, desk, firm)


def sign_up(founder: Visitor, firm: Firm) -> None:
    founder.open("/register/")
    founder.check_page()
    founder.follow("Start with your e-mail address")
    founder.fill("email", firm.email)
    founder.check_page()
    founder.press("Send me a code")
    founder.page.locator("[name=code]").wait_for()
    founder.check_page()
    founder.fill("code", mailed_code(firm.email))
    founder.press("Continue")
    founder.press("Start")


def fill_in(founder: Visitor, firm: Firm) -> None:
    founder.page.locator("[name=enterprise_number]").wait_for()
    go_on(founder)  # with nothing filled in
    founder.page.get_by_role("alert").wait_for()
    founder.check_errors()
    founder.fill("enterprise_number", f"BE {firm.number[:4]}.{firm.number[4:7]}.{firm.number[7:]}")
    founder.fill("name", firm.name)
    founder.fill("website", "firma.example.com")
    founder.fill("founded", "2016")
    go_on(founder, "what")
    founder.fill(f"tagline_{firm.language}", firm.tagline)
    founder.fill(f"description_{firm.language}", firm.description)
    go_on(founder, "where")
    founder.fill("postal_code", firm.postal_code)
    go_on(founder, "classification")
    founder.choose("sector", str(Sector.objects.get(slug="circular-water").pk))
    go_on(founder, "size")
    founder.choose("people", "10-19")
    founder.choose("stage", str(RevenueStage.objects.get(slug="2m-3m").pk))
    founder.page.locator("select[name=stage_year]").select_option(index=2)
    founder.page.locator("[name=stage_disclosed][value=yes]").check()
    go_on(founder, "abroad")


def go_on(founder: Visitor, topic: str = "") -> None:
    """Saves the topic; `topic` is the one that comes next."""
    founder.check_page()
    founder.page.locator("button.btn--go").click()
    if topic:
        founder.page.wait_for_url(f"**/edit/{topic}/")


def send(founder: Visitor) -> None:
    founder.page.locator(".steps a[href$='/check/']").click()
    founder.page.locator("form[action$='/send/']").wait_for()
    founder.check_page()
    founder.page.locator("[name=accepts_licence]").check()
    founder.page.locator("form[action$='/send/'] button").click()
    founder.page.wait_for_url(re.compile(r"/submissions/[^/]+/$"))


def sign_in_to_desk(desk: Visitor, moderator: User) -> None:
    desk.open("/admin/")
    desk.fill("email", moderator.email)
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.locator("[name=code]").wait_for()
    desk.fill("code", mailed_code(moderator.email))
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.wait_for_url("**/second-factor/**")
    desk.fill("code", second_factor(moderator))
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.wait_for_url("**/admin/")
    desk.check_page()


def decide(desk: Visitor, reference: str, verdict: str, reason: str, words: str = "") -> None:
    desk.open("/admin/")
    desk.page.locator(f"a[href*='{reference}']").first.click()
    desk.page.locator(f"[name=verdict][value={verdict}]").check()
    desk.choose("reason", reason)
    desk.fill("words", words)
    desk.check_page()
    desk.page.locator("#decision button.btn--go").click()
    desk.page.wait_for_url("**/admin/")


def change_name_without_publishing(founder: Visitor, reader: Visitor, desk: Visitor, firm: Firm) -> None:
    """An edit of a published entry changes nothing public until it is approved."""
    founder.open("/my/")
    founder.check_page()
    founder.page.locator("form[action$='/change/'] button").first.click()
    founder.page.locator(".steps a[href$='/company/']").click()
    founder.fill("name", f"{firm.name} II")
    go_on(founder, "what")
    send(founder)
    address = reader.page.url
    reader.page.reload()
    assert reader.page.get_by_role("heading", level=1).inner_text() == firm.name
    reference = Submission.objects.get(kind="change").reference
    decide(desk, reference, "approve", "meets-criteria")
    reader.page.goto(address)  # the old address leads to the new one
    assert reader.page.get_by_role("heading", level=1).inner_text() == f"{firm.name} II"
    assert reader.page.url != address
