"""Beginning and ending somebody's work for a partner."""

from typing import Literal

from django.db import transaction

from accounts.models import User
from directory.actions._shared import Actor, record
from directory.actions.errors import AccountClosed
from directory.choices import PartnerRole, Verb
from directory.models import Membership, Partner

Appointed = Literal["created", "changed", "same"]


@transaction.atomic
def appoint(*, email: str, partner: Partner, role: PartnerRole = PartnerRole.MODERATOR, by: Actor) -> Appointed:
    """Let this person work for the partner in this role; whoever has no account yet gets one.

    The account starts with a verified address: the first login asks for its code, the desk for a second factor.
    Appointing somebody again, in the same role, changes nothing. Raises AccountClosed.
    """
    # Waits for somebody who is closing the account just now; the address then leads to nobody.
    known = User.objects.select_for_update(no_key=True).filter(email__iexact=email.strip()).first()
    user = known or User.objects.create_confirmed(email)
    if not user.is_active:
        raise AccountClosed
    membership, created = Membership.objects.select_for_update().get_or_create(
        partner=partner, user=user, defaults={"role": role}
    )
    if not created and membership.role == role:
        return "same"
    before = {} if created else shown(membership)
    membership.role = role
    membership.save()
    record(Verb.PARTNER_JOINED, by=by, before=before, after=shown(membership))
    return "created" if created else "changed"


@transaction.atomic
def dismiss(*, email: str, partner: Partner, by: Actor) -> bool:
    """End the work of this person for the partner. The account stays. False where there was nothing to end."""
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .filter(partner=partner, user__email__iexact=email.strip())
        .first()
    )
    if membership is None:
        return False
    before = shown(membership)
    membership.delete()
    record(Verb.PARTNER_LEFT, by=by, before=before)
    return True


def shown(membership: Membership) -> dict[str, str]:
    """The random id, never the address: events name nobody (product.md, Rules)."""
    return {"user": str(membership.user_id), "partner": membership.partner.slug, "role": membership.role}
