"""Inviting a company to claim its entry: how often, by whom, and who asked not to be written to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone

from directory.models import ClaimInvitation, EventDetail, OptOut, Startup
from directory.rules.addresses import digest_of_address, digests_of_address
from directory.rules.merging import family_of

PAUSE = timedelta(days=90)  # between two of an entry
MOST_OF_AN_ENTRY = 3
MOST_A_DAY = 30  # of a partner
SALT = "directory.claim-invitation"


@dataclass(frozen=True)
class Invited:
    """What the link in a mail says: which invitation it was, and the digest of the address that it went to."""

    invitation: int
    address_digest: str


def has_opted_out(startup: Startup, email: str) -> bool:
    """About the entry, or one that went into it; or at this address."""
    return is_left_in_peace(startup) or OptOut.objects.filter(address_digest__in=digests_of_address(email)).exists()


def is_left_in_peace(startup: Startup) -> bool:
    """Its company, or that of an entry that went into it, asked not to be invited about it."""
    return OptOut.objects.filter(startup__in=family_of(startup)).exists()


def is_invited_often(startup: Startup) -> bool:
    return ClaimInvitation.objects.filter(startup__in=family_of(startup)).count() >= MOST_OF_AN_ENTRY


def rests_until(startup: Startup) -> datetime | None:
    """The moment before which the company is not invited once more; None where it may be now."""
    latest = ClaimInvitation.objects.filter(startup__in=family_of(startup)).order_by("-invited_at").first()
    until = latest.invited_at + PAUSE if latest else None
    return until if until and until > timezone.now() else None


def address_of(invitation: ClaimInvitation) -> str:
    """To whom it goes; '' once that was erased."""
    detail = EventDetail.objects.filter(position=invitation.position).first()
    return str(detail.personal.get("email", "")) if detail else ""


def token_of(invitation: ClaimInvitation, email: str) -> str:
    """It leads to a public page, and to being left in peace: so it never expires."""
    return signing.dumps([invitation.pk, digest_of_address(email)], salt=SALT)


def read_token(token: str) -> Invited | None:
    """What the link says; None for one that is not ours."""
    try:
        return Invited(*signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None
