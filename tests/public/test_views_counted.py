"""Views of profiles: counted in memory, added up in the background, never by a request."""

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import EntryState
from directory.models import MonthlyViews, Startup
from directory.views import counting
from directory.views.counting import ViewCounter
from tests.factories import Make

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
Counted = ViewCounter


def visit(client: Client, path: str, **headers: str) -> Any:
    return client.get(path, headers={"User-Agent": BROWSER} | headers)


def counts() -> dict[str, int]:
    return {row.startup.name: row.count for row in MonthlyViews.objects.select_related("startup")}


@pytest.fixture
def startup(db: None) -> Startup:
    return Make.unclaimed(name="Polderpeil")


@contextmanager
def no_statement_writes() -> Iterator[None]:
    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert "monthlyviews" not in sql.lower()
        assert not sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_it_works(client: Client, startup: Startup, views_counted_apart: Counted) -> None:
    with time_machine.travel("2026-03-31T21:30:00Z", tick=False), no_statement_writes():
        for _ in range(3):  # made, and then kept
            assert visit(client, startup.get_absolute_url()).status_code == 200
    with time_machine.travel("2026-03-31T22:30:00Z", tick=False):  # April in Brussels
        visit(client, f"/de/startups/{startup.slug}/")
    assert not MonthlyViews.objects.exists()
    views_counted_apart.flush()
    rows = MonthlyViews.objects.order_by("month").values_list("startup", "month", "count")
    assert list(rows) == [(startup.pk, date(2026, 3, 1), 3), (startup.pk, date(2026, 4, 1), 1)]
    views_counted_apart.flush()
    assert sum(MonthlyViews.objects.values_list("count", flat=True)) == 4


def test_not_modified_is_a_view(client: Client, startup: Startup, views_counted_apart: Counted) -> None:
    first = visit(client, startup.get_absolute_url())
    with no_statement_writes():
        again = visit(client, startup.get_absolute_url(), **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    views_counted_apart.flush()
    assert counts() == {"Polderpeil": 2}


def test_a_view_costs_no_statement(client: Client, startup: Startup, views_counted_apart: Counted) -> None:
    visit(client, startup.get_absolute_url())
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        visit(client, startup.get_absolute_url())
    counted = len(asked)
    with connection.execute_wrapper(note), patch.object(counting, "_shown", return_value=""):
        visit(client, startup.get_absolute_url())
    assert len(asked) == 2 * counted


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "curl/8.5.0",
        "python-requests/2.32",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    ],
)
def test_no_crawler(client: Client, startup: Startup, views_counted_apart: Counted, agent: str) -> None:
    assert client.get(startup.get_absolute_url(), headers={"User-Agent": agent}).status_code == 200
    assert not views_counted_apart.views


def test_nobody_without_a_name(client: Client, startup: Startup, views_counted_apart: Counted) -> None:
    client.get(startup.get_absolute_url())
    assert not views_counted_apart.views


def test_no_head_no_list_no_page_that_is_not_there(
    client: Client, startup: Startup, views_counted_apart: Counted
) -> None:
    client.head(startup.get_absolute_url(), headers={"User-Agent": BROWSER})
    for path in ("/en/startups/", "/en/startups/nobody/", "/en/", "/startups/x/", "/en/organisations/x/"):
        visit(client, path)
    Startup.objects.filter(pk=startup.pk).update(state=EntryState.REMOVED)
    assert visit(client, startup.get_absolute_url()).status_code == 410
    assert not views_counted_apart.views


def test_nobody_who_is_signed_in(client: Client, startup: Startup, founder: User, views_counted_apart: Counted) -> None:
    client.force_login(founder)
    assert visit(client, startup.get_absolute_url()).status_code == 200
    assert not views_counted_apart.views


def test_what_several_processes_counted_adds_up(startup: Startup) -> None:
    other = Make.unclaimed(name="Other")
    counters = [ViewCounter(in_background=False) for _ in range(3)]
    for number, counter in enumerate(counters, 1):
        for _ in range(number):
            counter.note(startup.slug)
        counter.note(other.slug)
    for counter in reversed(counters):
        counter.flush()
    assert counts() == {"Polderpeil": 6, "Other": 3}


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_two_that_add_at_once_wait_for_each_other() -> None:
    startups = [Make.unclaimed() for _ in range(5)]
    month = date(2026, 3, 1)
    orders = [startups, startups[::-1]]
    failed: list[Exception] = []

    def add(order: list[Startup]) -> None:
        try:
            for _ in range(20):
                actions.add_views(views={(startup.slug, month): 1 for startup in order})
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[order]) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not failed
    assert list(MonthlyViews.objects.values_list("count", flat=True)) == [40] * 5


def test_a_flush_that_fails_keeps_the_numbers(startup: Startup, caplog: pytest.LogCaptureFixture) -> None:
    counter = ViewCounter(in_background=False)
    counter.note(startup.slug)

    def fails(**given: object) -> None:
        counter.note(startup.slug)  # somebody looks meanwhile
        raise OperationalError("away")

    with patch.object(actions, "add_views", side_effect=fails):
        counter.flush()
    assert "stay in memory" in caplog.text
    counter.flush()
    assert counts() == {"Polderpeil": 2}


def test_memory_is_bounded(startup: Startup) -> None:
    counter = ViewCounter(in_background=False)
    with patch.object(counting, "MOST_COUNTED", 2):
        for slug in (startup.slug, "a", "b", "c", startup.slug):
            counter.note(slug)
    assert {slug: count for (slug, _month), count in counter.views.items()} == {startup.slug: 2, "a": 1}


def test_what_is_no_longer_there_is_left_out(startup: Startup) -> None:
    hidden = Make.unclaimed(name="Hidden")
    Startup.objects.filter(pk=hidden.pk).update(state=EntryState.UNPUBLISHED)
    month = date(2026, 3, 1)
    views = {(slug, month): 1 for slug in (startup.slug, hidden.slug, "nobody")}
    assert actions.add_views(views=views) == 1
    assert actions.add_views(views={}) == 0
    assert counts() == {"Polderpeil": 1}


def test_a_number_never_runs_over(startup: Startup) -> None:
    month = date(2026, 3, 1)
    for _ in range(2):
        actions.add_views(views={(startup.slug, month): 2_000_000_000})
    assert counts() == {"Polderpeil": 2_147_483_647}


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_the_thread_starts_with_the_first_view_and_flushes_by_itself() -> None:
    startup = Make.unclaimed(name="Polderpeil")
    flushed = threading.Event()

    class Told(ViewCounter):
        def flush(self) -> None:
            super().flush()
            flushed.set()

    with patch.object(counting, "EVERY", 0.01):
        counter = Told()
        counter.note(startup.slug)
        assert flushed.wait(10)
        counter.stop.set()
        assert counter.thread is not None
        counter.thread.join(10)
    assert counts() == {"Polderpeil": 1}


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_at_the_end_of_the_process_the_rest_is_added() -> None:
    startup = Make.unclaimed(name="Polderpeil")
    counter = ViewCounter()
    counter.note(startup.slug)
    counter.end()
    assert counter.thread is not None
    assert counts() == {"Polderpeil": 1}


def test_a_process_that_was_forked_begins_anew() -> None:
    """What the parent counted is the parent's to add; its thread and its lock are not here."""
    counter = ViewCounter(in_background=False)
    os.register_at_fork(after_in_child=counter.begin_anew)
    counter.note("polderpeil")
    reading, writing = os.pipe()
    counter.lock.acquire()  # as if another thread were just counting
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about threads that other tests left
        child = os.fork()
    if child == 0:
        try:
            counter.note("another")
            names = ",".join(slug for slug, _month in counter.views)
            os.write(writing, f"{names} {counter.thread}".encode())
        finally:
            os._exit(0)
    counter.lock.release()
    os.waitpid(child, 0)
    assert os.read(reading, 100) == b"another None"
    assert [slug for slug, _month in counter.views] == ["polderpeil"]
    os.close(reading)
    os.close(writing)
