"""Following a list by mail: asking, confirming, stopping, and telling what is new.

Followers have no account: what they do comes in by the links of their mails, and counts as done by SYSTEM. No event
tells of it: an event is for ever, and a follower goes at once. Whoever writes here holds the lock of the follower.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from directory.actions._shared import Actor
from directory.actions.errors import AlertOver, TooManyAlerts
from directory.models import Alert, Follower
from directory.notifications import alerts as mails
from directory.rules import alerts as rules


@dataclass(frozen=True)
class News:
    """What there is to tell of one followed list: firms by primary key, the latest first, and how many `more`.

    `words` says in the follower's language which list it is. With `lost` it is followed no longer: a condition that
    does not exist any more.
    """

    alert: int
    words: str
    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    more: int = 0
    lost: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.new or self.changed or self.lost)


@transaction.atomic
def ask_alert(*, email: str, query: str, language: str, by: Actor) -> Alert:
    """Keep that an address wants to follow a list, and ask the address whether it is true.

    Asked again, the same happens: a mail. What it says depends on what the address follows already; nobody else
    learns that.
    """
    follower = _follower(email, language)
    alert = follower.alerts.filter(query=query).first()
    if alert and alert.ended_at:
        alert.delete()
        alert = None
    if alert is None:
        alert = Alert.objects.create(follower=follower, query=query, language=language)
    elif alert.confirmed_at is None:
        alert.asked_at, alert.language = timezone.now(), language
        alert.save(update_fields=["asked_at", "language"])
    mails.alert_to_confirm.enqueue(alert.pk)
    return alert


@transaction.atomic
def confirm_alert(*, alert: Alert, by: Actor) -> bool:
    """The address is right: from now on what is new is told. False, and nothing done, where it was confirmed already.

    Raises AlertOver, or TooManyAlerts.
    """
    locked = _lock(alert)
    if locked is None or locked.ended_at:
        raise AlertOver
    if locked.confirmed_at:
        return False
    if not rules.is_confirmable(locked):
        raise AlertOver
    follower = locked.follower
    if follower.alerts.followed().count() >= rules.MOST:
        raise TooManyAlerts
    locked.confirmed_at, locked.seen = timezone.now(), rules.head_of_trail()
    locked.save(update_fields=["confirmed_at", "seen"])
    follower.language = locked.language
    follower.looked_at = follower.looked_at or locked.confirmed_at
    follower.save(update_fields=["language", "looked_at"])
    return True


@transaction.atomic
def stop_alert(*, alert: Alert, by: Actor) -> None:
    """Erased at once. With the last one that was followed goes the address, and whatever else was asked for it."""
    locked = _lock(alert)
    if locked is None:
        return
    locked.delete()
    if not locked.follower.alerts.followed().exists():
        locked.follower.delete()


@transaction.atomic
def stop_all_alerts(*, follower: Follower, by: Actor) -> None:
    """The address is erased with everything that it follows."""
    _forget(Follower.objects.filter(pk=follower.pk))


@transaction.atomic
def tell_follower(*, follower: Follower, news: list[News], up_to: int, by: Actor) -> bool:
    """One mail of everything that is new, none where nothing is. Whether there was one.

    `follower` is as it was when the news were gathered, `up_to` the position in the trail that they reach. False where
    another process was quicker: what was told once is not told again.
    """
    locked = Follower.objects.select_for_update().filter(pk=follower.pk, looked_at=follower.looked_at).first()
    if locked is None:
        return False
    now = timezone.now()
    kept = set(locked.alerts.followed().values_list("pk", flat=True))
    told = [each for each in news if each.alert in kept]
    locked.alerts.filter(pk__in=[each.alert for each in told], seen__lt=up_to).update(seen=up_to)
    _end([each.alert for each in told if each.lost], now)
    locked.looked_at = now
    locked.save(update_fields=["looked_at"])
    parts = [asdict(each) for each in told if each.is_any]
    if parts:
        mails.alert_news.enqueue(locked.pk, parts=parts)
    return bool(parts)


def erase_alerts(*, by: Actor) -> int:
    """What nobody confirmed in a week, and what ended; addresses that follow nothing. How many alerts."""
    due = rules.to_erase().values_list("follower", flat=True).distinct()
    return sum(_erase(pk) for pk in due.order_by("follower"))


@transaction.atomic
def _erase(pk: int) -> int:
    follower = Follower.objects.select_for_update().filter(pk=pk).first()
    if follower is None:
        return 0
    erased, _by_model = rules.to_erase().filter(follower=follower).delete()
    if not follower.alerts.exists():
        follower.delete()
    return erased


def forget_address(email: str) -> None:
    """Whoever leaves for good follows nothing any more. For a caller with a transaction of its own."""
    _forget(Follower.objects.filter(email=email.lower()))


def _forget(rows: QuerySet[Follower]) -> None:
    """Locked first: deleted as it is, its alerts would go before the lock, and a new one might come in between."""
    locked = rows.select_for_update().first()
    if locked:
        locked.delete()


def _follower(email: str, language: str) -> Follower:
    """Locked; made where there is none. One that is erased at this very moment is made again."""
    while True:
        row, _is_new = Follower.objects.get_or_create(email=email.lower(), defaults={"language": language})
        locked = Follower.objects.select_for_update().filter(pk=row.pk).first()
        if locked:
            return locked


def _lock(alert: Alert) -> Alert | None:
    """As it is now, its follower locked; None where it is erased."""
    follower = Follower.objects.select_for_update().filter(pk=alert.follower_id).first()
    found = follower.alerts.filter(pk=alert.pk).first() if follower else None
    if found and follower:
        found.follower = follower
    return found


def _end(pks: list[int], now: datetime) -> None:
    Alert.objects.filter(pk__in=pks).update(ended_at=now)
