"""Once a year, on a phone and without script: from the reminder's link to an entry that is confirmed again."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.models import User
from directory.choices import Confirmation, Verb
from directory.jobs import periodic
from directory.models import Event, MonthlyViews, Startup
from tests.factories import Make
from tests.journeys.conftest import Visitor, mailed_code

Arrive = Callable[..., Visitor]
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+/my/(?:confirm|asks)/\S+/)")
WANTED = {"kind": "distributor", "country": "DE", "text": "Un distributeur en Bavière", "language": "fr"}


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    """Confirmed a year ago to the day, and an ask that lapses within the week."""
    startup = Make.published(founder, wallonia, name="Rivière & Fils", asks=[WANTED])
    today = timezone.localdate()
    Startup.objects.filter(pk=startup.pk).update(confirmed_on=today - timedelta(days=365))
    startup.asks.update(opened_on=today - timedelta(days=85), lapses_on=today + timedelta(days=5))
    MonthlyViews.objects.create(startup=startup, month=today.replace(day=1), count=1234)
    mail.outbox.clear()
    return Startup.objects.get(pk=startup.pk)


def mailed_link() -> str:
    found = LINK.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def test_from_the_mail_to_confirmed(startup: Startup, founder: User, visitor: Arrive) -> None:
    reader, checker = visitor("fr", 390, script=False), visitor("fr", 390)
    assert periodic.remind_to_confirm() == 1
    address = mailed_link()
    reader.page.goto(reader.site + address)
    reader.sees("Mesure le niveau des rivières")
    look_at_the_same(reader, checker)
    assert not Event.objects.filter(verb=Verb.ENTRY_CONFIRMED).exists()
    reader.press("Yes, confirm")
    reader.page.get_by_role("button", name=reader.t("Yes, confirm")).wait_for(state="detached")
    look_at_the_same(reader, checker)
    reader.page.goto(reader.site + address)  # the same link once more
    assert reader.page.get_by_role("button", name=reader.t("Yes, confirm")).count() == 0
    assert Event.objects.filter(verb=Verb.ENTRY_CONFIRMED).count() == 1
    assert Startup.objects.get().confirmation == Confirmation.CONFIRMED
    assert Startup.objects.get().confirmed_by == founder


def test_renewing_what_one_looks_for(startup: Startup, visitor: Arrive) -> None:
    reader, checker = visitor("fr", 390, script=False), visitor("fr", 390)
    assert periodic.remind_of_asks() == 1
    reader.page.goto(reader.site + mailed_link())
    reader.sees(WANTED["text"])
    look_at_the_same(reader, checker)
    reader.press("Renew for 90 days")
    reader.page.get_by_role("button", name=reader.t("Renew for 90 days")).wait_for(state="detached")
    look_at_the_same(reader, checker)
    renewed_until = timezone.localdate() + timedelta(days=90)
    assert startup.asks.get().lapses_on == renewed_until
    reader.follow("Public page")
    reader.page.wait_for_url(f"**/startups/{startup.slug}/")
    with translation.override("fr"):
        day = date_format(renewed_until, "DATE_FORMAT")
    reader.sees(WANTED["text"])
    reader.sees(day)
    reader.open("/asks/?country=de&kind=distributor")
    reader.sees(day)
    look_at_the_same(reader, checker)


def look_at_the_same(reader: Visitor, checker: Visitor) -> None:
    """The rules for accessibility are checked by script, which the reader does without."""
    checker.page.goto(reader.page.url)
    checker.check_page()


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("de", 1280)])
def test_ones_own_page_of_the_firm(startup: Startup, founder: User, visitor: Arrive, language: str, width: int) -> None:
    """No becomes a change, after signing in; the page of the firm says what to do next."""
    reader = visitor(language, width)
    periodic.remind_to_confirm()
    reader.page.goto(reader.site + mailed_link().replace("/fr/", f"/{language}/"))
    reader.press("No, change it")
    reader.fill("email", founder.email)
    reader.page.locator("main form button[type=submit]").first.click()
    reader.page.locator("[name=code]").wait_for()
    reader.fill("code", mailed_code(founder.email))
    reader.page.locator("main form button[type=submit]").first.click()
    reader.page.wait_for_url("**/my/startups/*/")
    reader.check_page()
    reader.page.locator("details summary").first.click()
    reader.check_page()
    reader.page.locator("form[action$='/change/'] button").first.click()
    reader.page.wait_for_url("**/edit/")
    reader.open(f"/my/startups/{startup.slug}/confirm/")
    reader.check_page()
    reader.press("Yes, confirm")
    reader.page.wait_for_url("**/my/startups/*/")
    reader.check_page()
    assert Startup.objects.get().confirmation == Confirmation.CONFIRMED
