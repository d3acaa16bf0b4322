"""The daily mail to the moderators, and who wants none."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from directory.actions._shared import Actor
from directory.models import Membership
from directory.notifications import desk as mails
from directory.rules.digest import digest_for


def choose_digest(*, wants: bool, by: User) -> None:
    """Whether this person gets the daily mail, for whatever partner."""
    Membership.objects.filter(user=by).update(wants_digest=wants)


def send_digests(*, day: date, by: Actor) -> int:
    """One mail to each member of a partner for whom something waits. How many that was.

    Who was looked at on this day is left alone until the next, whoever asks and however often.
    """
    due = _due(day).values_list("user", flat=True).distinct()
    return sum(_send(User(pk=pk), day) for pk in due.order_by("user"))


@transaction.atomic
def _send(person: User, day: date) -> bool:
    """Somebody in a transaction of its own: a job that is killed half-way goes on where it was."""
    user = User.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True).first()
    if user is None or not _due(day).filter(user=user).update(digest_on=day):
        return False
    if digest_for(user).is_empty:
        return False
    mails.daily_digest.enqueue(str(user.pk), day=day.isoformat())
    return True


def _due(day: date) -> QuerySet[Membership]:
    wanted = Membership.objects.filter(wants_digest=True, user__is_active=True)
    return wanted.filter(Q(digest_on=None) | Q(digest_on__lt=day))
