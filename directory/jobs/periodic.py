"""The jobs that run by the clock. Each may run again at any time without harm."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory import actions
from directory.models import Ask, Startup
from directory.rules.keeping import ASK_REMINDER, to_remind

KEEP_FINISHED_TASKS = timedelta(days=7)
# Our tasks take seconds. One that has been running for so long was left behind by a worker that was killed.
LONGEST_TASK = timedelta(minutes=10)
KEEP_DRAFTS = timedelta(days=183)
KEEP_REFUSED = timedelta(days=366)
KEEP_INVITATIONS = timedelta(days=30)  # after they expired
KEEP_UNUSED_LOGOS = timedelta(days=1)
# A look takes ten seconds at most: the other jobs wait two minutes at most.
MOST_PROOFS = 12


def requeue_abandoned_tasks() -> int:
    abandoned = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LONGEST_TASK)
    return abandoned.update(status="READY", started_at=None)


def prune_finished_tasks() -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_FINISHED_TASKS).delete()[0]


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


def erase_old_drafts() -> int:
    return actions.erase_drafts(untouched_since=timezone.now() - KEEP_DRAFTS, by="SYSTEM")


def erase_old_refusals() -> int:
    return actions.erase_refused(ended_before=timezone.now() - KEEP_REFUSED, by="SYSTEM")


def erase_old_invitations() -> int:
    return actions.erase_invitations(ended_before=timezone.now() - KEEP_INVITATIONS, by="SYSTEM")


def withdraw_unanswered() -> int:
    return actions.withdraw_unanswered(asked_before=timezone.now() - KEEP_DRAFTS, by="SYSTEM")


def sweep_logos() -> int:
    return actions.sweep_logos(unused_since=timezone.now() - KEEP_UNUSED_LOGOS, by="SYSTEM")


def recheck_proofs() -> int:
    return actions.recheck_proofs(most=MOST_PROOFS, by="SYSTEM")


def remind_to_confirm() -> int:
    """Each entry in a transaction of its own: a job that is killed half-way goes on where it was."""
    due = to_remind(Startup.objects.all()).order_by("pk")
    return sum(actions.remind_to_confirm(startup=startup, by="SYSTEM") for startup in due)


def remind_of_asks() -> int:
    last_day = timezone.localdate() + ASK_REMINDER
    due = Ask.objects.open().filter(lapses_on__lte=last_day, reminded_on=None).order_by("startup", "pk")
    return sum(actions.remind_of_ask(ask=ask, by="SYSTEM") for ask in due)
