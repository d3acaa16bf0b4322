"""Belgium: regions and provinces (NUTS), municipalities (NIS) and postal codes."""

from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.choices import RegionLevel
from directory.models.catalogue import PublishesName
from directory.models.taxonomy import TranslatedName


class RegionQuerySet(models.QuerySet["Region"]):
    def regions(self) -> "RegionQuerySet":
        return self.filter(level=RegionLevel.REGION)

    def provinces(self) -> "RegionQuerySet":
        """Brussels-Capital (BE10) is an area of its region, never a province (product.md, Words)."""
        return self.filter(level=RegionLevel.PROVINCE)


class Region(TranslatedName):
    """A region (NUTS 1), or a province or area (NUTS 2) within one."""

    code = models.CharField(_("NUTS code"), max_length=5, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region or province")
        verbose_name_plural = _("regions and provinces")
        constraints = (
            models.CheckConstraint(
                condition=Q(level=RegionLevel.REGION, parent=None)
                | (~Q(level=RegionLevel.REGION) & Q(parent__isnull=False)),
                name="region_parent_matches_level",
            ),
        )
        triggers = (PublishesName(name="region_changes"),)


class Municipality(models.Model):
    nis_code = models.CharField(_("NIS code"), max_length=5, unique=True)
    name_local = models.CharField(_("local name"), max_length=80)
    name = models.CharField(_("name"), max_length=80)
    other_names = models.CharField(_("other names"), max_length=200, blank=True)
    area = models.ForeignKey(Region, models.PROTECT, related_name="municipalities")
    languages = models.CharField(_("official languages"), max_length=12)
    latitude = models.FloatField()
    longitude = models.FloatField()

    if TYPE_CHECKING:
        name_en: str
        name_fr: str
        name_nl: str
        name_de: str

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        triggers = (PublishesName(name="municipality_changes"),)

    def __str__(self) -> str:
        return self.name or self.name_local

    @property
    def province(self) -> Region | None:
        """The province, or None in Brussels, which has none."""
        return self.area if self.area.level == RegionLevel.PROVINCE else None

    @property
    def region(self) -> Region:
        return cast(Region, self.area.parent)  # the constraint region_parent_matches_level


class PostalCode(models.Model):
    """A postal code within a municipality. Three codes belong to two municipalities."""

    code = models.CharField(_("postal code"), max_length=4)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="postal_codes")
    localities = models.CharField(_("localities"), max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        constraints = (
            models.UniqueConstraint(fields=["code", "municipality"], name="postal_code_once_a_municipality"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.municipality}"
