"""The jobs that run by the clock. Each may run again at any time without harm."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory import actions

KEEP_FINISHED_TASKS = timedelta(days=7)
# Our tasks take seconds. One that has been running for so long was left behind by a worker that was killed.
LONGEST_TASK = timedelta(minutes=10)
KEEP_DRAFTS = timedelta(days=183)
KEEP_REJECTED = timedelta(days=366)


def requeue_abandoned_tasks() -> int:
    abandoned = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LONGEST_TASK)
    return abandoned.update(status="READY", started_at=None)


def prune_finished_tasks() -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_FINISHED_TASKS).delete()[0]


def clear_expired_sessions() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def erase_old_drafts() -> int:
    return actions.erase_drafts(untouched_since=timezone.now() - KEEP_DRAFTS, by="SYSTEM")


def erase_old_rejections() -> int:
    return actions.erase_rejected(decided_before=timezone.now() - KEEP_REJECTED, by="SYSTEM")
