"""The queue of mails, for whoever runs the site: what waits, what was given up, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.rules.texts import without_addresses

QUEUE = "mail"
KEEP_DEAD = timedelta(days=30)
# A worker looks every second: what could go and does not for so long has none.
TOO_LONG = timedelta(minutes=5)
LONGEST_ERROR = 300


@dataclass(frozen=True)
class DeadMail:
    """A mail that is not tried any more. To whom it goes is not said: the operator need not know."""

    pk: UUID
    kind: str  # the name of its function in directory.notifications
    attempts: int
    at: datetime
    error: str


def dead() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.failed().filter(queue_name=QUEUE)


def waiting() -> QuerySet[DBTaskResult]:
    """In the queue or just being sent."""
    return DBTaskResult.objects.filter(queue_name=QUEUE, status__in=("READY", "RUNNING"))


def dead_mails(rows: Iterable[DBTaskResult]) -> list[DeadMail]:
    return [
        DeadMail(
            pk=row.pk,
            kind=row.task_path.rsplit(".", 1)[-1],
            attempts=attempt_of(row),
            at=row.finished_at or row.enqueued_at,
            error=last_error(row),
        )
        for row in rows
    ]


def attempt_of(row: DBTaskResult) -> int:
    attempt = row.args_kwargs.get("kwargs", {}).get("attempt", 1)
    return attempt if isinstance(attempt, int) else 1


def is_stuck() -> bool:
    """Whether mails that could go do not: no worker runs, or it hangs."""
    due = DBTaskResult.objects.ready().filter(queue_name=QUEUE)
    return due.filter(enqueued_at__lt=timezone.now() - TOO_LONG).exclude(run_after__range=_lately()).exists()


def last_error(row: DBTaskResult) -> str:
    """The last line of what was noted, without the address of anybody."""
    lines = [line.strip() for line in row.traceback.splitlines() if line.strip()]
    said = lines[-1].removeprefix(f"{row.exception_class_path}: ") if lines else row.exception_class_path
    return without_addresses(said)[:LONGEST_ERROR]


def _lately() -> tuple[datetime, datetime]:
    """A mail that waited for its next attempt has been due only since then."""
    now = timezone.now()
    return now - TOO_LONG, now
