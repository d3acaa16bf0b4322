"""Beginning and ending somebody's work for a partner."""

from typing import Literal

from django.db import transaction

from accounts.models import Language, User
from directory.actions._shared import Actor, record
from directory.actions.errors import AccountClosed, LastLead, NotAllowed, OneRole
from directory.choices import PartnerRole, Verb
from directory.models import Membership, Partner
from directory.notifications import desk as mails
from directory.rules.permissions import Permission, may

Appointed = Literal["created", "changed", "same"]


@transaction.atomic
def appoint(*, email: str, partner: Partner, role: PartnerRole = PartnerRole.MODERATOR, by: Actor) -> Appointed:
    """Let this person work for the partner in this role; whoever has no account yet gets one.

    The account starts with a verified address: the first login asks for its code, the desk for a second factor.
    Appointing somebody again, in the same role, changes nothing. Raises NotAllowed, AccountClosed, OneRole or LastLead.
    """
    # Waits for somebody who is closing the account just now; the address then leads to nobody.
    known = User.objects.select_for_update(no_key=True).filter(email__iexact=email.strip()).first()
    _lock_partner(partner, by)
    user = known or User.objects.create_confirmed(email, language=by.language if isinstance(by, User) else Language.EN)
    if not user.is_active:
        raise AccountClosed
    if user.is_auditor:
        raise OneRole
    membership, created = Membership.objects.select_for_update().get_or_create(
        partner=partner, user=user, defaults={"role": role}
    )
    if not created and membership.role == role:
        return "same"
    if not created:
        _refuse_last_lead(membership, by)
    before = {} if created else shown(membership)
    membership.role = role
    membership.save()
    record(Verb.PARTNER_JOINED, by=by, before=before, after=shown(membership))
    mails.appointed.enqueue(membership.pk)
    return "created" if created else "changed"


@transaction.atomic
def dismiss(*, email: str, partner: Partner, by: Actor) -> bool:
    """End the work of this person for the partner. The account stays. False where there was nothing to end.

    Raises NotAllowed or LastLead.
    """
    _lock_partner(partner, by)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .filter(partner=partner, user__email__iexact=email.strip())
        .first()
    )
    if membership is None:
        return False
    _refuse_last_lead(membership, by)
    before = shown(membership)
    membership.delete()
    event = record(Verb.PARTNER_LEFT, by=by, before=before)
    mails.dismissed.enqueue(event.position)
    return True


def shown(membership: Membership) -> dict[str, str]:
    """The random id, never the address: events name nobody (product.md, Rules)."""
    return {"user": str(membership.user_id), "partner": membership.partner.slug, "role": membership.role}


def _lock_partner(partner: Partner, by: Actor) -> None:
    """One at a time changes who works for it, so that two leads cannot remove each other. Raises NotAllowed."""
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    if isinstance(by, User) and not may(by, Permission.RUN_PARTNER, partner):
        raise NotAllowed


def _refuse_last_lead(membership: Membership, by: Actor) -> None:
    """Nobody leaves a partner without a lead behind; only the operator may leave it so."""
    if not isinstance(by, User) or by.is_operator or membership.role != PartnerRole.LEAD:
        return
    leads = Membership.objects.filter(partner=membership.partner_id, role=PartnerRole.LEAD, user__is_active=True)
    if not leads.exclude(pk=membership.pk).exists():
        raise LastLead
