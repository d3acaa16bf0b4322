"""What the verbs about introductions share. Each locks the entry first: its introductions are written one at a time."""

from django.db.models import F
from django.utils import timezone

from directory.actions._shared import lock_startup
from directory.actions.errors import Gone
from directory.choices import IntroductionState
from directory.models import Introduction, IntroductionCount, Startup
from directory.models.introduction import IntroductionQuerySet
from directory.notifications import introductions as mails
from directory.rules.introductions import reply_days


def lock_introduction(introduction: Introduction) -> Introduction:
    """As it is now, its entry locked. Raises Gone where it was erased in the meantime."""
    startup = lock_startup(introduction.startup_id)
    found = startup.introductions.filter(pk=introduction.pk).first()
    if found is None:
        raise Gone
    found.startup = startup
    return found


def note_reply_time(startup: Startup) -> None:
    """On the entry itself, because its public page says so."""
    startup.reply_days = reply_days(startup)
    startup.save(update_fields=["reply_days"])


def lapse(locked: Introduction) -> None:
    """Nobody answers any more; the visitor is told."""
    locked.state, locked.ended_at = IntroductionState.LAPSED, timezone.now()
    locked.save(update_fields=["state", "ended_at"])
    mails.introduction_lapsed.enqueue(locked.pk)


def lock_all_of(email: str) -> IntroductionQuerySet:
    """Lock the entries that were asked from this address, by pk. What was asked of them."""
    asked = Introduction.objects.of_address(email)
    list(Startup.objects.select_for_update().filter(pk__in=asked.values("startup")).order_by("pk"))
    return asked


def fold(locked: Introduction) -> None:
    """Erase it. What was sent to the firm leaves a count; what was never confirmed leaves nothing."""
    if locked.confirmed_at:
        row, _created = IntroductionCount.objects.get_or_create(
            startup_id=locked.startup_id,
            month=timezone.localdate(locked.confirmed_at).replace(day=1),
            country=locked.country,
            answer=locked.state if locked.ended_at else IntroductionState.WITHDRAWN,
            outcome=locked.outcome,
        )
        IntroductionCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
    locked.delete()
