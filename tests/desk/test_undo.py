"""The way back: offered for a minute after a decision, to whoever made it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from directory.choices import SubmissionState, Verdict
from directory.models import Decision, Startup, Territory
from tests.factories import Make
from tests.later import minute_over

SignIn = Callable[[User], Client]
Send = Callable[..., Any]


def undo(client: Client, decision: Decision) -> Any:
    return client.post(reverse("admin:undo", args=[decision.pk]), follow=True)


def test_it_works(
    wallonia: User, founder: User, as_user: SignIn, send: Send, make_moderator: Callable[[str], User]
) -> None:
    submission, following = Make.waiting(founder, name="Rivage"), Make.waiting(founder)
    client, theirs = as_user(wallonia), as_user(founder)
    next_page = send(wallonia, submission)["Location"]
    assert following.reference in next_page
    [decision] = Decision.objects.all()
    address = reverse("admin:undo", args=[decision.pk])
    for page in (next_page, "/admin/", f"/admin/submissions/{submission.reference}/"):
        html = client.get(page).content.decode()
        assert "Rivage: approved." in html
        assert f'action="{address}"' in html
    assert address not in as_user(make_moderator("walloon-partner")).get("/admin/").content.decode()
    followed = f"/en/my/submissions/{submission.reference}/"
    assert "may still take this back until" in theirs.get(followed).content.decode()
    response = undo(client, decision)
    assert response.redirect_chain == [(f"/admin/submissions/{submission.reference}/", 302)]
    assert "Rivage: taken back. It waits for a decision again." in response.content.decode()
    assert address not in response.content.decode()
    assert "Taken back" in response.content.decode()
    assert not Startup.objects.exists()
    html = theirs.get(followed).content.decode()
    assert "took a decision back right after making it" in html
    assert "See the public page" not in html
    assert client.get("/admin/").content.decode().index("Rivage") < client.get("/admin/").content.decode().index(
        following.name
    )


def test_somebody_else_s_decision_is_unknown(  # noqa: PLR0917  # fixtures come by position
    wallonia: User, flanders: User, founder: User, as_user: SignIn, send: Send, make_moderator: Callable[[str], User]
) -> None:
    submission = Make.waiting(founder)
    send(wallonia, submission, Verdict.REJECT)
    [decision] = Decision.objects.all()
    for person in (make_moderator("walloon-partner"), flanders, founder):
        assert undo(as_user(person), decision).status_code == 404
    client = as_user(wallonia)
    assert client.post(f"/admin/decisions/{2**70}/undo/").status_code == 404
    assert client.get(reverse("admin:undo", args=[decision.pk])).status_code == 302
    assert Make.fresh(submission).state == SubmissionState.REJECTED


def test_of_the_operator_in_another_territory_s_place(operator: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder, name="Rivage")
    Territory.objects.filter(slug="wallonia").update(fallback=None)
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        Make.approve(submission, operator)
    [decision] = Decision.objects.all()
    response = undo(as_user(operator), decision)
    assert response.redirect_chain == [("/admin/", 302)]  # today it is not late yet
    assert "Rivage: taken back." in response.content.decode()
    assert Make.fresh(submission).state == SubmissionState.WAITING


def test_too_late_is_said(wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
    submission = Make.waiting(founder)
    send(wallonia, submission)
    minute_over()
    client = as_user(wallonia)
    [decision] = Decision.objects.all()
    assert reverse("admin:undo", args=[decision.pk]) not in client.get("/admin/").content.decode()
    assert "This decision cannot be taken back any more" in undo(client, decision).content.decode()
    assert Make.fresh(submission).state == SubmissionState.APPROVED


def test_a_removal_offers_no_way_back(wallonia: User, founder: User, as_user: SignIn, send: Send) -> None:
    removal = Make.removal(Make.published(founder, wallonia, name="Rivage"), founder)
    minute_over()
    send(wallonia, removal)
    html = as_user(wallonia).get(f"/admin/submissions/{removal.reference}/").content.decode()
    assert "Take back" not in html
