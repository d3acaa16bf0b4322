"""Whether the websites of proposals answer: looked at when one is sent, and daily while it waits."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from belgiantech import fetching
from directory import websites
from directory.choices import WebsiteState
from directory.jobs import periodic
from directory.models import WebsiteAnswer
from directory.rules.checks import Outcome
from directory.rules.website_checks import check_website
from tests.factories import Make
from tests.websites import World

SITE = "https://firm.example.com/"


def answer(address: str = SITE) -> WebsiteAnswer:
    return WebsiteAnswer.objects.get(address=address)


def test_it_works(internet: World, founder: User) -> None:
    """Sent twice in a day, it is asked once; what is seen on the page is what was noted."""
    assert check_website(Make.profile(website=SITE)).text == f"{SITE} was not looked at yet."
    internet.put(SITE, "<h1>Rivage</h1>")
    submission = Make.waiting(founder, website=SITE)
    assert (answer().state, answer().status) == (WebsiteState.ANSWERS, 200)
    assert internet.asked == [SITE]
    websites.look_for.enqueue(Make.revision(submission).pk)
    assert internet.asked == [SITE]
    check = check_website(Make.profile(website=SITE))
    assert check.outcome == Outcome.FINE
    assert check.text.startswith(f"{SITE} answers (looked at on ")


@pytest.mark.parametrize(
    ("status", "content", "headers", "state"),
    [
        (200, "", {}, WebsiteState.ANSWERS),
        (403, "no machines", {}, WebsiteState.ANSWERS),
        (404, "", {}, WebsiteState.ERROR),
        (500, "", {}, WebsiteState.ERROR),
        (302, "", {"Location": "https://www.firm.example.com/fr"}, WebsiteState.ANSWERS),
        (301, "", {"Location": "http://127.0.0.1/"}, WebsiteState.NOT_PUBLIC),
        (301, "", {"Location": SITE}, WebsiteState.SILENT),
        (200, "This DOMAIN is for SALE", {}, WebsiteState.PARKED),
    ],
)
def test_what_a_server_may_say(  # noqa: PLR0917  # a row of the table
    status: int, content: str, headers: dict[str, str], state: WebsiteState, internet: World, db: None
) -> None:
    internet.put(SITE, content, status, **headers)
    internet.put("https://www.firm.example.com/fr", "ici")
    assert websites.look(SITE).state == state
    assert check_website(Make.profile(website=SITE)).outcome in Outcome


def test_another_domain_is_named(internet: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = fetching.Fetched(200, "https://shop.elsewhere.org/x", b"")
    monkeypatch.setattr(fetching, "fetch", lambda address: found)
    noted = websites.look(SITE)
    assert (noted.state, noted.leads_to) == (WebsiteState.ELSEWHERE, "elsewhere.org")
    assert "elsewhere.org" in check_website(Make.profile(website=SITE)).text


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://other.firm.example.com/", WebsiteState.CERTIFICATE),
        ("https://nowhere.example.com", WebsiteState.SILENT),
        ("https://localhost/", WebsiteState.NOT_PUBLIC),
    ],
)
def test_what_is_not_reached(address: str, state: WebsiteState, internet: World, db: None) -> None:
    if state == WebsiteState.CERTIFICATE:
        internet.put(address, "")
    assert websites.look(address).state == state


def test_it_is_looked_at_again_while_it_waits(internet: World, founder: User, wallonia: User) -> None:
    """Once a day an address, once a run a domain, at most so many; not what was decided."""
    internet.put(SITE, "")
    internet.put(SITE + "fr", "")
    waiting = Make.waiting(founder, website=SITE)
    Make.waiting(founder, website=SITE + "fr")
    Make.waiting(founder, website="")
    assert periodic.look_at_websites() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        internet.asked.clear()
        assert periodic.look_at_websites() == 1
        assert internet.asked == [SITE]
        assert periodic.look_at_websites() == 1
        assert websites.look_again(most=0) == 0
        assert periodic.look_at_websites() == 0
        Make.approve(waiting, wallonia)
    with time_machine.travel(timezone.now() + timedelta(hours=51)):
        internet.asked.clear()
        assert periodic.look_at_websites() == 1
        assert internet.asked == [SITE + "fr"]
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        assert periodic.forget_answers() == 2
