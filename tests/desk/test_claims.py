"""A claim on the desk: what shows it, what the moderator adds, who else claims."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.models import Submission
from tests.factories import Make

SITE = "https://firm.example.com"


@pytest.fixture
def claim(founder: User) -> Submission:
    return Make.claim(Make.unclaimed(website=SITE), founder)


@pytest.fixture
def desk(flanders: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(flanders)


def page(desk: Client, claim: Submission) -> str:
    answer = desk.get(f"/admin/submissions/{claim.reference}/", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def approval(claim: Submission, **given: str) -> dict[str, Any]:
    startup = Make.fresh(claim).startup
    assert startup is not None
    seen = {"revision": Make.revision(claim).pk, "seen_version": startup.content_version}
    return {"verdict": "approve", "reason": "meets-criteria", "words": ""} | seen | given


def decide(desk: Client, claim: Submission, **given: str) -> Any:
    return desk.post(f"/admin/submissions/{claim.reference}/decide/", approval(claim, **given))


def test_it_works(desk: Client, claim: Submission) -> None:
    Make.proof(claim)
    assert "firm.example.com" in page(desk, claim)
    assert decide(desk, claim).status_code == 302
    assert Make.fresh(claim).state == "approved"


def test_the_words_of_the_sender(desk: Client, claim: Submission, founder: User) -> None:
    actions.say_who(submission=claim, statement="Anna <b>CEO</b>", by=founder)
    assert "Anna &lt;b&gt;CEO&lt;/b&gt;" in page(desk, claim)


def test_without_proof(desk: Client, claim: Submission) -> None:
    answer = decide(desk, claim)
    assert answer.status_code == 409
    assert Make.fresh(claim).state == "waiting"


def test_the_word_of_the_partner(desk: Client, claim: Submission) -> None:
    answer = decide(desk, claim, partner_vouches="on")
    assert answer.status_code == 422
    assert decide(desk, claim, partner_words="Belde.").status_code == 409  # not ticked
    assert decide(desk, claim, partner_vouches="on", partner_words="Belde.").status_code == 302
    assert claim.proofs.get().words == "Belde."
    assert "Belde." in page(desk, claim)


def test_a_refused_answer_keeps_what_was_added(desk: Client, claim: Submission, founder: User) -> None:
    answer = approval(claim, partner_vouches="on", partner_words="Belde &c.")
    corrected = Make.revision(claim).profile | {"tagline_fr": "Autre"}
    actions.submit(submission=claim, profile=corrected, accepts_licence=True, by=founder)
    refused = desk.post(f"/admin/submissions/{claim.reference}/decide/", answer)
    assert refused.status_code == 409
    assert "Belde &amp;c." in refused.content.decode()
    assert not claim.proofs.exists()


def test_a_website_found_independently(desk: Client, founder: User) -> None:
    claim = Make.claim(Make.unclaimed(), founder, website=SITE)
    assert "found_independently" not in page(desk, claim)  # nothing was shown there yet
    Make.proof(claim, is_independent=False)
    assert "found_independently" in page(desk, claim)
    assert decide(desk, claim).status_code == 409
    assert decide(desk, claim, found_independently="on").status_code == 302
    assert claim.proofs.get().is_independent


def test_who_else_claims_it(desk: Client, claim: Submission, other_founder: User) -> None:
    assert claim.startup is not None
    other = Make.claim(claim.startup, other_founder)
    assert f"/admin/submissions/{other.reference}/" in page(desk, claim)
    Make.proof(claim)
    decide(desk, claim)
    assert Make.fresh(other).state == "rejected"


def test_other_kinds_ask_for_no_proof(founder: User, wallonia: User, as_user: Callable[[User], Client]) -> None:
    answer = as_user(wallonia).get(f"/admin/submissions/{Make.waiting(founder).reference}/").content.decode()
    assert "partner_vouches" not in answer
