"""A small scheduler. Several may run: the one that holds PostgreSQL's advisory lock works, the others stand by."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event as Flag

from django.db import DatabaseError, InterfaceError, connection

from directory.insights.counting import count_decisions
from directory.jobs import periodic
from directory.jobs.alerts import tell_followers

logger = logging.getLogger(__name__)

LOCK = 0x42544348  # any number that nobody else locks in this database
TICK = timedelta(seconds=5)


@dataclass
class Job:
    """Something to run every so often; at once after a start."""

    run: Callable[[], int | None]
    every: timedelta
    next_at: float = 0.0  # time.monotonic()

    @property
    def is_due(self) -> bool:
        return time.monotonic() >= self.next_at


def jobs() -> list[Job]:
    return [
        Job(periodic.requeue_abandoned_tasks, timedelta(minutes=1)),
        Job(periodic.forget_snapshots, timedelta(minutes=1)),
        Job(periodic.resume_lists, timedelta(minutes=1)),
        Job(periodic.prune_finished_tasks, timedelta(hours=1)),
        Job(periodic.clear_expired_sessions, timedelta(hours=1)),
        Job(periodic.clear_expired_cache, timedelta(hours=1)),
        Job(periodic.sweep_holds, timedelta(hours=1)),
        Job(periodic.erase_old_drafts, timedelta(days=1)),
        Job(periodic.erase_old_refusals, timedelta(days=1)),
        Job(periodic.erase_old_invitations, timedelta(days=1)),
        Job(periodic.erase_invited_addresses, timedelta(days=1)),
        Job(periodic.withdraw_unanswered, timedelta(days=1)),
        Job(periodic.sweep_logos, timedelta(days=1)),  # after those that let go of them
        Job(periodic.drop_old_lists, timedelta(days=1)),
        Job(periodic.forget_cells_of_lists, timedelta(days=1)),
        Job(periodic.recheck_proofs, timedelta(hours=1)),
        Job(periodic.look_at_websites, timedelta(minutes=10)),
        Job(periodic.forget_answers, timedelta(days=1)),
        Job(periodic.find_duplicates, timedelta(days=1)),
        Job(periodic.forget_merges, timedelta(hours=1)),
        Job(periodic.remind_to_confirm, timedelta(hours=6)),
        Job(periodic.remind_of_asks, timedelta(hours=6)),
        Job(count_decisions, timedelta(minutes=10)),  # counts once a day
        Job(periodic.remind_of_introductions, timedelta(hours=6)),
        Job(periodic.lapse_introductions, timedelta(hours=6)),
        Job(periodic.ask_for_outcomes, timedelta(hours=6)),
        Job(periodic.erase_old_introductions, timedelta(hours=1)),
        Job(periodic.erase_old_reports, timedelta(days=1)),
        Job(periodic.send_digests, timedelta(minutes=10)),
        Job(tell_followers, timedelta(hours=1)),
        Job(periodic.erase_alerts, timedelta(hours=1)),
    ]


@dataclass
class Scheduler:
    """Runs its jobs for as long as it holds the lock. The lock lives as long as the database session."""

    jobs: list[Job] = field(default_factory=jobs)
    session: int | None = None  # the process id of the session that took the lock

    def run(self, stop: Flag) -> None:
        while not stop.is_set():
            self.tick()
            stop.wait(TICK.total_seconds())

    def tick(self) -> None:
        """One look at the clock. When the database is away, the next tick connects anew."""
        try:
            if self.holds_lock():
                for job in self.jobs:
                    run_if_due(job)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database is away: %s", error)
            connection.close()

    def holds_lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [session] = cursor.fetchone()
            if session == self.session:
                return True
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            [taken] = cursor.fetchone()
        self.session = session if taken else None
        return bool(taken)


def run_if_due(job: Job) -> None:
    """A job that fails is logged and comes again at its next time; only a lost database stops the round."""
    if not job.is_due:
        return
    try:
        done = job.run()
    except Exception:
        if not connection.is_usable():
            raise  # not the job's fault: it stays due
        logger.exception("%s failed", job.run.__name__)
    else:
        if done:
            logger.info("%s: %s", job.run.__name__, done)
    job.next_at = time.monotonic() + job.every.total_seconds()
