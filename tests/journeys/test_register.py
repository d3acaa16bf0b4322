"""A firm registers with all that can be said of it, on a phone: with script, and without."""

from collections.abc import Callable

import pytest

from accounts.models import User
from directory.models import Sector, Submission
from tests.factories import enterprise_number
from tests.journeys.conftest import Visitor, sign_in_with_code

Arrive = Callable[..., Visitor]

TYPED: dict[str, dict[str, str]] = {
    "company": {"enterprise_number": enterprise_number(998), "name": "Überlandmühlen", "website": "mill.example"},
    "what": {"tagline_de": "Mahlt leise", "description_de": "Mühlen, die nachts mahlen.", "tagline_en": "Mills"},
    "where": {"postal_code": "4700", "offices-0-city": "Aachen"},
    "classification": {},
    "size": {},
    "abroad": {
        "markets-0-since": "2024",
        "references-0-name": "Stadtwerke",
        "asks-0-text": "Ein Partner in Bayern",
    },
    "trust": {"certifications-0-name": "ISO 9001", "certifications-0-valid_until": "2031-05-01"},
    "contact": {"public_contact": "info@mill.example", "contact_name": "Empfang", "contact_phone": "087 59 60 11"},
}
CHOSEN: dict[str, dict[str, str]] = {
    "where": {"offices-0-country": "DE"},
    "size": {"people": "2-9", "funding": "bootstrapped"},
    "abroad": {
        "markets-0-country": "DE",
        "export": "first",
        "references-0-country": "DE",
        "asks-0-kind": "distributor",
        "asks-0-country": "DE",
    },
    "trust": {"hosting_country": "BE", "owner_country": "BE"},
}
TICKED = {"abroad": ["markets-0-activities", "support_languages"], "classification": ["client_focus"]}


@pytest.mark.parametrize("script", [True, False], ids=["with_script", "without_script"])
def test_every_part(visitor: Arrive, founder: User, script: bool) -> None:
    someone = visitor("de", 390, script=script)
    sign_in_with_code(someone, founder)
    someone.open("/register/")
    someone.page.locator("form[action$='/register/start/'] button").click()
    for topic in TYPED:
        someone.page.wait_for_url(f"**/edit/{topic}/")
        answer(someone, topic)
        someone.check_page(with_axe=script)
        someone.page.locator("button.btn--go").click()
    someone.page.wait_for_url("**/check/")
    someone.check_page(with_axe=script)
    for said in ("Überlandmühlen", "Mahlt leise", "Aachen", "Stadtwerke", "ISO 9001", "info@mill.example"):
        someone.sees(said)
    someone.page.locator("[name=accepts_licence]").check()
    someone.page.locator("form[action$='/send/'] button").click()
    sent = Submission.objects.get()
    someone.sees(sent.reference)
    revision = sent.latest_revision()
    assert revision is not None
    assert revision.profile["markets"] == [{"country": "DE", "activities": ["customers"], "since": 2024}]
    assert sent.territory is not None
    assert sent.territory.slug == "ostbelgien"


def answer(someone: Visitor, topic: str) -> None:
    for name in TICKED.get(topic, []):
        someone.page.locator(f"[name={name}]").first.check()
    for name, value in CHOSEN.get(topic, {}).items():
        someone.choose(name, value)
    if topic == "classification":
        someone.choose("sector", str(Sector.objects.get(slug="circular-water").pk))
    if topic == "what":
        someone.page.locator("details.fold > summary").first.click()
    for name, value in TYPED[topic].items():
        someone.fill(name, value)


def test_it_saves_itself_and_counts(visitor: Arrive, founder: User) -> None:
    someone = visitor("de", 390)
    sign_in_with_code(someone, founder)
    someone.open("/register/")
    someone.page.locator("form[action$='/register/start/'] button").click()
    someone.page.wait_for_url("**/edit/company/")
    someone.page.locator("[name=name]").press_sequentially("Halb")
    someone.page.locator("[data-saved]:not(:empty)").wait_for()
    someone.page.reload()
    assert someone.page.locator("[name=name]").input_value() == "Halb"
    someone.page.locator(".steps a[href$='/what/']").click()
    someone.fill("tagline_de", "x" * 100)
    someone.sees("40")
    someone.check_page()
