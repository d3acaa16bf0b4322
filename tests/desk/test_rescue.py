"""An entry that nobody owns any more, on the desk of its territory."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.actions.errors import TooManyInvitations
from directory.choices import TeamRole, Verb
from directory.models import Event, EventDetail, Invitation, Startup
from tests.factories import Make

SignIn = Callable[[User], Client]
ADDRESS = "ada@example.com"
OPEN = "Nobody owns this entry any more"


@pytest.fixture
def orphan(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    startup.team.update(left_at=Now())
    mail.outbox.clear()
    return startup


def address(startup: Startup) -> str:
    return reverse("admin:rescue", args=[startup.pk])


def test_it_works(orphan: Startup, wallonia: User, as_user: SignIn) -> None:
    client = as_user(wallonia)
    entry = client.get(reverse("admin:entry", args=[orphan.pk])).content.decode()
    assert OPEN in entry
    assert f'href="{address(orphan)}"' in entry
    answer = client.post(address(orphan), {"email": ADDRESS, "words": "Signs for the firm."}, follow=True)
    page = answer.content.decode()
    assert f"The invitation is on its way to {ADDRESS}" in page
    assert f"{ADDRESS} is invited as Owner" in page
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


def test_the_trail_says_so_without_names(orphan: Startup, wallonia: User, as_user: SignIn) -> None:
    as_user(wallonia).post(address(orphan), {"email": ADDRESS, "words": "Ada signs for the firm."})
    page = as_user(wallonia).get(reverse("admin:entry", args=[orphan.pk])).content.decode()
    assert "A moderator (Wallonia) invited a new owner, because the entry had none left." in page
    assert ADDRESS not in page
    event = Event.objects.get(verb=Verb.TEAM_INVITED)
    assert EventDetail.objects.get(position=event.position).personal["words"] == "Ada signs for the firm."


def test_an_entry_with_an_owner_has_no_such_page(founder: User, wallonia: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    client = as_user(wallonia)
    assert OPEN not in client.get(reverse("admin:entry", args=[startup.pk])).content.decode()
    assert client.get(address(startup)).status_code == 404
    assert client.post(address(startup), {"email": ADDRESS, "words": "x"}).status_code == 404
    User.objects.filter(pk=founder.pk).update(is_active=False)  # a closed account owns nothing
    assert client.get(address(startup)).status_code == 200


def test_another_territory(orphan: Startup, flanders: User, as_user: SignIn) -> None:
    assert as_user(flanders).get(address(orphan)).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "", "words": "Signs."},
        {"email": ADDRESS, "words": " "},
        {"email": "a\x00@example.com", "words": "Signs."},
        {"email": ADDRESS, "words": "a\x00b"},
        {"email": ADDRESS, "words": "\u202ea"},
        {"email": ADDRESS, "words": "word " * 300},
        {"email": ADDRESS, "words": "x" * 20_000},
    ],
)
def test_bad_answers(orphan: Startup, wallonia: User, as_user: SignIn, typed: dict[str, str]) -> None:
    answer = as_user(wallonia).post(address(orphan), typed)
    assert answer.status_code == 422
    assert "needs another look" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_refusal_keeps_what_was_typed(
    orphan: Startup, wallonia: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**given: object) -> None:
        raise TooManyInvitations

    monkeypatch.setattr(actions, "rescue", refuse)
    answer = as_user(wallonia).post(address(orphan), {"email": ADDRESS, "words": "Signs for the firm."})
    assert answer.status_code == 409
    assert "Signs for the firm." in answer.content.decode()
    assert "very many invitations" in answer.content.decode()


LINES = {
    "invite": "The company invited somebody to the team of the entry.",
    "revoke": "The company took an invitation to the team back.",
    "decline": "An invitation to the team was declined.",
    "remove": "The company took somebody out of the team of the entry.",
    "leave": "The company left the team of the entry.",
}


@pytest.mark.parametrize("verb", LINES)
def test_the_other_lines_of_the_trail(
    founder: User, other_founder: User, wallonia: User, as_user: SignIn, verb: str
) -> None:
    startup = Make.published(founder, wallonia)
    invitation = actions.invite(startup=startup, email=ADDRESS, role=TeamRole.OWNER, by=founder)
    if verb == "revoke":
        actions.revoke_invitation(invitation=invitation, by=founder)
    elif verb == "decline":
        actions.decline_invitation(invitation=invitation, by="SYSTEM")
    elif verb == "remove":
        member = actions.accept_invitation(invitation=invitation, by=other_founder)
        actions.remove_member(member=member, by=founder)
    elif verb == "leave":
        actions.accept_invitation(invitation=invitation, by=other_founder)
        actions.leave(startup=startup, by=other_founder)
    page = as_user(wallonia).get(reverse("admin:entry", args=[startup.pk])).content.decode()
    assert LINES[verb] in page
