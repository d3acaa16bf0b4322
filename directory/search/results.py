"""What a Selection finds: the entries in their order, the figures beside the filters, and what to try instead."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.search import SearchRank, TrigramSimilarity
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import BooleanField, Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from directory.choices import RegionLevel
from directory.models import SectorLink, Startup
from directory.models.startup import StartupQuerySet, Unaccent
from directory.rules.texts import in_alphabet
from directory.search.query import Selection, Vocabulary
from directory.search.text import Compiled, TextQuery, compiled

PER_PAGE = 24
SIMILAR_FROM = 0.25
MOST_SIMILAR = 5
MOST_SHOWN = 9
WEIGHTS = [0.1, 0.2, 0.5, 1.0]  # D, C, B, A


class PastTheEnd(Exception):
    """A page that the results do not have."""


@dataclass(frozen=True)
class Totals:
    entries: int = 0
    samples: int = 0
    claimed: int = 0
    municipalities: int = 0


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with the number of entries it would show."""

    slug: str
    name: str
    count: int
    is_chosen: bool
    is_within: bool = False  # a province, below its region


@dataclass(frozen=True)
class Choices:
    """A filter. `first` is shown, `rest` folded away; `missing` counts the entries that do not say."""

    first: list[Choice]
    rest: list[Choice] = field(default_factory=list)
    missing: int = 0

    @property
    def is_all_zero(self) -> bool:
        return not any(choice.count for choice in [*self.first, *self.rest])


@dataclass(frozen=True)
class Without:
    """A condition that could go, and what would then be found."""

    labels: list[str]
    count: int
    query: str  # of the address that leaves it out


class Results:
    """Lazy: each figure is asked once, when something reads it."""

    def __init__(self, selection: Selection, *, for_figures: bool = False) -> None:
        """`for_figures` leaves samples out, which no figure counts."""
        self.selection = selection
        self.for_figures = for_figures
        self.text = compiled(selection.q) if selection.q else TextQuery()

    @cached_property
    def totals(self) -> Totals:
        return Totals(
            **self._matching().aggregate(
                entries=Count("pk"),
                samples=Count("pk", filter=Q(is_sample=True)),
                claimed=Count("pk", filter=Q(claimed_at__isnull=False)),
                municipalities=Count("municipality", distinct=True),
            )
        )

    def page(self) -> Page[Startup]:
        """The page of the selection. Raises PastTheEnd."""
        paginator = Paginator(self.rows(), PER_PAGE)
        paginator.__dict__["count"] = self.totals.entries  # counted already
        try:
            return paginator.page(self.selection.page)
        except EmptyPage:
            raise PastTheEnd from None

    def rows(self) -> QuerySet[Startup]:
        """The entries with what a card shows, in an order that is total."""
        return _sorted(self._matching().for_cards(), self.selection, self.text)

    def _matching(self, *without: str) -> StartupQuerySet:
        found = matching(self.selection.without(*without), TextQuery() if "q" in without else self.text)
        return found.real() if self.for_figures else found

    # ---- Figures beside the filters: each leaves its own filter out ----

    def regions(self, vocabulary: Vocabulary) -> Choices:
        rows = self._matching("region").values_list("municipality__area").annotate(count=Count("pk")).order_by()
        counts: dict[int, int] = dict(rows)
        unique = {row.pk: row for row in vocabulary.region.values()}.values()
        choices = []
        for region in sorted((row for row in unique if row.parent_id is None), key=lambda row: row.code):
            parts = [row for row in unique if row.parent_id == region.pk and row.level == RegionLevel.PROVINCE]
            total = sum(count for area, count in counts.items() if vocabulary.region_of.get(area) == region.pk)
            choices.append(self._choice("region", region.slug, str(region), total))
            for part in sorted(parts, key=lambda row: in_alphabet(str(row))):
                choices.append(self._choice("region", part.slug, str(part), counts.get(part.pk, 0), is_within=True))
        return Choices(choices)

    def sectors(self, vocabulary: Vocabulary) -> Choices:
        rows = self._matching("sector").values_list("sector_links__sector").annotate(count=Count("pk")).order_by()
        counts: dict[int | None, int] = dict(rows)
        choices = [
            self._choice("sector", sector.slug, str(sector), counts.get(sector.pk, 0))
            for sector in vocabulary.sector.values()
        ]
        choices.sort(key=lambda choice: (not choice.is_chosen, -choice.count, in_alphabet(choice.name)))
        shown = max(MOST_SHOWN, sum(choice.is_chosen for choice in choices))
        return Choices(choices[:shown], choices[shown:], counts.get(None, 0))

    def stages(self, vocabulary: Vocabulary) -> Choices:
        rows = self._matching("stage").values_list("public_stage").annotate(count=Count("pk")).order_by()
        counts: dict[int | None, int] = dict(rows)
        choices = [
            self._choice("stage", stage.slug, str(stage), counts.get(stage.pk, 0))
            for stage in vocabulary.stage.values()
        ]
        return Choices(choices, missing=counts.get(None, 0))

    def _choice(self, facet: str, slug: str, name: str, count: int, is_within: bool = False) -> Choice:
        chosen = any(row.slug == slug for row in getattr(self.selection, facet))
        return Choice(slug, name, count, chosen, is_within)

    # ---- Nothing found ----

    def drops(self) -> list[Without]:
        """Each condition with what would be found without it, and all of them together."""
        conditions = self.selection.conditions
        ways: list[tuple[str, ...]] = [(name,) for name in conditions]
        if len(conditions) > 1:
            ways.append(tuple(conditions))
        return [
            Without(self._labels(way), self._matching(*way).count(), self.selection.without(*way).as_query())
            for way in ways
        ]

    def _labels(self, names: Iterable[str]) -> list[str]:
        labels = []
        for name in names:
            labels += [self.selection.q] if name == "q" else [str(row) for row in getattr(self.selection, name)]
        return labels

    def similar_names(self) -> QuerySet[Startup]:
        """The nearest names, for a typing error; asked only when the words found nothing."""
        similarity = TrigramSimilarity("sort_name", _normal(self.selection.q))  # type: ignore[arg-type]  # any expression
        return (
            Startup.objects.in_default_results()
            .annotate(similarity=similarity)
            .filter(similarity__gte=SIMILAR_FROM)
            .for_cards()
            .order_by("-similarity", "pk")[:MOST_SIMILAR]
        )


def matching(selection: Selection, text: TextQuery) -> StartupQuerySet:
    """The published entries that meet every condition. A revenue stage counts only when it is public."""
    entries = Startup.objects.in_default_results()
    if selection.region:
        entries = entries.in_region(*selection.region)
    if selection.sector:
        entries = entries.filter(pk__in=SectorLink.objects.filter(sector__in=selection.sector).values("startup"))
    if selection.stage:
        entries = entries.filter(public_stage__in=selection.stage)
    if selection.q:
        entries = entries.filter(search_document=Compiled(text.tsquery)) if text.tsquery else entries.none()
    return entries


def _sorted(entries: StartupQuerySet, selection: Selection, text: TextQuery) -> StartupQuerySet:
    if selection.sort == "name":
        return entries.order_by("sort_name", "pk")
    if selection.sort == "updated":
        return entries.order_by("-changed_at", "pk")
    if selection.sort == "founded":
        return entries.order_by(F("founded").desc(nulls_last=True), "sort_name", "pk")
    if not text.tsquery:
        return entries.confirmed_first()
    name = _normal(selection.q)
    nearness = Case(
        When(sort_name=name, then=0),
        When(sort_name__startswith=name, then=1),
        default=2,
        output_field=IntegerField(),
    )
    rank = SearchRank("search_document", Compiled(text.tsquery), weights=WEIGHTS)
    unclaimed = Case(When(claimed_at=None, then=True), default=False, output_field=BooleanField())
    return entries.order_by(nearness, rank.desc(), unclaimed, "sort_name", "pk")


def _normal(name: str) -> Lower:
    """As `sort_name` is written."""
    return Lower(Unaccent(Value(name)))
