"""Inviting the company of an unclaimed entry: one mail with two links, within limits, never to who opted out."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions.errors import (
    ChangePending,
    InvitedLately,
    InvitedOften,
    NotAllowed,
    OptedOut,
    TooManyInvitedToday,
)
from directory.choices import Verb
from directory.jobs import periodic
from directory.models import ClaimInvitation, Event, EventDetail, OptOut, Startup
from directory.personal import personal_data
from directory.rules import claiming as rules
from directory.rules.trail import first_broken_position
from tests.factories import Make

SignIn = Callable[[User], Client]
EMAIL = "info@polder.example.com"


@pytest.fixture
def polder() -> Startup:
    return Make.unclaimed(name="Polder")


def address(startup: Startup) -> str:
    return reverse("admin:invite_to_claim", args=[startup.pk])


def invite(startup: Startup, by: User, email: str = EMAIL) -> ClaimInvitation:
    return actions.invite_to_claim(startup=startup, email=email, language="nl", by=by)


def later(days: int) -> Any:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def links_in(body: str) -> tuple[str, str]:
    claim, stop = re.findall(r"https?://[^/]+(/nl/my/invited/\S+)", body)
    return claim, stop


@pytest.mark.django_db
def test_it_works(polder: Startup, flanders: User, as_user: SignIn, client: Client, mailoutbox: Any) -> None:
    desk = as_user(flanders)
    assert address(polder) in desk.get(reverse("admin:entries"), {"state": "unclaimed"}).content.decode()
    assert address(polder) in desk.get(reverse("admin:entry", args=[polder.pk])).content.decode()
    assert desk.get(address(polder)).status_code == 200
    answer = desk.post(address(polder), {"email": f" {EMAIL} ", "language": "nl"}, follow=True)
    assert f"The invitation is on its way to {EMAIL}." in answer.content.decode()
    [mail] = mailoutbox
    assert mail.to == [EMAIL]
    assert "Test list" in mail.body
    claim, stop = links_in(mail.body)
    assert client.get(claim)["Location"] == f"/nl/startups/{polder.slug}/claim/"
    event = Event.objects.get(verb=Verb.CLAIM_INVITED)
    assert (event.after, EventDetail.objects.get(position=event.position).personal) == (
        {"language": "nl"},
        {"email": EMAIL},
    )
    assert "Invited on" in desk.get(reverse("admin:entries")).content.decode()
    assert "once more from" in desk.get(address(polder)).content.decode()
    assert client.get(stop).status_code == 200
    assert not OptOut.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "no address", "a\x00@example.com", "a@b.example\nBcc: c@b.example", "x" * 300])
def test_bad_addresses_are_refused_and_kept(polder: Startup, flanders: User, as_user: SignIn, email: str) -> None:
    answer = as_user(flanders).post(address(polder), {"email": email, "language": "²"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"email", "language"})
    assert not ClaimInvitation.objects.exists()


@pytest.mark.django_db
def test_limits(polder: Startup, flanders: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    invite(polder, flanders)
    with pytest.raises(InvitedLately):
        invite(polder, flanders, "other@polder.example.com")
    answer = as_user(flanders).post(address(polder), {"email": "second@polder.example.com", "language": "nl"})
    assert answer.status_code == 409
    assert "second@polder.example.com" in answer.content.decode()
    monkeypatch.setattr("directory.actions.claiming.MOST_A_DAY", 1)
    with pytest.raises(TooManyInvitedToday):
        invite(Make.unclaimed(), flanders)
    for days in (90, 180):
        with later(days):
            invite(polder, flanders)
    with later(400), pytest.raises(InvitedOften):
        invite(polder, flanders)


@pytest.mark.django_db
def test_who_may_and_when(  # noqa: PLR0917  # fixtures come by position
    polder: Startup, flanders: User, wallonia: User, operator: User, founder: User, as_user: SignIn
) -> None:
    for other in (wallonia, operator, founder):
        with pytest.raises(NotAllowed):
            invite(polder, other)
        assert as_user(other).get(address(polder)).status_code == 404
    claim = Make.claim(polder, founder)
    page = as_user(flanders).get(address(polder)).content.decode()
    assert "Please decide on that first" in page
    assert 'name="email"' not in page
    with pytest.raises(ChangePending):
        invite(polder, flanders)
    actions.withdraw(submission=claim, by=founder)
    Startup.objects.filter(pk=polder.pk).update(claimed_at=timezone.now())
    with pytest.raises(NotAllowed):
        invite(polder, flanders)


@pytest.mark.django_db
def test_opting_out_is_remembered(
    polder: Startup, flanders: User, client: Client, as_user: SignIn, mailoutbox: Any
) -> None:
    invite(polder, flanders)
    _claim, stop = links_in(mailoutbox[0].body)
    assert client.post(stop, {"about": "²"}).status_code == 200
    assert not OptOut.objects.exists()
    for _twice in range(2):
        assert client.post(stop, {"about": "address"}).status_code == 302
    assert OptOut.objects.count() == Event.objects.filter(verb=Verb.OPTED_OUT).count() == 1
    assert EMAIL not in str(OptOut.objects.values().get())
    with pytest.raises(OptedOut):
        invite(Make.unclaimed(), flanders, EMAIL.upper())
    with later(91):
        client.post(stop, {"about": "entry"})
        with pytest.raises(OptedOut):
            invite(polder, flanders, "other@polder.example.com")
    desk = as_user(flanders)
    for page in (reverse("admin:entries"), reverse("admin:entry", args=[polder.pk])):
        html = desk.get(page).content.decode()
        assert "has asked not to be written to" in html
        assert address(polder) not in html
    assert len(mailoutbox) == 1
    assert "Remembered" not in client.get("/en/my/invited/x/stop/").content.decode()


@pytest.mark.django_db
def test_it_is_remembered_of_what_went_into_the_entry(polder: Startup, flanders: User, as_user: SignIn) -> None:
    twin, invitation = Make.unclaimed(name="Polders"), invite(polder, flanders)
    versions = (twin.content_version, polder.content_version)
    actions.merge(kept=twin, merged=polder, choices={}, seen_versions=versions, reason="One firm.", by=flanders)
    with pytest.raises(InvitedLately):
        invite(twin, flanders, "other@polder.example.com")
    OptOut.objects.create(startup=polder)
    with pytest.raises(OptedOut):
        invite(twin, flanders, "other@polder.example.com")
    page = as_user(flanders).get(address(twin))
    assert page.context["is_out"]
    assert list(page.context["invitations"]) == [invitation]


@pytest.mark.django_db
def test_links_that_are_not_ours_or_over(polder: Startup, flanders: User, client: Client, mailoutbox: Any) -> None:
    for token in ("x", "²", "a:b:c", "x" * 3000):
        assert client.get(f"/en/my/invited/{token}/").status_code == 404
        assert client.post(f"/en/my/invited/{token}/stop/", {"about": "address"}).status_code == 404
    invite(polder, flanders)
    claim, stop = links_in(mailoutbox[0].body)
    Startup.objects.filter(pk=polder.pk).update(state="unpublished")
    assert client.get(claim).status_code == 410
    assert client.get(stop).status_code == 200


@pytest.mark.django_db
def test_the_address_is_forgotten(polder: Startup, flanders: User, founder: User, mailoutbox: Any) -> None:
    invitation = invite(polder, flanders, founder.email)
    told = personal_data(founder)["invitations_to_claim_received"]
    assert [row["startup_name"] for row in told] == ["Polder"]
    assert periodic.erase_invited_addresses() == 0
    with later(31):
        assert periodic.erase_invited_addresses() == 1
    assert rules.address_of(invitation) == ""
    assert personal_data(founder)["invitations_to_claim_received"] == []
    assert first_broken_position() is None
