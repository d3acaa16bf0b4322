"""One function a mail, named after what happened. Each is a task that commits with the change it tells of."""

from django_tasks import task


@task(queue_name="mail")
def submission_received(revision_id: int) -> None: ...


@task(queue_name="mail")
def submission_approved(decision_id: int) -> None: ...


@task(queue_name="mail")
def changes_requested(decision_id: int) -> None: ...


@task(queue_name="mail")
def submission_rejected(decision_id: int) -> None: ...
