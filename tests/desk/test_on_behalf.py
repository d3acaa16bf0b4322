"""Changing an entry in the company's place, from its page on the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory.choices import SubmissionState
from directory.models import Startup, Submission
from tests.factories import Make

SignIn = Callable[[User], Client]
GROUNDS = {
    "source": "Annual accounts 2025",
    "source_url": "https://example.com/accounts",
    "source_as_of": "2025-12-31",
    "reason": "The accounts say so.",
    "seen_version": "1",
}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_unclaimed(flanders: User, as_user: SignIn, client: Client) -> None:
    startup = Make.unclaimed(name="Lijst")
    desk = as_user(flanders)
    address = f"/admin/entries/{startup.pk}/change/company/"
    assert f'href="{address}"' in text(desk.get(f"/admin/entries/{startup.pk}/"))
    form = text(desk.get(address))
    assert "What you change is public at once." in form
    assert 'name="before_incorporation"' not in form
    answer = desk.post(address, {"name": "Lijst", "founded": "2008", "website": "lijst.example.com"} | GROUNDS)
    assert answer["Location"] == f"/admin/entries/{startup.pk}/"
    startup.refresh_from_db()
    assert (startup.founded, startup.website, startup.confirmed_on) == (2008, "https://lijst.example.com", None)
    page = text(desk.get(f"/admin/entries/{startup.pk}/"))
    assert "Annual accounts 2025" in page
    assert "proposed a change on behalf of the company." in page
    public = text(client.get(f"/en/startups/{startup.slug}/"))
    assert "Annual accounts 2025" in public
    assert "Declared by the company" not in public


@pytest.mark.parametrize("topic", ["what", "where", "classification", "size", "abroad", "trust"])
def test_every_topic_has_its_form(topic: str, flanders: User, as_user: SignIn) -> None:
    response = as_user(flanders).get(f"/admin/entries/{Make.unclaimed().pk}/change/{topic}/")
    assert response.status_code == 200
    assert 'name="source_as_of"' in text(response)


def test_claimed(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    desk, team = as_user(wallonia), as_user(founder)
    answer = {"people": "50-99", "funding": "seed", "stage_given": ""} | GROUNDS
    desk.post(f"/admin/entries/{startup.pk}/change/size/", answer)
    proposed = Submission.objects.get(on_behalf__isnull=False)
    assert proposed.state == SubmissionState.WAITING
    page = text(desk.get(f"/admin/submissions/{proposed.reference}/"))
    assert "on behalf of the company" in page
    assert "The accounts say so." in page
    assert 'name="verdict"' not in page
    assert "On behalf of the company" in text(desk.get("/admin/"))
    firm = text(team.get(f"/en/my/startups/{startup.slug}/"))
    assert "proposes a change of this entry on your behalf." in firm
    seen = text(team.get(f"/en/my/submissions/{proposed.reference}/"))
    assert "It counts as its own words, not as yours." in seen
    assert "wallonia@example.test" not in seen
    assert "Withdraw" not in seen
    again = desk.post(f"/admin/entries/{startup.pk}/change/size/", answer | {"people": "250+"})
    assert again.status_code == 409
    assert "A change on behalf of this company waits already." in text(again)


@pytest.mark.parametrize(
    "changed",
    [
        {"source": ""},
        {"source": "x" * 301},
        {"source_url": "javascript:alert(1)"},
        {"source_as_of": "2999-01-01"},
        {"source_as_of": "²"},
        {"reason": " "},
        {"seen_version": "9" * 30},
        {"founded": "²"},
    ],
)
def test_bad_input_loses_nothing(changed: dict[str, str], flanders: User, as_user: SignIn) -> None:
    startup = Make.unclaimed(name="Lijst")
    sent = {"name": "Lijst Nieuw", "founded": "2008"} | GROUNDS | changed
    response = as_user(flanders).post(f"/admin/entries/{startup.pk}/change/company/", sent)
    assert response.status_code == 422
    assert 'value="Lijst Nieuw"' in text(response)
    assert not Submission.objects.exists()


def test_rows_are_added_without_script(flanders: User, as_user: SignIn) -> None:
    address = f"/admin/entries/{Make.unclaimed().pk}/change/trust/"
    sent = {"certifications-0-name": "ISO 27001", "add": "certifications"} | GROUNDS
    added = as_user(flanders).post(address, sent)
    assert added.status_code == 200
    assert 'name="certifications-1-name"' in text(added)
    assert 'value="Annual accounts 2025"' in text(added)


def test_what_is_the_company_s_own_to_give_has_no_form(flanders: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.unclaimed()
    for topic in ("contact", "status", "x"):
        assert as_user(flanders).get(f"/admin/entries/{startup.pk}/change/{topic}/").status_code == 404
    assert as_user(wallonia).get(f"/admin/entries/{startup.pk}/change/size/").status_code == 404
    assert Startup.objects.get(pk=startup.pk).content_version == startup.content_version
