"""The periodic jobs on their own."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import Session, User
from belgiantech.settings import CACHES
from directory import actions
from directory.actions._proving import stands
from directory.choices import Reason
from directory.jobs import periodic
from directory.jobs.schedule import jobs
from directory.models import Decision, Event, EventDetail, RevenueStage, Revision, Submission
from directory.rules.mails import dead, last_error
from directory.rules.topics import Topic
from tests.factories import Make


def in_months(count: int) -> datetime:
    return timezone.now() + timedelta(days=31 * count)


def minutes_ago(count: int) -> datetime:
    return timezone.now() - timedelta(minutes=count)


@pytest.mark.django_db
@pytest.mark.parametrize(("queue", "limit"), [("mail", 2), ("long", 10)])
def test_a_task_of_a_killed_worker_runs_again(queue: str, limit: int) -> None:
    left = Make.task(queue_name=queue, status="RUNNING", started_at=minutes_ago(limit + 1))
    running = Make.task(queue_name=queue, status="RUNNING", started_at=minutes_ago(limit - 1))
    assert periodic.requeue_abandoned_tasks() == 1
    assert periodic.requeue_abandoned_tasks() == 0
    assert DBTaskResult.objects.get(pk=left.pk).status == "READY"
    assert DBTaskResult.objects.get(pk=running.pk).status == "RUNNING"
    assert left in DBTaskResult.objects.ready()


@pytest.mark.django_db
def test_what_kills_every_worker_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    workers = [f"worker-{number}" for number in range(periodic.MOST_STARTS)]
    killing = Make.task(status="RUNNING", started_at=minutes_ago(5), worker_ids=workers)
    assert periodic.requeue_abandoned_tasks() == 1
    [given_up] = dead()
    assert given_up.pk == killing.pk
    assert last_error(given_up) == "5 workers were killed with it."
    assert "given up after 5 workers" in caplog.text


@pytest.mark.django_db
def test_a_task_whose_worker_was_stopped_runs_again() -> None:
    stopped = Make.dead_mail(exception_class_path="builtins.SystemExit", traceback="SystemExit: 1")
    given_up = Make.dead_mail()
    assert periodic.requeue_abandoned_tasks() == 1
    assert list(dead()) == [given_up]
    assert stopped in DBTaskResult.objects.ready()


@pytest.mark.django_db
def test_one_that_ended_in_the_meantime_is_left() -> None:
    slow = Make.task(status="RUNNING", started_at=minutes_ago(5))
    DBTaskResult.objects.filter(pk=slow.pk).update(status="SUCCESSFUL", finished_at=timezone.now())
    assert periodic._requeue(slow) == 0
    assert DBTaskResult.objects.get(pk=slow.pk).status == "SUCCESSFUL"


@pytest.mark.django_db
def test_finished_tasks_go_after_a_week() -> None:
    week = timezone.now() - timedelta(days=8)
    Make.task(status="SUCCESSFUL", finished_at=week)
    Make.task(status="FAILED", finished_at=week, queue_name="long")
    fresh = Make.task(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=6))
    waiting = Make.task(status="READY")
    assert periodic.prune_finished_tasks() == 2
    assert set(DBTaskResult.objects.all()) == {fresh, waiting}


@pytest.mark.django_db
def test_a_mail_that_was_given_up_stays_a_month() -> None:
    kept = Make.dead_mail(finished_at=timezone.now() - timedelta(days=29))
    Make.dead_mail(finished_at=timezone.now() - timedelta(days=31))
    assert periodic.prune_finished_tasks() == 1
    assert list(DBTaskResult.objects.all()) == [kept]


@pytest.mark.django_db
def test_expired_sessions_go() -> None:
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="b", session_data="", expire_date=timezone.now() + timedelta(days=1))
    periodic.clear_expired_sessions()
    assert [session.pk for session in Session.objects.all()] == ["b"]


@pytest.mark.django_db
def test_expired_cache_entries_go(settings: Settings) -> None:
    settings.CACHES = CACHES
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        cache.set("old", 1, timeout=3600)
        cache.set("kept", 1, timeout=4 * 3600)
    assert periodic.clear_expired_cache() == 1
    assert (cache.get("old"), cache.get("kept")) == (None, 1)
    assert periodic.clear_expired_cache() == 0


@pytest.mark.django_db
def test_filling_the_cache_pushes_nothing_out(settings: Settings) -> None:
    """Limits on logins live there: 300, Django's own number, anybody can fill."""
    settings.CACHES = CACHES
    cache.set("limit", 1, timeout=3600)
    for number in range(320):
        cache.set(f"other-{number}", 1, timeout=3600)
    assert cache.get("limit") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (321,)


@pytest.mark.django_db
def test_another_cache_has_nothing_to_clear() -> None:
    assert periodic.clear_expired_cache() == 0


def test_drafts_go_after_six_months(founder: User) -> None:
    draft = Make.draft(founder)
    waiting = Make.waiting(founder)
    with time_machine.travel(in_months(5)):
        assert periodic.erase_old_drafts() == 0
    with time_machine.travel(in_months(7)):
        assert periodic.erase_old_drafts() == 1
    assert not Submission.objects.filter(pk=draft.pk).exists()
    assert Make.fresh(waiting).latest_revision() is not None


def test_what_was_typed_into_a_sent_one_goes_too(founder: User) -> None:
    waiting = Make.waiting(founder)
    actions.save_draft(
        submission=waiting,
        topic=Topic.COMPANY,
        typed={"name": "Other"},
        seen_mark=waiting.mark_of("company"),
        by=founder,
    )
    with time_machine.travel(in_months(7)):
        assert periodic.erase_old_drafts() == 1
    assert Make.fresh(waiting).draft == {}
    assert Make.fresh(waiting).latest_revision() is not None


def test_texts_of_rejected_ones_go_after_a_year(founder: User, wallonia: User) -> None:
    rejected = Make.waiting(founder)
    actions.reject(
        submission=rejected, revision=Make.revision(rejected), reason=Reason.NOT_BELGIAN, words="Secret", by=wallonia
    )
    other = Make.waiting(founder)
    with time_machine.travel(in_months(11)):
        assert periodic.erase_old_refusals() == 0
    with time_machine.travel(in_months(13)):
        assert periodic.erase_old_refusals() == 1
        assert periodic.erase_old_refusals() == 0
    erased = Make.fresh(rejected)
    assert erased.name == erased.enterprise_number == ""
    assert Revision.objects.get(submission=rejected).profile["tagline_fr"] == ""
    assert Decision.objects.get().words != "Secret"
    assert Decision.objects.get().reason == Reason.NOT_BELGIAN
    assert not EventDetail.objects.exists()
    assert Make.revision(other).profile["tagline_fr"] != ""


def test_what_was_taken_back_goes_after_a_year_too(founder: User, wallonia: User) -> None:
    stage = {"year": 2025, "stage": RevenueStage.objects.get(slug="2m-3m").pk, "disclosed": False}
    startup = Make.published(founder, wallonia, stage=stage)
    change = Make.change(startup, founder, people="50-99")
    actions.withdraw(submission=change, by=founder)
    with time_machine.travel(in_months(13)):
        assert periodic.erase_old_refusals() == 1
    erased = Make.fresh(change)
    assert erased.base == {}
    assert Revision.objects.get(submission=change).profile["stage"] is None


def test_what_nobody_corrects_frees_its_number(founder: User, other_founder: User, wallonia: User) -> None:
    asked = Make.waiting(founder)
    actions.request_changes(
        submission=asked, revision=Make.revision(asked), reason=Reason.UNCLEAR, words="Quoi ?", by=wallonia
    )
    with time_machine.travel(in_months(5)):
        assert periodic.withdraw_unanswered() == 0
    with time_machine.travel(in_months(7)):
        assert periodic.withdraw_unanswered() == 1
        assert periodic.withdraw_unanswered() == 0
    assert Make.fresh(asked).state == "withdrawn"
    assert Make.waiting(other_founder, enterprise_number=asked.enterprise_number).state == "waiting"


def test_an_erased_draft_leaves_no_address_in_the_trail(founder: User) -> None:
    claim = actions.start_claim(startup=Make.unclaimed(), language="fr", by=founder)
    stands(Make.proof(claim, method="email", email="jan@example.com"), claim, founder)
    assert "jan@example.com" in str(list(EventDetail.objects.values_list("personal")))
    with time_machine.travel(in_months(7)):
        periodic.erase_old_drafts()
    assert not Submission.objects.exists()
    assert "jan@example.com" not in str(list(EventDetail.objects.values_list("personal")))


def test_a_job_that_runs_again_at_once_changes_nothing(founder: User, wallonia: User) -> None:
    """Every start of a scheduler, and every one that takes over, runs all of them: also those meant once a day."""
    asked = Make.waiting(founder)
    actions.request_changes(
        submission=asked, revision=Make.revision(asked), reason=Reason.UNCLEAR, words="Quoi ?", by=wallonia
    )
    Make.draft(founder)
    Make.task(status="RUNNING", started_at=minutes_ago(5))
    with time_machine.travel(in_months(14)):
        results = []
        for _start in range(2):
            for job in jobs():
                job.run()
            results.append((Event.objects.count(), Submission.objects.count(), len(mail.outbox), states_of_tasks()))
    assert results[0] == results[1]
    assert Make.fresh(asked).state == "withdrawn"  # there was something to do


def states_of_tasks() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))
