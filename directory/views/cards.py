"""The cards of a list. One depends on its entry, the names of sectors and places, the day and the language alone, so
each process keeps those that it drew (settings, CACHES)."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import caches
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Language
from directory.models import SectorLink, Startup
from directory.models.startup import confirmation_of
from directory.search.catalogue import Catalogue
from directory.search.facets import Facet
from directory.templatetags.cards import Card, draw
from directory.templatetags.facts import card_words, since
from directory.templatetags.ui import text_among

MAIN_SECTOR = SectorLink.objects.filter(startup=OuterRef("pk"), position=0).values("sector")
TAGLINES = {code: f"tagline_{code}" for code in Language.values}
FIELDS = (
    "pk",
    "slug",
    "name",
    "original_language",
    *TAGLINES.values(),
    "municipality",
    "founded",
    "public_stage",
    "domain",
    "claimed_at",
    "confirmed_on",
    "is_sample",
)


def cards(pks: Iterable[int], catalogue: Catalogue) -> list[SafeString]:
    """The cards of these entries, in their order. One statement for those that are not at hand."""
    language = translation.get_language() or ""
    keys = {pk: f"{language}{pk}.{catalogue.edition_of(pk)}" for pk in pks}
    shelf = caches["fragments"]
    kept = shelf.get_many(keys.values())
    drawn = _drawn([pk for pk, key in keys.items() if key not in kept], catalogue, language)
    if drawn:
        shelf.set_many({keys[pk]: str(card) for pk, card in drawn.items()}, timeout=None)
    found = (drawn.get(pk) or kept.get(key) for pk, key in keys.items())
    return [mark_safe(card) for card in found if card]  # noqa: S308 - drawn by ourselves


def _drawn(pks: list[int], catalogue: Catalogue, language: str) -> dict[int, SafeString]:
    """What was unpublished a moment ago has no card."""
    if not pks:
        return {}
    rows = Startup.objects.published().filter(pk__in=pks).order_by("pk").values(*FIELDS, sector=Subquery(MAIN_SECTOR))
    profile = reverse("startup", args=["slug"])
    return {row["pk"]: draw(_card(row, catalogue, language, profile), language) for row in rows}


def _card(row: dict[str, Any], catalogue: Catalogue, language: str, profile: str) -> Card:
    """`profile`: the address of a firm called "slug"; reversing each one takes longer than drawing it."""
    names = catalogue.vocabulary
    place = names.places.get(row["municipality"])
    return Card(
        name=row["name"],
        url=profile.replace("/slug/", f"/{row['slug']}/"),
        tagline=text_among({code: row[name] for code, name in TAGLINES.items()}, row["original_language"], language),
        line=card_words(
            place=place.label_in(language) if place else "",
            province=names.label(Facet.REGION, place.area, language) if place else "",
            since=since(row["founded"], language),
            sector=names.label(Facet.SECTOR, row["sector"], language),
            stage=names.label(Facet.STAGE, row["public_stage"], language),
            domain=row["domain"],
        ),
        confirmation=confirmation_of(row["claimed_at"], row["confirmed_on"]),
        is_sample=row["is_sample"],
    )
