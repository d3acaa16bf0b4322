"""The cards of a list. One depends on its entry, the names of sectors and places, the day and the language alone, so
each process keeps those that it drew (settings, CACHES)."""

from collections.abc import Iterable

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from directory.models import Startup
from directory.search.catalogue import Catalogue


def cards(pks: Iterable[int], catalogue: Catalogue) -> list[SafeString]:
    """The cards of these entries, in their order. Asks the database for those that are not at hand: two statements."""
    language = translation.get_language()
    keys = {pk: f"{language}:{pk}:{catalogue.edition_of(pk)}" for pk in pks}
    shelf = caches["fragments"]
    kept = shelf.get_many(keys.values())
    drawn = _drawn([pk for pk, key in keys.items() if key not in kept])
    if drawn:
        shelf.set_many({keys[pk]: card for pk, card in drawn.items()}, timeout=None)
    found = {pk: drawn.get(pk) or kept.get(key) for pk, key in keys.items()}
    return [mark_safe(card) for card in found.values() if card]  # noqa: S308 - rendered by our own template


def _drawn(pks: list[int]) -> dict[int, str]:
    """What was unpublished a moment ago has no card."""
    if not pks:
        return {}
    rows = Startup.objects.published().for_cards().filter(pk__in=pks).order_by("pk")
    return {row.pk: render_to_string("public/_startup.html", {"startup": row}) for row in rows}
