"""Following a list by mail: the form, the mail that asks, and the pages that its links open."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.actions.alerts import forget_address
from directory.models import Alert, Follower
from directory.personal import personal_data
from directory.rules import alerts as rules
from tests.factories import Make
from tests.robots import not_a_robot

LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+/alerts/\S+)")
LIST = "region=namur&sector=circular-water"
READER = "anna@isar.example"


def ask(client: Client, query: str = LIST, email: str = READER, language: str = "de") -> Any:
    return client.post(f"/{language}/alerts/?{query}", {"email": email} | not_a_robot(client))


def followed(query: str = LIST, email: str = READER) -> Alert:
    alert = actions.ask_alert(email=email, query=query, language="en", by="SYSTEM")
    actions.confirm_alert(alert=alert, by="SYSTEM")
    mail.outbox.clear()
    return Alert.objects.get(pk=alert.pk)


def link_in(message: Any) -> str:
    found = LINK.search(str(message.body))
    assert found, message.body
    return found[1]


def test_it_works(client: Client, founder: User, wallonia: User) -> None:
    """The form in words, the mail, the page, the button; and nothing before it."""
    Make.published(founder, wallonia)
    mail.outbox.clear()
    page = client.get(f"/en/alerts/?{LIST}&q=eau&founded_from=2010&sort=name&page=3").content.decode()
    for words in ("Namur", "Circular economy", "“eau”", "Founded 2010 or later", "firm is in it today"):
        assert words in page
    assert 'href="/en/startups/?founded_from=2010&amp;q=eau&amp;region=namur&amp;sector=circular-water"' in page
    answer = ask(client, f"{LIST}&sort=name&page=3")
    assert answer["Location"] == f"/de/alerts/sent/?{LIST}"
    assert client.get(answer["Location"]).status_code == 200
    [message] = mail.outbox
    assert message.to == [READER]
    assert "Namur" not in message.body  # whoever types somebody's address sends that person no words
    link = link_in(message)
    assert link.startswith("/de/alerts/")
    for _scan in range(2):  # as programs do that look at links
        page_of = client.get(link)
        assert "Namur" in page_of.content.decode()
        assert page_of["Referrer-Policy"] == "strict-origin"
        assert "no-store" in page_of["Cache-Control"]
    alert = Alert.objects.get()
    assert (alert.confirmed_at, alert.query, alert.language) == (None, LIST, "de")
    for _click in range(2):
        assert client.post(f"{link}confirm/")["Location"] == link
    assert Alert.objects.followed().get() == alert
    assert f'action="{link}stop/"' in client.get(link).content.decode()
    assert client.post(f"{link}stop/").status_code == 200
    assert not Follower.objects.exists()
    assert client.get(link).status_code == 410
    assert client.post(f"{link}stop/").status_code == 200
    assert client.post(f"{link}confirm/").status_code == 410


def test_asked_again_nothing_is_told(client: Client, db: None) -> None:
    """Whether an address follows a list: the same answers, the same number of mails; only the mail itself differs."""
    followed()
    seen = []
    for email in (READER, "new@isar.example", "NEW@isar.example"):
        response = ask(client, email=email)
        seen.append((response.status_code, response["Location"], client.get(response["Location"]).content))
    assert seen[0] == seen[1] == seen[2]
    assert [message.to for message in mail.outbox] == [[READER], ["new@isar.example"], ["new@isar.example"]]
    assert "bereits" in mail.outbox[0].subject or "already" in mail.outbox[0].subject
    assert Alert.objects.count() == 2


def test_errors_keep_what_was_typed(client: Client, db: None) -> None:
    for bad in ("no address", "a@b.example\nBcc: c@d.example", "x" * 300 + "@b.example", "\u202ea@b.example", "²"):
        response = ask(client, email=bad)
        page = response.content.decode()
        assert response.status_code == 422
        assert 'id="id_email_error"' in page
        assert "Namur" in page
    response = client.post(f"/de/alerts/?{LIST}", {"email": READER})  # no calculation
    assert (response.status_code, READER in response.content.decode()) == (422, True)
    assert mail.outbox == []
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("q=" + "%E6%B0%B4" * 300, None),
        ("market=fr&q=eau&market=de&activity=customers", "activity=customers&market=DE&market=FR&q=eau"),
    ],
)
def test_any_list(client: Client, db: None, query: str, kept: str | None) -> None:
    assert client.get(f"/en/alerts/?{query}").status_code == 200
    assert ask(client, query).status_code == 302
    alert = Alert.objects.get()
    assert kept is None or alert.query == kept
    assert client.get(link_in(mail.outbox[0])).status_code == 200


def test_a_condition_that_does_not_exist(client: Client, db: None) -> None:
    """Without it, the list is another one: nothing is followed before that one is sent."""
    page = client.get("/en/alerts/?sector=none-such&region=namur").content.decode()
    assert "none-such" in page
    response = ask(client, "sector=none-such&region=namur", language="en")
    page = response.content.decode()
    assert (response.status_code, READER in page) == (422, True)
    assert page.count("There is no “none-such” to choose for “sector”") == 2  # the error, and beside the conditions
    assert 'action="/en/alerts/?region=namur"' in page
    assert not Follower.objects.exists()
    assert mail.outbox == []


def test_words_that_find_nothing(client: Client, db: None) -> None:
    assert "never find anything" in client.get("/en/alerts/?q=-eau").content.decode()


def test_limits(client: Client, db: None, settings: Settings) -> None:
    """By client and by address."""
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"alert": "2/h/ip", "alert_address": "1/h/key"}
    assert ask(client).status_code == 302
    assert ask(client, email=READER.upper()).status_code == 422
    assert ask(client, email="other@isar.example").status_code == 422
    assert len(mail.outbox) == 1


def test_very_many_lists(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What strangers asked for an address counts for nothing."""
    monkeypatch.setattr(rules, "MOST", 1)
    second = actions.ask_alert(email=READER, query="q=b", language="en", by="SYSTEM")
    first = followed("q=a")
    response = client.post(f"/en/alerts/{rules.alert_token(second)}/confirm/")
    assert (response.status_code, "very many lists" in response.content.decode()) == (409, True)
    actions.stop_alert(alert=first, by="SYSTEM")
    assert not Follower.objects.exists()  # the address was promised to be erased


def test_the_link_expires(client: Client, db: None) -> None:
    ask(client)
    link = link_in(mail.outbox[0])
    with time_machine.travel(timezone.now() + rules.CONFIRM_WITHIN + timedelta(minutes=1)):
        assert client.get(link).status_code == 410
        assert client.post(f"{link}confirm/").status_code == 410
    assert not Alert.objects.followed().exists()


def test_all_that_is_followed(client: Client, db: None) -> None:
    """One page shows all of it, stops one, or everything."""
    kept, stopped = followed("region=namur"), followed("q=%3Cb%3E")
    actions.ask_alert(email=READER, query="sector=fintech", language="en", by="SYSTEM")
    page = f"/en/alerts/all/{rules.follower_token(kept.follower)}/"
    content = client.get(page).content.decode()
    assert "“&lt;b&gt;”" in content
    assert "Fintech" not in content  # not confirmed
    assert READER not in content
    assert client.post(f"/en/alerts/{rules.alert_token(stopped)}/stop/")["Location"] == page
    assert client.get(f"{page}stop/")["Location"] == page  # programs that open links
    assert list(Alert.objects.followed()) == [kept]
    assert client.post(f"{page}stop/").status_code == 200
    assert not Follower.objects.exists()
    assert client.get(page).status_code == 410
    assert client.post(f"{page}stop/").status_code == 200


def test_one_click_of_the_mail_program(db: None) -> None:
    """RFC 8058: a POST without cookies, token or browser."""
    alert = followed()
    client = Client(enforce_csrf_checks=True)
    page = f"/en/alerts/all/{rules.follower_token(alert.follower)}/stop/"
    assert client.post(f"/en/alerts/{rules.alert_token(alert)}/stop/").status_code == 403
    assert Follower.objects.exists()
    response = client.post(page, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Follower.objects.exists()


@pytest.mark.parametrize("make", [lambda alert: "x", lambda alert: "a:b:c", lambda alert: "²"])
def test_a_link_that_is_not_ours(client: Client, db: None, make: Callable[[Alert], str]) -> None:
    alert = followed()
    other_kind = rules.follower_token(alert.follower)
    for token in (make(alert), other_kind):
        assert client.get(f"/en/alerts/{token}/").status_code == 404
        assert client.post(f"/en/alerts/{token}/confirm/").status_code == 404
        assert client.post(f"/en/alerts/{token}/stop/").status_code == 404
    for token in (make(alert), rules.alert_token(alert)):
        assert client.get(f"/en/alerts/all/{token}/").status_code == 404
        assert client.post(f"/en/alerts/all/{token}/stop/").status_code == 404
    assert Alert.objects.followed().exists()


def test_a_link_of_another_address(client: Client, db: None) -> None:
    """Numbers are given again after a database was restored: an old link opens nothing of who has them now."""
    alert = followed()
    one, everything = rules.alert_token(alert), rules.follower_token(alert.follower)
    Follower.objects.update(email="other@isar.example")
    assert client.get(f"/en/alerts/{one}/").status_code == 410
    assert client.get(f"/en/alerts/all/{everything}/").status_code == 410
    for page in (one, f"all/{everything}"):
        assert client.post(f"/en/alerts/{page}/stop/").status_code == 200
    assert Alert.objects.followed().exists()


def test_links_outlive_the_secret(client: Client, db: None, settings: Settings) -> None:
    alert = followed()
    page = f"/en/alerts/all/{rules.follower_token(alert.follower)}/"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one" * 9
    assert client.get(page).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(page).status_code == 404


def test_locked_before_it_is_erased(db: None) -> None:
    """Whoever asks for another list, or tells what is new, at this moment waits."""
    steps: list[Callable[[Follower], None]] = [
        lambda follower: actions.stop_all_alerts(follower=follower, by="SYSTEM"),
        lambda follower: forget_address(follower.email.upper()),
    ]
    for step in steps:
        follower = followed().follower
        with CaptureQueriesContext(connection) as statements:
            step(follower)
        said = [each["sql"] for each in statements if "SAVEPOINT" not in each["sql"]]
        assert "FOR UPDATE" in said[0]
        assert not Follower.objects.exists()
        step(follower)


def test_the_account_of_the_same_address(founder: User) -> None:
    """Its data name the confirmed lists; closing it ends all."""
    followed("region=namur", founder.email.upper())
    actions.ask_alert(email=founder.email, query="q=unconfirmed", language="en", by="SYSTEM")
    followed("region=liege")
    assert [row["query"] for row in personal_data(founder)["lists_followed"]] == ["region=namur"]


@pytest.mark.django_db(transaction=True)
def test_closing_the_account(founder: User) -> None:
    followed("region=namur", founder.email)
    actions.close_account(user=founder, by=founder)
    assert not Follower.objects.exists()
