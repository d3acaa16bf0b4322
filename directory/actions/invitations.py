"""Asking somebody to join a team, and what becomes of it. Everything here happens under the lock of the entry."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, lock_startup, record
from directory.actions.errors import AlreadyMember, InvitationOver, NotAllowed, OwnAddress, TooManyInvitations
from directory.choices import TeamRole, Verb
from directory.models import Event, EventDetail, Invitation, Startup, TeamMember
from directory.models.team import InvitationQuerySet
from directory.notifications import team as mails
from directory.rules.invitations import LASTS, MOST_A_DAY, MOST_OPEN, is_open, new_digest
from directory.rules.permissions import Permission, may

A_MOMENT = timedelta(minutes=1)  # within which the same form sent twice is one invitation


@transaction.atomic
def invite(*, startup: Startup, email: str, role: TeamRole, by: User) -> Invitation:
    """Ask the owner of this address to join the team. A new invitation takes the place of an older one.

    The same one again within a moment changes nothing. Raises NotAllowed, AlreadyMember or TooManyInvitations.
    """
    locked = lock_startup(startup.pk)
    if not may(by, Permission.MANAGE_TEAM, locked):
        raise NotAllowed
    members = TeamMember.objects.active().filter(startup=locked)
    if members.filter(user__email__iexact=email.strip()).exists():
        raise AlreadyMember
    return _invite(locked, email, role, by)


@transaction.atomic
def rescue(*, startup: Startup, email: str, words: str, by: User) -> Invitation:
    """Ask somebody to own an entry that nobody owns any more. `words` say why it is this person.

    Takes the place of every other invitation: whoever sent them has no say any more. Raises NotAllowed, OwnAddress
    or TooManyInvitations.
    """
    locked = lock_startup(startup.pk)
    if not may(by, Permission.RESCUE, locked):
        raise NotAllowed
    if email.strip().lower() == by.email.lower():
        raise OwnAddress
    return _invite(locked, email, TeamRole.OWNER, by, rescue=words)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """The same invitation once more, with a new link and a new fortnight. Raises as invite(), or InvitationOver."""
    locked = lock_startup(invitation.startup_id)
    if not may(by, Permission.MANAGE_TEAM, locked):
        raise NotAllowed
    current = _unanswered(invitation)
    return invite(startup=locked, email=current.email, role=TeamRole(current.role), by=by)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """Take it back: the link opens nothing any more. Raises NotAllowed or InvitationOver."""
    locked = lock_startup(invitation.startup_id)
    if not may(by, Permission.MANAGE_TEAM, locked):
        raise NotAllowed
    end_invitation(_unanswered(invitation), by=by)


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: Actor) -> None:
    """No, thank you: whoever holds the link may say so, with an account or without one. Raises InvitationOver."""
    lock_startup(invitation.startup_id)
    end_invitation(_unanswered(invitation), by=by, declined=True)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> TeamMember:
    """Join the team. The link proves that one reads the mail of the address, so any account of the person will do.

    Not one of who sent it. An editor who is invited as an owner becomes one. Accepting once more what one has accepted
    changes nothing. Raises InvitationOver, AlreadyMember or NotAllowed.
    """
    # Whoever closes the account holds this lock: either the new team is left by it, or nobody joins.
    if User.objects.select_for_update(no_key=True).filter(pk=by.pk, is_active=True).first() is None:
        raise NotAllowed
    startup = lock_startup(invitation.startup_id)
    current = Invitation.objects.select_related("startup").filter(pk=invitation.pk).first()
    member = TeamMember.objects.of(by).filter(startup=startup).first()
    if current and member and current.accepted_by_id == by.pk:
        return member
    if current is None or not is_open(current):
        raise InvitationOver
    if member and not _raises(current, member):
        raise AlreadyMember
    if current.invited_by_id == by.pk:
        raise NotAllowed
    current.accepted_at, current.accepted_by = timezone.now(), by
    current.save(update_fields=["accepted_at", "accepted_by"])
    joined = _join(startup, current, member, by)
    mails.invitation_accepted.enqueue(current.pk)
    return joined


def end_invitation(invitation: Invitation, *, by: Actor, declined: bool = False) -> None:
    """An event of what was there before and is not any more."""
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    before = {"invitation": invitation.pk, "role": invitation.role}
    after = {"declined": True} if declined else {}
    record(Verb.TEAM_INVITED, by=by, startup=invitation.startup, before=before, after=after)


def erase_invitations(*, ended_before: datetime, by: Actor) -> int:
    """Forget to whom invitations went that ended long ago, whatever became of them. How many that was."""
    old = Invitation.objects.filter(expires_at__lt=ended_before)
    return sum(_erase(invitation) for invitation in old.order_by("pk"))


@transaction.atomic
def _erase(invitation: Invitation) -> bool:
    lock_startup(invitation.startup_id)
    events = Event.objects.filter(startup_id=invitation.startup_id, verb=Verb.TEAM_INVITED)
    # The chain of events covers only a digest of these rows, so that it still verifies.
    about_it = events.filter(after__invitation=invitation.pk).values("position")
    EventDetail.objects.filter(position__in=about_it).delete()
    return bool(Invitation.objects.filter(pk=invitation.pk).delete()[0])


def _invite(startup: Startup, email: str, role: TeamRole, by: User, rescue: str = "") -> Invitation:
    email, now = email.strip().lower(), timezone.now()
    sent = startup.invitations.all()
    just_now = sent.open().filter(email=email, role=role, invited_by=by, invited_at__gt=now - A_MOMENT).first()
    if just_now:
        return just_now
    replaced = sent.unanswered() if rescue else sent.unanswered().filter(email=email)
    _refuse_too_many(sent, replaced, now)
    replaced.update(revoked_at=now)
    invitation = Invitation(
        startup=startup, email=email, role=role, invited_by=by, invited_at=now, expires_at=now + LASTS
    )
    invitation.token_digest = new_digest(invitation)
    invitation.save()
    record(
        Verb.TEAM_INVITED,
        by=by,
        startup=startup,
        after={"invitation": invitation.pk, "role": role} | ({"rescue": True} if rescue else {}),
        personal={"email": email} | ({"words": rescue} if rescue else {}),
    )
    mails.team_invitation.enqueue(invitation.pk)
    return invitation


def _refuse_too_many(sent: InvitationQuerySet, replaced: InvitationQuerySet, now: datetime) -> None:
    others = sent.open().exclude(pk__in=replaced.values("pk"))
    if others.count() >= MOST_OPEN or sent.filter(invited_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyInvitations


def _unanswered(invitation: Invitation) -> Invitation:
    """As it is now, under the lock of its entry. Raises InvitationOver."""
    current = Invitation.objects.unanswered().select_related("startup").filter(pk=invitation.pk).first()
    if current is None:
        raise InvitationOver
    return current


def _raises(invitation: Invitation, member: TeamMember) -> bool:
    """Whether it makes an owner of an editor."""
    return invitation.role == TeamRole.OWNER and member.role == TeamRole.EDITOR


def _join(startup: Startup, invitation: Invitation, member: TeamMember | None, by: User) -> TeamMember:
    shown = {"user": str(by.pk), "role": invitation.role, "invitation": invitation.pk}
    if member is None:
        record(Verb.TEAM_JOINED, by=by, startup=startup, after=shown)
        return TeamMember.objects.create(startup=startup, user=by, role=invitation.role)
    before = {"user": str(by.pk), "role": member.role}
    member.role = invitation.role
    member.save(update_fields=["role"])
    record(Verb.TEAM_ROLE_CHANGED, by=by, startup=startup, before=before, after=shown)
    return member
