"""Asking a firm for an introduction: the form, the mail that confirms the address, and the visitor's own page."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.actions.errors import TooManyIntroductions
from directory.choices import CompanyStatus, IntroductionState
from directory.models import BlockedAddress, Introduction, IntroductionCount, Startup, TeamMember
from directory.rules import introductions as rules
from directory.rules.addresses import digest_of_address
from tests.factories import Make
from tests.robots import not_a_robot

LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")
TYPED = {
    "purpose": "buy",
    "message": "Wir suchen Sensoren.\nSiehe https://isar.example/pilot",
    "timing": "3-months",
    "budget": "",
    "name": "Anna Beispiel",
    "company": "Isar Wasser GmbH",
    "role": "Einkauf",
    "country": "DE",
    "email": "anna@isar.example",
    "answer_language": "de",
}


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Rivière & Fils", support_languages=["de", "es"])
    mail.outbox.clear()
    return startup


def form_of(startup: Startup, language: str = "de") -> str:
    return f"/{language}/startups/{startup.slug}/introduction/"


def ask(client: Client, startup: Startup, **typed: str) -> Any:
    return client.post(form_of(startup), TYPED | not_a_robot(client) | typed)


def link_in(message: Any) -> str:
    found = LINK.search(str(message.body))
    assert found, message.body
    return found[1]


def test_it_works(client: Client, startup: Startup, founder: User) -> None:
    """The form, the mail, the page, and only then the firm."""
    profile = client.get(startup.get_absolute_url().replace("/en/", "/de/")).content.decode()
    assert f'href="{form_of(startup)}"' in profile
    page = client.get(form_of(startup))
    assert "no-store" in page["Cache-Control"]
    assert '<option value="es">' in page.content.decode()
    answer = ask(client, startup)
    assert answer["Location"] == f"{form_of(startup)}sent/"
    assert client.get(answer["Location"]).status_code == 200
    [to_visitor] = mail.outbox
    assert to_visitor.to == ["anna@isar.example"]
    assert "Anna" not in to_visitor.body  # whoever types somebody's address sends that person no words
    assert "Sensoren" not in to_visitor.body
    link = link_in(to_visitor)
    assert link.startswith("/de/introductions/")
    for _scan in range(2):  # as programs do that look at links
        page = client.get(link)
        assert "Wir suchen Sensoren." in page.content.decode()
        assert page["Referrer-Policy"] == "strict-origin"
    assert len(mail.outbox) == 1
    for _click in range(2):
        assert client.post(f"{link}send/")["Location"] == link
    [to_firm] = mail.outbox[1:]
    assert to_firm.to == [founder.email]
    assert "anna@isar.example" not in to_firm.body
    assert "> Wir suchen Sensoren." in to_firm.body
    assert "https[:]//isar[.]example" in to_firm.body
    introduction = Introduction.objects.get()
    assert (introduction.state, introduction.language) == ("waiting", "de")


def test_errors_keep_what_was_typed(client: Client, startup: Startup) -> None:
    bad = {
        "name": "Anna\r\nBcc: all@victims.example",
        "company": "x" * 121,
        "email": "anna@isar.example\nBcc: b@c.example",
        "message": "\u202eWir",
        "country": "²",
        "purpose": "steal",
        "answer_language": "xx",
        "timing": "",
    }
    for name, value in bad.items():
        response = ask(client, startup, **{name: value})
        page = response.content.decode()
        assert response.status_code == 422, name
        assert f'id="id_{name}_error"' in page, name
        assert "Einkauf" in page
        assert "Siehe https://isar.example/pilot" in page or name == "message"
    response = ask(client, startup, email='"a b"@isar.example', message="y" * 1001, name="\x00")
    assert response.status_code == 422
    assert client.post(form_of(startup), TYPED).status_code == 422  # no calculation
    assert mail.outbox == []
    assert not Introduction.objects.exists()


def test_no_header_from_a_name(client: Client, startup: Startup) -> None:
    introduction = Make.introduction(startup, company="Evil.com Ltd", name="Jo")
    Introduction.objects.filter(pk=introduction.pk).update(company="Evil\r\nBcc: all@victims.example")
    mail.outbox.clear()
    actions.answer_introduction(
        introduction=introduction, answer=IntroductionState.YES, words="", by=startup.team.get().user
    )
    for message in mail.outbox:
        assert "\n" not in message.subject
        assert message.bcc == []
        assert set(message.message().keys()) >= {"Subject", "To"}
        assert "Bcc" not in message.message()


def unclaimed(startup: Startup) -> None:
    Startup.objects.filter(pk=startup.pk).update(claimed_at=None, confirmed_on=None)


def without_team(startup: Startup) -> None:
    TeamMember.objects.filter(startup=startup).update(left_at=timezone.now())


def account_closed(startup: Startup) -> None:
    User.objects.filter(team_memberships__startup=startup).update(is_active=False)


def ceased(startup: Startup) -> None:
    Startup.objects.filter(pk=startup.pk).update(status=CompanyStatus.CEASED)


@pytest.mark.parametrize("change", [unclaimed, without_team, account_closed, ceased])
def test_who_cannot_be_asked(client: Client, startup: Startup, change: Callable[[Startup], None]) -> None:
    """The profile has no button, the form leads back to it, and a request on its way is not sent."""
    asked = actions.ask_introduction(startup=startup, request=Make.request(), by="SYSTEM")
    change(startup)
    page = client.get(startup.get_absolute_url()).content.decode()
    assert "Ask for an introduction" not in page
    assert ("so no request can be passed on" in page) == (change in (unclaimed, without_team))
    assert client.get(form_of(startup, "en"))["Location"] == startup.get_absolute_url()
    assert ask(client, startup).status_code == 302
    mail.outbox.clear()
    response = client.post(f"/en/introductions/{rules.visitor_token(asked)}/send/")
    assert response.status_code == 409
    assert "cannot be asked for an introduction" in response.content.decode()
    assert mail.outbox == []
    assert Introduction.objects.get().state == IntroductionState.UNCONFIRMED


def test_not_public_does_not_exist(client: Client, startup: Startup) -> None:
    Startup.objects.filter(pk=startup.pk).update(state="unpublished")
    for path in (form_of(startup), f"{form_of(startup)}sent/", "/de/startups/no-such-firm/introduction/"):
        assert client.get(path).status_code == 404


def test_limits(client: Client, startup: Startup, settings: Settings) -> None:
    """By client, by address, and of one firm, where only confirmed ones count."""
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"introduction": "2/h/ip", "introduction_address": "1/h/key"}
    assert ask(client, startup).status_code == 302
    again = ask(client, startup, email="ANNA@isar.example")
    assert (again.status_code, "Einkauf" in again.content.decode()) == (422, True)
    assert ask(client, startup, email="other@isar.example").status_code == 422
    assert len(mail.outbox) == 1


def test_very_many_of_one_firm(startup: Startup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.actions.introductions.MOST_A_DAY", 1)
    Make.introduction(startup)
    asked = actions.ask_introduction(startup=startup, request=Make.request(email="b@b.example"), by="SYSTEM")
    with pytest.raises(TooManyIntroductions):
        actions.send_introduction(introduction=asked, by="SYSTEM")


def test_one_at_a_time_of_one_address(client: Client, startup: Startup) -> None:
    Make.introduction(startup)
    asked = actions.ask_introduction(startup=startup, request=Make.request(email="Anna@Isar.example"), by="SYSTEM")
    response = client.post(f"/en/introductions/{rules.visitor_token(asked)}/send/")
    assert response.status_code == 409
    assert "still waits for its answer" in response.content.decode()


def test_a_blocked_address_cannot_be_told_apart(client: Client, startup: Startup) -> None:
    """The same answers, the same pages, the same row: only no mail."""
    BlockedAddress.objects.create(digest=digest_of_address("anna@isar.example"))
    seen = []
    for email in ("Anna@Isar.example", "free@isar.example"):
        response = ask(client, startup, email=email)
        page = client.get(response["Location"]).content.decode()
        row = Introduction.objects.get(email=email)
        seen.append((response.status_code, response["Location"], page, row.state))
    assert seen[0] == seen[1]
    assert [message.to for message in mail.outbox] == [["free@isar.example"]]
    blocked = Introduction.objects.get(email="Anna@Isar.example")
    assert client.post(f"/en/introductions/{rules.visitor_token(blocked)}/send/").status_code == 410


def test_the_link_expires(client: Client, startup: Startup) -> None:
    ask(client, startup)
    link = link_in(mail.outbox[0])
    with time_machine.travel(timezone.now() + rules.CONFIRM_WITHIN + timedelta(minutes=1)):
        assert client.post(f"{link}send/").status_code == 410
        assert actions.erase_introductions(by="SYSTEM") == 1
        assert client.get(link).status_code == 410
        assert client.post(f"{link}send/").status_code == 410
        assert client.post(f"{link}outcome/").status_code == 410
    assert not IntroductionCount.objects.exists()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("token", ["x", "a:b:c", "²"])
def test_a_link_that_is_not_ours(client: Client, startup: Startup, token: str) -> None:
    for path in ("", "send/", "withdraw/", "outcome/"):
        response = (
            client.post(f"/en/introductions/{token}/{path}") if path else client.get(f"/en/introductions/{token}/")
        )
        assert response.status_code == 404


def test_taking_it_back(client: Client, startup: Startup) -> None:
    """At any time, twice at most, and nothing but a count remains."""
    introduction = Make.introduction(startup)
    page = f"/de/introductions/{rules.visitor_token(introduction)}/"
    assert client.get(f"{page}withdraw/").status_code == 405
    for _click in range(2):
        assert client.post(f"{page}withdraw/").status_code == 200
    assert not Introduction.objects.exists()
    count = IntroductionCount.objects.get()
    assert (count.country, count.answer, count.count) == ("DE", "withdrawn", 1)


def test_a_reported_one_is_taken_back_for_all_but_the_moderator(
    client: Client, startup: Startup, founder: User
) -> None:
    introduction = Make.introduction(startup)
    actions.report_introduction(introduction=introduction, words="Spam", by=founder)
    page = f"/de/introductions/{rules.visitor_token(introduction)}/"
    assert client.post(f"{page}withdraw/").status_code == 200
    assert client.get(page).status_code == 410
    client.force_login(founder)
    assert client.get(f"/en/my/startups/{startup.slug}/introductions/{introduction.pk}/").status_code == 404
    with time_machine.travel(timezone.now() + rules.KEPT_FOR_MODERATOR + timedelta(minutes=1)):
        actions.erase_introductions(by="SYSTEM")
    assert not Introduction.objects.exists()


@pytest.mark.parametrize("state", list(IntroductionState)[1:-1])
def test_how_far_it_is(client: Client, startup: Startup, founder: User, state: IntroductionState) -> None:
    introduction = Make.introduction(startup)
    if state in (IntroductionState.YES, IntroductionState.NOT_NOW, IntroductionState.NO):
        actions.answer_introduction(introduction=introduction, answer=state, words="Merci & à bientôt", by=founder)
    elif state == IntroductionState.LAPSED:
        with time_machine.travel(timezone.now() + timedelta(days=32)):
            actions.lapse_introduction(introduction=introduction, by="SYSTEM")
    page = client.get(f"/en/introductions/{rules.visitor_token(introduction)}/").content.decode()
    assert ("Merci &amp; à bientôt" in page) == (state in ("yes", "not-now", "no"))
    assert ('name="outcome"' in page) == (state == "yes")
    assert founder.email not in page


def test_what_came_of_it(client: Client, startup: Startup, founder: User) -> None:
    introduction = Make.introduction(startup)
    page = f"/en/introductions/{rules.visitor_token(introduction)}/"
    assert client.post(f"{page}outcome/", {"outcome": "deal"}).status_code == 409  # no yes yet
    actions.answer_introduction(introduction=introduction, answer=IntroductionState.YES, words="", by=founder)
    assert Introduction.objects.get().visitor_outcome == ""
    assert client.post(f"{page}outcome/", {"outcome": "\x00"}).status_code == 422
    assert client.post(f"{page}outcome/", {"outcome": "deal"})["Location"] == page
    assert Introduction.objects.get().outcome == "deal"
