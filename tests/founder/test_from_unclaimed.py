"""From an unclaimed entry to its registration: what is known comes along."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from directory.models import Submission
from tests.factories import Make


def test_it_works(founder: User, as_user: Callable[[User], Client]) -> None:
    entry = Make.unclaimed(name="Amoobi", enterprise_number="0835209788", website="https://amoobi.com")
    client = as_user(founder)
    assert "Amoobi" in client.get(f"/fr/register/?entry={entry.slug}").content.decode()
    answer = client.post("/fr/register/start/", {"entry": entry.slug})
    form = client.get(answer.headers["Location"]).content.decode()
    for known in ("Amoobi", "0835.209.788", "https://amoobi.com"):
        assert f'value="{known}"' in form
    where = client.get(answer.headers["Location"].replace("company", "where")).content.decode()
    assert 'value="9000"' in where


def test_who_has_no_account_comes_back_with_it(client: Client, db: None) -> None:
    entry = Make.unclaimed(name="Amoobi")
    page = client.get(f"/fr/register/?entry={entry.slug}").content.decode()
    assert "entry%3Damoobi" in page


@pytest.mark.parametrize("slug", ["nothing-like-this", "²", "a" * 500, "../etc", "%00"])
def test_an_unknown_entry_is_no_obstacle(client: Client, db: None, slug: str) -> None:
    assert client.get("/fr/register/", {"entry": slug.replace("%00", "x")}).status_code == 200


def test_a_claimed_entry_gives_nothing_away(
    founder: User, other_founder: User, wallonia: User, as_user: Callable[[User], Client]
) -> None:
    startup = Make.published(founder, wallonia)
    as_user(other_founder).post("/fr/register/start/", {"entry": startup.slug})
    assert Submission.objects.of(other_founder).get().draft == {}
