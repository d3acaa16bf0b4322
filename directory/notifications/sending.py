"""How a mail is written and sent, and what happens when the mail server is away."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks.base import Task

from accounts.models import User

logger = logging.getLogger(__name__)

# Pauses double from 5 seconds to a minute: what waits goes out within a minute of repair, for two days.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
MOST_ATTEMPTS = 2 * 24 * 60


def send(event: str, to: User | str, context: dict[str, Any]) -> None:
    """One mail from templates/mail/<event>.{subject,txt,html}, in the language that is active.

    `to` is a person, or the address of somebody who may have no account. Raises SMTPException or OSError when it
    cannot be handed over.
    """
    person, address = (None, to) if isinstance(to, str) else (to, to.email)
    context = context | {"site_url": settings.SITE_URL, "person": person}
    # A subject is one line, whatever names it holds: nothing of it can become another header.
    subject = " ".join(render_to_string(f"mail/{event}.subject", context).split())
    message = EmailMultiAlternatives(
        subject, render_to_string(f"mail/{event}.txt", context).strip() + "\n", to=[address]
    )
    message.attach_alternative(render_to_string(f"mail/{event}.html", context), "text/html")
    message.send()


@contextmanager
def in_language_of(user: User) -> Iterator[None]:
    with translation.override(user.language):
        yield


@contextmanager
def tried_again(mail: Task[Any, Any], subject_id: int, attempt: int, **more: Any) -> Iterator[None]:
    """When the server cannot be reached, the same mail is put back in the queue for later.

    `more`: what else the mail was called with.
    """
    try:
        yield
    except (SMTPException, OSError) as error:
        if attempt >= MOST_ATTEMPTS:
            logger.error("%s %s: given up after %s attempts: %s", mail.name, subject_id, attempt, error)
            raise
        wait = pause_after(attempt)
        logger.warning("%s %s: attempt %s failed, next one in %s: %s", mail.name, subject_id, attempt, wait, error)
        mail.using(run_after=timezone.now() + wait).enqueue(subject_id, **more, attempt=attempt + 1)


def pause_after(attempt: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt - 1, 10))
