"""How long each step of an alert may take, when an address is looked after, and the links in the mails."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from directory.models import Alert, Event, EventChain, Follower
from directory.models.alert import AlertQuerySet

CONFIRM_WITHIN = timedelta(days=7)
EVERY = timedelta(days=7)
MOST = 30  # lists that one address follows
KEPT_ENDED = timedelta(days=7)  # until the mail that tells of it is out
SETTLED_AFTER = timedelta(minutes=2)  # a decision can be taken back for a minute
ALERT, FOLLOWER = "directory.alert", "directory.follower"


def confirm_until(alert: Alert) -> datetime:
    asked_at: datetime = alert.asked_at
    return asked_at + CONFIRM_WITHIN


def is_confirmable(alert: Alert) -> bool:
    return alert.confirmed_at is None and confirm_until(alert) > timezone.now()


def due() -> QuerySet[Follower]:
    """Who follows something and was not looked after for a week."""
    followed = Alert.objects.followed().filter(follower=OuterRef("pk"))
    since = timezone.now() - EVERY
    return Follower.objects.filter(Exists(followed)).filter(Q(looked_at=None) | Q(looked_at__lte=since))


def to_erase() -> AlertQuerySet:
    """What nobody confirmed, and what ended."""
    now = timezone.now()
    unconfirmed = Q(confirmed_at=None, asked_at__lte=now - CONFIRM_WITHIN)
    return Alert.objects.filter(unconfirmed | Q(ended_at__lte=now - KEPT_ENDED))


def head_of_trail() -> int:
    """The position of the latest event."""
    return EventChain.objects.values_list("position", flat=True).first() or 0


def settled() -> int:
    """The position up to which no decision can be taken back any more."""
    events = Event.objects.filter(at__lte=timezone.now() - SETTLED_AFTER)
    return events.order_by("-position").values_list("position", flat=True).first() or 0


# ---- Links ----


@dataclass(frozen=True)
class Key:
    """What a link opens, and whose it is: a restored database gives the same numbers again, to others."""

    pk: int
    mark: str  # of the address

    def opens(self, follower: Follower) -> bool:
        """Also after the site's secret was changed, for as long as the old one is accepted."""
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return any(constant_time_compare(self.mark, _mark(follower, secret)) for secret in secrets)


def alert_token(alert: Alert) -> str:
    """Opens the page of one followed list. It lives as long as the alert does."""
    return _signed(alert.pk, alert.follower, ALERT)


def follower_token(follower: Follower) -> str:
    """Opens the page of everything that an address follows."""
    return _signed(follower.pk, follower, FOLLOWER)


def read_alert_token(token: str) -> Key | None:
    """None for a link that is not ours."""
    return _read(token, ALERT)


def read_follower_token(token: str) -> Key | None:
    return _read(token, FOLLOWER)


def _signed(pk: int, follower: Follower, salt: str) -> str:
    """Without a date: the same in every mail."""
    return signing.Signer(salt=salt).sign(f"{pk}-{_mark(follower, settings.SECRET_KEY)}")


def _read(token: str, salt: str) -> Key | None:
    try:
        pk, _dash, mark = signing.Signer(salt=salt).unsign(token).partition("-")
    except signing.BadSignature:
        return None
    return Key(int(pk), mark)


def _mark(follower: Follower, secret: str | bytes) -> str:
    return salted_hmac(FOLLOWER, follower.email, secret=secret).hexdigest()[:16]
