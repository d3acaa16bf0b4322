"""The firm's side: the mail with three answers, the page of each request, the list, the outcome, the report."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions.errors import IntroductionOver, NotAllowed
from directory.choices import IntroductionState, Verb
from directory.models import Event, Introduction, IntroductionCount, Startup, TeamMember
from directory.personal import personal_data
from directory.rules.introductions import firm_token
from directory.rules.links import VALID_FOR
from tests.factories import Make

SignIn = Callable[[User], Client]
YES, NO, NOT_NOW = IntroductionState.YES, IntroductionState.NO, IntroductionState.NOT_NOW
LINK = re.compile(r"http://127\.0\.0\.1:8000(/fr/my/introductions/\S+/)\?answer=(\S+)")


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    return Make.published(founder, wallonia, name="Rivière & Fils")


@pytest.fixture
def introduction(startup: Startup) -> Introduction:
    mail.outbox.clear()
    return Make.introduction(startup)


def page_of(introduction: Introduction) -> str:
    return f"/en/my/startups/{introduction.startup.slug}/introductions/{introduction.pk}/"


def link_of(introduction: Introduction, user: User) -> str:
    return f"/en/my/introductions/{firm_token(introduction, user)}/"


def answer(introduction: Introduction, by: User, state: IntroductionState = YES, words: str = "") -> bool:
    return actions.answer_introduction(introduction=introduction, answer=state, words=words, by=by)


def fresh(introduction: Introduction) -> Introduction:
    return Introduction.objects.get(pk=introduction.pk)


def test_it_works(client: Client, introduction: Introduction, founder: User) -> None:
    """From the mail, without signing in: each link asks once more, a scan changes nothing, a second click neither."""
    to_firm = mail.outbox[-1]
    links = LINK.findall(str(to_firm.body))
    assert [state for _address, state in links] == ["yes", "not-now", "no"]
    for address, state in links:
        page = client.get(f"{address}?answer={state}").content.decode()
        assert re.search(rf'value="{state}"[^>]*checked', page)
        assert "anna@isar.example" not in page
    assert fresh(introduction).state == "waiting"
    assert client.post(address, {"answer": "²", "words": "Bonjour"}).status_code == 422
    assert client.post(address, {"answer": "yes", "words": "a\x00"}).status_code == 422
    mail.outbox.clear()
    for _click in range(2):
        assert client.post(address, {"answer": "yes", "words": "Voir www.evil.example"})["Location"] == address
    assert "anna@isar.example" in client.get(address).content.decode()
    to_visitor, to_founder = mail.outbox
    assert (to_visitor.to, to_founder.to) == (["anna@isar.example"], [founder.email])
    assert founder.email not in to_visitor.body
    assert "> Voir www[.]evil[.]example" in to_visitor.body
    assert "/de/introductions/" in to_visitor.body
    assert "anna@isar.example" in to_founder.body
    row = fresh(introduction)
    assert (row.state, row.answered_by) == ("yes", founder)


@pytest.mark.parametrize("state", [NOT_NOW, NO])
def test_without_a_yes_the_address_stays_away(
    introduction: Introduction, founder: User, as_user: SignIn, state: IntroductionState
) -> None:
    client = as_user(founder)
    mail.outbox.clear()
    assert client.post(page_of(introduction), {"answer": state, "words": ""}).status_code == 302
    assert [message.to for message in mail.outbox] == [["anna@isar.example"]]
    assert "anna@isar.example" not in client.get(page_of(introduction)).content.decode()


def test_the_first_answer_counts(introduction: Introduction, founder: User, as_user: SignIn) -> None:
    answer(introduction, founder, NO)
    mail.outbox.clear()
    assert not answer(introduction, founder, NO)
    response = as_user(founder).post(page_of(introduction), {"answer": "yes"})
    assert response.status_code == 409
    assert "answered in the meantime" in response.content.decode()
    with pytest.raises(IntroductionOver):
        answer(introduction, founder)
    assert mail.outbox == []


def test_links_that_open_nothing_any_more(
    client: Client, introduction: Introduction, founder: User, other_founder: User
) -> None:
    for wrong in ("x", "a:b:c", firm_token(introduction, founder)[:-1]):
        assert client.get(f"/en/my/introductions/{wrong}/").status_code == 404
    assert client.get(link_of(introduction, other_founder)).status_code == 410  # not of the team
    address = link_of(introduction, founder)
    assert client.get(f"{address}outcome/").status_code == 405
    with time_machine.travel(timezone.now() + VALID_FOR + timedelta(minutes=1)):
        assert client.get(address).status_code == 410
    TeamMember.objects.update(left_at=timezone.now())
    assert client.post(address, {"answer": "yes"}).status_code == 410
    TeamMember.objects.update(left_at=None)
    actions.withdraw_introduction(introduction=introduction, by="SYSTEM")
    assert client.post(address, {"answer": "yes"}).status_code == 410
    assert client.post(f"{address}outcome/", {"outcome": "deal"}).status_code == 410


def test_every_owner_gets_it_in_the_own_language(startup: Startup, founder: User, other_founder: User) -> None:
    TeamMember.objects.create(startup=startup, user=other_founder, role="owner")
    editor = User.objects.create_user("editor@example.test")
    TeamMember.objects.create(startup=startup, user=editor, role="editor")
    mail.outbox.clear()
    Make.introduction(startup)
    to_firm = {message.to[0]: message for message in mail.outbox[1:]}
    assert set(to_firm) == {founder.email, other_founder.email}
    for person in (founder, other_founder):
        assert f"/{person.language}/my/introductions/" in to_firm[person.email].body


def test_the_pages_of_the_firm(introduction: Introduction, founder: User, as_user: SignIn) -> None:
    """What waits stands first on the page of the firm; numbers by country beside the views, erased ones included."""
    startup, client = introduction.startup, as_user(founder)
    other = Make.introduction(startup, email="j@jp.example", country="JP", company="Kawa")
    actions.withdraw_introduction(introduction=other, by="SYSTEM")
    page = client.get(f"/en/my/startups/{startup.slug}/").content.decode()
    assert page_of(introduction) in page
    assert page.index("waits for your answer") < page.index('id="views"')
    assert "2 visitors asked to be introduced" in page
    assert "Japan" in page
    listed = f"/en/my/startups/{startup.slug}/introductions/"
    assert page_of(introduction) in client.get(listed).content.decode()
    answer(introduction, founder)
    assert "waits for your answer" not in client.get(f"/en/my/startups/{startup.slug}/").content.decode()
    assert "Germany" in client.get(listed).content.decode()


def test_foreign_and_huge_ids(introduction: Introduction, founder: User, other_founder: User, as_user: SignIn) -> None:
    slug = introduction.startup.slug
    for client, pk in ((as_user(other_founder), introduction.pk), (as_user(founder), 10**30)):
        for path in ("", "report/"):
            assert client.get(f"/en/my/startups/{slug}/introductions/{pk}/{path}").status_code == 404
        assert client.post(f"/en/my/startups/{slug}/introductions/{pk}/outcome/").status_code == 404


def test_what_came_of_it(client: Client, introduction: Introduction, founder: User, as_user: SignIn) -> None:
    """The firm's word counts until the visitor says something else."""
    answer(introduction, founder)
    address = link_of(introduction, founder)
    assert "checked" in client.get(f"{address}?outcome=talks").content.decode()
    assert fresh(introduction).outcome == ""
    assert client.post(f"{address}outcome/", {"outcome": ""}).status_code == 422
    assert client.post(f"{address}outcome/", {"outcome": "talks"})["Location"] == address
    assert as_user(founder).post(f"{page_of(introduction)}outcome/", {"outcome": "deal"}).status_code == 302
    assert fresh(introduction).outcome == "deal"
    actions.state_outcome(introduction=introduction, outcome="nothing", by="SYSTEM")  # type: ignore[arg-type]
    assert fresh(introduction).outcome == "nothing"


def test_reported_it_waits_for_the_moderator(introduction: Introduction, founder: User, as_user: SignIn) -> None:
    client = as_user(founder)
    report = f"{page_of(introduction)}report/"
    assert client.get(report).status_code == 200
    assert client.post(report, {"words": "x" * 1001}).status_code == 422
    for _click in range(2):
        assert client.post(report, {"words": "Du spam"}).status_code == 302
    assert Event.objects.filter(verb=Verb.INTRODUCTION_REPORTED).count() == 1
    page = client.get(f"/en/my/startups/{introduction.startup.slug}/").content.decode()
    assert "waits for your answer" not in page
    event = Event.objects.get(verb=Verb.INTRODUCTION_REPORTED)
    assert (event.before, event.after, event.personal_digest) == ({}, {}, "")


def test_who_left_cannot_answer(introduction: Introduction, founder: User) -> None:
    TeamMember.objects.update(left_at=timezone.now())
    for refused in (
        lambda: answer(introduction, founder),
        lambda: actions.report_introduction(introduction=introduction, words="", by=founder),
        lambda: actions.state_outcome(introduction=introduction, outcome="deal", by=founder),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotAllowed):
            refused()


class TestReplyTime:
    def after(self, startup: Startup, days: float, by: User) -> None:
        serial = Make.serial()
        introduction = Make.introduction(startup, email=f"v{serial}@isar.example")
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            answer(introduction, by, NO)

    def test_after_three_answers(self, client: Client, startup: Startup, founder: User) -> None:
        for days in (0.5, 1.5):
            self.after(startup, days, founder)
        page = startup.get_absolute_url()
        assert "Usually answers" not in client.get(page).content.decode()
        self.after(startup, 10, founder)
        assert "Usually answers within 2 days" in client.get(page).content.decode()

    def test_what_lapsed_counts(self, startup: Startup, founder: User) -> None:
        for _number in range(3):
            self.after(startup, 0.9, founder)
        assert Startup.objects.get().reply_days == 1
        for number in range(4):
            introduction = Make.introduction(startup, email=f"l{number}@isar.example")
            with time_machine.travel(timezone.now() + timedelta(days=31.9)):
                assert actions.lapse_introduction(introduction=introduction, by="SYSTEM")
        assert Startup.objects.get().reply_days == 32


def test_my_data_and_a_closed_account(
    introduction: Introduction, founder: User, other_founder: User, wallonia: User
) -> None:
    """Of others' requests only the own answer; own ones by the confirmed address. Both go with the account."""
    TeamMember.objects.create(startup=introduction.startup, user=other_founder, role="owner")
    answer(introduction, founder, NO, "Pas cette année")
    theirs = Make.published(other_founder, wallonia)
    mine = Make.introduction(theirs, email=founder.email.upper())
    actions.ask_introduction(startup=introduction.startup, request=Make.request(email=founder.email), by="SYSTEM")
    data: dict[str, Any] = personal_data(founder)
    assert [row["words"] for row in data["introductions_answered"]] == ["Pas cette année"]
    assert "Anna" not in str(data["introductions_answered"])
    assert [row["startup_name"] for row in data["introductions_asked"]] == [theirs.name]
    actions.close_account(user=founder, by=founder)
    assert not Introduction.objects.exclude(pk=introduction.pk).exists()
    assert fresh(introduction).words == ""
    assert IntroductionCount.objects.get().startup == mine.startup


test_my_data_and_a_closed_account = pytest.mark.django_db(transaction=True)(test_my_data_and_a_closed_account)


def test_a_removed_entry(introduction: Introduction, founder: User, wallonia: User) -> None:
    """Who waits is told, and all of it goes within a week or so."""
    startup = introduction.startup
    mail.outbox.clear()
    Make.approve_both(Make.removal(startup, founder), wallonia)
    assert ["anna@isar.example"] in [message.to for message in mail.outbox]
    [to_visitor] = [message for message in mail.outbox if message.to == ["anna@isar.example"]]
    assert startup.slug not in to_visitor.body
    assert actions.erase_introductions(by="SYSTEM") == 0
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert actions.erase_introductions(by="SYSTEM") == 1
    assert IntroductionCount.objects.get().answer == "lapsed"
