"""Inviting the company of an unclaimed entry to claim it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.forms.claiming import InviteToClaimForm
from directory.models import ClaimInvitation, Startup
from directory.rules.claiming import is_invited_often, is_left_in_peace, rests_until
from directory.rules.merging import family_of
from directory.rules.permissions import Permission, narrow


@desk_only
def invite_to_claim(request: DeskRequest, pk: int) -> HttpResponse:
    mine = narrow(Startup.objects.select_related("territory"), request.user, Permission.INVITE_TO_CLAIM)
    startup: Startup = get_object_or_404(mine, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = InviteToClaimForm(data, startup=startup, language=request.user.language)
    if not form.is_valid():
        return _page(request, startup, form, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        actions.invite_to_claim(startup=startup, email=given["email"], language=given["language"], by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, startup, form, status=409)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": given["email"]})
    return redirect("admin:entry", pk)


def _page(request: DeskRequest, startup: Startup, form: InviteToClaimForm, status: int) -> HttpResponse:
    context = {
        "startup": startup,
        "form": form,
        "invitations": ClaimInvitation.objects.filter(startup__in=family_of(startup)).order_by("-invited_at"),
        "is_out": is_left_in_peace(startup),
        "is_pending": startup.submissions.open().exists(),
        "is_over": is_invited_often(startup),
        "again_from": rests_until(startup),
    }
    return render(request, "desk/invite_to_claim.html", context, status=status)
