"""What tests of the desk need beside the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Language, User
from directory.choices import Reason, Verdict
from directory.models import Submission
from tests.factories import Make

REASON: dict[str, str] = {
    Verdict.APPROVE: Reason.MEETS_CRITERIA,
    Verdict.REQUEST_CHANGES: Reason.INCOMPLETE,
    Verdict.REJECT: Reason.NOT_VERIFIABLE,
}
Send = Callable[..., Any]


def reads_english(user: User) -> User:
    """Tests look for English words on the page."""
    user.language = Language.EN
    user.save()
    return user


@pytest.fixture
def wallonia(wallonia: User) -> User:
    return reads_english(wallonia)


@pytest.fixture
def flanders(flanders: User) -> User:
    return reads_english(flanders)


@pytest.fixture
def ostbelgien(ostbelgien: User) -> User:
    return reads_english(ostbelgien)


@pytest.fixture
def send(as_user: Callable[[User], Client]) -> Send:
    """`send(moderator, submission, Verdict.REJECT, words="…")`: the decision form as a browser sends it."""

    def post(user: User, submission: Submission, verdict: str = Verdict.APPROVE, **changed: Any) -> Any:
        startup = submission.startup
        answer = {
            "verdict": verdict,
            "reason": REASON.get(verdict, ""),
            "words": "" if verdict == Verdict.APPROVE else "Ajoutez une source, s’il vous plaît.",
            "revision": Make.revision(submission).pk,
            "seen_version": startup.content_version if startup else 0,
        } | changed
        return as_user(user).post(reverse("admin:decide", args=[submission.reference]), answer)

    return post
