"""What keeps an entry alive: reminders to confirm it, and how often it was looked at."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.startup import Startup


class ConfirmationReminder(models.Model):
    """A mail that asked to confirm an entry, so that none is sent twice. `confirmed_on` is the day that ran out."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="confirmation_reminders")
    confirmed_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["startup", "confirmed_on", "days_before"], name="confirmation_reminder_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.startup}: {self.days_before}"


class MonthlyViews(models.Model):
    """How often the public page of an entry was shown in a month: a count, about right, of nobody in particular."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="monthly_views")
    month = models.DateField(_("month"))  # its first day
    count = models.PositiveIntegerField(_("views"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["startup", "month"], name="monthly_views_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="monthly_views_first_of_month"),
        )

    def __str__(self) -> str:
        return f"{self.startup}: {self.month:%Y-%m}"
