"""Which firms a support organisation accompanies: one side proposes, the other confirms, either ends it.

Everything here happens under the lock of the firm's entry.
"""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_startup, record
from directory.actions.errors import AccompaniedAlready, AccompanimentOver, DeclinedLately, NotAllowed, NotPublicYet
from directory.actions.organisations import territory_of_organisation
from directory.choices import EntryState, Side, Verb
from directory.models import Accompaniment, Startup, SupportOrganisation
from directory.models.accompaniment import column_of
from directory.notifications import accompaniment as mails
from directory.rules.accompaniment import was_declined, was_taken_back
from directory.rules.keeping import owners_of
from directory.rules.permissions import SPEAKS, Permission, may


@transaction.atomic
def propose_accompaniment(
    *, organisation: SupportOrganisation, startup: Startup, since: int, side: Side, by: User
) -> Accompaniment:
    """Say for one side that the organisation accompanies the firm, since that year; the other side has to confirm it.

    What the organisation says is mailed to the owners of the entry, who alone can answer, but once a month at most:
    it may take back a wrong year. Nobody is there of an unclaimed one, which answers once it was claimed. Raises
    NotAllowed, NotPublicYet, AccompaniedAlready, or DeclinedLately.
    """
    locked = lock_startup(startup.pk)
    if not _may_propose(organisation, locked, side, by):
        raise NotAllowed
    if locked.state != EntryState.PUBLISHED or not SupportOrganisation.objects.published().filter(pk=organisation.pk):
        raise NotPublicYet
    if locked.accompaniments.filter(organisation=organisation, ended_at=None).exists():
        raise AccompaniedAlready
    if was_declined(organisation, locked, side):
        raise DeclinedLately
    was_told = was_taken_back(organisation, locked, side)
    now = timezone.now()
    made = Accompaniment.objects.create(
        organisation=organisation,
        startup=locked,
        since=since,
        proposed_by=side,
        proposed_at=now,
        **{column_of(side): now},
    )
    _record(Verb.ACCOMPANIMENT_PROPOSED, made, side, by)
    if side == Side.ORGANISATION and not was_told:
        for person in owners_of(locked):
            mails.accompaniment_proposed.enqueue(made.pk, str(person.pk))
    return made


@transaction.atomic
def confirm_accompaniment(*, accompaniment: Accompaniment, side: Side, by: User) -> bool:
    """Confirm for one side what the other one proposed. False, and nothing done, where this side has confirmed already.

    Raises NotAllowed, AccompanimentOver, or NotPublicYet where one of the two is off the public pages.
    """
    current = _lock(accompaniment, side, by)
    if current.ended_at is not None:
        raise AccompanimentOver
    if current.is_confirmed_by(side):
        return False
    if current.startup.state != EntryState.PUBLISHED or not current.organisation.is_published:
        raise NotPublicYet
    column = column_of(side)
    setattr(current, column, timezone.now())
    current.save(update_fields=[column])
    _record(Verb.ACCOMPANIMENT_CONFIRMED, current, side, by)
    return True


@transaction.atomic
def end_accompaniment(*, accompaniment: Accompaniment, side: Side, by: User) -> bool:
    """Decline it, take the own proposal back, or end what both had confirmed. False where it was over already.

    Raises NotAllowed.
    """
    current = _lock(accompaniment, side, by)
    if current.ended_at is not None:
        return False
    current.ended_at, current.ended_by = max(timezone.now(), current.proposed_at), side
    current.save(update_fields=["ended_at", "ended_by"])
    _record(Verb.ACCOMPANIMENT_ENDED, current, side, by)
    return True


def _may_propose(organisation: SupportOrganisation, startup: Startup, side: Side, by: User) -> bool:
    if side == Side.FIRM:
        return may(by, Permission.MANAGE_TEAM, startup)
    return may(by, Permission.KEEP_ORGANISATION, organisation) and may(by, Permission.PUT_FORWARD, startup)


def _lock(accompaniment: Accompaniment, side: Side, by: User) -> Accompaniment:
    """As it is now, its entry locked: whoever writes one holds that lock. Raises AccompanimentOver or NotAllowed."""
    startup = lock_startup(accompaniment.startup_id)
    found = Accompaniment.objects.select_related("organisation__municipality__area__parent")
    current = found.filter(pk=accompaniment.pk).first()
    if current is None:
        raise AccompanimentOver  # removed with its entry
    if not may(by, SPEAKS[side], current):
        raise NotAllowed
    current.startup = startup
    return current


def _record(verb: Verb, accompaniment: Accompaniment, side: Side, by: User) -> None:
    """What the organisation says lies in its own territory, which may be another one than the firm's."""
    organisation = accompaniment.organisation
    said = {
        "organisation": organisation.slug,
        "called": organisation.name,
        "since": accompaniment.since,
        "proposed_by": str(accompaniment.proposed_by),
        "side": side.value,
        "confirmed": accompaniment.is_confirmed,
    }
    is_over = verb == Verb.ACCOMPANIMENT_ENDED
    record(
        verb,
        by=by,
        startup=accompaniment.startup,
        territory=territory_of_organisation(organisation) if side == Side.ORGANISATION else None,
        before=said if is_over else {},
        after={"side": side.value} if is_over else said,
    )
