"""Who curates what: partners, their territories and their people."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.choices import ImportSetting, PartnerRole, Reason
from directory.models.catalogue import PublishesPage
from directory.models.taxonomy import TranslatedName

if TYPE_CHECKING:
    from accounts.models import User


class Partner(TranslatedName):
    """The organisation that curates one or more territories."""

    website = models.URLField(_("website"), blank=True)
    # Stands below the words that its moderators send to founders, in the founder's language.
    signature = models.TextField(_("signature"), blank=True, max_length=500, db_default="")
    import_setting = models.CharField(
        _("own lists"),
        max_length=8,
        choices=ImportSetting,
        default=ImportSetting.PUBLISH,
        db_default=ImportSetting.PUBLISH,
    )

    if TYPE_CHECKING:
        signature_en: str
        signature_fr: str
        signature_nl: str
        signature_de: str

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        triggers = (PublishesPage(name="partner_changes"),)


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def curated_by(self, user: "User") -> "TerritoryQuerySet":
        return self.filter(partner__memberships__user=user)


class Territory(TranslatedName):
    """A set of NUTS and postal codes. `fallback` may decide after so many working days; none means the operator."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="territories")
    fallback = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="falls_back_from")
    fallback_after_working_days = models.PositiveSmallIntegerField(_("fallback after (working days)"), default=10)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(fallback=models.F("id")), name="territory_is_not_its_own_fallback"
            ),
        )
        triggers = (PublishesPage(name="territory_changes"),)


class TerritoryCode(models.Model):
    """A NUTS code (BE3) or a postal code (4700) of a territory. A code belongs to one territory."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="codes")
    code = models.CharField(_("NUTS or postal code"), max_length=5, unique=True)

    class Meta:
        verbose_name = _("code of a territory")
        verbose_name_plural = _("codes of territories")

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """Somebody works for a partner."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=PartnerRole, default=PartnerRole.MODERATOR)
    wants_digest = models.BooleanField(_("daily digest"), default=True, db_default=True)
    # The last day on which it was looked whether something waits.
    digest_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (models.UniqueConstraint(fields=["partner", "user"], name="membership_once_a_partner"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.partner})"


class PreparedWords(models.Model):
    """What a partner's moderators often write to founders for a reason, in one language. They edit it before sending.

    Without a row of its own, a partner uses the words that everybody has (directory.rules.prepared).
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="prepared_words")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = models.TextField(_("words"), max_length=2000)

    class Meta:
        verbose_name = _("prepared words")
        verbose_name_plural = _("prepared words")
        constraints = (
            models.UniqueConstraint(fields=["partner", "reason", "language"], name="prepared_words_once_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.partner}: {self.reason}, {self.language}"
