"""Prepared words on the review page: chosen, edited, and nothing decided by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Language, User
from directory import actions
from directory.choices import Reason
from directory.models import Decision, Partner, PreparedWords, Submission
from directory.rules.prepared import prepared_for
from tests.factories import Make

SignIn = Callable[[User], Client]


@pytest.fixture
def own_words(db: None) -> str:
    partner = Partner.objects.get(slug="walloon-partner")
    words = PreparedWords.objects.create(partner=partner, reason=Reason.UNCLEAR, language="fr", text="Soyez clairs.")
    return words.text


def fill(client: Client, submission: Submission, reason: str, **typed: Any) -> Any:
    page = {"revision": Make.revision(submission).pk, "seen_version": 0, "prepared": reason}
    return client.post(reverse("admin:decide", args=[submission.reference]), page | typed)


def test_each_reason_has_words_and_a_partner_its_own(founder: User, own_words: str) -> None:
    submission = Make.waiting(founder)
    words = {one.reason: one.text for one in prepared_for(submission)}
    assert set(words) == set(Reason)
    assert all(words.values())
    assert words[Reason.UNCLEAR] == own_words
    submission.language = Language.NL
    assert {one.reason: one.text for one in prepared_for(submission)}[Reason.UNCLEAR] != own_words
    assert translation.get_language() == "en"


def test_it_fills_the_field(wallonia: User, founder: User, as_user: SignIn, own_words: str) -> None:
    submission = Make.waiting(founder)
    client = as_user(wallonia)
    assert own_words in client.get(f"/admin/submissions/{submission.reference}/").content.decode()
    typed = {"remark-name": "Vraiment ?", "corrected-name": "Eau Claire", "words": "Chère Anne,\x00"}
    response = fill(client, submission, Reason.UNCLEAR, **typed)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Chère Anne,\n\nSoyez clairs.</textarea>" in html
    assert "Vraiment ?" in html
    assert 'value="Eau Claire"' in html
    assert '<option value="unclear" selected' in html
    assert not Decision.objects.exists()
    again = fill(client, submission, Reason.UNCLEAR, words=own_words).content.decode()
    assert "Soyez clairs.\n\nSoyez" not in again


def test_a_newer_revision_is_shown_first(wallonia: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder)
    seen = Make.revision(submission)
    actions.submit(submission=submission, profile=seen.profile | {"people": "50-99"}, accepts_licence=True, by=founder)
    response = fill(as_user(wallonia), submission, Reason.UNCLEAR, revision=seen.pk)
    assert response.status_code == 409
    assert "You looked at revision 1" in response.content.decode()


@pytest.mark.parametrize("reason", ["", "²", "x" * 5000])
def test_an_unknown_reason_fills_nothing(reason: str, wallonia: User, founder: User, as_user: SignIn) -> None:
    typed = {"words": "Bonjour", "revision": "²", "seen_version": "9" * 6000, "twin": "²"}
    response = fill(as_user(wallonia), Make.waiting(founder), reason, **typed)
    assert response.status_code in (200, 409)
    assert "Bonjour</textarea>" in response.content.decode()
