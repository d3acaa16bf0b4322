"""From a public entry to a claim of it."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.test import Client

from accounts.models import User
from directory.models import Startup, Submission
from tests.factories import Make

AsUser = Callable[[User], Client]


@pytest.fixture
def entry(db: None) -> Startup:
    return Make.unclaimed(name="Amoobi", enterprise_number="0835209788", website="https://amoobi.com")


def test_it_works(entry: Startup, founder: User, as_user: AsUser) -> None:
    client = as_user(founder)
    assert "/fr/startups/amoobi/claim/" in client.get("/fr/startups/amoobi/").content.decode()
    page = client.get("/fr/startups/amoobi/claim/")
    assert "amoobi.com" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    answer = client.post("/fr/startups/amoobi/claim/start/")
    claim = Submission.objects.get()
    assert answer.headers["Location"].startswith(f"/fr/my/submissions/{claim.reference}/")
    assert (claim.kind, claim.startup, claim.submitted_by) == ("claim", entry, founder)


def test_what_is_known_stands_in_the_form(entry: Startup, founder: User, as_user: AsUser) -> None:
    client = as_user(founder)
    answer = client.post("/fr/startups/amoobi/claim/start/", follow=True)
    assert answer.status_code == 200
    assert "Amoobi" in answer.content.decode()


def test_twice_is_once(entry: Startup, founder: User, as_user: AsUser) -> None:
    client = as_user(founder)
    first, second = (client.post("/fr/startups/amoobi/claim/start/") for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Submission.objects.count() == 1


def test_who_has_no_account_comes_back(entry: Startup, client: Client) -> None:
    page = client.get("/fr/startups/amoobi/claim/").content.decode()
    assert "/fr/accounts/signup/?next=/fr/startups/amoobi/claim/" in page
    assert "/fr/accounts/login/?next=/fr/startups/amoobi/claim/" in page
    assert "csrfmiddlewaretoken" not in page
    answer = client.post("/fr/startups/amoobi/claim/start/")
    assert answer.headers["Location"] == "/fr/accounts/signup/?next=/fr/startups/amoobi/claim/"
    assert not Submission.objects.exists()


@pytest.mark.parametrize("path", ["claim/", "claim/start/"])
def test_not_one_that_somebody_keeps(
    founder: User, other_founder: User, wallonia: User, as_user: AsUser, path: str
) -> None:
    startup = Make.published(founder, wallonia)
    client = as_user(other_founder)
    for method in (client.get, client.post):
        assert method(f"/fr/startups/{startup.slug}/{path}").status_code == 404
        assert method(f"/fr/startups/nothing/{path}").status_code == 404
    assert not Submission.objects.of(other_founder).exists()


def test_an_orphan(founder: User, other_founder: User, wallonia: User, as_user: AsUser) -> None:
    startup = Make.published(founder, wallonia)
    startup.team.update(left_at=Now())
    client = as_user(other_founder)
    assert client.get(f"/fr/startups/{startup.slug}/claim/").status_code == 200
    client.post(f"/fr/startups/{startup.slug}/claim/start/")
    assert Submission.objects.of(other_founder).get().kind == "claim"


def test_a_get_starts_nothing(entry: Startup, founder: User, as_user: AsUser) -> None:
    answer = as_user(founder).get("/fr/startups/amoobi/claim/start/")
    assert answer.headers["Location"] == "/fr/startups/amoobi/claim/"
    assert not Submission.objects.exists()


def test_very_many(entry: Startup, founder: User, as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.actions.claims.MOST_UNFINISHED", 0)
    answer = as_user(founder).post("/fr/startups/amoobi/claim/start/")
    assert answer.headers["Location"] == "/fr/my/"


def test_the_old_way_in_leads_here(entry: Startup, client: Client) -> None:
    assert client.get("/fr/register/?entry=amoobi").headers["Location"] == "/fr/startups/amoobi/claim/"


@pytest.mark.parametrize("slug", ["nothing-like-this", "²", "a" * 500, "../etc", "x"])
def test_an_unknown_entry_is_no_obstacle(client: Client, db: None, slug: str) -> None:
    assert client.get("/fr/register/", {"entry": slug}).status_code == 200
    assert mail.outbox == []
