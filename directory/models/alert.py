"""Lists that people without an account follow by mail: an address, and what it follows."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language


class Follower(models.Model):
    """An address that follows lists, or was said to. Erased with the last of its alerts."""

    email = models.EmailField(_("e-mail address"), unique=True)  # in small letters: one address, however it is typed
    language = models.CharField(_("language of our mails"), max_length=2, choices=Language)  # of the latest confirmed
    # When something new was looked for last, whether or not there was any: the next look is a week later.
    looked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def followed(self) -> "AlertQuerySet":
        """Confirmed, and still to be looked for."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class Alert(models.Model):
    """One list that an address follows. `query` is that of the listing's address (Selection.as_list)."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="alerts")
    query = models.TextField(_("list"), blank=True)
    language = models.CharField(_("language of our mails"), max_length=2, choices=Language)  # of the form's page
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    # The position in the audit trail up to which changes are told, or happened before the list was followed.
    seen = models.BigIntegerField(null=True)
    # A condition of the list no longer exists; the row stays until the mail that says so is out.
    ended_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    if TYPE_CHECKING:
        follower_id: int

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = (
            # By digest: an index holds no text as long as an address may be.
            models.UniqueConstraint("follower", MD5("query"), name="alert_once_a_list"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, seen=None) | Q(confirmed_at__isnull=False, seen__isnull=False),
                name="alert_confirmed_has_seen",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(confirmed_at__isnull=False), name="alert_ended_was_confirmed"
            ),
        )

    def __str__(self) -> str:
        return self.query
