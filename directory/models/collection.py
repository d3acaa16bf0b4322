"""Collections: firms that partners picked by a written rule, also for a mission or a fair abroad."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.choices import EVENTS_ABROAD, CollectionKind, EntryState
from directory.models.catalogue import PublishesPage
from directory.models.partner import Partner
from directory.models.startup import Startup

# What stands in a collection and is public. A firm that is unpublished, removed or merged drops out by itself.
SHOWN = Q(entries__startup__state=EntryState.PUBLISHED, entries__startup__is_sample=False)


class CollectionQuerySet(models.QuerySet["Collection"]):
    def published(self) -> "CollectionQuerySet":
        return self.filter(is_published=True)

    def ahead(self, day: date | None = None) -> "CollectionQuerySet":
        """Missions and fairs that have not ended, the next one first."""
        return self.filter(kind__in=EVENTS_ABROAD, ends_on__gte=day or localdate()).order_by("starts_on", "pk")

    def over(self, day: date | None = None) -> "CollectionQuerySet":
        """Missions and fairs that have ended, the last one first."""
        return self.filter(kind__in=EVENTS_ABROAD, ends_on__lt=day or localdate()).order_by("-ends_on", "pk")

    def counted(self) -> "CollectionQuerySet":
        """Each with `firms`: how many the public sees in it."""
        return self.annotate(firms=Count("entries", filter=SHOWN))

    def with_first(self, most: int) -> "CollectionQuerySet":
        """Each with the entries that its card draws, and with its owners."""
        return self.prefetch_related(
            Prefetch("entries", CollectionEntry.objects.shown().select_related("startup")[:most], "first"), "partners"
        )


class Collection(models.Model):
    """A list of firms with a written rule, kept by one partner or by several together. What changes is written by
    actions; texts exist in one language at least."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CollectionKind, default=CollectionKind.COLLECTION)
    original_language = models.CharField(_("original language"), max_length=2, choices=Language)
    title = models.CharField(_("title"), max_length=100)
    introduction = models.TextField(_("introduction"), blank=True)
    rule = models.TextField(_("rule"), blank=True)
    partners: models.ManyToManyField[Partner, "CollectionOwner"] = models.ManyToManyField(
        Partner, through="CollectionOwner", related_name="collections"
    )
    review_on = models.DateField(_("to be reviewed on"), null=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("until"), null=True)
    is_published = models.BooleanField(default=False)

    objects = CollectionQuerySet.as_manager()

    if TYPE_CHECKING:
        id: int
        first: list["CollectionEntry"]
        firms: int
        title_en: str
        title_fr: str
        title_nl: str
        title_de: str

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=CollectionKind.COLLECTION, place="", country="", starts_on=None, ends_on=None)
                | (
                    ~Q(kind=CollectionKind.COLLECTION)
                    & ~Q(place="")
                    & ~Q(country="")
                    & Q(starts_on__isnull=False, ends_on__gte=models.F("starts_on"))
                ),
                name="collection_event_has_place_and_dates",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(review_on__isnull=False), name="collection_published_has_review"
            ),
        )
        triggers = (PublishesPage(name="collection_changes"),)

    def __str__(self) -> str:
        return self.title or getattr(self, f"title_{self.original_language}") or self.slug

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.slug])

    @property
    def is_event(self) -> bool:
        """A mission or a fair: it has a place and days."""
        return self.kind in EVENTS_ABROAD

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < localdate()

    @property
    def is_review_late(self) -> bool:
        """Nobody reviews what is over."""
        return self.review_on is not None and self.review_on < localdate() and not self.is_over


class CollectionOwner(models.Model):
    """A partner keeps a collection, alone or with others."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="owners")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="owned_collections")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["collection", "partner"], name="collection_owner_once"),)
        triggers = (PublishesPage(name="collection_owner_changes"),)

    def __str__(self) -> str:
        return f"{self.collection}: {self.partner}"


class CollectionEntryQuerySet(models.QuerySet["CollectionEntry"]):
    def shown(self) -> "CollectionEntryQuerySet":
        """Those that the public sees, in their order."""
        shown = self.filter(startup__state=EntryState.PUBLISHED, startup__is_sample=False)
        return shown.order_by("position", "pk")


class CollectionEntry(models.Model):
    """A firm in a collection, with the reason why: each has one, in the language of the collection at least."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="entries")
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="collection_entries")
    position = models.PositiveSmallIntegerField(_("position"))
    reason = models.CharField(_("reason"), max_length=300)

    objects = CollectionEntryQuerySet.as_manager()

    if TYPE_CHECKING:
        startup_id: int
        reason_en: str
        reason_fr: str
        reason_nl: str
        reason_de: str

    class Meta:
        verbose_name = _("firm of a collection")
        verbose_name_plural = _("firms of collections")
        constraints = (
            models.UniqueConstraint(fields=["collection", "startup"], name="collection_entry_once"),
            models.UniqueConstraint(
                fields=["collection", "position"],
                name="collection_entry_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        )
        triggers = (PublishesPage(name="collection_entry_changes"),)

    def __str__(self) -> str:
        return f"{self.collection}: {self.startup}"

    @property
    def original_language(self) -> str:
        """Reasons are written in the language of their collection, and translated from it."""
        return self.collection.original_language


def collections_of(startup: Startup) -> QuerySet[Collection]:
    """The published ones in which this entry stands, in the order in which they were made."""
    return Collection.objects.published().filter(entries__startup=startup).order_by("pk")


class MarketContact(models.Model):
    """An office in a country abroad that helps firms of every region there. An office, never a person."""

    country = models.CharField(_("country"), max_length=2)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=120)
    help = models.CharField(_("what it helps with"), max_length=300)
    website = models.URLField(_("website"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)

    if TYPE_CHECKING:
        help_en: str
        help_fr: str
        help_nl: str
        help_de: str

    class Meta:
        verbose_name = _("contact abroad")
        verbose_name_plural = _("contacts abroad")
        constraints = (
            models.UniqueConstraint(
                fields=["country", "position"],
                name="market_contact_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(website="") | ~Q(email=""), name="market_contact_can_be_reached"),
        )
        triggers = (PublishesPage(name="market_contact_changes"),)

    def __str__(self) -> str:
        return self.name
