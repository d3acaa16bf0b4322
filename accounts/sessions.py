"""The sessions of a person: which one showed a second factor, how long they last, and how they end."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Session, User
from accounts.session_store import BEGAN

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Of people of the desk. Everybody else: SESSION_COOKIE_AGE.
LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=3)
NOTED_EVERY = timedelta(minutes=1)  # so that not every page writes

BROWSERS = (
    ("Edge", re.compile(r"\bEdg(e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Chrome|CriOS|Chromium)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
SYSTEMS = (
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("Mac", re.compile(r"\bMacintosh\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


@dataclass
class Shown:
    """A session as its owner sees it. The mark names it on the page, where its key must not stand."""

    mark: str
    began_at: datetime
    device: str
    is_this_one: bool


def device_of(user_agent: str) -> str:
    """ "Firefox, Windows": enough to know one's own again, too little to tell people apart; '' if unknown."""
    found = [next((name for name, mark in known if mark.search(user_agent)), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))


def has_second_factor(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and second_factors(user).exists()


def second_factors(user: User | OuterRef) -> QuerySet[Authenticator]:
    """Of this person, or of whoever stands in the outer query."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)


def showed_second_factor(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this very session; that the account has one is not enough.

    A code of the app, a recovery code or a passkey. A passkey that signs in by itself has asked for finger, face or
    PIN: it is both factors at once.
    """
    if not isinstance(request.user, User):
        return False
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def second_factor_page(user: User) -> str:
    """Where this person shows it again: the passkey where there is no app."""
    has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")


def keep_short(request: HttpRequest) -> bool:
    """Holds this session to 12 hours after signing in, and to 3 without a request. False: the 12 hours are over.

    What is idle for too long needs no look: its row has expired, so nobody is signed in.
    """
    now = timezone.now()
    began = datetime.fromtimestamp(request.session.get(BEGAN, 0), UTC)
    if now >= began + LONGEST:
        return False
    ends = min(began + LONGEST, now + IDLE)
    if abs(request.session.get_expiry_date() - ends) > NOTED_EVERY:
        request.session.set_expiry(ends)
    return True


def sessions_of(request: HttpRequest) -> list[Shown]:
    """The sessions in which this person is signed in now, the newest first."""
    here = request.session.session_key
    rows = _own(request).filter(expire_date__gt=timezone.now()).order_by("-began_at", "pk")
    return [Shown(_mark(row.pk), row.began_at, row.device, row.pk == here) for row in rows if row.began_at]


def end_session(request: HttpRequest, mark: str) -> bool:
    """Ends one other session of this person. False: there is none with this mark."""
    keys = _own(request).exclude(pk=request.session.session_key)
    wanted = [key for key in keys.values_list("pk", flat=True) if _mark(key) == mark]
    return bool(Session.objects.filter(pk__in=wanted).delete()[0])


def end_other_sessions(request: HttpRequest) -> None:
    """Signs this person out everywhere but here."""
    _own(request).exclude(pk=request.session.session_key).delete()


def end_all_sessions(user: User) -> None:
    """Signs this person out everywhere: whoever closes an account or forgets a password calls it."""
    Session.objects.filter(user=user).delete()


def end_logins_under_way(user: User) -> None:
    """Every session on the way in with a code that was mailed. It is nobody's yet, and holds the address inside."""
    marks = (str(user.pk), user.email.lower())
    known = [row.pk for row in Session.objects.filter(user=None).iterator() if _mentions(row, marks)]
    Session.objects.filter(pk__in=known).delete()


def _mentions(row: Session, marks: tuple[str, ...]) -> bool:
    said = json.dumps(row.get_decoded(), ensure_ascii=False, default=str).lower()
    return any(mark in said for mark in marks)


def _own(request: HttpRequest) -> QuerySet[Session]:
    return Session.objects.filter(user_id=request.user.pk) if request.user.pk else Session.objects.none()


def _mark(key: str) -> str:
    return salted_hmac("accounts.sessions", key).hexdigest()[:24]
