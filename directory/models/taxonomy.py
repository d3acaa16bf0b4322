"""Sectors, technologies and revenue stages: named in four languages, kept by the operator."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from directory.choices import StageRole
from directory.models.catalogue import PublishesName


class TranslatedName(models.Model):
    """A short name in the reader's language; `name_en` and the like come from modeltranslation."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)

    if TYPE_CHECKING:
        name_en: str
        name_fr: str
        name_nl: str
        name_de: str

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.slug


class TermQuerySet(models.QuerySet[Any]):
    def in_use(self) -> "TermQuerySet":
        """Those to choose from. One that was merged into another stays for what names it, and reads as the other."""
        return self.filter(merged_into=None)

    def resolved(self, ids: Collection[int]) -> list[int]:
        """These ids in their order, each once: in place of one that was merged the other, none for one removed."""
        now = dict(self.filter(pk__in=ids).values_list("pk", Coalesce("merged_into", "pk")))
        return list(dict.fromkeys(now[pk] for pk in ids if pk in now))


class Term(TranslatedName):
    """A sector or a technology. What is merged always points at a row that is in use."""

    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged_from")

    if TYPE_CHECKING:
        merged_into_id: int | None

    class Meta:
        abstract = True


class Sector(Term):
    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        triggers = (PublishesName(name="sector_changes"),)


class Technology(Term):
    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("technology")
        verbose_name_plural = _("technologies")
        triggers = (PublishesName(name="technology_changes"),)


class Int8Range(Func):
    function = "int8range"
    output_field = BigIntegerRangeField()


class RevenueStage(TranslatedName):
    """A band of yearly revenue in EUR. The lower bound is inclusive; pre-revenue is exactly 0."""

    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    min_eur = models.BigIntegerField(_("from (EUR)"))
    max_eur = models.BigIntegerField(_("to (EUR)"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=StageRole, blank=True)

    class Meta:
        verbose_name = _("revenue stage")
        verbose_name_plural = _("revenue stages")
        constraints = (
            models.CheckConstraint(
                condition=Q(min_eur__gte=0) & (Q(max_eur=None) | Q(max_eur__gt=F("min_eur")) | Q(min_eur=0, max_eur=0)),
                name="revenue_stage_bounds_in_order",
                violation_error_message=_("The lower bound must lie below the upper one."),
            ),
            ExclusionConstraint(
                name="revenue_stage_bands_apart",
                expressions=[
                    (
                        Int8Range(
                            "min_eur",
                            # GREATEST passes over NULL, which here means "no upper bound".
                            Case(When(max_eur=None, then=None), default=Greatest(F("max_eur"), F("min_eur") + 1)),
                            Value("[)"),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message=_("This band overlaps another one."),
            ),
        )
        triggers = (PublishesName(name="revenue_stage_changes"),)
