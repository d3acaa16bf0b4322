"""Support organisations: listed beside startups, never counted among them."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.choices import Offer, OrganisationKind
from directory.models.catalogue import PublishesPage
from directory.models.place import Municipality


class SupportOrganisationQuerySet(models.QuerySet["SupportOrganisation"]):
    def published(self) -> "SupportOrganisationQuerySet":
        return self.filter(is_published=True)


class SupportOrganisation(models.Model):
    """A hub, incubator, accelerator, cluster, fund or agency. `offers` are of choices.Offer."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind)
    offers = ArrayField(models.CharField(max_length=16, choices=Offer), default=list, db_default=[], blank=True)
    website = models.URLField(_("website"), blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="organisations")
    original_language = models.CharField(_("original language"), max_length=2, choices=Language, blank=True)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    as_of = models.DateField(_("as of"))
    is_published = models.BooleanField(default=False)

    objects = SupportOrganisationQuerySet.as_manager()

    if TYPE_CHECKING:
        description_en: str
        description_fr: str
        description_nl: str
        description_de: str

    class Meta:
        verbose_name = _("support organisation")
        verbose_name_plural = _("support organisations")
        constraints = (
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(municipality__isnull=False),
                name="organisation_published_has_place",
            ),
        )
        triggers = (PublishesPage(name="organisation_changes"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @property
    def offers_named(self) -> list[str]:
        """What it offers, in the reader's language, always in the same order."""
        return [str(offer.label) for offer in Offer if offer in self.offers]
