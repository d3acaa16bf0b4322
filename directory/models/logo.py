"""Logos: made anew from what was uploaded, in fixed sizes. Who may see one depends on where it is used."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.submission import Submission

FOLDER = "logos"


class Logo(models.Model):
    """The images themselves lie in the storage for files, named after this id, so that none is ever overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.SET_NULL, null=True, related_name="logos")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    width = models.PositiveSmallIntegerField(_("width"))  # pixels of the largest size kept
    height = models.PositiveSmallIntegerField(_("height"))

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return str(self.pk)

    def file_name(self, side: int) -> str:
        """Where the storage has the image that fits into a square of this side."""
        return f"{FOLDER}/{self.pk}-{side}.png"
