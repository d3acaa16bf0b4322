"""Who may say when that a support organisation accompanies a firm."""

from datetime import timedelta

from django.utils import timezone

from directory.choices import Side
from directory.models import Accompaniment, Startup, SupportOrganisation

NOT_ASKED_AGAIN = timedelta(days=365)
NOT_MAILED_AGAIN = timedelta(days=30)


def other_side(side: Side) -> Side:
    return Side.FIRM if side == Side.ORGANISATION else Side.ORGANISATION


def was_declined(organisation: SupportOrganisation, startup: Startup, side: Side) -> bool:
    """Whether this side proposed the same within a year, and the other one said no: it is not asked again so soon."""
    since = timezone.now() - NOT_ASKED_AGAIN
    said_no = Accompaniment.objects.filter(organisation=organisation, startup=startup, ended_at__gt=since)
    said_no = said_no.filter(proposed_by=side, ended_by=other_side(side))
    return said_no.exclude(organisation_confirmed_at__isnull=False, firm_confirmed_at__isnull=False).exists()


def was_taken_back(organisation: SupportOrganisation, startup: Startup, side: Side) -> bool:
    """Whether the organisation proposed the same within a month, and took it back before it was answered: each
    proposal of it mails the firm. What a firm says mails nobody."""
    if side != Side.ORGANISATION:
        return False
    since = timezone.now() - NOT_MAILED_AGAIN
    back = Accompaniment.objects.filter(organisation=organisation, startup=startup, ended_at__gt=since)
    return back.filter(proposed_by=side, ended_by=side, firm_confirmed_at=None).exists()
