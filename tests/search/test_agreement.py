"""The catalogue agrees with plain SQL, after whatever changes and for whatever is asked.

Hypothesis writes rows and asks questions in any order; each answer is computed a second time with Django's ORM, which
knows nothing of bitmaps, orders or versions.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from directory.choices import (
    IN_DEFAULT_RESULTS,
    Activity,
    BusinessModel,
    ClientFocus,
    CompanyStatus,
    EntryState,
    Funding,
    People,
)
from directory.models import (
    Market,
    Municipality,
    Region,
    RevenueStage,
    Sector,
    SectorLink,
    Startup,
    Technology,
    TechnologyLink,
    Territory,
)
from directory.models.startup import CONFIRMATION_LASTS
from directory.search.facets import Facet
from directory.search.query import SORTS
from tests.search.finding import counted, results

COUNTRIES = ("FR", "DE", "NL")
LANGUAGES = ("en", "fr", "es")
NAMES = ("Éclair", "Eclair", "eclat", "Zeta", "Øresund", "alpha beta", "Alpha", "B", "beta")
YEARS = (1999, 2010, 2011, 2020)
PLACES = ("Namur", "Gent", "Liège", "Ixelles", "Eupen")
SECTORS = ("fintech", "education", "data-ai")
TECHNOLOGIES = ("robotics", "computer-vision")
STAGES = ("pre-revenue", "1m-2m", "2m-3m")
REGIONS = ("namur", "liege", "flanders", "east-flanders", "wallonia", "brussels")


def some(values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=2)


def maybe(values: Any, nothing: Any = "") -> st.SearchStrategy[Any]:
    return st.sampled_from([nothing, *values])


COLUMNS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(NAMES),
        "municipality": st.sampled_from(PLACES),
        "public_stage": maybe(STAGES, None),
        "people": maybe(People.values[:3]),
        "funding": maybe(Funding.values[:3]),
        "client_focus": some(ClientFocus.values),
        "business_model": some(BusinessModel.values[:3]),
        "support_languages": some(LANGUAGES),
        "status": st.sampled_from(CompanyStatus.values),
        "founded": maybe(YEARS, None),
        "confirmed_days_ago": st.sampled_from([None, 0, 364, 365, 366, 900]),
        "is_claimed": st.booleans(),
        "is_sample": st.booleans(),
        "state": st.sampled_from([*[EntryState.PUBLISHED] * 4, EntryState.UNPUBLISHED, EntryState.STUB]),
        "changed_hours_ago": st.integers(0, 3),
    },
)
LINKS = st.fixed_dictionaries(
    {},
    optional={
        "sectors": some(SECTORS),
        "technologies": some(TECHNOLOGIES),
        "markets": st.lists(
            st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(Activity.values)), unique=True, max_size=3
        ),
    },
)
ANSWERS: dict[str, Any] = {
    "region": REGIONS,
    "sector": SECTORS,
    "technology": TECHNOLOGIES,
    "stage": STAGES,
    "people": People.values[:3],
    "funding": Funding.values[:3],
    "focus": ClientFocus.values,
    "model": BusinessModel.values[:3],
    "market": COUNTRIES,
    "activity": Activity.values,
    "language": LANGUAGES,
    "status": CompanyStatus.values,
    "confirmed": ["yes"],
    "founded_from": ["2010", "2011"],
    "founded_to": ["2010", "2019"],
}
# One to three facets: more would hardly ever find anything.
FACETS = st.lists(st.sampled_from([*ANSWERS, "market", "activity"]), unique=True, max_size=3)
QUESTIONS = st.tuples(FACETS, st.sampled_from(SORTS)).flatmap(
    lambda asked: st.fixed_dictionaries(
        {"sort": st.just(asked[1])}
        | {name: st.lists(st.sampled_from(ANSWERS[name]), min_size=1, max_size=2, unique=True) for name in asked[0]}
    )
)
PLAIN = {"people": "people", "funding": "funding", "stage": "public_stage__slug"}
ARRAYS = {"focus": "client_focus", "model": "business_model", "language": "support_languages"}
MARKETS = {"market": "country", "activity": "activity"}
YEAR_LOOKUPS = {"founded_from": "gte", "founded_to": "lte"}


class Directory(RuleBasedStateMachine):
    """A directory of a dozen entries that somebody keeps changing and asking."""

    def __init__(self) -> None:
        super().__init__()
        self.pks: list[int] = []
        Startup.objects.all().delete()
        results()  # so that everything below is followed, change by change

    @initialize(entries=st.lists(st.tuples(COLUMNS, LINKS), min_size=8, max_size=12))
    def fill(self, entries: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
        for number, (columns, links) in enumerate(entries):
            entry = Startup(slug=f"entry-{number}", name="Zeta", state=EntryState.PUBLISHED, published_at=now())
            entry.territory = Territory.objects.get(slug="wallonia")
            entry.municipality = Municipality.objects.get(name_local="Namur")
            self.write(entry, columns, links)
            self.pks.append(entry.pk)

    @rule(columns=COLUMNS, links=LINKS, which=st.integers(0, 11))
    def change(self, columns: dict[str, Any], links: dict[str, Any], which: int) -> None:
        if which < len(self.pks):
            self.write(Startup.objects.get(pk=self.pks[which]), columns, links)

    @rule(which=st.integers(0, 11))
    def remove(self, which: int) -> None:
        if which < len(self.pks):
            Startup.objects.filter(pk=self.pks[which]).update(state=EntryState.REMOVED)

    @rule(question=QUESTIONS, facet=st.sampled_from(list(Facet)))
    def ask(self, question: dict[str, Any], facet: Facet) -> None:
        found = results(as_query(question))
        expected = ordered(in_sql(question), question["sort"])
        assert found.slice(0, len(found)) == expected
        assert found.slice(1, 3) == expected[1:3]
        assert counted(found, facet) == counted_in_sql(question, facet)

    @invariant()
    def nothing_is_forgotten(self) -> None:
        public = Startup.objects.published().values_list("pk", flat=True)
        assert set(
            results(
                "status=active&status=unknown&status=acquired&status=merged&status=ceased&status=moved-abroad"
            ).found
        ) == set(public)

    def write(self, entry: Startup, columns: dict[str, Any], links: dict[str, Any]) -> None:
        for name, value in columns.items():
            set_column(entry, name, value)
        if not entry.claimed_at:
            entry.confirmed_on = None
        entry.save()
        if "sectors" in links:
            entry.sector_links.all().delete()
            for position, slug in enumerate(links["sectors"]):
                SectorLink.objects.create(startup=entry, sector=Sector.objects.get(slug=slug), position=position)
        if "technologies" in links:
            entry.technology_links.all().delete()
            for position, slug in enumerate(links["technologies"]):
                technology = Technology.objects.get(slug=slug)
                TechnologyLink.objects.create(startup=entry, technology=technology, position=position)
        if "markets" in links:
            entry.markets.all().delete()
            for country, activity in links["markets"]:
                Market.objects.create(startup=entry, country=country, activity=activity)


def now() -> datetime:
    return datetime(2026, 6, 1, 12, tzinfo=UTC)


def set_column(entry: Startup, name: str, value: Any) -> None:
    if name == "municipality":
        entry.municipality = Municipality.objects.get(name_local=value)
    elif name == "public_stage":
        entry.public_stage = RevenueStage.objects.get(slug=value) if value else None
    elif name == "confirmed_days_ago":
        entry.confirmed_on = None if value is None else timezone.localdate() - timedelta(days=value)
        entry.claimed_at = entry.claimed_at or (now() if value is not None else None)
    elif name == "is_claimed":
        entry.claimed_at = now() if value else None
    elif name == "changed_hours_ago":
        entry.changed_at = now() - timedelta(hours=value)
    else:
        setattr(entry, name, value)


def as_query(question: dict[str, Any]) -> str:
    pairs = [(name, value) for name, values in question.items() if name != "sort" for value in values]
    return "&".join(f"{name}={value}" for name, value in [*pairs, ("sort", question["sort"])]).replace("+", "%2B")


def in_sql(question: dict[str, Any]) -> QuerySet[Startup]:
    """What product.md says that this question finds."""
    asked = {name: values for name, values in question.items() if name != "sort" and values}
    rows = Startup.objects.published().filter(status__in=asked.get("status", IN_DEFAULT_RESULTS))
    for name, column in PLAIN.items():
        if name in asked:
            rows = rows.filter(**{f"{column}__in": asked[name]})
    for name, column in ARRAYS.items():
        if name in asked:
            rows = rows.filter(**{f"{column}__overlap": asked[name]})
    if "region" in asked:
        rows = rows.in_region(*Region.objects.filter(slug__in=asked["region"]))
    for links, name, column in (
        (SectorLink.objects.all(), "sector", "sector__slug__in"),
        (TechnologyLink.objects.all(), "technology", "technology__slug__in"),
    ):
        if name in asked:
            rows = rows.filter(pk__in=links.filter(**{column: asked[name]}).values("startup"))
    markets = {f"{column}__in": asked[name] for name, column in MARKETS.items() if name in asked}
    if markets:
        rows = rows.filter(pk__in=Market.objects.filter(**markets).values("startup"))
    years = {f"founded__{lookup}": int(asked[name][0]) for name, lookup in YEAR_LOOKUPS.items() if name in asked}
    rows = rows.filter(**years)
    return rows.confirmed() if "confirmed" in asked else rows


def ordered(rows: QuerySet[Startup], sort: str) -> list[int]:
    confirmed = Q(confirmed_on__gte=timezone.localdate() - CONFIRMATION_LASTS)
    trust = Case(When(confirmed, then=Value(0)), When(claimed_at__isnull=False, then=Value(1)), default=Value(2))
    keys: dict[str, list[Any]] = {
        "relevance": [trust, "sort_name"],
        "name": ["sort_name"],
        "updated": ["-changed_at"],
        "founded": [F("founded").desc(nulls_last=True), "sort_name"],
    }
    return list(rows.order_by(*keys[sort], "pk").values_list("pk", flat=True))


def counted_in_sql(question: dict[str, Any], facet: Facet) -> dict[str, int]:
    """Each value chosen alone instead of what was chosen of its facet; those that find nothing left out."""
    counts = {value: in_sql(question | {facet: [value]}).count() for value in ANSWERS[facet]}
    return {value: count for value, count in counts.items() if count}


@pytest.mark.usefixtures("db")
def test_the_catalogue_agrees_with_sql() -> None:
    """Forty directories, each changed and asked up to fifty times."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Directory,
        settings=settings(
            max_examples=40, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
