"""Support organisations: the list with its filters, one of them with its firms, and where else they stand."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from directory import actions
from directory.choices import Side
from directory.models import Startup, SupportOrganisation
from tests.factories import Make

pytestmark = pytest.mark.django_db
LIST = "/en/organisations/"


def accompany(hub: SupportOrganisation, firm: Startup, owner: User, moderator: User, since: int = 2021) -> None:
    """As both sides say."""
    made = actions.propose_accompaniment(organisation=hub, startup=firm, since=since, side=Side.FIRM, by=owner)
    actions.confirm_accompaniment(accompaniment=made, side=Side.ORGANISATION, by=moderator)


@pytest.fixture
def three(db: None) -> list[SupportOrganisation]:
    return [
        Make.organisation("Gent", name="Wintercircus", kind="hub", offers=["office-space", "coaching"]),
        Make.organisation("Namur", name="Trakk", kind="incubator", offers=["labs"]),
        Make.organisation("Bruxelles", name="Fonds", kind="fund", offers=["funding", "coaching"]),
    ]


def names(client: Client, query: str = "") -> list[str]:
    return [row.name for row in client.get(f"{LIST}{query}").context["page"]]


def counts(response: Any) -> dict[str, dict[str, int]]:
    filters = response.context["found"].filters
    return {one.name: {value.slug: value.count for value in one.values if value.count} for one in filters}


def test_it_works(client: Client, three: list[SupportOrganisation], founder: User, wallonia: User) -> None:
    first = client.get(LIST)
    assert [row.name for row in first.context["page"]] == ["Fonds", "Trakk", "Wintercircus"]
    firm = Make.published(founder, wallonia, name="Rivière")
    accompany(three[1], firm, founder, wallonia)
    again = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert {row.name: row.firms for row in again.context["page"]} == {"Fonds": 0, "Trakk": 1, "Wintercircus": 0}
    assert "Rivière" in client.get(three[1].get_absolute_url()).content.decode()
    assert "None has been confirmed by both sides yet." in client.get(three[0].get_absolute_url()).content.decode()
    profile = client.get(firm.get_absolute_url()).content.decode()
    assert "Accompanied by" in profile
    assert f'href="{three[1].get_absolute_url()}"' in profile
    assert "since 2021" in profile


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=hub", ["Wintercircus"]),
        ("?kind=hub&kind=fund", ["Fonds", "Wintercircus"]),
        ("?region=wallonia", ["Trakk"]),
        ("?region=namur", ["Trakk"]),
        ("?region=brussels", ["Fonds"]),
        ("?offer=coaching", ["Fonds", "Wintercircus"]),
        ("?offer=coaching&region=brussels", ["Fonds"]),
        ("?offer=talent", []),
        ("?kind=shop&region=atlantis&offer=&offer=%FF", ["Fonds", "Trakk", "Wintercircus"]),
        ("?kind=HUB", ["Fonds", "Trakk", "Wintercircus"]),
        ("?page=x", ["Fonds", "Trakk", "Wintercircus"]),
    ],
)
def test_filters(client: Client, three: list[SupportOrganisation], query: str, found: list[str]) -> None:
    assert names(client, query) == found


def test_counts_leave_the_own_filter_out(client: Client, three: list[SupportOrganisation]) -> None:
    found = counts(client.get(f"{LIST}?offer=coaching&kind=hub"))
    assert found["kind"] == {"hub": 1, "fund": 1}
    assert found["offer"] == {"coaching": 1, "office-space": 1}
    assert found["region"] == {"flanders": 1, "east-flanders": 1}


def test_what_is_unknown_is_said(client: Client, three: list[SupportOrganisation]) -> None:
    response = client.get(f"{LIST}?kind=<shop>&region=atlantis&kind=fund")
    content = response.content.decode()
    assert response.context["found"].unknown == (("kind", "<shop>"), ("region", "atlantis"))
    assert "There is no “&lt;shop&gt;” to choose for “kind”" in content
    assert 'href="/en/organisations/"' in content  # the chip takes the one that is known back
    assert client.get(f"{LIST}?page=2").status_code == 404
    assert '<meta name="robots" content="noindex">' in client.get(f"{LIST}?kind=hub&kind=fund").content.decode()
    assert '<meta name="robots"' not in client.get(f"{LIST}?kind=hub").content.decode()


def test_as_many_statements_for_many_as_for_one(
    client: Client, three: list[SupportOrganisation], founder: User, wallonia: User
) -> None:
    accompany(three[1], Make.published(founder, wallonia), founder, wallonia)

    def statements(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as made:
            client.get(f"{path}?x={Make.serial()}")
        return len(made)

    paths = (LIST, three[1].get_absolute_url(), "/en/regions/namur/")
    before = [statements(path) for path in paths]
    for _each in range(3):
        Make.organisation("Namur", offers=["labs"])
    accompany(three[1], Make.published(founder, wallonia), founder, wallonia)
    assert [statements(path) for path in paths] == before


def test_the_page_of_a_region(client: Client, three: list[SupportOrganisation]) -> None:
    for path, name in (("wallonia", "Trakk"), ("namur", "Trakk"), ("brussels", "Fonds")):
        response = client.get(f"/en/regions/{path}/")
        assert [row.name for row in response.context["support"]] == [name]
        assert f"/en/organisations/?region={path}" in response.content.decode()
    assert "Who helps firms here" not in client.get("/en/regions/limburg/").content.decode()


def test_what_it_offers_is_said_in_the_reader_s_language(client: Client, three: list[SupportOrganisation]) -> None:
    for language in ("en", "fr", "nl", "de"):
        assert client.get(f"/{language}/organisations/").status_code == 200
        assert client.get(f"/{language}/organisations/{three[0].slug}/").status_code == 200
    english = client.get(f"/en/organisations/{three[0].slug}/").content.decode()
    assert english.index("Coaching and mentoring") < english.index("Office space")
