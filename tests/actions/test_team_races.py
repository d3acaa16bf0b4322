"""A team that several change at the same moment, with real threads: there is an owner, and a link works once."""

import pytest
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import TeamRole, Verb
from directory.models import Event, Invitation, Startup, TeamMember
from directory.rules.trail import first_broken_position
from tests.actions.test_races import at_once, refusals
from tests.factories import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]
SAMPLE = range(3)


@pytest.fixture
def startup(founder: User, other_founder: User, wallonia: User) -> Startup:
    """With two owners."""
    startup = Make.published(founder, wallonia)
    TeamMember.objects.create(startup=startup, user=other_founder, role=TeamRole.OWNER)
    mail.outbox.clear()
    return startup


@pytest.mark.parametrize("_", SAMPLE)
def test_two_owners_leave(startup: Startup, founder: User, other_founder: User, _: int) -> None:
    results = at_once(*(lambda by=by: actions.leave(startup=startup, by=by) for by in (founder, other_founder)))
    assert refusals(results) == [errors.LastOwner]
    assert TeamMember.objects.owners().count() == 1
    assert Event.objects.filter(verb=Verb.TEAM_LEFT).count() == 1


@pytest.mark.parametrize("_", SAMPLE)
def test_two_owners_take_each_other_out(startup: Startup, founder: User, other_founder: User, _: int) -> None:
    one, other = TeamMember.objects.get(user=founder), TeamMember.objects.get(user=other_founder)
    results = at_once(
        lambda: actions.remove_member(member=other, by=founder),
        lambda: actions.change_role(member=one, role=TeamRole.EDITOR, by=other_founder),
    )
    assert refusals(results) == [errors.NotAllowed]
    assert TeamMember.objects.owners().count() == 1
    assert len(mail.outbox) == 1


def test_one_link_opened_eight_times(startup: Startup, founder: User) -> None:
    ada = User.objects.create_user("ada@example.com")
    invitation = actions.invite(startup=startup, email=ada.email, role=TeamRole.EDITOR, by=founder)
    mail.outbox.clear()
    results = at_once(*[lambda: actions.accept_invitation(invitation=invitation, by=ada) for _ in range(8)])
    assert refusals(results) == []
    assert TeamMember.objects.filter(user=ada).count() == 1
    assert Event.objects.filter(verb=Verb.TEAM_JOINED, actor=str(ada.pk)).count() == 1
    assert len(mail.outbox) == 1
    assert first_broken_position() is None


def test_one_link_opened_by_eight_people(startup: Startup, founder: User) -> None:
    people = [User.objects.create_user(f"n{number}@example.com") for number in range(8)]
    invitation = actions.invite(startup=startup, email="ada@example.com", role=TeamRole.EDITOR, by=founder)
    results = at_once(*(lambda by=by: actions.accept_invitation(invitation=invitation, by=by) for by in people))
    assert refusals(results) == [errors.InvitationOver] * 7
    assert TeamMember.objects.filter(user__in=people).count() == 1


@pytest.mark.parametrize("_", SAMPLE)
def test_accept_against_revoke(startup: Startup, founder: User, _: int) -> None:
    ada = User.objects.create_user("ada@example.com")
    invitation = actions.invite(startup=startup, email=ada.email, role=TeamRole.EDITOR, by=founder)
    results = at_once(
        lambda: actions.accept_invitation(invitation=invitation, by=ada),
        lambda: actions.revoke_invitation(invitation=invitation, by=founder),
    )
    assert refusals(results) == [errors.InvitationOver]
    invitation.refresh_from_db()
    joined = TeamMember.objects.filter(user=ada).exists()
    assert joined == bool(invitation.accepted_at) != bool(invitation.revoked_at)


def test_the_same_address_invited_eight_times(startup: Startup, founder: User, other_founder: User) -> None:
    results = at_once(
        *(
            lambda role=role: actions.invite(startup=startup, email="ada@example.com", role=role, by=founder)
            for role in [TeamRole.EDITOR, TeamRole.OWNER] * 4
        )
    )
    assert refusals(results) == []
    assert Invitation.objects.open().count() == 1
    assert first_broken_position() is None
