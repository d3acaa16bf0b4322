"""Figures of the listed firms: charts, the table behind each, and its file, under the filters of the address."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from directory.insights.firms import Chart
from directory.models import DecisionFigures, RevenueStage, Sector, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db
PAGE = "/en/insights/"


def stage(slug: str, *, disclosed: bool = True) -> dict[str, Any]:
    return {"year": 2025, "stage": RevenueStage.objects.get(slug=slug).pk, "disclosed": disclosed}


@pytest.fixture
def firms(founder: User, wallonia: User) -> None:
    """Two confirmed in Namur, one of which hides its stage; one unclaimed in Ghent that says little."""
    markets = [{"country": "DE", "activities": ["entering"], "since": None}]
    Make.published(founder, wallonia, name="Aquametrie", stage=stage("2m-3m"), markets=markets)
    fintech = [Sector.objects.get(slug="fintech").pk]
    Make.published(founder, wallonia, name="Discreta", stage=stage("3m-5m", disclosed=False), sectors=fintech)
    Make.unclaimed(founded=None)


def drawn(client: Client, query: str = "") -> Any:
    """The page made anew: what is kept has no context."""
    caches["pages"].clear()
    return client.get(PAGE + query)


def counts(client: Client, chart: str, query: str = "") -> dict[str, int]:
    """What a chart's table says, by key, without zeros."""
    found = drawn(client, query).context[chart].figure
    return {line.key: line.count for line in found.lines if line.count}


def file_of(client: Client, chart: str, query: str = "", language: str = "en") -> list[dict[str, str]]:
    response = client.get(f"/{language}/insights/{chart}.csv{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="belgiantech-{chart}.csv"' in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_it_works(client: Client, firms: None) -> None:
    html = client.get(PAGE).content.decode()
    assert "What 3 entries say" in html
    assert html.count('class="chart"') == len(Chart)
    assert html.count("<caption>") == len(Chart)
    assert counts(client, "regions") == {"namur": 2, "east-flanders": 1}
    assert counts(client, "sectors") == {"circular-water": 1, "fintech": 1, "": 1}
    assert counts(client, "years") == {"2019": 2, "": 1}
    assert counts(client, "markets") == {"DE": 1, "": 2}
    assert counts(client, "confirmation") == {"confirmed": 2, "unclaimed": 1}
    assert "67% of the entries are confirmed" in html


def test_a_hidden_stage_counts_as_not_disclosed_under_every_filter(client: Client, firms: None) -> None:
    assert counts(client, "stages") == {"2m-3m": 1, "": 2}
    assert counts(client, "stages", "?region=namur") == {"2m-3m": 1, "": 1}
    assert counts(client, "stages", "?region=namur&sector=fintech") == {"": 1}
    assert counts(client, "stages", "?region=namur&sector=fintech&stage=3m-5m") == {"": 1}


def test_samples_count_nowhere(client: Client, firms: None, settings: Settings) -> None:
    settings.SHOW_SAMPLES = True
    Startup.objects.filter(name="Aquametrie").update(is_sample=True)
    assert counts(client, "regions") == {"namur": 1, "east-flanders": 1}
    assert counts(client, "stages") == {"": 2}
    assert "Aquametrie" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("query", ["", "?region=namur"])
def test_files_say_what_the_tables_say(client: Client, firms: None, query: str) -> None:
    context = drawn(client, query).context
    for chart in Chart:
        shown = context[chart.value]
        assert shown.csv_url == f"{PAGE}{chart}.csv{query}"
        rows = file_of(client, chart, query)
        assert [(row["key"], row["name"], int(row["firms"])) for row in rows] == [
            (line.key, line.label, line.count) for line in shown.figure.lines
        ]
    germany = file_of(client, "markets", query)[0]
    assert (germany["customers"], germany["entering"]) == ("0", "1")


def test_keys_are_the_same_in_every_language(client: Client, firms: None) -> None:
    english, german = (file_of(client, "regions", language=language) for language in ("en", "de"))
    assert {row["key"] for row in english} == {row["key"] for row in german}
    assert "Ostflandern" in {row["name"] for row in german}


def test_what_is_not_known_is_left_out_and_named(client: Client, firms: None) -> None:
    response = client.get(PAGE + "?region=atlantis&sector=fintech&stage=2m-3m&q=%3Cb%3E&market=de")
    html = response.content.decode()
    assert response.status_code == 200
    assert "What 1 entry says" in html
    for words in ("“atlantis”", "“2m-3m”", "“DE”", "“&lt;b&gt;”"):
        assert words in html
    assert len(file_of(client, "regions", "?region=atlantis")) == 11
    assert client.get(PAGE + "?region=%ff&sector=" + "x" * 5000).status_code == 200


@pytest.mark.parametrize("chart", ["nothing", "REGIONS", "region"])
def test_no_such_file(client: Client, chart: str) -> None:
    assert client.get(f"{PAGE}{chart}.csv").status_code == 404


def test_the_page_has_one_address_for_search_engines(client: Client, firms: None) -> None:
    html = client.get(PAGE + "?utm=x&sector=fintech&region=namur").content.decode()
    assert re.search(r'rel="canonical" href="[^"]+/en/insights/\?region=namur&amp;sector=fintech"', html)
    assert "noindex" not in html
    assert "noindex" in client.get(PAGE + "?region=namur&region=liege&sector=fintech").content.decode()
    assert re.search(r'rel="canonical" href="[^"]+/en/insights/"', client.get(PAGE).content.decode())


def test_nothing_yet(client: Client) -> None:
    html = client.get(PAGE).content.decode()
    assert "No firm is listed here yet." in html
    assert 'class="chart"' not in html
    assert [row["firms"] for row in file_of(client, "stages")] == ["0"] * 11
    assert file_of(client, "years") == []


def test_introductions_as_the_page_of_decisions_tells_them(client: Client) -> None:
    assert 'id="introductions"' not in client.get(PAGE).content.decode()
    assert file_of(client, "introductions") == []
    told = {"answers": {"total": 12, "parts": {"yes": 7}, "rest": 5}, "outcomes": None, "reply_days": 2.5}
    DecisionFigures.objects.create(counted_on="2026-11-01", waiting=0, late=0, reasons={}, introductions=told)
    html = client.get(PAGE).content.decode().partition('id="introductions"')[2].partition("</section>")[0]
    assert "Median of days to an answer: 2.5" in html
    rows = [(row["of"], row["key"], row["introductions"]) for row in file_of(client, "introductions")]
    assert rows == [("answer", "yes", "7"), ("answer", "", "5")]


def test_constant_number_of_queries(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert drawn(client).status_code == 200
        return len(queries)

    Make.unclaimed()
    asked()  # loads the catalogue
    few = asked()
    Make.unclaimed(founded=2001)
    asked()
    assert asked() == few <= 5
