"""What followers of a list get by mail: the right firms, each version once, one mail a week at most."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import OperationalError
from pytest_django import Settings
from time_machine import Traveller

from accounts.models import User
from directory import actions
from directory.actions import News
from directory.choices import Reason
from directory.jobs import periodic
from directory.jobs.alerts import Changes, tell_followers
from directory.models import Alert, Follower, Sector, Startup
from directory.notifications import alerts as mails
from directory.rules import alerts as rules
from tests.factories import Make
from tests.later import minute_over

START = datetime.fromisoformat("2026-11-02 10:00:00+01:00")
WEEK = timedelta(days=7)
READER = "anna@isar.example"


@pytest.fixture
def clock(db: None) -> Iterator[Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def follow(query: str, email: str = READER, language: str = "en") -> Alert:
    alert = actions.ask_alert(email=email, query=query, language=language, by="SYSTEM")
    actions.confirm_alert(alert=alert, by="SYSTEM")
    mail.outbox.clear()
    return Alert.objects.get(pk=alert.pk)


def sent() -> list[Any]:
    """The mails to followers, since the last time."""
    found = [message for message in mail.outbox if "alerts/" in message.body]
    mail.outbox.clear()
    return found


def test_it_works(clock: Traveller, founder: User, wallonia: User) -> None:
    """New, changed and neither; in the list and not; none the week after."""
    changed = Make.published(founder, wallonia, name="Vieille Eau")
    Make.published(founder, wallonia, name="Silencieuse")
    clock.shift(timedelta(hours=1))
    follow("region=namur&sector=circular-water", language="de")
    clock.shift(timedelta(hours=1))
    Make.published(founder, wallonia, name="Neuve & <b>Eau</b>")
    Make.published(founder, wallonia, name="Ailleurs", sectors=[Sector.objects.get(slug="fintech").pk])
    Make.approve(Make.change(changed, founder, people="50-99"), wallonia)
    assert tell_followers() == 0  # the week is not over
    clock.move_to(START + timedelta(hours=1) + WEEK)
    assert tell_followers() == 1
    message: Any
    [message] = sent()
    assert message.to == [READER]
    for part in (message.body, str(message.alternatives[0][0])):
        assert "Vieille Eau" in part
        assert "Silencieuse" not in part
        assert "Ailleurs" not in part
        assert "/de/startups/vieille-eau/" in part
        assert "Mesure le niveau des rivières" in part  # there is no German one
    assert message.body.index("Neuve & <b>Eau</b>") < message.body.index("Vieille Eau")
    assert "Neuve &amp; &lt;b&gt;Eau&lt;/b&gt;" in message.alternatives[0][0]
    assert READER not in message.body
    headers: Message = message.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = rules.follower_token(Follower.objects.get())
    assert headers["List-Unsubscribe"] == f"<http://127.0.0.1:8000/de/alerts/all/{token}/stop/>"
    assert tell_followers() == 0
    clock.shift(WEEK)
    assert tell_followers() == 0
    assert sent() == []


def test_one_mail_for_all_lists_and_each_firm_once(clock: Traveller, founder: User, wallonia: User) -> None:
    """Catching up after weeks of standing still is one mail, too."""
    follow("region=namur")
    follow("q=capteurs")
    follow("sector=fintech")
    follow("region=namur", email="other@isar.example")
    clock.shift(timedelta(days=1))
    Make.published(founder, wallonia, name="Neuve")
    clock.shift(5 * WEEK)
    assert tell_followers() == 2
    [message, _other] = sent()
    assert message.subject == "1 firm is new or has changed in what you follow"
    assert message.body.count("/startups/neuve/") == 1
    assert "Fintech" not in message.body


def test_words_find_only_what_is_spelled_so(clock: Traveller, founder: User, wallonia: User) -> None:
    """What the list shows as a similar name is not in it."""
    follow("q=Aquametri")
    follow("q=rivi%C3%A8res")
    clock.shift(timedelta(days=1))
    Make.published(founder, wallonia, name="Aqvametrie", tagline_fr="Autre chose", description_fr="Rien de cela.")
    Make.published(founder, wallonia, name="Neuve")
    clock.shift(WEEK)
    tell_followers()
    [message] = sent()
    assert "Neuve" in message.body
    assert "Aqvametrie" not in message.body


def test_not_what_is_not_public(clock: Traveller, founder: User, wallonia: User, settings: Settings) -> None:
    """No sample even where they are shown; no firm that went; no change of an undisclosed stage alone."""
    settings.SHOW_SAMPLES = True
    stage = {"year": 2025, "stage": None, "disclosed": False}
    secret = Make.published(founder, wallonia, name="Discrète")
    hidden = {**secret.stage_declarations.values("year").get(), "stage": Make.profile()["stage"]["stage"]}
    Make.approve(Make.change(secret, founder, stage=stage | hidden), wallonia)
    clock.shift(timedelta(hours=1))
    follow("")
    follow("stage=2m-3m")
    clock.shift(timedelta(hours=1))
    sample = Make.published(founder, wallonia, name="Exemple")
    Startup.objects.filter(pk=sample.pk).update(is_sample=True)
    gone = Make.published(founder, wallonia, name="Partie")
    Startup.objects.filter(pk=gone.pk).update(state="unpublished")
    Make.approve(Make.change(secret, founder, stage=stage | hidden | {"year": 2026}), wallonia)
    clock.shift(WEEK)
    assert tell_followers() == 0
    assert sent() == []


def test_what_was_taken_back_did_not_happen(clock: Traveller, founder: User, wallonia: User) -> None:
    """What may still be taken back waits for the next look."""
    startup = Make.published(founder, wallonia, name="Constante")
    minute_over()
    clock.shift(timedelta(hours=1))
    follow("")
    clock.shift(WEEK - timedelta(seconds=30))
    submission = Make.change(startup, founder, people="50-99")
    Make.approve(submission, wallonia)
    clock.shift(timedelta(seconds=30))
    assert tell_followers() == 0
    actions.undo(decision=submission.decisions.get(), by=wallonia)
    clock.shift(WEEK)
    assert tell_followers() == 0
    Make.approve(Make.fresh(submission), wallonia)
    clock.shift(WEEK)
    assert tell_followers() == 1


def test_what_changes_while_it_is_told(clock: Traveller, founder: User, wallonia: User) -> None:
    """The change of the last minutes is told the next time, and the one before is not lost if it is taken back."""
    startup = Make.published(founder, wallonia, name="Agitée")
    clock.shift(timedelta(hours=1))
    follow("")
    Make.approve(Make.change(startup, founder, people="50-99"), wallonia)
    clock.shift(WEEK)
    Make.approve(Make.change(startup, founder, people="100-249"), wallonia)
    assert tell_followers() == 1
    clock.shift(WEEK)
    assert tell_followers() == 1
    clock.shift(WEEK)
    assert tell_followers() == 0


def test_new_and_changed_while_it_is_told(clock: Traveller, founder: User, wallonia: User) -> None:
    """It is told as new, not only later as changed."""
    follow("")
    startup = Make.published(founder, wallonia, name="Agitée")
    clock.shift(WEEK)
    Make.approve(Make.change(startup, founder, people="100-249"), wallonia)
    mail.outbox.clear()
    assert tell_followers() == 1
    [message] = sent()
    assert "Agitée" in message.body
    changes = Changes(new={1: [10], 2: [30]}, changed={1: [25], 3: [5, 12, 25], 4: [5]})
    assert [list(each) for each in changes.since(7, 20)] == [[1], [3]]
    assert [list(each) for each in changes.since(20, 40)] == [[2], [1, 3]]


def test_one_that_fails(
    clock: Traveller, founder: User, wallonia: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are told; only a database that is away ends the job."""
    first = follow("").follower
    follow("", email="second@isar.example")
    Make.published(founder, wallonia, name="Neuve")
    clock.shift(WEEK)
    mail.outbox.clear()
    tell = actions.tell_follower
    error: type[Exception] = ValueError

    def failing(**given: Any) -> bool:
        if given["follower"] == first:
            raise error
        return tell(**given)

    monkeypatch.setattr(actions, "tell_follower", failing)
    assert tell_followers() == 1
    assert [message.to for message in sent()] == [["second@isar.example"]]
    assert f"Follower {first.pk} is not told" in caplog.text
    error = OperationalError
    with pytest.raises(OperationalError):
        tell_followers()


def test_killed_between(clock: Traveller, founder: User, wallonia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was told stays told, the others are told when the job runs again; nothing is half done."""
    follow("")
    follow("", email="second@isar.example")
    Make.published(founder, wallonia, name="Neuve")
    clock.shift(WEEK)
    mail.outbox.clear()
    tell, calls = actions.tell_follower, []

    def killed(**given: Any) -> bool:
        calls.append(given)
        if len(calls) == 2:
            raise SystemExit
        return tell(**given)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "tell_follower", killed)
        with pytest.raises(SystemExit):
            tell_followers()
    assert [message.to for message in sent()] == [[READER]]
    with monkeypatch.context() as patched:
        patched.setattr(mails, "alert_news", None)
        assert tell_followers() == 0
    assert tell_followers() == 1
    assert [message.to for message in sent()] == [["second@isar.example"]]
    # Another process that gathered the same before does nothing.
    assert actions.tell_follower(**calls[0]) is False
    assert sent() == []


def test_stopped_while_the_mail_waits(clock: Traveller, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Neuve")
    kept, stopped = follow("region=namur"), follow("sector=circular-water")
    parts = [News(alert.pk, alert.query, new=[startup.pk]).__dict__ for alert in (stopped, kept)]
    actions.stop_alert(alert=stopped, by="SYSTEM")
    mails.alert_news.call(kept.follower_id, parts=parts)
    [message] = sent()
    assert "sector=" not in message.body
    assert "Neuve" in message.body
    Startup.objects.filter(pk=startup.pk).update(state="unpublished")
    mails.alert_news.call(kept.follower_id, parts=parts)
    actions.stop_alert(alert=kept, by="SYSTEM")
    mails.alert_news.call(kept.follower_id, parts=parts)
    assert sent() == []
    assert not Follower.objects.exists()


def test_a_condition_that_does_not_exist_any_more(clock: Traveller, founder: User, wallonia: User) -> None:
    """Without it, the list would be quite another one: it ends, with a word."""
    follow("sector=gone-since&region=namur")
    Make.published(founder, wallonia, name="Neuve")
    clock.shift(WEEK)
    mail.outbox.clear()
    assert tell_followers() == 1
    [message] = sent()
    assert message.subject == "A list that you follow has ended"
    assert "gone-since" in message.body
    assert "Neuve" not in message.body
    clock.shift(WEEK)
    assert tell_followers() == 0
    assert periodic.erase_alerts() == 1
    assert not Follower.objects.exists()


def test_very_many(clock: Traveller, founder: User, wallonia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.jobs.alerts.MOST_TOLD", 2)
    monkeypatch.setattr("directory.notifications.alerts.MOST_SHOWN", 1)
    follow("")
    for name in ("Une", "Deux", "Trois"):
        Make.published(founder, wallonia, name=name)
    clock.shift(WEEK)
    tell_followers()
    message = sent()[-1]
    assert message.subject.startswith("3 firms")
    assert "And 2 more" in message.body


def test_erased(clock: Traveller) -> None:
    """Unconfirmed ones after a week, and the address with them; those that are followed stay."""
    kept = follow("region=namur")
    for email in (READER, "stranger@isar.example"):
        actions.ask_alert(email=email, query="sector=fintech", language="en", by="SYSTEM")
    clock.shift(WEEK - timedelta(seconds=1))
    assert periodic.erase_alerts() == 0
    clock.shift(timedelta(seconds=1))
    assert periodic.erase_alerts() == 2
    assert list(Alert.objects.all()) == [kept]
    assert Follower.objects.get().email == READER


def test_a_rejected_change_is_none(clock: Traveller, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Constante")
    clock.shift(timedelta(hours=1))
    follow("")
    submission = Make.change(startup, founder, people="50-99")
    actions.reject(
        submission=submission, revision=Make.revision(submission), reason=Reason.NOT_BELGIAN, words="Non.", by=wallonia
    )
    actions.confirm(startup=startup, by=founder)
    clock.shift(WEEK)
    assert tell_followers() == 0
