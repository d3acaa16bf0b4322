"""The jobs that run by the clock. Each may run again at any time without harm."""

import logging
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory import actions, websites
from directory.choices import ImportState
from directory.imports.dry_run import check_rows
from directory.models import Ask, ImportBatch, Startup
from directory.models.importing import AT_WORK
from directory.models.merge import UNDO_WITHIN
from directory.rules import introductions
from directory.rules.calendar import is_working_day
from directory.rules.keeping import ASK_REMINDER, to_remind
from directory.rules.mails import KEEP_DEAD, QUEUE, dead

logger = logging.getLogger(__name__)

KEEP_FINISHED_TASKS = timedelta(days=7)
# Our tasks take seconds. One that has been running for so long was left behind by a worker that was killed. A mail
# waits less: a server that does not answer is given up after EMAIL_TIMEOUT a step, of which there are about eight.
LONGEST_TASK = timedelta(minutes=10)
LONGEST_MAIL = timedelta(minutes=2)
# How a task ends whose worker is stopped by a second signal in the middle of it (django_tasks_db).
INTERRUPTED = ("builtins.SystemExit", "builtins.KeyboardInterrupt")
# What was begun so often and never ended brings its worker down each time.
MOST_STARTS = 5
KEEP_DRAFTS = timedelta(days=183)
KEEP_REFUSED = timedelta(days=366)
KEEP_INVITATIONS = timedelta(days=30)  # after they expired
KEEP_ADDRESSES = timedelta(days=30)  # to which a company was invited to claim its entry
KEEP_UNUSED_LOGOS = timedelta(days=1)
KEEP_UNCONFIRMED_LISTS = timedelta(days=7)
KEEP_CELLS = timedelta(days=7)  # of rows with an error, after the list ended
# A chunk of a list takes seconds. One at which nobody has worked for so long lost its worker, or waits for another job.
SILENT_LIST = timedelta(minutes=2)
# A look takes ten seconds at most: the other jobs wait two minutes at most.
MOST_PROOFS = 12
FIRST_HOUR, LAST_HOUR = 7, 17  # of the daily mail, in Belgium
MOST_WEBSITES = 12
KEEP_ANSWERS = timedelta(days=90)


def requeue_abandoned_tasks() -> int:
    """Back in the queue with what a worker that was killed or stopped left behind. How many those were.

    One that was killed again and again is given up: a mail then is the operator's to look at.
    """
    stopped = DBTaskResult.objects.failed().filter(exception_class_path__in=INTERRUPTED)
    resumed = stopped.update(status="READY", started_at=None, finished_at=None, exception_class_path="", traceback="")
    now = timezone.now()
    running = DBTaskResult.objects.running()
    mails = running.filter(queue_name=QUEUE, started_at__lt=now - LONGEST_MAIL)
    others = running.exclude(queue_name=QUEUE).filter(started_at__lt=now - LONGEST_TASK)
    return resumed + sum(_requeue(task) for task in (*mails, *others))


def _requeue(task: DBTaskResult) -> int:
    """Only what is still as it was found: its worker may have come to an end in the meantime."""
    found = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    if len(task.worker_ids) < MOST_STARTS:
        return found.update(status="READY", started_at=None)
    logger.error("%s: given up after %s workers were killed with it", task.task_path, len(task.worker_ids))
    return found.update(
        status="FAILED",
        finished_at=timezone.now(),
        exception_class_path="directory.jobs.periodic.Abandoned",
        traceback=f"{len(task.worker_ids)} workers were killed with it.",
    )


def prune_finished_tasks() -> int:
    """A mail that was given up stays longer, for the operator to send again."""
    now = timezone.now()
    old = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_FINISHED_TASKS)
    kept = dead().filter(finished_at__gte=now - KEEP_DEAD)
    return old.exclude(pk__in=kept.values("pk")).delete()[0]


def clear_expired_sessions() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def clear_expired_cache() -> int:
    """Django removes an entry only when somebody asks for it again, or when there are too many."""
    cache = caches["default"]
    if not isinstance(cache, BaseDatabaseCache):
        return 0
    table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608 - our own setting
        return cursor.rowcount


def forget_snapshots() -> int:
    return actions.forget_snapshots(by="SYSTEM")


def erase_old_drafts() -> int:
    return actions.erase_drafts(untouched_since=timezone.now() - KEEP_DRAFTS, by="SYSTEM")


def erase_old_refusals() -> int:
    return actions.erase_refused(ended_before=timezone.now() - KEEP_REFUSED, by="SYSTEM")


def erase_old_invitations() -> int:
    return actions.erase_invitations(ended_before=timezone.now() - KEEP_INVITATIONS, by="SYSTEM")


def erase_invited_addresses() -> int:
    return actions.erase_invited_addresses(invited_before=timezone.now() - KEEP_ADDRESSES, by="SYSTEM")


def withdraw_unanswered() -> int:
    return actions.withdraw_unanswered(asked_before=timezone.now() - KEEP_DRAFTS, by="SYSTEM")


def sweep_logos() -> int:
    return actions.sweep_logos(unused_since=timezone.now() - KEEP_UNUSED_LOGOS, by="SYSTEM")


def resume_lists() -> int:
    """Lists whose worker was killed go on where they were. To ask twice does no harm: each row is done once."""
    silent = ImportBatch.objects.filter(state__in=AT_WORK, worked_at__lt=timezone.now() - SILENT_LIST)
    batches = list(silent)
    for batch in batches:
        with transaction.atomic():
            ImportBatch.objects.filter(pk=batch.pk).update(worked_at=timezone.now())
            (check_rows if batch.state == ImportState.CHECKING else actions.go_on).enqueue(batch.pk)
    return len(batches)


def drop_old_lists() -> int:
    return actions.drop_old_batches(untouched_since=timezone.now() - KEEP_UNCONFIRMED_LISTS, by="SYSTEM")


def forget_cells_of_lists() -> int:
    return actions.forget_cells(ended_before=timezone.now() - KEEP_CELLS, by="SYSTEM")


def recheck_proofs() -> int:
    return actions.recheck_proofs(most=MOST_PROOFS, by="SYSTEM")


def look_at_websites() -> int:
    return websites.look_again(most=MOST_WEBSITES)


def forget_answers() -> int:
    return websites.forget_answers(asked_before=timezone.now() - KEEP_ANSWERS)


def find_duplicates() -> int:
    return actions.find_duplicates(by="SYSTEM")


def forget_merges() -> int:
    return actions.forget_merges(made_before=timezone.now() - UNDO_WITHIN, by="SYSTEM")


def remind_to_confirm() -> int:
    """Each entry in a transaction of its own: a job that is killed half-way goes on where it was."""
    due = to_remind(Startup.objects.all()).order_by("pk")
    return sum(actions.remind_to_confirm(startup=startup, by="SYSTEM") for startup in due)


def remind_of_asks() -> int:
    last_day = timezone.localdate() + ASK_REMINDER
    due = Ask.objects.open().filter(lapses_on__lte=last_day, reminded_on=None).order_by("startup", "pk")
    return sum(actions.remind_of_ask(ask=ask, by="SYSTEM") for ask in due)


def remind_of_introductions() -> int:
    due = introductions.to_remind().order_by("pk")
    return sum(actions.remind_of_introduction(introduction=each, by="SYSTEM") for each in due)


def lapse_introductions() -> int:
    due = introductions.to_lapse().order_by("pk")
    return sum(actions.lapse_introduction(introduction=each, by="SYSTEM") for each in due)


def ask_for_outcomes() -> int:
    due = introductions.to_ask_for_outcome().order_by("pk")
    return sum(actions.ask_for_outcome(introduction=each, by="SYSTEM") for each in due)


def erase_old_introductions() -> int:
    return actions.erase_introductions(by="SYSTEM")


def erase_old_reports() -> int:
    """Of errors; and before that the addresses of those who sent them."""
    return actions.erase_reports(by="SYSTEM") + actions.erase_reporters(by="SYSTEM")


def erase_alerts() -> int:
    return actions.erase_alerts(by="SYSTEM")


def sweep_holds() -> int:
    return actions.sweep_holds(by="SYSTEM")


def send_digests() -> int:
    """In the morning of a working day; what the machine slept through then comes later on the same day."""
    now = timezone.localtime()
    if not is_working_day(now.date()) or not FIRST_HOUR <= now.hour < LAST_HOUR:
        return 0
    return actions.send_digests(day=now.date(), by="SYSTEM")
