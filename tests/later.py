"""Tasks that are to run later, in tests: they wait until a test says that the time has come."""

from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

from directory.models import Decision

waiting: list[tuple[Task[Any, Any], tuple[Any, ...], dict[str, Any]]] = []


class PatientBackend(ImmediateBackend):
    """Runs a task when it is enqueued, and one with `run_after` not before `minute_over`."""

    supports_defer = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        if task.run_after is None or task.run_after <= timezone.now():
            return super().enqueue(task, args, kwargs)
        self.validate_task(task)
        waiting.append((task, args, kwargs))
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        return result


def minute_over() -> None:
    """A minute passes: no decision can be taken back any more, and what waited for that runs."""
    Decision.objects.filter(undo_until__gt=Now()).update(undo_until=Now())
    due = waiting[:]
    waiting.clear()
    for task, args, kwargs in due:
        task.call(*args, **kwargs)
