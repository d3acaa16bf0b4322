"""The people who keep a firm's entry. Somebody else's team does not exist."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.choices import TeamRole
from directory.forms.team import LEAVES, HandOverForm, InvitationForm, RoleForm
from directory.models import Invitation, Startup, TeamMember
from directory.rules.permissions import Permission, may, narrow
from directory.rules.team import MAY, is_last_owner
from directory.views.policies import person, signed_in


@signed_in
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to it, and who is invited."""
    return _team_page(request, _own(request, slug), InvitationForm())


@signed_in
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    startup = _managed(request, slug)
    if request.method != "POST":
        return redirect("team", slug)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _team_page(request, startup, form)
    given = form.cleaned_data
    try:
        actions.invite(startup=startup, email=given["email"], role=given["role"], by=person(request))
    except Refused as refused:
        form.add_error("email", str(refused))
        return _team_page(request, startup, form, status=409)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": given["email"]})
    return redirect("team", slug)


@signed_in
def resend(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(request, slug, pk)
    if request.method == "POST":
        try:
            actions.resend_invitation(invitation=invitation, by=person(request))
            messages.success(request, _("Sent again. The link in the older mail no longer works."))
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("team", slug)


@signed_in
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(request, slug, pk)
    if request.method == "POST":
        try:
            actions.revoke_invitation(invitation=invitation, by=person(request))
            messages.success(request, _("Taken back. The link in the mail no longer works."))
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("team", slug)


@signed_in
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What an owner may do about somebody: another role, hand over, take out."""
    found = _member(request, slug, pk)
    return _member_page(request, found, RoleForm(initial={"role": found.role}), HandOverForm())


@signed_in
def change_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _member(request, slug, pk)
    if request.method != "POST":
        return redirect("team_member", slug, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _member_page(request, found, form, HandOverForm())
    try:
        actions.change_role(member=found, role=form.cleaned_data["role"], by=person(request))
        messages.success(request, _("The role is changed."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("team", slug)


@signed_in
def hand_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _member(request, slug, pk)
    if request.method != "POST":
        return redirect("team_member", slug, pk)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _member_page(request, found, RoleForm(initial={"role": found.role}), form)
    leaves = form.cleaned_data["then"] == LEAVES
    try:
        actions.hand_over(to=found, leaves=leaves, by=person(request))
        messages.success(request, _("Handed over to %(who)s.") % {"who": found.user})
    except Refused as refused:
        messages.error(request, str(refused))
    return _after_leaving(request, found.startup)


@signed_in
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _member(request, slug, pk)
    if request.method != "POST":
        return redirect("team_member", slug, pk)
    try:
        actions.remove_member(member=found, by=person(request))
        messages.success(request, _("%(who)s no longer belongs to the team.") % {"who": found.user})
    except Refused as refused:
        messages.error(request, str(refused))
    return _after_leaving(request, found.startup)


@signed_in
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks first. The last owner is told what to do instead."""
    startup = _own(request, slug)
    if request.method != "POST":
        is_last = is_last_owner(startup, person(request))
        return render(request, "my/leave.html", {"startup": startup, "is_last": is_last})
    try:
        actions.leave(startup=startup, by=person(request))
        messages.success(request, _("You no longer belong to the team of %(name)s.") % {"name": startup.name})
    except Refused as refused:
        messages.error(request, str(refused))
    return _after_leaving(request, startup)


def _own(request: HttpRequest, slug: str) -> Startup:
    startup: Startup = get_object_or_404(narrow(Startup.objects.all(), request.user, Permission.BELONG), slug=slug)
    return startup


def _managed(request: HttpRequest, slug: str) -> Startup:
    mine = narrow(Startup.objects.all(), request.user, Permission.MANAGE_TEAM)
    startup: Startup = get_object_or_404(mine, slug=slug)
    return startup


def _invitation(request: HttpRequest, slug: str, pk: int) -> Invitation:
    found: Invitation = get_object_or_404(_managed(request, slug).invitations.all(), pk=pk)
    return found


def _member(request: HttpRequest, slug: str, pk: int) -> TeamMember:
    members = _managed(request, slug).team.active().select_related("user", "startup")
    found: TeamMember = get_object_or_404(members, pk=pk)
    return found


def _after_leaving(request: HttpRequest, startup: Startup) -> HttpResponse:
    """Back to the team, or for who has left it to the other firms."""
    return redirect("team", startup.slug) if may(request.user, Permission.BELONG, startup) else redirect("my")


def _team_page(request: HttpRequest, startup: Startup, form: InvitationForm, status: int = 200) -> HttpResponse:
    members = startup.team.active().select_related("user")
    context = {
        "startup": startup,
        "members": members.order_by("-role", "joined_at", "pk"),  # owner before editor
        "invitations": startup.invitations.unanswered().order_by("-invited_at", "-pk"),
        "manages": may(request.user, Permission.MANAGE_TEAM, startup),
        "roles": [(role.label, MAY[role]) for role in TeamRole],
        "form": form,
    }
    return render(request, "my/team.html", context, status=status)


def _member_page(request: HttpRequest, found: TeamMember, role: RoleForm, hand_over: HandOverForm) -> HttpResponse:
    context: dict[str, Any] = {
        "startup": found.startup,
        "member": found,
        "role_form": role,
        "hand_over_form": hand_over,
        "form": hand_over if hand_over.errors else role,  # whose errors stand in the summary
        "is_self": found.user_id == person(request).pk,
    }
    return render(request, "my/team_member.html", context)
