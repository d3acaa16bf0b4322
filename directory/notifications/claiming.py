"""The mail that invites a company to claim its entry. As in mails.py: a task that commits with what it tells of."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from directory.models import ClaimInvitation
from directory.notifications.sending import send, tried_again
from directory.rules.claiming import address_of, has_opted_out, token_of
from directory.rules.permissions import claimable


@task(queue_name="mail")
def claim_invitation(invitation_id: int, attempt: int = 1) -> None:
    """To an address of the company: it is listed, from where, and may take the entry over. Not who opted out since."""
    path = ("startup__territory__partner", "startup__municipality")
    invitation = ClaimInvitation.objects.select_related(*path, "partner").filter(pk=invitation_id).first()
    email = address_of(invitation) if invitation else ""
    if invitation is None or not email:
        return
    startup = invitation.startup
    if has_opted_out(startup, email) or not claimable().filter(pk=startup.pk).exists():
        return
    with tried_again(claim_invitation, invitation_id, attempt), translation.override(invitation.language):
        token = token_of(invitation, email)
        source = startup.fact_sources.exclude(source="").order_by("field").first()
        context = {
            "name": startup.name,
            "partner": invitation.partner,
            "source": source.source if source else "",
            "public_url": settings.SITE_URL + startup.get_absolute_url(),
            "claim_url": settings.SITE_URL + reverse("claim_link", args=[token]),
            "stop_url": settings.SITE_URL + reverse("opt_out", args=[token]),
        }
        send("claim_invitation", email, context)
