"""What was typed for the decision outlives the other buttons of the page of a submission."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.choices import Reason, Verdict
from directory.models import Decision, Hold, Message, Note, Submission
from tests.factories import Make

SignIn = Callable[[User], Client]
TYPED = {
    "verdict": Verdict.REQUEST_CHANGES,
    "reason": Reason.UNCLEAR,
    "words": "Chère Anne,",
    "remark-name": "Vraiment ?",
}


def press(client: Client, button: str, submission: Submission, **typed: Any) -> Any:
    page = {"revision": Make.revision(submission).pk, "seen_version": 0}
    return client.post(reverse(f"admin:{button}", args=[submission.reference]), page | typed)


@pytest.mark.parametrize(
    ("button", "given", "status"),
    [
        ("note", {"note-text": "Vu à Namur.", "message-text": "Bonjour"}, 200),
        ("note", {"note-text": " "}, 422),
        ("message", {"message-text": "Une question", "note-text": "Vu à Namur."}, 200),
        ("message", {"message-text": ""}, 422),
        ("take", {}, 200),
        ("let_go", {}, 200),
    ],
)
def test_it_works(  # noqa: PLR0917
    button: str, given: dict[str, str], status: int, wallonia: User, founder: User, as_user: SignIn
) -> None:
    submission = Make.waiting(founder)
    client = as_user(wallonia)
    response = press(client, button, submission, **TYPED, **given)
    html = response.content.decode()
    assert response.status_code == status
    assert "Chère Anne,</textarea>" in html
    assert "Vraiment ?</textarea>" in html
    assert 'value="request-changes"' in html
    assert '<option value="unclear" selected' in html
    assert ("Error:" in html.split("</title>")[0]) == (status == 422)
    assert html.count('id="errors"') == (status == 422)
    assert not Decision.objects.exists()
    done = {"note": Note, "message": Message, "take": Hold}.get(button) if status == 200 else None
    for model in (Note, Message, Hold):
        assert model.objects.count() == (model == done)
    unsent = {"note": "Bonjour</textarea>", "message": "Vu à Namur.</textarea>"}.get(button, "")
    assert status == 422 or unsent in html
    assert press(client, button, submission, **given | {"message-text": "", "note-text": ""}).status_code in (302, 422)


def test_what_is_newer_is_shown(wallonia: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder)
    seen = Make.revision(submission)
    actions.submit(submission=submission, profile=seen.profile | {"people": "50-99"}, accepts_licence=True, by=founder)
    given = TYPED | {"note-text": "Vu à Namur.", "revision": seen.pk}
    html = press(as_user(wallonia), "note", submission, **given).content.decode()
    assert "You looked at revision 1" in html
    assert "Nothing was changed" not in html
    assert "Chère Anne,</textarea>" in html
    assert Note.objects.count() == 1


def test_a_refused_decision_is_said_at_the_top(wallonia: User, founder: User, as_user: SignIn) -> None:
    response = press(as_user(wallonia), "decide", Make.waiting(founder), **{"note-text": "Vu à Namur."})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Error:" in html.split("</title>")[0]
    assert html.count('id="errors"') == 1
    assert html.index('id="errors"') < html.index('id="decision"')
    assert "Vu à Namur.</textarea>" in html
