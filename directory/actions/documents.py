"""Search documents of entries that nobody touched, written again because a name in them changed.

Each document holds the names of the entry's sectors, technologies and places in every language (directory.document).
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Model, Prefetch, Q, QuerySet

from directory import document
from directory.models import (
    Municipality,
    PostalCode,
    Region,
    Sector,
    SectorLink,
    Startup,
    Technology,
    TechnologyLink,
    Territory,
)

NAMES_LOCK = 0x4E41
CHUNK = 200  # entries held in memory at a time

# Where an entry finds the names that stand in its document. Nothing else is in it: stages and synonyms are not.
HOLD: dict[type[Model], tuple[str, ...]] = {
    Sector: ("sector_links__sector",),
    Technology: ("technology_links__technology",),
    Region: ("municipality__area", "municipality__area__parent"),
    Municipality: ("municipality",),
    PostalCode: ("municipality__postal_codes",),
    Territory: ("territory",),
}


def keep_names() -> None:
    """Nobody renames a sector, a technology or a place until this transaction ends.

    For whoever is about to write a search document: the names that it reads are then those that hold when it commits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [NAMES_LOCK])


def wait_for_names() -> None:
    """To change such names: wait until nobody writes a search document, and let nobody begin until this commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NAMES_LOCK])


def entries_naming(rows: Iterable[Model]) -> list[int]:
    """The entries, by pk, in whose documents the names of these rows stand. One statement a kind of row."""
    pks_of: dict[type[Model], list[int]] = {}
    for row in rows:
        pks_of.setdefault(type(row), []).append(row.pk)
    found: set[int] = set()
    for model, pks in pks_of.items():
        for path in HOLD.get(model, ()):
            found |= set(Startup.objects.filter(Q((f"{path}__in", pks))).values_list("pk", flat=True))
    return sorted(found)


def with_words(startups: QuerySet[Startup]) -> QuerySet[Startup]:
    """These entries with all that their documents are made of, in four statements however many."""
    return startups.select_related("municipality__area__parent", "territory").prefetch_related(
        "municipality__postal_codes",
        Prefetch("sector_links", SectorLink.objects.select_related("sector")),
        Prefetch("technology_links", TechnologyLink.objects.select_related("technology")),
    )


def write_documents(pks: Sequence[int]) -> None:
    """Lock these entries, in the order of their pks, and write their documents again, in the caller's transaction."""
    ordered = sorted(pks)
    for start in range(0, len(ordered), CHUNK):
        chunk = Startup.objects.filter(pk__in=ordered[start : start + CHUNK]).order_by("pk")
        # Locked first and read afterwards: one statement would join places as they were before it waited.
        list(chunk.select_for_update(of=("self",)).values_list("pk"))
        document.refresh_all(with_words(chunk))


def is_stale(pk: int) -> bool:
    """Whether the document differs from what the entry's facts give, while nobody changes them. In a transaction."""
    one = Startup.objects.filter(pk=pk)
    if not one.select_for_update(of=("self",)).values_list("pk").first():
        return False  # it went in the meantime
    return document.is_stale(with_words(one).get())
