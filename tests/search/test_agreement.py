"""The catalogue agrees with plain SQL, after whatever changes and for whatever is asked.

Hypothesis writes rows and asks questions in any order; each answer is computed a second time with Django's ORM, which
knows nothing of bitmaps, orders or versions.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

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

ENTRIES = 12
COUNTRIES = ("FR", "DE", "NL")
LANGUAGES = ("en", "fr", "es")
NAMES = ("Éclair", "Eclair", "eclat", "Zeta", "Øresund", "alpha beta", "Alpha", "B", "beta")
YEARS = (1999, 2010, 2011, 2020)
PLACES = ("Namur", "Gent", "Liège", "Ixelles", "Eupen")
SECTORS = ("fintech", "education", "data-ai")
TECHNOLOGIES = ("robotics", "computer-vision")
STAGES = ("pre-revenue", "1m-2m", "2m-3m")
REGIONS = ("namur", "liege", "flanders", "east-flanders", "wallonia", "brussels")


def some(values: Any, most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=most)


def one(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


# One change: a column or a kind of row, and what it becomes.
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "name": one(*NAMES),
    "municipality": one(*PLACES),
    "public_stage": one(None, *STAGES),
    "people": one("", *People.values[:3]),
    "funding": one("", *Funding.values[:3]),
    "client_focus": some(ClientFocus.values),
    "business_model": some(BusinessModel.values[:3]),
    "support_languages": some(LANGUAGES),
    "status": one("active", "unknown", *CompanyStatus.values),
    "founded": one(None, *YEARS),
    "confirmed_days_ago": one(None, 0, 364, 365, 366, 900),
    "is_sample": st.booleans(),
    "state": one(*[EntryState.PUBLISHED] * 3, EntryState.UNPUBLISHED, EntryState.REMOVED),
    "changed_hours_ago": st.integers(0, 3),
    "sectors": some(SECTORS),
    "technologies": some(TECHNOLOGIES),
    "markets": some([(country, activity) for country in COUNTRIES for activity in Activity.values], most=3),
}
CHANGE = st.sampled_from(list(CHANGES)).flatmap(
    lambda name: st.tuples(st.integers(0, ENTRIES - 1), st.just(name), CHANGES[name])
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


def answers(name: str) -> st.SearchStrategy[list[Any]]:
    most = 1 if name.startswith("founded") else 2
    return st.lists(st.sampled_from(ANSWERS[name]), min_size=1, max_size=most, unique=True)


# Two facets at most: more would hardly ever find anything. Those that depend on each other come more often.
FACETS = st.one_of(
    st.lists(st.sampled_from(list(ANSWERS)), unique=True, max_size=2),
    st.sampled_from([["market", "activity"], ["founded_from"], ["founded_to"], ["region"], ["status"], ["confirmed"]]),
)
QUESTIONS = st.tuples(FACETS, st.sampled_from(SORTS)).flatmap(
    lambda asked: st.fixed_dictionaries({"sort": st.just(asked[1])} | {name: answers(name) for name in asked[0]})
)
FACET = st.sampled_from(list(Facet))
PLAIN = {"people": "people", "funding": "funding", "stage": "public_stage__slug"}
ARRAYS = {"focus": "client_focus", "model": "business_model", "language": "support_languages"}
MARKETS = {"market": "country", "activity": "activity"}
YEAR_LOOKUPS = {"founded_from": "gte", "founded_to": "lte"}


asked = {"changes": 0, "questions": 0, "answers": 0}


def fresh_directory() -> list[Startup]:
    """A dozen equal entries; those of the example before are gone."""
    Startup.objects.all().delete()
    common = {
        "state": EntryState.PUBLISHED,
        "published_at": now(),
        "changed_at": now(),
        "territory": Territory.objects.get(slug="wallonia"),
        "municipality": Municipality.objects.get(name_local="Namur"),
    }
    return Startup.objects.bulk_create(Startup(slug=f"e{number}", name="Zeta", **common) for number in range(ENTRIES))


def change(entry: Startup, name: str, value: Any) -> None:
    rows = Startup.objects.filter(pk=entry.pk)
    if name == "municipality":
        rows.update(municipality=Municipality.objects.get(name_local=value))
    elif name == "public_stage":
        rows.update(public_stage=RevenueStage.objects.filter(slug=value).first())
    elif name == "confirmed_days_ago":
        day = None if value is None else timezone.localdate() - timedelta(days=value)
        rows.update(confirmed_on=day, claimed_at=None if value is None else now())
    elif name == "changed_hours_ago":
        rows.update(changed_at=now() - timedelta(hours=value))
    elif name in LINKS:
        relation, make = LINKS[name]
        getattr(entry, relation).all().delete()
        for position, each in enumerate(value):
            make(entry, position, each).save()
    else:
        rows.update(**{name: value})


LINKS: dict[str, tuple[str, Callable[[Startup, int, Any], Any]]] = {
    "sectors": ("sector_links", lambda e, n, slug: SectorLink(startup=e, position=n, sector=by_slug(Sector, slug))),
    "technologies": (
        "technology_links",
        lambda e, n, slug: TechnologyLink(startup=e, position=n, technology=by_slug(Technology, slug)),
    ),
    "markets": ("markets", lambda e, n, row: Market(startup=e, country=row[0], activity=row[1])),
}


def by_slug(model: Any, slug: str) -> Any:
    return model.objects.get(slug=slug)


def now() -> datetime:
    return datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask(question: dict[str, Any], facet: Facet) -> None:
    """The whole answer in order, a page of it, and what one value of a facet would show."""
    found = results(as_query(question))
    expected = ordered(in_sql(question), question["sort"])
    assert found.slice(0, len(found)) == expected
    assert found.slice(1, 3) == expected[1:3]
    for each in {facet, *(Facet(name) for name in question if name in list(Facet))}:
        value = ANSWERS[each][len(expected) % len(ANSWERS[each])]
        assert counted(found, each).get(value, 0) == in_sql(question | {each: [value]}).count()
    asked["questions"] += 1
    asked["answers"] += bool(expected)


def as_query(question: dict[str, Any]) -> str:
    pairs = [(name, value) for name, values in question.items() if name != "sort" for value in values]
    return "&".join(f"{name}={value}" for name, value in [*pairs, ("sort", question["sort"])]).replace("+", "%2B")


def in_sql(question: dict[str, Any]) -> QuerySet[Startup]:
    """What product.md says that this question finds."""
    given = {name: values for name, values in question.items() if name != "sort"}
    rows = Startup.objects.published().filter(status__in=given.get("status", IN_DEFAULT_RESULTS))
    for name, column in PLAIN.items():
        if name in given:
            rows = rows.filter(**{f"{column}__in": given[name]})
    for name, column in ARRAYS.items():
        if name in given:
            rows = rows.filter(**{f"{column}__overlap": given[name]})
    if "region" in given:
        regions = Region.objects.filter(slug__in=given["region"])
        rows = rows.filter(Q(municipality__area__in=regions) | Q(municipality__area__parent__in=regions))
    for links, name, column in (
        (SectorLink.objects.all(), "sector", "sector__slug__in"),
        (TechnologyLink.objects.all(), "technology", "technology__slug__in"),
    ):
        if name in given:
            rows = rows.filter(pk__in=links.filter(**{column: given[name]}).values("startup"))
    markets = {f"{column}__in": given[name] for name, column in MARKETS.items() if name in given}
    if markets:
        rows = rows.filter(pk__in=Market.objects.filter(**markets).values("startup"))
    years = {f"founded__{lookup}": int(given[name][0]) for name, lookup in YEAR_LOOKUPS.items() if name in given}
    rows = rows.filter(**years)
    return rows.confirmed() if "confirmed" in given else rows


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


@pytest.mark.usefixtures("db")
def test_the_catalogue_agrees_with_sql(record_property: Callable[[str, object], None]) -> None:
    """Each example changes a dozen entries and asks, thirty times and more."""

    @settings(
        max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
    )
    @for_any(st.lists(st.tuples(st.lists(CHANGE, min_size=2, max_size=4), QUESTIONS, FACET), min_size=30, max_size=40))
    def agree(steps: list[Any]) -> None:
        entries = fresh_directory()
        for changes, question, facet in steps:
            for which, name, value in changes:
                change(entries[which], name, value)
            asked["changes"] += len(changes)
            ask(question, facet)

    agree()
    record_property("figure", f"The catalogue agrees with SQL: {asked}")
    assert asked["changes"] > 2000
    assert asked["answers"] > 500
