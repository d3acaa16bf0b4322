"""One entry that went into another, and what is needed to undo that within a day."""

from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.startup import Startup

UNDO_WITHIN = timedelta(days=1)


class ExactEncoder(DjangoJSONEncoder):
    """Moments to the microsecond: what is undone is as it was."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


class MergeQuerySet(models.QuerySet["Merge"]):
    def undoable(self) -> "MergeQuerySet":
        return self.filter(undone_at=None, made_at__gt=timezone.now() - UNDO_WITHIN).exclude(snapshot={})


class Merge(models.Model):
    """By whom and why stands in the trail.

    `snapshot` is what the kept entry said before, where it says something else now; the merged one keeps its own facts
    as they were. `fingerprint` is that of both entries right after: another one means that something changed since.
    """

    kept = models.ForeignKey(Startup, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Startup, models.PROTECT, related_name="merges_away")
    made_at = models.DateTimeField(default=timezone.now)
    snapshot = models.JSONField(default=dict, encoder=ExactEncoder)
    fingerprint = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merging of two entries")
        verbose_name_plural = _("mergings of two entries")
        constraints = (
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merge_once_an_entry"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
