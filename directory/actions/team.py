"""What changes in a team. Everything here happens under the lock of the entry, so that there is always an owner."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_startup, record
from directory.actions.errors import Gone, LastOwner, NotAllowed
from directory.actions.invitations import end_invitation
from directory.choices import TeamRole, Verb
from directory.models import Startup, TeamMember
from directory.notifications import team as mails
from directory.rules.permissions import Permission, may
from directory.rules.team import is_last_owner


@transaction.atomic
def change_role(*, member: TeamMember, role: TeamRole, by: User) -> None:
    """Make an owner of an editor, or the other way round; then the invitations that this person sent end, too.

    Raises NotAllowed, Gone or LastOwner.
    """
    startup = _managed(member.startup_id, by)
    current = _active(member)
    if current.role == role:
        return
    _set_role(startup, current, role, by)
    if current.user_id == by.pk:
        return
    if role != TeamRole.OWNER:
        _end_invitations_of(startup, current, by)
    mails.team_role_changed.enqueue(current.pk)


@transaction.atomic
def remove_member(*, member: TeamMember, by: User) -> None:
    """Take somebody out of the team, and take back the invitations that this person sent.

    Raises NotAllowed, Gone or LastOwner.
    """
    startup = _managed(member.startup_id, by)
    current = _active(member)
    _leave(startup, current, by)
    if current.user_id == by.pk:
        return
    _end_invitations_of(startup, current, by)
    mails.team_removed.enqueue(current.pk)


@transaction.atomic
def leave(*, startup: Startup, by: User) -> None:
    """Raises NotAllowed for who does not belong to the team, or LastOwner."""
    locked = lock_startup(startup.pk)
    member = _member(locked, by)
    if member is None or not may(by, Permission.BELONG, locked):
        raise NotAllowed
    _leave(locked, member, by)


@transaction.atomic
def hand_over(*, to: TeamMember, leaves: bool, by: User) -> None:
    """Make somebody of the team an owner, and become an editor or leave. Raises NotAllowed or Gone."""
    startup = _managed(to.startup_id, by)
    heir, own = _active(to), _member(startup, by)
    if own is None or heir.pk == own.pk or not heir.user.is_active:
        raise Gone
    if heir.role != TeamRole.OWNER:
        _set_role(startup, heir, TeamRole.OWNER, by)
    if leaves:
        _leave(startup, own, by)
    else:
        _set_role(startup, own, TeamRole.EDITOR, by)
    mails.team_handed_over.enqueue(heir.pk)


def _managed(startup_id: int, by: User) -> Startup:
    """The entry, locked. Raises NotAllowed for who does not decide about its team."""
    locked = lock_startup(startup_id)
    if not may(by, Permission.MANAGE_TEAM, locked):
        raise NotAllowed
    return locked


def _active(member: TeamMember) -> TeamMember:
    """As it is now, under the lock of the entry. Raises Gone for who has left."""
    current = TeamMember.objects.active().select_related("user").filter(pk=member.pk).first()
    if current is None:
        raise Gone
    return current


def _member(startup: Startup, user: User) -> TeamMember | None:
    return TeamMember.objects.of(user).select_related("user").filter(startup=startup).first()


def _set_role(startup: Startup, member: TeamMember, role: TeamRole, by: User) -> None:
    if role != TeamRole.OWNER and is_last_owner(startup, member.user):
        raise LastOwner
    before = _shown(member)
    member.role = role
    member.save(update_fields=["role"])
    record(Verb.TEAM_ROLE_CHANGED, by=by, startup=startup, before=before, after=_shown(member))


def _leave(startup: Startup, member: TeamMember, by: User) -> None:
    if is_last_owner(startup, member.user):
        raise LastOwner
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    record(Verb.TEAM_LEFT, by=by, startup=startup, before=_shown(member))


def _end_invitations_of(startup: Startup, member: TeamMember, by: User) -> None:
    for invitation in startup.invitations.open().filter(invited_by=member.user_id).order_by("pk"):
        end_invitation(invitation, by=by)


def _shown(member: TeamMember) -> dict[str, str]:
    """The random id, never the address: events name nobody (product.md, Rules)."""
    return {"user": str(member.user_id), "role": member.role}
