"""A buyer in Munich, on a phone and in German, asks a firm for an introduction; its founder says yes."""

import re
import time
from collections.abc import Callable

import pytest
from django.core import mail

from accounts.models import User
from directory.choices import IntroductionState
from directory.models import Introduction, Startup
from tests.factories import Make
from tests.journeys.conftest import Visitor

Arrive = Callable[..., Visitor]
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+/introductions/\S+)")
TYPED = {
    "message": "Wir suchen Sensoren für 40 Messstellen an der Isar.",
    "name": "Anna Beispiel",
    "company": "Donaudampfschifffahrtsgesellschaft Wasserwirtschaft Süd GmbH",
    "email": "anna@isar.example",
}


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Rivière & Fils", support_languages=["de", "fr"])
    mail.outbox.clear()
    return startup


def mailed_link() -> str:
    found = LINK.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def test_from_the_profile_to_a_yes(startup: Startup, founder: User, visitor: Arrive) -> None:
    buyer = visitor("de", 390)
    page = buyer.page
    began = time.monotonic()
    buyer.open(f"/startups/{startup.slug}/")
    buyer.follow("Ask for an introduction")
    page.locator("[name=message]").wait_for()
    buyer.check_page()
    buyer.press("Send me the link")  # nothing filled in
    page.get_by_role("alert").wait_for()
    buyer.trouble.clear()  # the browser notes the 422
    buyer.check_errors()
    page.locator("[name=purpose][value=buy]").check()
    for name, value in TYPED.items():
        buyer.fill(name, value)
    buyer.choose("timing", "3-months")
    buyer.choose("country", "DE")
    buyer.press("Send me the link")
    page.wait_for_url(re.compile("/introduction/sent/"))
    buyer.check_page()
    page.goto(buyer.site + mailed_link())
    buyer.sees(TYPED["message"])
    buyer.check_page()
    buyer.press("Send the request")
    page.get_by_role("button", name=buyer.t("Send the request")).wait_for(state="detached")
    buyer.check_page()
    assert time.monotonic() - began < 120
    own_page = page.url

    owner = visitor("fr", 390)
    assert mail.outbox[-1].to == [founder.email]
    owner.page.goto(owner.site + mailed_link())
    owner.sees(TYPED["company"])
    owner.check_page()
    assert owner.page.locator("[value=yes]").is_checked()
    owner.fill("words", "Avec plaisir.")
    owner.press("Send the answer")
    owner.sees(TYPED["email"])
    owner.check_page()
    assert Introduction.objects.get().state == IntroductionState.YES
    page.goto(own_page)
    buyer.sees("Avec plaisir.")
    buyer.check_page()
