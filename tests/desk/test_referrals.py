"""Offering a submission to another territory, and answering, on the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.models import Referral, Submission, Territory
from tests.factories import Make

SignIn = Callable[[User], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def submission(founder: User) -> Submission:
    stage = Make.profile()["stage"] | {"disclosed": False}
    return Make.waiting(founder, name="Lys", stage=stage)


def test_both_sides(submission: Submission, wallonia: User, flanders: User, as_user: SignIn) -> None:
    page = f"/admin/submissions/{submission.reference}/"
    mine, theirs = as_user(wallonia), as_user(flanders)
    assert f'href="{page}offer/"' in text(mine.get(page))
    assert theirs.get(page).status_code == 404
    there = Territory.objects.get(slug="flanders").pk
    answer = mine.post(f"{page}offer/", {"territory": there, "reason": "Leur siège est à Gand."}, follow=True)
    assert "Lys is offered to Flanders." in text(answer)
    assert "Offered to Flanders, waiting since" in text(mine.get("/admin/"))
    assert "Take the offer back" in text(mine.get(page))
    queue, offered = text(theirs.get("/admin/")), text(theirs.get(page))
    assert "1 is offered to you by another territory." in queue
    assert "Offered to you by Wallonia" in queue
    assert "Leur siège est à Gand." in offered
    assert "not shown to the public" not in offered  # an undisclosed stage stays with the territory that decides
    assert 'name="verdict"' not in offered
    assert 'name="text"' not in offered  # nor does one write to the founder before
    declined = theirs.post(f"{page}offer/answer/", {"outcome": "declined", "words": "Pas chez nous."})
    assert declined["Location"] == "/admin/"
    assert "Flanders declined the offer" in text(mine.get(page))
    assert "Pas chez nous." in text(mine.get(page))
    mine.post(f"{page}offer/", {"territory": there, "reason": "Si, à Gand."})
    mine.post(f"{page}offer/back/")
    mine.post(f"{page}offer/", {"territory": there, "reason": "Vraiment."})
    accepted = theirs.post(f"{page}offer/answer/", {"outcome": "accepted", "words": ""}, follow=True)
    assert "Lys is yours to decide now." in text(accepted)
    assert "was handed on from there" in text(accepted)
    assert mine.get(page).status_code == 404


def test_who_looks_after_both_territories_keeps_deciding(
    submission: Submission, wallonia: User, flanders: User, as_user: SignIn
) -> None:
    page, flemish = f"/admin/submissions/{submission.reference}/", Territory.objects.get(slug="flanders")
    actions.offer(submission=submission, territory=flemish, reason="Gand.", by=wallonia)
    theirs = text(as_user(flanders).get(page))
    assert "Notes for colleagues" not in theirs
    assert as_user(flanders).post(f"{page}note/", {"text": "Nee."}).status_code == 404
    Territory.objects.filter(pk=flemish.pk).update(partner=Territory.objects.get(slug="wallonia").partner)
    client = as_user(wallonia)
    html = text(client.get(page))
    for shown in ("not shown to the public", 'name="verdict"', "Notes for colleagues", "Take the offer back"):
        assert shown in html
    assert f'href="{page}offer/answer/"' in html
    assert client.post(f"{page}message/", {"message-text": "Bonjour."}).status_code == 302


@pytest.mark.parametrize(
    "answer",
    [
        {"territory": "", "reason": "Gand."},
        {"territory": "²", "reason": "Gand."},
        {"territory": "9" * 30, "reason": "Gand."},
        {"territory": "own", "reason": "Gand."},
        {"territory": "flanders", "reason": " "},
        {"territory": "flanders", "reason": "nul \x00"},
        {"territory": "flanders", "reason": "long " * 300},
    ],
)
def test_an_offer_that_cannot_be_made(
    submission: Submission, wallonia: User, as_user: SignIn, answer: dict[str, str]
) -> None:
    slugs = {"own": "wallonia", "flanders": "flanders"}
    slug = slugs.get(answer["territory"])
    sent = answer | ({"territory": str(Territory.objects.get(slug=slug).pk)} if slug else {})
    response = as_user(wallonia).post(f"/admin/submissions/{submission.reference}/offer/", sent)
    assert response.status_code == 422
    assert not Referral.objects.exists()


def test_answers_that_are_refused(submission: Submission, wallonia: User, flanders: User, as_user: SignIn) -> None:
    flemish = Territory.objects.get(slug="flanders")
    actions.offer(submission=submission, territory=flemish, reason="Gand.", by=wallonia)
    address, client = f"/admin/submissions/{submission.reference}/offer/answer/", as_user(flanders)
    assert "Gand." in text(client.get(address))
    empty = client.post(address, {"outcome": "declined", "words": " "})
    assert empty.status_code == 422
    assert "Say why it does not belong to you" in text(empty)
    assert client.post(address, {"outcome": "burn"}).status_code == 422
    twice = as_user(wallonia).post(
        f"/admin/submissions/{submission.reference}/offer/", {"territory": flemish.pk, "reason": "Encore."}
    )
    assert twice.status_code == 409
    assert "This is offered to another territory already." in text(twice)
    assert "Encore." in text(twice)
