"""Who works for the partners. A lead invites and removes; the operator does so everywhere."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sessions import second_factors
from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.choices import PartnerRole
from directory.forms.partners import AppointForm, FindPersonForm, PartnerRoleForm
from directory.models import Membership, Partner
from directory.rules.permissions import Permission, may, may_govern, narrow


@desk_only
def people(request: DeskRequest) -> HttpResponse:
    """Everybody of the partners whose people one may know. The operator also finds anybody by address."""
    known = narrow(Partner.objects.all(), request.user, Permission.KNOW_PEOPLE).order_by("slug")
    if not known and not may_govern(request.user):
        raise Http404
    form = FindPersonForm(request.POST if request.method == "POST" and may_govern(request.user) else None)
    if form.is_valid():
        found = User.objects.filter(email__iexact=form.cleaned_data["email"]).first()
        if found:
            return redirect("admin:person", found.pk)
        form.add_error("email", _("Nobody has an account with this address."))
    run = set(narrow(Partner.objects.all(), request.user, Permission.RUN_PARTNER).values_list("pk", flat=True))
    context = {
        "partners": [(partner, members_of(partner), partner.pk in run) for partner in known],
        "powerful": _powerful() if may_govern(request.user) else [],
        "form": form,
        "may_govern": may_govern(request.user),
    }
    return render(request, "desk/people.html", context, status=422 if form.is_bound else 200)


@desk_only
def invite(request: DeskRequest, slug: str) -> HttpResponse:
    partner = _run(request, slug)
    form = AppointForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.appoint(email=given["email"], partner=partner, role=given["role"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": given["email"]})
            return redirect("admin:partner", partner.slug)
    context = {
        "form": form,
        "title": _("Invite somebody to %(partner)s") % {"partner": partner},
        "back_url": reverse("admin:partner", args=[partner.slug]),
        "back": str(partner),
        "button": _("Invite"),
    }
    return render(request, "desk/form.html", context, status=status)


@desk_only
def member(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """GET shows what one may change, POST gives another role."""
    found = _member(request, slug, pk)
    form = PartnerRoleForm(request.POST if request.method == "POST" else None, initial={"role": found.role})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.appoint(
                email=found.user.email, partner=found.partner, role=form.cleaned_data["role"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            label = PartnerRole(form.cleaned_data["role"]).label
            messages.success(request, _("%(person)s: %(role)s") % {"person": found.user, "role": label})
            return redirect("admin:partner", slug)
    return render(request, "desk/member.html", {"member": found, "form": form}, status=status)


@desk_only
def remove(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    found = _member(request, slug, pk)
    if request.method != "POST":
        return redirect("admin:member", slug, pk)
    try:
        actions.dismiss(email=found.user.email, partner=found.partner, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("admin:member", slug, pk)
    said = {"person": found.user, "partner": found.partner}
    messages.success(request, _("%(person)s no longer works for %(partner)s.") % said)
    if not may(request.user, Permission.READ_PARTNER, found.partner):
        return redirect("my")  # a lead who left
    return redirect("admin:partner", slug)


def members_of(partner: Partner) -> QuerySet[Membership]:
    """Each with whether the account has a second factor."""
    members = partner.memberships.select_related("user").annotate(has_factor=Exists(second_factors(OuterRef("user"))))
    return members.order_by("user__email")


def _powerful() -> QuerySet[User]:
    everybody = User.objects.annotate(has_factor=Exists(second_factors(OuterRef("pk"))))
    return (everybody.filter(is_operator=True) | everybody.filter(is_auditor=True)).order_by("email")


def _run(request: DeskRequest, slug: str) -> Partner:
    found: Partner = get_object_or_404(narrow(Partner.objects.all(), request.user, Permission.RUN_PARTNER), slug=slug)
    return found


def _member(request: DeskRequest, slug: str, pk: int) -> Membership:
    members = Membership.objects.select_related("user", "partner").filter(partner=_run(request, slug))
    found: Membership = get_object_or_404(members, pk=pk)
    return found
