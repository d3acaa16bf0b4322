"""Asking a company to take its unclaimed entry over, and remembering who does not want to be asked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.models.partner import Partner
from directory.models.startup import Startup


class ClaimInvitation(models.Model):
    """A mail that invited a company to claim its entry. The address stands in the side row of its event alone."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="claim_invitations")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="claim_invitations")
    position = models.BigIntegerField(unique=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    invited_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.startup}: {self.invited_at:%Y-%m-%d}"


class OptOut(models.Model):
    """Nobody is invited at this address any more, which is known by its digest only; or about this entry."""

    address_digest = models.CharField(max_length=64, blank=True)
    startup = models.ForeignKey(Startup, models.CASCADE, null=True, related_name="opt_outs")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(startup=None, address_digest__gt="") | Q(startup__isnull=False, address_digest=""),
                name="opt_out_of_address_or_entry",
            ),
            models.UniqueConstraint(
                fields=["address_digest"], condition=Q(startup=None), name="opt_out_once_an_address"
            ),
            models.UniqueConstraint(fields=["startup"], name="opt_out_once_an_entry"),
        )

    def __str__(self) -> str:
        return str(self.startup or self.address_digest)
