"""Firms around the threshold, year by year: what counts, and what can never be told from it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from directory.choices import EntryState
from directory.insights.cohorts import Cohort, cohorts
from directory.models import RevenueStage, Startup
from tests.factories import Make

pytestmark = pytest.mark.django_db


def stage(slug: str, year: int, *, disclosed: bool = True) -> dict[str, Any]:
    return {"year": year, "stage": RevenueStage.objects.get(slug=slug).pk, "disclosed": disclosed}


@pytest.fixture
def grown(founder: User, wallonia: User) -> Startup:
    """At the threshold in 2024, across it in 2025; another stayed at it."""
    Make.published(founder, wallonia, stage=stage("2m-3m", 2024))
    startup = Make.published(founder, wallonia, name="Crossia", stage=stage("2m-3m", 2024))
    declare(startup, founder, wallonia, stage("3m-5m", 2025))
    return startup


def declare(startup: Startup, founder: User, moderator: User, value: dict[str, Any]) -> None:
    Make.approve(Make.change(Startup.objects.get(pk=startup.pk), founder, stage=value), moderator)


IN_2025, IN_2024 = Cohort(2025, 0, 0, 1, 0), Cohort(2024, 0, 2, 0, 1)


def test_it_works(grown: Startup) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert cohorts() == [IN_2025, IN_2024]
    assert len(queries) == 1


def test_far_above_has_crossed_too_and_small_is_no_cohort(founder: User, wallonia: User, grown: Startup) -> None:
    declare(grown, founder, wallonia, stage("over-50m", 2025))
    assert cohorts() == [IN_2024]
    declare(grown, founder, wallonia, stage("100k-500k", 2025))
    assert cohorts() == [Cohort(2024, 0, 2, 0, 0)]


def test_who_stops_showing_its_stage_leaves_every_year(founder: User, wallonia: User, grown: Startup) -> None:
    """Whatever it declares from then on, the figures are the same, and its old ones are gone."""
    without = [Cohort(2024, 0, 1, 0, 0)]
    for hidden in ("2m-3m", "3m-5m", "under-100k"):
        declare(grown, founder, wallonia, stage(hidden, 2025, disclosed=False))
        assert cohorts() == without
    declare(grown, founder, wallonia, stage("1m-2m", 2026, disclosed=False))
    assert cohorts() == without


def test_a_hidden_year_in_between_counts_nowhere(founder: User, wallonia: User, grown: Startup) -> None:
    declare(grown, founder, wallonia, stage("1m-2m", 2026, disclosed=False))
    declare(grown, founder, wallonia, stage("3m-5m", 2027))
    assert cohorts() == [Cohort(2027, 0, 0, 1, 0), IN_2025, IN_2024]


@pytest.mark.parametrize("changed", [{"is_sample": True}, {"state": EntryState.UNPUBLISHED}])
def test_only_real_published_entries(grown: Startup, changed: dict[str, Any]) -> None:
    Startup.objects.filter(pk=grown.pk).update(**changed)
    assert cohorts() == [Cohort(2024, 0, 1, 0, 0)]


def test_page_and_file_say_the_same(client: Client, founder: User, wallonia: User) -> None:
    page = "/en/threshold/"
    first = client.get(page)
    assert 'id="cohorts"' not in first.content.decode()
    assert client.get(f"{page}cohorts.csv").content.decode().count("\r\n") == 1
    startup = Make.published(founder, wallonia, stage=stage("2m-3m", 2024))
    html = client.get(page).content.decode().partition('id="cohorts"')[2].partition("</section>")[0]
    assert "<svg" in html
    assert '<th scope="row">2024</th>' in html
    rows = client.get(f"{page}cohorts.csv").content.decode().splitlines()
    assert rows[0] == "year,approaching,threshold,crossing,crossed_since,counted_on"
    assert [row.rpartition(",")[0] for row in rows[1:]] == ["2024,0,1,0,0"]
    # A declaration alone is a new version of the page.
    etag = client.get(page)["ETag"]
    startup.stage_declarations.update(year=2023)
    again = client.get(page, headers={"If-None-Match": etag})
    assert '<th scope="row">2023</th>' in again.content.decode()
