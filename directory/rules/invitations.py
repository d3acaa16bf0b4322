"""The link of an invitation, and for how long it holds.

The link's secret is an HMAC, with the site's own key, over what the invitation says. So it need not be kept anywhere:
the task that mails it makes it again from the row, and neither the row, the task nor a backup of both can open the
link without the key. The row holds the secret's digest only, by which a link that comes back is found.
"""

import base64
import hashlib
from datetime import UTC, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac

from directory.choices import EntryState
from directory.models import Invitation, TeamMember

LASTS = timedelta(days=14)
MOST_OPEN = 20  # of one entry
MOST_A_DAY = 40  # mails of one entry to people who may not know us
SALT = "directory.invitation"


def new_digest(invitation: Invitation) -> str:
    """For a row that is about to be saved: the digest of its link's secret."""
    return digest_of(_token(invitation, settings.SECRET_KEY))


def token_of(invitation: Invitation) -> str:
    """The secret of the link, made again. Raises LookupError where its key is no longer among the site's."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _token(invitation, key)
        if digest_of(token) == invitation.token_digest:
            return token
    raise LookupError(f"Invitation {invitation.pk} was made with another SECRET_KEY")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_open(invitation: Invitation) -> bool:
    """Whether it can be accepted now: of an entry that is gone, none can."""
    gone = (EntryState.REMOVED, EntryState.MERGED)
    is_answered = invitation.accepted_at or invitation.revoked_at
    return not is_answered and not invitation.is_expired and invitation.startup.state not in gone


def sender_of(invitation: Invitation) -> str:
    """Who asks, as the invited person is told: somebody of the team, or the partner that looks after the entry."""
    if comes_from_team(invitation):
        return str(invitation.invited_by)
    territory = invitation.startup.territory
    return str(territory.partner) if territory else "#BELGIANTECH"


def comes_from_team(invitation: Invitation) -> bool:
    """Sent by somebody of the team, as it was then. Else it comes from the partner that rescues the entry."""
    at = invitation.invited_at
    then = TeamMember.objects.filter(Q(left_at=None) | Q(left_at__gt=at), joined_at__lte=at)
    return then.filter(startup=invitation.startup_id, user=invitation.invited_by_id).exists()


def _token(invitation: Invitation, key: str | bytes) -> str:
    """43 characters. The entry, the address and the moment make it one of its kind: invite() locks the entry."""
    at = invitation.invited_at.astimezone(UTC).isoformat()
    says = "\n".join((str(invitation.startup_id), invitation.email, invitation.role, at))
    digest = salted_hmac(SALT, says, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
