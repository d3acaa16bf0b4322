"""Mails that were given up, back in the queue: whoever runs the site has seen to what was wrong."""

from django.db import transaction
from django_tasks_db.models import DBTaskResult, get_date_max

from directory.actions._shared import Actor
from directory.actions.errors import NotAllowed
from directory.rules.mails import dead
from directory.rules.permissions import may_tend_mails


@transaction.atomic
def send_again(*, mail: DBTaskResult, by: Actor) -> bool:
    """Whether it is back in the queue by this; False where it was already, or is sent. Raises NotAllowed."""
    _refuse_others(by)
    locked = dead().select_for_update().filter(pk=mail.pk).first()
    if locked is None:
        return False
    _put_back(locked)
    return True


@transaction.atomic
def send_all_again(*, by: Actor) -> int:
    """All that were given up. How many that was. Raises NotAllowed."""
    _refuse_others(by)
    mails = list(dead().select_for_update().order_by("pk"))
    for mail in mails:
        _put_back(mail)
    return len(mails)


def _refuse_others(by: Actor) -> None:
    if not isinstance(by, str) and not may_tend_mails(by):
        raise NotAllowed


def _put_back(mail: DBTaskResult) -> None:
    """As if it had never been tried: the attempts count from one."""
    arguments = mail.args_kwargs
    mail.args_kwargs = arguments | {"kwargs": arguments.get("kwargs", {}) | {"attempt": 1}}
    mail.status, mail.started_at, mail.finished_at = "READY", None, None
    mail.run_after, mail.worker_ids = get_date_max(), []
    mail.exception_class_path = mail.traceback = ""
    mail.save()
