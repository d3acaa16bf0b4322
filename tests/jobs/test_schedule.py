"""The scheduler: one of several works, a failing job does not stop the others, a lost session is taken anew."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from directory.jobs.schedule import Job, Scheduler


def counting() -> tuple[list[str], Job]:
    runs: list[str] = []
    return runs, Job(lambda: runs.append("x"), timedelta(hours=1))


def in_another_session(scheduler: Scheduler) -> None:
    def work() -> None:
        scheduler.tick()
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_it_works() -> None:
    runs, job = counting()
    scheduler = Scheduler([job])
    scheduler.tick()
    scheduler.tick()
    assert runs == ["x"]
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_one_of_two_works() -> None:
    mine, my_job = counting()
    theirs, their_job = counting()
    scheduler, other = Scheduler([my_job]), Scheduler([their_job])
    scheduler.tick()
    in_another_session(other)
    assert (mine, theirs) == (["x"], [])
    connection.close()  # the first one dies, and its lock with it
    in_another_session(other)
    assert theirs == ["x"]


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_is_logged_and_the_others_run(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    runs, job = counting()
    broken = Job(fails, timedelta(minutes=1))
    Scheduler([broken, job]).tick()
    assert runs == ["x"]
    assert "fails failed" in caplog.text
    assert not broken.is_due
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_lost_session_is_taken_anew(caplog: pytest.LogCaptureFixture) -> None:
    runs, job = counting()
    scheduler = Scheduler([job])
    assert scheduler.holds_lock()
    assert connection.connection is not None
    connection.connection.close()  # what a restart of the server looks like from here
    scheduler.tick()
    assert runs == []
    scheduler.tick()
    assert runs == ["x"]
    connection.close()
