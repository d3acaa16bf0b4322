"""Inviting a company to claim its entry, and leaving it in peace when it asks for that."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, lock_startup, record
from directory.actions.errors import (
    ChangePending,
    InvitedLately,
    InvitedOften,
    NotAllowed,
    OptedOut,
    TooManyInvitedToday,
)
from directory.choices import Verb
from directory.models import ClaimInvitation, EventDetail, OptOut, Partner, Startup
from directory.notifications import claiming as mails
from directory.rules.claiming import MOST_A_DAY, Invited, has_opted_out, is_invited_often, rests_until
from directory.rules.permissions import Permission, may


class About(StrEnum):
    """What somebody does not want to be written about again."""

    ADDRESS = "address"
    ENTRY = "entry"


@transaction.atomic
def invite_to_claim(*, startup: Startup, email: str, language: str, by: User) -> ClaimInvitation:
    """Mail this address that the company may claim its entry, in this language.

    Raises NotAllowed, ChangePending, OptedOut, InvitedLately, InvitedOften, or TooManyInvitedToday.
    """
    # The one of the territory; its lock makes two moderators count one after the other.
    partners = Partner.objects.select_for_update(of=("self",), no_key=True)
    partner = partners.filter(territories__startups=startup.pk).first()
    locked = lock_startup(startup.pk)
    if partner is None or not may(by, Permission.INVITE_TO_CLAIM, locked):
        raise NotAllowed
    if locked.submissions.open().exists():
        raise ChangePending
    _refuse_too_many(locked, partner, email)
    event = record(
        Verb.CLAIM_INVITED, by=by, startup=locked, after={"language": language}, personal={"email": email.strip()}
    )
    invitation = ClaimInvitation.objects.create(
        startup=locked, partner=partner, position=event.position, language=language, invited_at=event.at
    )
    mails.claim_invitation.enqueue(invitation.pk)
    return invitation


def _refuse_too_many(startup: Startup, partner: Partner, email: str) -> None:
    if has_opted_out(startup, email):
        raise OptedOut
    if is_invited_often(startup):
        raise InvitedOften
    if rests_until(startup):
        raise InvitedLately
    today = ClaimInvitation.objects.filter(partner=partner, invited_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise TooManyInvitedToday


@transaction.atomic
def opt_out(*, invited: Invited, about: About, by: Actor) -> None:
    """Remember that nobody is to be invited at this address, or about this entry. Once more changes nothing."""
    invitation = ClaimInvitation.objects.select_related("startup__territory").filter(pk=invited.invitation).first()
    startup = invitation.startup if invitation else None
    if about == About.ADDRESS:
        _row, is_new = OptOut.objects.get_or_create(address_digest=invited.address_digest, startup=None)
    else:
        if startup is None:
            return
        _row, is_new = OptOut.objects.get_or_create(startup=startup)
    if is_new:
        record(Verb.OPTED_OUT, by=by, startup=startup, after={"about": about})


def erase_invited_addresses(*, invited_before: datetime, by: Actor) -> int:
    """Forget to which addresses invitations went that long ago. How many that was."""
    old = ClaimInvitation.objects.filter(invited_at__lt=invited_before).values("position")
    # The chain of events covers only a digest of these rows, so that it still verifies.
    return EventDetail.objects.filter(position__in=old).delete()[0]
