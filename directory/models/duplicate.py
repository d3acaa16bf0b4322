"""Two entries that may be the same company, found by a job."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.choices import EntryState
from directory.models.startup import Startup

LISTED = (EntryState.PUBLISHED, EntryState.STUB)


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def open(self) -> "DuplicatePairQuerySet":
        """Both are still there, and nobody said that they are not the same."""
        return self.filter(dismissed_at=None, first__state__in=LISTED, second__state__in=LISTED)


class DuplicatePair(models.Model):
    """Who said that they are not the same stands in the trail."""

    first = models.ForeignKey(Startup, models.CASCADE, related_name="+")
    second = models.ForeignKey(Startup, models.CASCADE, related_name="+")
    same_number = models.BooleanField()
    same_domain = models.BooleanField()
    similarity = models.FloatField()  # of the names, 0 to 1
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of possible duplicates")
        verbose_name_plural = _("pairs of possible duplicates")
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"
