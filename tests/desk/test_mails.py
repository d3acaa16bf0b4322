"""Mails that were given up: only the operator sees them, and has them sent again."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max
from pytest_django import Settings

from accounts.models import User
from belgiantech.settings import TASKS
from directory import actions, notifications
from directory.actions.errors import NotAllowed
from directory.admin.mails import KINDS
from directory.notifications.sending import MOST_ATTEMPTS
from directory.rules import mails as queue
from tests.actions.test_races import at_once
from tests.factories import Make

SignIn = Callable[[User], Client]
PAGE, ALL = "/admin/mails/", "/admin/mails/again/"


def again(row: DBTaskResult) -> str:
    return f"/admin/mails/{row.pk}/again/"


@pytest.fixture
def client(operator: User, as_user: SignIn) -> Client:
    return as_user(operator)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def work_off() -> None:
    """What a worker does until nothing is ready, in this test's own transaction."""
    worker = Worker(
        queue_names=["mail"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    while row := DBTaskResult.objects.ready().filter(queue_name="mail").get_locked():
        row.claim(worker.worker_id)
        worker.run_task(row)


def test_it_works(client: Client) -> None:
    dead = Make.dead_mail()
    Make.task()
    Make.task(args_kwargs={"args": [1], "kwargs": {"attempt": 3}}, run_after=timezone.now() + timedelta(seconds=20))
    Make.task(queue_name="long")
    Make.task(status="FAILED", finished_at=timezone.now(), queue_name="long")
    page = client.get(PAGE).content.decode()
    assert "Submission received" in page
    assert ">2880<" in page
    assert "SMTPServerDisconnected: away" in page
    assert "Traceback" not in page
    assert "2 mails wait to be sent." in page
    assert "Tried before, and again by themselves: 1." in page
    assert page.count(f'action="{again(dead)}"') == page.count("/again/") == 1
    assert 'href="/admin/mails/"' in client.get("/admin/").content.decode()


def mails_of_the_queue() -> set[str]:
    """The name of every task, in every module of the notifications."""
    modules = [import_module(f"directory.notifications.{found.name}") for found in iter_modules(notifications.__path__)]
    tasks = [value for module in modules for value in vars(module).values() if isinstance(value, Task)]
    return {task.name for task in tasks if task.queue_name == queue.QUEUE}


def test_every_mail_is_named_in_words() -> None:
    assert len(mails_of_the_queue()) > 20
    assert set(KINDS) == mails_of_the_queue()
    assert len({str(words) for words in KINDS.values()}) == len(KINDS)


def test_nothing_was_given_up(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert "No mail was given up." in page
    assert "0 mails wait to be sent." in page
    assert "Does the worker" not in page


def test_sent_again(client: Client) -> None:
    dead = Make.dead_mail(worker_ids=["one", "two"], run_after=timezone.now() - timedelta(days=1))
    response = client.post(again(dead))
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert said(response) == ["The mail is in the queue again."]
    row = DBTaskResult.objects.get(pk=dead.pk)
    assert (row.status, row.finished_at, row.traceback, row.worker_ids) == ("READY", None, "", [])
    assert row.args_kwargs == {"args": [1], "kwargs": {"attempt": 1}}
    assert row in DBTaskResult.objects.ready()
    second = client.post(again(dead))
    assert said(second)[-1] == "This mail is in the queue again already, or sent."
    assert DBTaskResult.objects.count() == 1


def test_from_the_failure_to_the_reader(
    client: Client, founder: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real worker gives the mail up; the server comes back; the operator sends it again; it arrives once."""
    settings.TASKS = TASKS
    Make.waiting(founder)
    row = DBTaskResult.objects.get(queue_name="mail")
    row.args_kwargs["kwargs"] = {"attempt": MOST_ATTEMPTS}
    row.save()

    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError(111, f"refused for {founder.email}")

    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        work_off()
    row.refresh_from_db()
    assert row.status == "FAILED"
    assert founder.email not in row.traceback
    page = client.get(PAGE).content.decode()
    assert "ConnectionRefusedError: [Errno 111] refused for …" in page
    assert founder.email not in page
    client.post(again(row))
    client.post(again(row))
    work_off()
    work_off()
    assert [message.to for message in mail.outbox] == [[founder.email]]


def test_all_at_once(client: Client) -> None:
    for _ in range(3):
        Make.dead_mail()
    other = Make.task(status="FAILED", finished_at=timezone.now(), queue_name="long")
    assert f'action="{ALL}"' in client.get(PAGE).content.decode()
    assert said(client.post(ALL)) == ["3 mails are in the queue again."]
    assert said(client.post(ALL))[-1] == "0 mails are in the queue again."
    assert list(DBTaskResult.objects.failed()) == [other]


def test_what_is_gone_or_no_mail(client: Client) -> None:
    other = Make.task(status="FAILED", finished_at=timezone.now(), queue_name="long")
    assert client.post(again(other)).status_code == 404
    assert client.post("/admin/mails/00000000-0000-4000-8000-000000000000/again/").status_code == 404
    assert client.post("/admin/mails/1/again/").status_code == 404
    assert DBTaskResult.objects.get().status == "FAILED"


def test_looking_sends_nothing(client: Client) -> None:
    dead = Make.dead_mail()
    for path in (again(dead), ALL):
        assert client.get(path)["Location"] == PAGE
    assert DBTaskResult.objects.get().status == "FAILED"


def test_only_the_operator(  # noqa: PLR0917  # fixtures come by position
    wallonia: User, auditor: User, founder: User, operator: User, as_user: SignIn, client: Client
) -> None:
    dead = Make.dead_mail()
    for person in (wallonia, auditor, founder):
        browser = as_user(person)
        assert browser.get(PAGE).status_code == 404
        assert browser.post(again(dead)).status_code == browser.post(ALL).status_code == 404
        with pytest.raises(NotAllowed):
            actions.send_again(mail=dead, by=person)
        with pytest.raises(NotAllowed):
            actions.send_all_again(by=person)
    assert 'href="/admin/mails/"' not in as_user(wallonia).get("/admin/").content.decode()
    operator.is_active = False
    with pytest.raises(NotAllowed):
        actions.send_all_again(by=operator)
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.mark.parametrize(
    ("minutes", "fields", "is_stuck"),
    [
        (None, {}, True),
        (-6, {}, True),
        (-1, {}, False),
        (1, {}, False),
        (None, {"status": "RUNNING"}, False),
        (None, {"queue_name": "long"}, False),
    ],
)
def test_a_worker_that_does_not_run_is_noticed(
    client: Client, minutes: int | None, fields: dict[str, Any], is_stuck: bool
) -> None:
    """`minutes`: from now until it may go; None is at any time."""
    due = get_date_max() if minutes is None else timezone.now() + timedelta(minutes=minutes)
    row = Make.task(run_after=due, **fields)
    assert not queue.is_stuck()
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=timezone.now() - timedelta(minutes=6))
    assert ("Does the worker of the queue “mail” run?" in client.get(PAGE).content.decode()) == is_stuck


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("traceback", "shown"),
    [
        ("", "x.GivenUp"),
        ("Traceback:\n  File\nx.GivenUp: away\n\n", "away"),
        ("builtins.ValueError: bad <a.b+c@example.test>", "builtins.ValueError: bad <…>"),
        ("y" * 5000, "y" * 300),
    ],
)
def test_what_is_shown_of_an_error(traceback: str, shown: str) -> None:
    row = Make.dead_mail(traceback=traceback, exception_class_path="x.GivenUp")
    assert queue.last_error(row) == shown


@pytest.mark.django_db
def test_odd_rows_are_shown(client: Client) -> None:
    Make.dead_mail(task_path="gone.some_old_mail", args_kwargs={"args": [], "kwargs": {"attempt": "²"}})
    assert "some old mail" in client.get(PAGE).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_clicked_eight_times(operator: User) -> None:
    dead = Make.dead_mail()
    results = at_once(*[lambda: actions.send_again(mail=dead, by=operator)] * 8)
    assert sorted(results, key=bool) == [False] * 7 + [True]
    assert DBTaskResult.objects.get().status == "READY"
