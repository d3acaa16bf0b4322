"""How a mail is written and sent, and what happens when the mail server is away."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks.base import Task

from accounts.models import User
from directory.rules.mails import LONGEST_ERROR
from directory.rules.texts import without_addresses, without_nul

logger = logging.getLogger(__name__)

# Pauses double from 5 seconds to a minute: what waits goes out within a minute of repair, for two days.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
MOST_ATTEMPTS = 2 * 24 * 60
# Of what does not get better by waiting: a server that says "never", or a fault of ours. A few, as it may be a slip.
FEW_ATTEMPTS = 8
PERMANENT = range(500, 600)  # replies of RFC 5321, 4.2.1


class GivenUp(Exception):
    """A mail that is not tried any more. The message says why, and names nobody."""


def send(event: str, to: User | str, context: dict[str, Any], *, headers: dict[str, str] | None = None) -> None:
    """One mail from templates/mail/<event>.{subject,txt,html}, in the language that is active.

    `to` is a person, or the address of somebody who may have no account. Raises SMTPException or OSError when it
    cannot be handed over. Who closed the account gets none.
    `headers`: beside those of every mail.
    """
    person, address = (None, to) if isinstance(to, str) else (to, to.email)
    if person and person.is_closed:
        return
    context = context | {"site_url": settings.SITE_URL, "person": person}
    # A subject is one line, whatever names it holds: nothing of it can become another header.
    subject = " ".join(render_to_string(f"mail/{event}.subject", context).split())
    text = render_to_string(f"mail/{event}.txt", context).strip() + "\n"
    message = EmailMultiAlternatives(subject, text, to=[address], headers=headers)
    message.attach_alternative(render_to_string(f"mail/{event}.html", context), "text/html")
    message.send()


@contextmanager
def in_language_of(user: User) -> Iterator[None]:
    with translation.override(user.language):
        yield


@contextmanager
def tried_again(mail: Task[Any, Any], subject_id: int | str, attempt: int, **more: Any) -> Iterator[None]:
    """When it cannot be sent, the same mail is put back in the queue for later.

    `more`: what else the mail was called with. Raises GivenUp at the last attempt; the operator then sees it
    (admin.mails) and can send it again.
    """
    try:
        yield
    except Exception as error:
        why = described(error)
        if attempt >= most_attempts(error):
            logger.error("%s %s: given up after %s attempts: %s", mail.name, subject_id, attempt, why)
            raise GivenUp(why) from None  # what caused it may hold the address, and would be kept with the task
        wait = pause_after(attempt)
        logger.warning("%s %s: attempt %s failed, next one in %s: %s", mail.name, subject_id, attempt, wait, why)
        mail.using(run_after=timezone.now() + wait).enqueue(subject_id, **more, attempt=attempt + 1)


def pause_after(attempt: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt - 1, 10))


def most_attempts(error: Exception) -> int:
    if not isinstance(error, (SMTPException, OSError)):
        return FEW_ATTEMPTS
    codes = _codes(error)
    return FEW_ATTEMPTS if codes and all(code in PERMANENT for code in codes) else MOST_ATTEMPTS


def described(error: BaseException) -> str:
    """What went wrong, for logs and the operator: without the address of anybody, and short."""
    says = str(error)
    if isinstance(error, SMTPRecipientsRefused):
        says = "; ".join(f"{code} {_text(reply)}" for code, reply in error.recipients.values())
    elif isinstance(error, SMTPResponseException):
        says = f"{error.smtp_code} {_text(error.smtp_error)}"
    line = " ".join(without_addresses(without_nul(f"{type(error).__name__}: {says}")).split())
    return line if len(line) <= LONGEST_ERROR else f"{line[: LONGEST_ERROR - 1]}…"


def _codes(error: BaseException) -> list[int]:
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _reply in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
