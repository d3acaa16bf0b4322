"""Who belongs to a team: each verb, each refusal, what the trail keeps, and what nobody can take from a firm."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, TeamRole, Verb
from directory.jobs import periodic
from directory.models import Event, EventDetail, Invitation, Startup, TeamMember
from directory.notifications import team as mails
from directory.rules import invitations as rules
from directory.rules.leaving import duties_of
from directory.rules.permissions import Permission, may
from directory.rules.team import firms_of_last_owner
from directory.rules.trail import first_broken_position
from tests.factories import Make

ADDRESS = "ada@example.com"


@pytest.fixture
def startup(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Eau Vive")
    mail.outbox.clear()
    return startup


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user(ADDRESS, name="Ada", language="de")


def join(startup: Startup, user: User, role: TeamRole = TeamRole.EDITOR) -> TeamMember:
    return TeamMember.objects.create(startup=startup, user=user, role=role)


def invite(startup: Startup, by: User, email: str = ADDRESS, role: TeamRole = TeamRole.EDITOR) -> Invitation:
    return actions.invite(startup=startup, email=email, role=role, by=by)


def fresh(invitation: Invitation) -> Invitation:
    return Invitation.objects.get(pk=invitation.pk)


def role_of(startup: Startup, user: User) -> str | None:
    return TeamMember.objects.of(user).filter(startup=startup).values_list("role", flat=True).first()


def last_event(verb: Verb) -> Event:
    event = Event.objects.filter(verb=verb).order_by("-position").first()
    assert event
    return event


class TestInvite:
    def test_it_works(self, startup: Startup, founder: User) -> None:
        invitation = invite(startup, founder, f" {ADDRESS.upper()} ")
        assert invitation.email == ADDRESS
        assert invitation.expires_at - invitation.invited_at == timedelta(days=14)
        [message] = mail.outbox
        assert message.to == [ADDRESS]
        assert f"/fr/my/invitations/{rules.token_of(invitation)}/" in message.body  # the founder's language

    def test_in_the_language_of_the_account_that_has_the_address(
        self, startup: Startup, founder: User, ada: User
    ) -> None:
        invite(startup, founder)
        assert "/de/my/invitations/" in mail.outbox[-1].body

    def test_the_trail_holds_no_address(self, startup: Startup, founder: User) -> None:
        invitation = invite(startup, founder)
        event = last_event(Verb.TEAM_INVITED)
        assert event.after == {"invitation": invitation.pk, "role": "editor"}
        assert EventDetail.objects.get(position=event.position).personal == {"email": ADDRESS}
        assert first_broken_position() is None

    def test_the_secret_is_kept_nowhere(self, startup: Startup, founder: User, settings: Settings) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["mail", "long"]}}
        invitation = invite(startup, founder)
        token = rules.token_of(invitation)
        [task] = DBTaskResult.objects.all()
        assert task.args_kwargs["args"] == [invitation.pk]
        row = Invitation.objects.filter(pk=invitation.pk).values().get()
        assert token not in str(row)
        assert row["token_digest"] == rules.digest_of(token)

    def test_another_key_makes_another_secret(self, startup: Startup, founder: User, settings: Settings) -> None:
        invitation = invite(startup, founder)
        token, old = rules.token_of(invitation), settings.SECRET_KEY
        settings.SECRET_KEY = "a new one"
        with pytest.raises(LookupError):
            rules.token_of(fresh(invitation))
        settings.SECRET_KEY_FALLBACKS = [old]
        assert rules.token_of(fresh(invitation)) == token

    def test_the_same_form_twice_is_one_invitation(self, startup: Startup, founder: User) -> None:
        assert invite(startup, founder) == invite(startup, founder)
        assert len(mail.outbox) == 1

    def test_inviting_again_replaces_the_older_one(self, startup: Startup, founder: User) -> None:
        older = invite(startup, founder)
        newer = invite(startup, founder, role=TeamRole.OWNER)
        assert fresh(older).revoked_at
        assert list(Invitation.objects.open()) == [newer]

    def test_who_is_a_member_already(self, startup: Startup, founder: User, ada: User) -> None:
        join(startup, ada)
        with pytest.raises(errors.AlreadyMember):
            invite(startup, founder, "ADA@example.com")
        assert not Invitation.objects.exists()

    def test_owners_only(self, startup: Startup, ada: User, wallonia: User) -> None:
        join(startup, ada)
        for person in (ada, wallonia):
            with pytest.raises(errors.NotAllowed):
                invite(startup, person, "new@example.com")

    def test_twenty_open_ones(self, startup: Startup, founder: User) -> None:
        for number in range(rules.MOST_OPEN):
            invite(startup, founder, f"n{number}@example.com")
        with pytest.raises(errors.TooManyInvitations):
            invite(startup, founder)
        invite(startup, founder, "n0@example.com", TeamRole.OWNER)  # in place of the older one
        with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
            invite(startup, founder)

    def test_so_many_a_day(self, startup: Startup, founder: User) -> None:
        for number in range(rules.MOST_A_DAY):
            invite(startup, founder, role=(TeamRole.OWNER, TeamRole.EDITOR)[number % 2])
        with pytest.raises(errors.TooManyInvitations):
            invite(startup, founder, role=TeamRole.OWNER)
        with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
            invite(startup, founder)

    def test_again_with_a_new_link(self, startup: Startup, founder: User) -> None:
        older = invite(startup, founder)
        with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
            newer = actions.resend_invitation(invitation=older, by=founder)
            assert rules.is_open(newer)
            assert rules.token_of(newer) != rules.token_of(older)
        assert len(mail.outbox) == 2
        with pytest.raises(errors.InvitationOver):
            actions.resend_invitation(invitation=older, by=founder)

    def test_taking_it_back(self, startup: Startup, founder: User, ada: User) -> None:
        join(startup, ada)
        invitation = invite(startup, founder, "new@example.com")
        for act in (actions.revoke_invitation, actions.resend_invitation):
            with pytest.raises(errors.NotAllowed):
                act(invitation=invitation, by=ada)
        actions.revoke_invitation(invitation=invitation, by=founder)
        event = last_event(Verb.TEAM_INVITED)
        assert (event.before["invitation"], event.after) == (invitation.pk, {})
        with pytest.raises(errors.InvitationOver):
            actions.revoke_invitation(invitation=invitation, by=founder)

    def test_what_was_taken_back_is_not_mailed(self, startup: Startup, founder: User) -> None:
        invitation = invite(startup, founder)
        actions.revoke_invitation(invitation=invitation, by=founder)
        mail.outbox.clear()
        mails.team_invitation.call(invitation.pk)
        mails.team_invitation.call(0)
        assert mail.outbox == []


class TestAccept:
    def test_it_works(self, startup: Startup, founder: User, ada: User) -> None:
        invitation = invite(startup, founder)
        mail.outbox.clear()
        member = actions.accept_invitation(invitation=invitation, by=ada)
        assert (member.user, member.role) == (ada, TeamRole.EDITOR)
        event = last_event(Verb.TEAM_JOINED)
        assert (event.actor, event.after["invitation"]) == (str(ada.pk), invitation.pk)
        [message] = mail.outbox
        assert message.to == [founder.email]
        assert "Ada" in message.body
        assert may(ada, Permission.BELONG, startup)

    def test_with_another_account_of_the_person(self, startup: Startup, founder: User, other_founder: User) -> None:
        actions.accept_invitation(invitation=invite(startup, founder), by=other_founder)
        assert role_of(startup, other_founder) == "editor"

    def test_twice_is_once(self, startup: Startup, founder: User, ada: User) -> None:
        invitation = invite(startup, founder)
        first = actions.accept_invitation(invitation=invitation, by=ada)
        mail.outbox.clear()
        assert actions.accept_invitation(invitation=invitation, by=ada) == first
        assert mail.outbox == []
        assert Event.objects.filter(verb=Verb.TEAM_JOINED, after__invitation=invitation.pk).count() == 1

    def test_not_with_an_old_link_after_being_taken_out(self, startup: Startup, founder: User, ada: User) -> None:
        invitation = invite(startup, founder)
        member = actions.accept_invitation(invitation=invitation, by=ada)
        actions.remove_member(member=member, by=founder)
        with pytest.raises(errors.InvitationOver):
            actions.accept_invitation(invitation=invitation, by=ada)

    def test_an_editor_becomes_an_owner(self, startup: Startup, founder: User, other_founder: User) -> None:
        join(startup, other_founder)
        actions.accept_invitation(invitation=invite(startup, founder, role=TeamRole.OWNER), by=other_founder)
        assert role_of(startup, other_founder) == "owner"
        assert last_event(Verb.TEAM_ROLE_CHANGED).before == {"user": str(other_founder.pk), "role": "editor"}

    def test_an_owner_does_not_become_an_editor(self, startup: Startup, founder: User) -> None:
        invitation = invite(startup, founder)
        with pytest.raises(errors.AlreadyMember):
            actions.accept_invitation(invitation=invitation, by=founder)
        assert rules.is_open(fresh(invitation))
        assert role_of(startup, founder) == "owner"

    def test_not_any_more(self, startup: Startup, founder: User, ada: User, other_founder: User) -> None:
        lapsed, revoked, declined, used = (
            invite(startup, founder, f"{name}@example.com") for name in ("lapsed", "revoked", "declined", "used")
        )
        Invitation.objects.filter(pk=lapsed.pk).update(expires_at=Now())
        actions.revoke_invitation(invitation=revoked, by=founder)
        actions.decline_invitation(invitation=declined, by="SYSTEM")
        actions.accept_invitation(invitation=used, by=other_founder)
        for invitation in (lapsed, revoked, declined, used):
            with pytest.raises(errors.InvitationOver):
                actions.accept_invitation(invitation=invitation, by=ada)
        assert role_of(startup, ada) is None

    def test_not_of_an_entry_that_is_gone(self, startup: Startup, founder: User, ada: User) -> None:
        invitation = invite(startup, founder)
        for gone in ({"state": EntryState.REMOVED}, {"state": EntryState.MERGED, "merged_into": Make.unclaimed()}):
            Startup.objects.filter(pk=startup.pk).update(**gone)
            with pytest.raises(errors.InvitationOver):
                actions.accept_invitation(invitation=invitation, by=ada)

    def test_not_with_a_closed_account(self, startup: Startup, founder: User, ada: User) -> None:
        invitation = invite(startup, founder)
        User.objects.filter(pk=ada.pk).update(is_active=False)
        with pytest.raises(errors.NotAllowed):
            actions.accept_invitation(invitation=invitation, by=ada)

    def test_who_left_is_not_told(self, startup: Startup, founder: User, ada: User, other_founder: User) -> None:
        join(startup, other_founder, TeamRole.OWNER)
        invitation = invite(startup, founder)
        actions.leave(startup=startup, by=founder)
        mail.outbox.clear()
        actions.accept_invitation(invitation=invitation, by=ada)
        assert mail.outbox == []


class TestDecline:
    def test_it_works(self, startup: Startup, founder: User) -> None:
        invitation = invite(startup, founder)
        actions.decline_invitation(invitation=invitation, by="SYSTEM")
        assert last_event(Verb.TEAM_INVITED).after == {"declined": True}
        with pytest.raises(errors.InvitationOver):
            actions.decline_invitation(invitation=invitation, by="SYSTEM")


class TestRoles:
    def test_it_works(self, startup: Startup, founder: User, ada: User) -> None:
        member = join(startup, ada)
        actions.change_role(member=member, role=TeamRole.OWNER, by=founder)
        assert role_of(startup, ada) == "owner"
        [message] = mail.outbox
        assert message.to == [ada.email]
        event = last_event(Verb.TEAM_ROLE_CHANGED)
        assert (event.before["role"], event.after["role"]) == ("editor", "owner")
        assert ada.email not in str([event.before, event.after])

    def test_the_same_role_again(self, startup: Startup, founder: User, ada: User) -> None:
        actions.change_role(member=join(startup, ada), role=TeamRole.EDITOR, by=founder)
        assert not Event.objects.filter(verb=Verb.TEAM_ROLE_CHANGED).exists()
        assert mail.outbox == []

    def test_refusals(self, startup: Startup, founder: User, ada: User) -> None:
        member, own = join(startup, ada), TeamMember.objects.get(user=founder)
        with pytest.raises(errors.NotAllowed):
            actions.change_role(member=member, role=TeamRole.OWNER, by=ada)
        with pytest.raises(errors.LastOwner):
            actions.change_role(member=own, role=TeamRole.EDITOR, by=founder)
        actions.leave(startup=startup, by=ada)
        with pytest.raises(errors.Gone):
            actions.change_role(member=member, role=TeamRole.OWNER, by=founder)

    def test_whose_role_is_taken_invites_nobody_any_more(self, startup: Startup, founder: User, ada: User) -> None:
        member = join(startup, ada, TeamRole.OWNER)
        friend, mine = invite(startup, ada, "friend@example.com"), invite(startup, founder, "mine@example.com")
        actions.change_role(member=member, role=TeamRole.EDITOR, by=founder)
        assert fresh(friend).revoked_at
        assert fresh(mine).revoked_at is None
        with pytest.raises(errors.InvitationOver):
            actions.accept_invitation(invitation=friend, by=User.objects.create_user("friend@example.com"))
        assert first_broken_position() is None

    def test_who_is_made_an_owner_keeps_the_invitations(self, startup: Startup, founder: User, ada: User) -> None:
        member = join(startup, ada, TeamRole.OWNER)
        friend = invite(startup, ada, "friend@example.com")
        TeamMember.objects.filter(pk=member.pk).update(role=TeamRole.EDITOR)
        actions.change_role(member=member, role=TeamRole.OWNER, by=founder)
        assert fresh(friend).revoked_at is None

    def test_an_owner_with_a_closed_account_does_not_count(self, startup: Startup, founder: User, ada: User) -> None:
        join(startup, ada, TeamRole.OWNER)
        User.objects.filter(pk=ada.pk).update(is_active=False)
        assert list(firms_of_last_owner(founder)) == [startup]
        with pytest.raises(errors.LastOwner):
            actions.leave(startup=startup, by=founder)


class TestRemove:
    def test_it_works(self, startup: Startup, founder: User, ada: User) -> None:
        member = join(startup, ada, TeamRole.OWNER)
        sent, other = invite(startup, ada, "friend@example.com"), invite(startup, founder, "keeps@example.com")
        mail.outbox.clear()
        actions.remove_member(member=member, by=founder)
        assert role_of(startup, ada) is None
        assert fresh(sent).revoked_at
        assert rules.is_open(fresh(other))
        assert [message.to for message in mail.outbox] == [[ada.email]]
        assert last_event(Verb.TEAM_LEFT).before == {"user": str(ada.pk), "role": "owner"}

    def test_refusals(self, startup: Startup, founder: User, ada: User) -> None:
        own, member = TeamMember.objects.get(user=founder), join(startup, ada)
        with pytest.raises(errors.NotAllowed):
            actions.remove_member(member=own, by=ada)
        with pytest.raises(errors.LastOwner):
            actions.remove_member(member=own, by=founder)
        actions.remove_member(member=member, by=founder)
        with pytest.raises(errors.Gone):
            actions.remove_member(member=member, by=founder)


class TestLeave:
    def test_it_works(self, startup: Startup, founder: User, ada: User) -> None:
        join(startup, ada)
        actions.leave(startup=startup, by=ada)
        assert role_of(startup, ada) is None
        assert TeamMember.objects.get(user=ada).left_at  # stays on record
        with pytest.raises(errors.NotAllowed):
            actions.leave(startup=startup, by=ada)

    def test_the_last_owner_stays(self, startup: Startup, founder: User, ada: User) -> None:
        join(startup, ada)
        with pytest.raises(errors.LastOwner):
            actions.leave(startup=startup, by=founder)
        assert role_of(startup, founder) == "owner"

    def test_what_is_not_public_needs_an_owner_as_well(self, startup: Startup, founder: User) -> None:
        Startup.objects.filter(pk=startup.pk).update(state=EntryState.UNPUBLISHED)
        with pytest.raises(errors.LastOwner):
            actions.leave(startup=startup, by=founder)
        assert role_of(startup, founder) == "owner"


class TestHandOver:
    @pytest.mark.parametrize(("leaves", "role"), [(True, None), (False, "editor")])
    def test_it_works(self, startup: Startup, founder: User, ada: User, leaves: bool, role: str | None) -> None:
        actions.hand_over(to=join(startup, ada), leaves=leaves, by=founder)
        assert (role_of(startup, ada), role_of(startup, founder)) == ("owner", role)
        [message] = mail.outbox
        assert message.to == [ada.email]
        assert first_broken_position() is None

    def test_refusals(self, startup: Startup, founder: User, ada: User) -> None:
        own, member = TeamMember.objects.get(user=founder), join(startup, ada)
        with pytest.raises(errors.NotAllowed):
            actions.hand_over(to=own, leaves=True, by=ada)
        with pytest.raises(errors.Gone):
            actions.hand_over(to=own, leaves=True, by=founder)
        User.objects.filter(pk=ada.pk).update(is_active=False)
        with pytest.raises(errors.Gone):
            actions.hand_over(to=member, leaves=True, by=founder)
        assert role_of(startup, founder) == "owner"


class TestRescue:
    @pytest.fixture
    def orphan(self, startup: Startup) -> Startup:
        startup.team.update(left_at=Now())
        return startup

    def test_it_works(self, orphan: Startup, wallonia: User, ada: User) -> None:
        invitation = actions.rescue(startup=orphan, email=ADDRESS, words="Signed for the firm.", by=wallonia)
        assert invitation.role == TeamRole.OWNER
        event = last_event(Verb.TEAM_INVITED)
        assert event.after == {"invitation": invitation.pk, "role": "owner", "rescue": True}
        detail = EventDetail.objects.get(position=event.position)
        assert detail.personal == {"email": ADDRESS, "words": "Signed for the firm."}
        assert wallonia.email not in mail.outbox[-1].body  # the partner invites, not the person
        mail.outbox.clear()
        actions.accept_invitation(invitation=invitation, by=ada)
        assert role_of(orphan, ada) == "owner"
        assert [message.to for message in mail.outbox] == [[wallonia.email]]

    def test_an_editor_who_is_left_becomes_the_owner(self, orphan: Startup, wallonia: User, ada: User) -> None:
        join(orphan, ada)
        invitation = actions.rescue(startup=orphan, email=ADDRESS, words="Knows it.", by=wallonia)
        actions.accept_invitation(invitation=invitation, by=ada)
        assert role_of(orphan, ada) == "owner"

    def test_it_replaces_what_was_under_way(self, startup: Startup, founder: User, wallonia: User) -> None:
        older = invite(startup, founder, "friend@example.com")
        User.objects.filter(pk=founder.pk).update(is_active=False)
        actions.rescue(startup=startup, email=ADDRESS, words="Signed.", by=wallonia)
        assert fresh(older).revoked_at

    def test_refusals(self, startup: Startup, founder: User, wallonia: User, flanders: User, operator: User) -> None:
        with pytest.raises(errors.NotAllowed):  # it has an owner
            actions.rescue(startup=startup, email=ADDRESS, words="Signed.", by=wallonia)
        startup.team.update(left_at=Now())
        for person in (flanders, founder):
            with pytest.raises(errors.NotAllowed):
                actions.rescue(startup=startup, email=ADDRESS, words="Signed.", by=person)
        actions.rescue(startup=startup, email=ADDRESS, words="Signed.", by=operator)

    def test_of_a_hidden_one(self, orphan: Startup, wallonia: User, ada: User) -> None:
        Startup.objects.filter(pk=orphan.pk).update(state=EntryState.UNPUBLISHED)
        invitation = actions.rescue(startup=orphan, email=ADDRESS, words="Signed.", by=wallonia)
        actions.accept_invitation(invitation=invitation, by=ada)
        assert role_of(orphan, ada) == "owner"
        orphan.team.update(left_at=Now())
        Startup.objects.filter(pk=orphan.pk).update(state=EntryState.REMOVED)
        assert not may(wallonia, Permission.RESCUE, orphan)

    def test_not_of_the_own_company(self, orphan: Startup, wallonia: User, operator: User) -> None:
        for person in (wallonia, operator):
            join(orphan, person)
            assert not may(person, Permission.RESCUE, orphan)
            with pytest.raises(errors.NotAllowed):
                actions.rescue(startup=orphan, email=ADDRESS, words="Signed.", by=person)

    def test_not_for_oneself(self, orphan: Startup, wallonia: User) -> None:
        with pytest.raises(errors.OwnAddress):
            actions.rescue(startup=orphan, email=f" {wallonia.email.upper()}", words="Signed.", by=wallonia)
        invitation = actions.rescue(startup=orphan, email=ADDRESS, words="Signed.", by=wallonia)
        with pytest.raises(errors.NotAllowed):
            actions.accept_invitation(invitation=invitation, by=wallonia)
        assert role_of(orphan, wallonia) is None


def test_addresses_are_forgotten(startup: Startup, founder: User, ada: User, wallonia: User) -> None:
    """A month after an invitation lapsed, whatever became of it."""
    for email in (ADDRESS, "other@example.com"):
        invite(startup, founder, email)
    actions.accept_invitation(invitation=Invitation.objects.get(email=ADDRESS), by=ada)
    with time_machine.travel(timezone.now() + timedelta(days=43), tick=False):
        assert periodic.erase_old_invitations() == 0
    with time_machine.travel(timezone.now() + timedelta(days=45), tick=False):
        assert periodic.erase_old_invitations() == 2
    assert not Invitation.objects.exists()
    assert ADDRESS not in str(list(EventDetail.objects.values_list("personal", flat=True)))
    assert first_broken_position() is None


def test_whose_last_owner_somebody_is(
    startup: Startup, founder: User, ada: User, wallonia: User, other_founder: User
) -> None:
    shared, hidden = Make.published(founder, wallonia), Make.published(founder, wallonia)
    join(shared, ada, TeamRole.OWNER)
    join(startup, other_founder)
    Startup.objects.filter(pk=hidden.pk).update(state=EntryState.UNPUBLISHED)
    assert set(firms_of_last_owner(founder)) == {startup, hidden} == set(duties_of(founder).startups)
    with pytest.raises(errors.LastOwner):
        actions.leave(startup=hidden, by=founder)
    Startup.objects.filter(pk=hidden.pk).update(state=EntryState.REMOVED)
    assert list(firms_of_last_owner(founder)) == [startup] == duties_of(founder).startups
    assert not firms_of_last_owner(ada).exists()
    assert not firms_of_last_owner(other_founder).exists()


@pytest.mark.parametrize("mail_of", [mails.team_removed, mails.team_role_changed, mails.team_handed_over])
def test_what_no_longer_holds_is_not_told(mail_of: Callable[..., None], db: None) -> None:
    mail_of.call(0)  # type: ignore[attr-defined]  # a task
    mails.invitation_accepted.call(0)
    assert mail.outbox == []
