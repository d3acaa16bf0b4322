"""Under which territory the entries would stand if the table of codes were another one than it is.

An entry's territory is stored (product.md, Rules that never bend): a changed table decides about what is sent from then
on. What stands in the directory already is filed anew only when the operator says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from directory.choices import OPEN_STATES, EntryState, SubmissionKind
from directory.models import (
    Municipality,
    PostalCode,
    Referral,
    Region,
    Revision,
    Startup,
    Submission,
    Territory,
    TerritoryCode,
)
from directory.models.startup import StartupQuerySet
from directory.rules.places import codes_of

Table = Mapping[str, int]  # the territory of each code, by primary key
KEPT = (EntryState.PUBLISHED, EntryState.UNPUBLISHED, EntryState.STUB)


@dataclass(frozen=True)
class Move:
    """So many entries, or open submissions, from one territory to another."""

    source: int
    target: int
    count: int


class Filing:
    """The places of Belgium with a table of codes, in memory: for many entries at once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        places = Municipality.objects.select_related("area__parent").prefetch_related("postal_codes")
        self.places = {place.pk: place for place in places.order_by("pk")}
        self.by_nis_code = {place.nis_code: place.pk for place in self.places.values()}

    def territory_of(self, postal_code: str, municipality: int) -> int | None:
        codes = codes_of(postal_code, self.places[municipality])
        return next((self.table[code] for code in codes if code in self.table), None)

    def uncovered(self) -> list[str]:
        """The postal codes of places that would belong to nobody."""
        rows = PostalCode.objects.order_by("code", "municipality").values_list("code", "municipality")
        return sorted({code for code, place in rows if self.territory_of(code, place) is None})

    def moves(self) -> list[Move]:
        """The entries that stand elsewhere than their address lies, counted."""
        fields = ("postal_code", "municipality", "territory")
        groups = _settled().order_by().values_list(*fields).annotate(count=Count("pk"))
        counts: Counter[tuple[int, int]] = Counter()
        for postal_code, municipality, source, count in groups:
            target = self.territory_of(postal_code, municipality)
            if target and target != source:
                counts[source, target] += count
        return _listed(counts)

    def misfiled(self, most: int) -> dict[int, int]:
        """The first of these entries, by pk, and where each belongs."""
        found: dict[int, int] = {}
        rows = _settled().order_by("pk").values_list("pk", "postal_code", "municipality", "territory")
        for pk, postal_code, municipality, source in rows.iterator(chunk_size=2000):
            target = self.territory_of(postal_code, municipality)
            if target and target != source:
                found[pk] = target
                if len(found) == most:
                    break
        return found

    def moves_of_new(self) -> list[Move]:
        """The new entries that wait for a decision elsewhere than their address lies, counted."""
        return _listed(Counter((source, target) for _pk, source, target in self._new()))

    def misfiled_new(self) -> dict[int, int]:
        """These submissions, by pk, and where each belongs."""
        return {pk: target for pk, _source, target in self._new()}

    def _new(self) -> list[tuple[int, int, int]]:
        latest = Revision.objects.filter(submission=OuterRef("pk")).order_by("-number")
        placed = Submission.objects.filter(kind=SubmissionKind.NEW, state__in=OPEN_STATES, territory__isnull=False)
        waiting = placed.exclude(taken_over("submission"))
        rows = (
            waiting.annotate(
                code=Subquery(latest.values("profile__postal_code")[:1]),
                place=Subquery(latest.values("profile__municipality")[:1]),
            )
            .order_by("pk")
            .values_list("pk", "territory", "code", "place")
        )
        found = []
        for pk, source, code, place in rows:
            target = self.territory_of(code, self.by_nis_code[place]) if place in self.by_nis_code else None
            if target and target != source:
                found.append((pk, source, target))
        return found


def current_table() -> dict[str, int]:
    return dict(TerritoryCode.objects.values_list("code", "territory"))


def table_with(territory: Territory, codes: Iterable[str]) -> dict[str, int]:
    """The table once these, and no others, are the codes of this territory. One that another had comes along."""
    others = {code: pk for code, pk in current_table().items() if pk != territory.pk}
    return others | dict.fromkeys(codes, territory.pk)


def unknown_codes(codes: Iterable[str]) -> list[str]:
    """Which of these name no region, province or postal code of Belgium."""
    known = set(Region.objects.values_list("code", flat=True)) | set(PostalCode.objects.values_list("code", flat=True))
    return [code for code in codes if code not in known]


def taken_over(path: str) -> Exists:
    """Whether another territory accepted it and has it still: then it stands there whatever the address says.

    `path` leads from the referral to what is asked of.
    """
    accepted = Referral.objects.accepted().filter(to_territory=OuterRef("territory"))
    return Exists(accepted.filter(**{path: OuterRef("pk")}))


def _settled() -> StartupQuerySet:
    """Entries with a place, but for those whose move two territories are just deciding about, or have agreed on."""
    moving = Submission.objects.filter(kind=SubmissionKind.TRANSFER, state__in=OPEN_STATES).values("startup")
    placed = Startup.objects.filter(state__in=KEPT, municipality__isnull=False, territory__isnull=False)
    return placed.exclude(Q(pk__in=moving)).exclude(taken_over("submission__startup"))


def _listed(counts: Counter[tuple[int, int]]) -> list[Move]:
    return [Move(source, target, count) for (source, target), count in sorted(counts.items())]
