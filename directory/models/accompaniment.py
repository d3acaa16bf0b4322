"""Which firms a support organisation accompanies. Both sides say so before anybody else reads it."""

from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import IN_DEFAULT_RESULTS, EntryState, Side
from directory.models.catalogue import PublishesPage
from directory.models.organisation import SupportOrganisation
from directory.models.startup import Startup

FIRST_YEAR = 1945
GONE = (EntryState.MERGED, EntryState.REMOVED)


class AccompanimentQuerySet(models.QuerySet["Accompaniment"]):
    def standing(self) -> "AccompanimentQuerySet":
        """Neither declined nor ended, of a firm that still has an entry of its own."""
        return self.filter(ended_at=None).exclude(startup__state__in=GONE)

    def confirmed(self) -> "AccompanimentQuerySet":
        """What both sides say."""
        return self.standing().filter(organisation_confirmed_at__isnull=False, firm_confirmed_at__isnull=False)

    def awaiting(self, side: Side) -> "AccompanimentQuerySet":
        """What this side has yet to answer."""
        return self.standing().filter(**{f"{column_of(side)}": None})

    def public(self) -> "AccompanimentQuerySet":
        """What everybody reads: of organisations and firms that are public themselves. Samples are never counted."""
        return self.confirmed().filter(
            organisation__is_published=True,
            startup__state=EntryState.PUBLISHED,
            startup__status__in=IN_DEFAULT_RESULTS,
            startup__is_sample=False,
        )


class Accompaniment(models.Model):
    """A support organisation and a firm, since a year. One side proposes, the other confirms; either ends it.

    Who acted stands in the events alone.
    """

    organisation = models.ForeignKey(SupportOrganisation, models.PROTECT, related_name="accompaniments")
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="accompaniments")
    since = models.PositiveSmallIntegerField(_("since"), validators=[MinValueValidator(FIRST_YEAR)])
    proposed_by = models.CharField(_("proposed by"), max_length=12, choices=Side)
    proposed_at = models.DateTimeField(default=timezone.now)
    organisation_confirmed_at = models.DateTimeField(null=True)
    firm_confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(_("ended by"), max_length=12, choices=Side, blank=True)

    objects = AccompanimentQuerySet.as_manager()

    if TYPE_CHECKING:
        id: int
        organisation_id: int
        startup_id: int

    class Meta:
        verbose_name = _("accompaniment")
        verbose_name_plural = _("accompaniments")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "startup"], condition=Q(ended_at=None), name="accompaniment_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=Side.ORGANISATION, organisation_confirmed_at__isnull=False)
                | Q(proposed_by=Side.FIRM, firm_confirmed_at__isnull=False),
                name="accompaniment_confirmed_by_who_proposed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__gte=F("proposed_at")) & ~Q(ended_by="")),
                name="accompaniment_ended_when_and_by_whom",
            ),
        )
        triggers = (PublishesPage(name="accompaniment_changes"),)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.startup}"

    @property
    def is_confirmed(self) -> bool:
        """By both sides."""
        return self.organisation_confirmed_at is not None and self.firm_confirmed_at is not None

    def is_confirmed_by(self, side: Side) -> bool:
        return getattr(self, column_of(side)) is not None


def column_of(side: Side) -> str:
    """Where it is noted when this side confirmed."""
    return f"{side.value}_confirmed_at"
