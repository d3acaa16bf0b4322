"""Further facts of a startup: offices, markets, asks, certifications, references."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.models import Language
from directory.choices import Activity, AskKind
from directory.models.catalogue import PublishesDetail
from directory.models.place import Municipality
from directory.models.startup import Startup


class Office(models.Model):
    """A further place of work. In Belgium it has a municipality, elsewhere a country and a city."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="offices")
    country = CountryField(_("country"))
    city = models.CharField(_("city"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="offices")

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = (
            models.CheckConstraint(
                condition=Q(country="BE", municipality__isnull=False) | (~Q(country="BE") & Q(municipality=None)),
                name="office_municipality_in_belgium_only",
            ),
        )
        triggers = (PublishesDetail(name="office_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.municipality or self.city}"


class Market(models.Model):
    """A country and what the startup does there; a row for each activity."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="markets")
    country = CountryField(_("country"))
    activity = models.CharField(_("activity"), max_length=16, choices=Activity)
    since = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")
        constraints = (
            models.UniqueConstraint(fields=["startup", "country", "activity"], name="market_activity_once_a_country"),
            models.CheckConstraint(condition=~Q(country="BE"), name="market_is_abroad"),
        )
        triggers = (PublishesDetail(name="market_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.country} ({self.activity})"


class AskQuerySet(models.QuerySet["Ask"]):
    def open(self) -> "AskQuerySet":
        return self.filter(lapses_on__gt=timezone.localdate(), ended_on=None)


class Ask(models.Model):
    """Something a startup looks for. It lapses 90 days after it was opened or renewed."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="asks")
    kind = models.CharField(_("kind"), max_length=12, choices=AskKind)
    country = CountryField(_("country"), blank=True)
    text = models.CharField(_("what you look for"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    opened_on = models.DateField(_("open since"))
    lapses_on = models.DateField(_("lapses on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        constraints = (
            models.CheckConstraint(condition=Q(lapses_on__gt=F("opened_on")), name="ask_lapses_after_opening"),
        )
        triggers = (PublishesDetail(name="ask_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.text}"

    @property
    def is_open(self) -> bool:
        """As AskQuerySet.open."""
        lapses_on: date = self.lapses_on
        return self.ended_on is None and lapses_on > timezone.localdate()


class Certification(models.Model):
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="certifications")
    name = models.CharField(_("certificate"), max_length=120)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        triggers = (PublishesDetail(name="certification_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.name}"


class Reference(models.Model):
    """A customer that vouches for the startup; a company or public body, never a person."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="references")
    name = models.CharField(_("customer"), max_length=120)
    country = CountryField(_("country"))
    url = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        triggers = (PublishesDetail(name="reference_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.name}"
