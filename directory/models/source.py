"""Where each public fact comes from."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.choices import Precision
from directory.models.catalogue import PublishesDetail
from directory.models.startup import Startup


class FactSource(models.Model):
    """The source of one field of one entry; written by every action that writes a public fact.

    A fact that the company gave has no `source` but `confirmed_at`; one from a list names the list, its licence and
    the year or day it speaks of.
    """

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="fact_sources")
    field = models.CharField(max_length=40)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=300)
    as_of = models.DateField(_("as of"))
    precision = models.PositiveSmallIntegerField(choices=Precision, default=Precision.DAY)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["startup", "field"], name="fact_source_once_a_field"),
            models.CheckConstraint(
                condition=~Q(source="") | Q(confirmed_at__isnull=False), name="fact_source_names_its_source"
            ),
        )
        triggers = (PublishesDetail(name="fact_source_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.field}"

    @property
    def year(self) -> int:
        as_of: date = self.as_of
        return as_of.year
