"""A journalist takes the figures of one region along, on a phone and without a script."""

import csv
from collections.abc import Callable
from pathlib import Path

from accounts.models import User
from tests.factories import Make
from tests.journeys.conftest import Visitor


def test_a_chart_s_data_under_a_filter(
    visitor: Callable[..., Visitor], founder: User, wallonia: User, tmp_path: Path
) -> None:
    Make.published(founder, wallonia, name="Aquametrie", founded=2015)
    Make.unclaimed()
    journalist = visitor("en", width=390)
    page = journalist.page
    journalist.open("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Insights").click()
    page.get_by_role("heading", name="What 2 entries say, and what they leave out").wait_for()
    journalist.check_page()
    page.get_by_text("Count one region or sector").click()
    page.locator("#region-namur").check()
    page.get_by_role("button", name="Show the figures").click()
    page.wait_for_url("**/en/insights/?region=namur")
    page.get_by_role("heading", name="What 1 entry says, and what it leaves out").wait_for()
    page.get_by_role("region", name="When they began").get_by_text("The numbers as a table").click()
    journalist.check_page()
    with page.expect_download() as download:
        page.get_by_role("region", name="When they began").get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "belgiantech-years.csv"
    download.value.save_as(tmp_path / "years.csv")
    [row] = csv.DictReader((tmp_path / "years.csv").read_text().splitlines())
    assert (row["name"], row["firms"]) == ("2015", "1")
    journalist.open("/map/")
    journalist.check_page()
