"""What the people of the desk leave for each other: who looks at a submission just now, and notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.startup import Startup
from directory.models.submission import Submission


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> "HoldQuerySet":
        """Those that count: the others gave themselves up."""
        return self.filter(until__gt=timezone.now())

    def expired(self) -> "HoldQuerySet":
        return self.filter(until__lte=timezone.now())


class Hold(models.Model):
    """Somebody looks at a submission until then, so that two do not do the same work. It forbids nobody anything."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="hold")
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="holds")
    until = models.DateTimeField()

    objects = HoldQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.submission}: {self.held_by}"

    @property
    def stands(self) -> bool:
        return self.until > timezone.now()


class Note(models.Model):
    """What one of the desk wants colleagues to know about a submission or an entry. The company never reads it."""

    submission = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="notes")
    startup = models.ForeignKey(Startup, models.CASCADE, null=True, related_name="notes")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=4000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(submission=None, startup__isnull=False) | Q(submission__isnull=False, startup=None),
                name="note_about_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission or self.startup}: {self.text[:40]}"
