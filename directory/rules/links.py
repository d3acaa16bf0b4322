"""Signed links in mails: they name an entry or an ask, a person, and what that person was asked about.

They are no login: whoever holds one sees what is public and answers the one question. They die after sixty days, and
at once when somebody has answered.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.dateparse import parse_date

from accounts.models import User
from directory.models import Ask, Startup

VALID_FOR = timedelta(days=60)
CONFIRM = "directory.confirm"
ASK = "directory.ask"


class Expired(Exception):
    """The link is one of ours, and too old."""


@dataclass(frozen=True)
class Link:
    """`subject`: the pk of the entry or the ask. `day`: its confirmation or its last day when the mail was written."""

    subject: int
    person: UUID
    day: date | None


def confirm_token(startup: Startup, user: User) -> str:
    return _signed(CONFIRM, startup.pk, user, startup.confirmed_on)


def ask_token(ask: Ask, user: User) -> str:
    return _signed(ASK, ask.pk, user, ask.lapses_on)


def read_token(token: str, purpose: str) -> Link | None:
    """What the link says; None for one that is not ours. Raises Expired."""
    try:
        subject, person, day = signing.loads(token, salt=purpose, max_age=VALID_FOR)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature:
        return None
    return Link(subject, UUID(person), parse_date(day) if day else None)


def _signed(purpose: str, subject: int, user: User, day: Any) -> str:
    return signing.dumps([subject, str(user.pk), day.isoformat() if day else ""], salt=purpose)
