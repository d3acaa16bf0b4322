"""The mails about who belongs to a team. As in mails.py: each is a task that commits with the change it tells of."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from accounts.models import User
from directory.choices import TeamRole
from directory.models import Invitation, Startup, TeamMember
from directory.notifications.sending import in_language_of, send, tried_again
from directory.rules.invitations import comes_from_team, is_open, sender_of, token_of
from directory.rules.team import MAY


@task(queue_name="mail")
def team_invitation(invitation_id: int, attempt: int = 1) -> None:
    """To an address, with an account or without one: who invites to what, and the link that answers."""
    invitation = _invitations().filter(pk=invitation_id).first()
    if invitation is None or not is_open(invitation):
        return
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    language = (known or invitation.invited_by).language
    with tried_again(team_invitation, invitation_id, attempt), translation.override(language):
        url = settings.SITE_URL + reverse("invitation", args=[token_of(invitation)])
        send("team_invitation", known or invitation.email, _about(invitation.startup) | _offer(invitation, url))


@task(queue_name="mail")
def invitation_accepted(invitation_id: int, attempt: int = 1) -> None:
    """To who sent the invitation, unless that person has no more to do with the entry."""
    invitation = _invitations().filter(pk=invitation_id, accepted_at__isnull=False).first()
    if invitation is None or not _still_concerned(invitation):
        return
    with tried_again(invitation_accepted, invitation_id, attempt), in_language_of(invitation.invited_by):
        context = {"invitation": invitation, "from_team": comes_from_team(invitation)}
        send("invitation_accepted", invitation.invited_by, _about(invitation.startup) | context)


@task(queue_name="mail")
def team_removed(member_id: int, attempt: int = 1) -> None:
    """To somebody whom an owner took out of the team."""
    member = _members().filter(pk=member_id, left_at__isnull=False).first()
    if member is None:
        return
    with tried_again(team_removed, member_id, attempt), in_language_of(member.user):
        send("team_removed", member.user, _about(member.startup))


@task(queue_name="mail")
def team_role_changed(member_id: int, attempt: int = 1) -> None:
    """To somebody of the team: the role as it is now."""
    _tell_member("team_role_changed", team_role_changed, member_id, attempt)


@task(queue_name="mail")
def team_handed_over(member_id: int, attempt: int = 1) -> None:
    """To the new owner."""
    _tell_member("team_handed_over", team_handed_over, member_id, attempt)


def _tell_member(event: str, mail: Any, member_id: int, attempt: int) -> None:
    member = _members().filter(pk=member_id, left_at=None).first()
    if member is None:
        return
    with tried_again(mail, member_id, attempt), in_language_of(member.user):
        role = TeamRole(member.role)
        send(event, member.user, _about(member.startup) | {"role": role.label, "may": MAY[role]})


def _invitations() -> Any:
    return Invitation.objects.select_related("startup__territory__partner", "invited_by", "accepted_by")


def _members() -> Any:
    return TeamMember.objects.select_related("startup", "user").filter(user__is_active=True)


def _still_concerned(invitation: Invitation) -> bool:
    inviter = invitation.invited_by
    left = comes_from_team(invitation) and not TeamMember.objects.of(inviter).filter(startup=invitation.startup)
    return inviter.is_active and not left


def _offer(invitation: Invitation, url: str) -> dict[str, Any]:
    role = TeamRole(invitation.role)
    return {
        "invitation": invitation,
        "invitation_url": url,
        "inviter": sender_of(invitation),
        "role": role.label,
        "may": MAY[role],
    }


def _about(startup: Startup) -> dict[str, Any]:
    return {
        "name": startup.name,
        "url": settings.SITE_URL + reverse("team", args=[startup.slug]),
        "my_url": settings.SITE_URL + reverse("my"),
    }
