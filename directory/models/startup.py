"""A company entry and the facts that belong to it alone."""

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.choices import (
    IN_DEFAULT_RESULTS,
    BusinessModel,
    ClientFocus,
    CompanyStatus,
    Confirmation,
    EntryState,
    Export,
    Funding,
    People,
)
from directory.models.catalogue import PublishesDetail, publishes_entry
from directory.models.partner import Territory
from directory.models.place import Municipality
from directory.models.taxonomy import RevenueStage, Sector, Technology

CONFIRMATION_LASTS = timedelta(days=365)


class Unaccent(Func):
    """unaccent() that indexes and generated columns accept; the function is made in the first migration."""

    function = "public.f_unaccent"
    output_field = models.TextField()


def confirmation_of(claimed_at: datetime | None, confirmed_on: date | None) -> Confirmation:
    """Unclaimed, confirmed, or confirmed longer ago than a year (product.md, Words)."""
    if claimed_at is None:
        return Confirmation.UNCLAIMED
    if confirmed_on and timezone.localdate() - confirmed_on <= CONFIRMATION_LASTS:
        return Confirmation.CONFIRMED
    return Confirmation.LAPSED


class StartupQuerySet(models.QuerySet["Startup"]):
    def published(self) -> "StartupQuerySet":
        """What the public sees: no samples but where the settings show them. As Startup.is_public."""
        published = self.filter(state=EntryState.PUBLISHED)
        return published if settings.SHOW_SAMPLES else published.real()

    def real(self) -> "StartupQuerySet":
        """Without samples, which no figure counts."""
        return self.filter(is_sample=False)

    def in_default_results(self) -> "StartupQuerySet":
        return self.published().filter(status__in=IN_DEFAULT_RESULTS)

    def confirmed(self) -> "StartupQuerySet":
        """Whose confirmation has not lapsed."""
        return self.filter(confirmed_on__gte=timezone.localdate() - CONFIRMATION_LASTS)

    def for_profile(self) -> "StartupQuerySet":
        """With all that the page of one entry shows."""
        return self.select_related("municipality__area__parent", "public_stage", "territory", "logo").prefetch_related(
            "fact_sources",
            "markets",
            "certifications",
            "references",
            "offices__municipality",
            models.Prefetch("sector_links", SectorLink.objects.select_related("sector").order_by("position")),
            models.Prefetch(
                "technology_links", TechnologyLink.objects.select_related("technology").order_by("position")
            ),
        )

    def for_picture(self) -> "StartupQuerySet":
        """With all that its picture says, for other sites that show it."""
        return self.select_related("municipality__area__parent", "public_stage").prefetch_related(
            models.Prefetch("sector_links", SectorLink.objects.select_related("sector"))
        )


class Startup(models.Model):
    """An entry of the directory. Changed only by actions; never deleted, unpublished instead.

    The one exception is an entry that was public for less than a minute: taking its approval back (actions.undo).
    """

    state = models.CharField(_("state"), max_length=12, choices=EntryState, default=EntryState.STUB)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    sort_name = models.GeneratedField(
        expression=Lower(Unaccent("name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    enterprise_number = models.CharField(_("enterprise number"), max_length=10, blank=True, default="")
    website = models.URLField(_("website"), max_length=300, blank=True)
    domain = models.CharField(_("domain"), max_length=255, blank=True, editable=False)

    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="startups")
    postal_code = models.CharField(_("postal code"), max_length=4, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="startups")

    founded = models.PositiveSmallIntegerField(_("founded"), null=True)
    status = models.CharField(_("status"), max_length=12, choices=CompanyStatus, default=CompanyStatus.ACTIVE)
    status_since = models.DateField(_("status since"), null=True)
    acquired_by = models.CharField(_("acquired by"), max_length=120, blank=True)
    status_source = models.CharField(_("source of the status"), max_length=300, blank=True, db_default="")

    original_language = models.CharField(_("original language"), max_length=2, choices=Language, blank=True)
    tagline = models.CharField(_("in one line"), max_length=140, blank=True)
    description = models.TextField(_("description"), blank=True)
    people = models.CharField(_("people"), max_length=8, choices=People, blank=True)
    funding = models.CharField(_("funding"), max_length=12, choices=Funding, blank=True)
    export = models.CharField(_("export"), max_length=12, choices=Export, blank=True)
    client_focus = ArrayField(models.CharField(max_length=6, choices=ClientFocus), default=list, blank=True)
    business_model = ArrayField(models.CharField(max_length=20, choices=BusinessModel), default=list, blank=True)
    support_languages = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    hosting_country = models.CharField(_("data kept in"), max_length=2, blank=True)
    owner_country = models.CharField(_("ultimate owner in"), max_length=2, blank=True)

    # How the world may reach the firm: a page or an address that it gives for that. Private is who to ask about the
    # entry: {"name", "email", "phone"}, for the moderators of its territory.
    public_contact = models.CharField(_("public contact"), max_length=300, blank=True, db_default="")
    contact = models.JSONField(_("private contact"), default=dict, blank=True, db_default=Value({}, models.JSONField()))
    logo = models.ForeignKey("directory.Logo", models.PROTECT, null=True, related_name="startups")

    # Set only while the latest declaration is disclosed: nothing public may read StageDeclaration instead, but for the
    # counts of directory.insights.cohorts, which look at this column, too.
    public_stage = models.ForeignKey(RevenueStage, models.PROTECT, null=True, related_name="startups")

    claimed_at = models.DateTimeField(null=True)
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="confirmed_startups"
    )
    # How many days it usually takes to answer an introduction; nothing before three were answered.
    reply_days = models.PositiveSmallIntegerField(null=True)
    content_version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)
    desk_note = models.CharField(_("flag for the desk"), max_length=300, blank=True)
    # The row of a list that this entry came from, so that loading the list again finds it.
    import_key = models.CharField(max_length=120, null=True, unique=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    search_document = SearchVectorField(null=True, editable=False)

    objects = StartupQuerySet.as_manager()

    if TYPE_CHECKING:
        id: int
        logo_id: uuid.UUID | None
        merged_into_id: int | None
        tagline_en: str
        tagline_fr: str
        tagline_nl: str
        tagline_de: str
        description_en: str
        description_fr: str
        description_nl: str
        description_de: str

    class Meta:
        verbose_name = _("startup")
        verbose_name_plural = _("startups")
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=Q(state=EntryState.PUBLISHED) & ~Q(enterprise_number=""),
                name="startup_enterprise_number_unique",
                violation_error_message=_("An entry with this enterprise number is already listed."),
            ),
            models.CheckConstraint(
                condition=Q(enterprise_number="") | Q(enterprise_number__regex=r"^[01][0-9]{9}$"),
                name="startup_enterprise_number_digits",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.PUBLISHED)
                | Q(territory__isnull=False, municipality__isnull=False, published_at__isnull=False),
                name="startup_published_has_place",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None) | Q(claimed_at__isnull=False),
                name="startup_confirmed_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.MERGED, merged_into__isnull=False)
                | (~Q(state=EntryState.MERGED) & Q(merged_into=None)),
                name="startup_merged_into_another",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="startup_has_name"),
        )
        indexes = (
            GinIndex(fields=["search_document"], name="startup_search_document"),
            GinIndex(fields=["sort_name"], name="startup_sort_name_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["sort_name", "id"], name="startup_by_name"),
            models.Index(fields=["domain"], name="startup_by_domain"),
        )
        triggers = publishes_entry(private=("content_version", "confirmed_by", "desk_note", "import_key", "contact"))

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("startup", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.state == EntryState.PUBLISHED and (settings.SHOW_SAMPLES or not self.is_sample)

    @property
    def is_in_business(self) -> bool:
        """As far as anybody knows."""
        return self.status in IN_DEFAULT_RESULTS

    @property
    def confirmation(self) -> Confirmation:
        return confirmation_of(self.claimed_at, self.confirmed_on)

    @property
    def sectors(self) -> list[Sector]:
        """The main sector first."""
        return [link.sector for link in sorted(self.sector_links.all(), key=lambda link: link.position)]

    @property
    def technologies(self) -> list[Technology]:
        return [link.technology for link in sorted(self.technology_links.all(), key=lambda link: link.position)]


class SectorLink(models.Model):
    """One main sector at position 0, up to two more."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="sector_links")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="startup_links")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["startup", "sector"], name="sector_once_a_startup"),
            models.UniqueConstraint(fields=["startup", "position"], name="sector_position_once_a_startup"),
            models.CheckConstraint(condition=Q(position__lte=2), name="sector_three_at_most"),
        )
        triggers = (PublishesDetail(name="sector_link_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.sector}"


class TechnologyLink(models.Model):
    """Up to five technologies."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="technology_links")
    technology = models.ForeignKey(Technology, models.PROTECT, related_name="startup_links")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["startup", "technology"], name="technology_once_a_startup"),
            models.UniqueConstraint(fields=["startup", "position"], name="technology_position_once_a_startup"),
            models.CheckConstraint(condition=Q(position__lte=4), name="technology_five_at_most"),
        )
        triggers = (PublishesDetail(name="technology_link_changes"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.technology}"


class StageDeclaration(models.Model):
    """The revenue stage that a startup declared for a year; the public sees it only when disclosed."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="stage_declarations")
    year = models.PositiveSmallIntegerField(_("year"))
    stage = models.ForeignKey(RevenueStage, models.PROTECT, related_name="declarations")
    disclosed = models.BooleanField(_("shown to the public"))
    declared_on = models.DateField(default=date.today)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["startup", "year"], name="stage_once_a_year"),)
        triggers = (PublishesDetail(name="stage_declaration_changes"),)

    def __str__(self) -> str:
        return f"{self.startup} {self.year}"
