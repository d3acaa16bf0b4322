"""What somebody of the desk settles for oneself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.admin.access import DeskRequest, desk_only
from directory.forms.partners import DigestForm
from directory.models import Membership


@desk_only
def settings(request: DeskRequest) -> HttpResponse:
    """Who works for no partner gets no daily mail, and finds the other settings here."""
    memberships = list(Membership.objects.filter(user=request.user).select_related("partner").order_by("partner__slug"))
    wants = any(membership.wants_digest for membership in memberships)
    form = DigestForm(request.POST if request.method == "POST" else None, initial={"wants_digest": wants})
    if memberships and form.is_valid():
        actions.choose_digest(wants=form.cleaned_data["wants_digest"], by=request.user)
        messages.success(request, _("Your settings are saved."))
        return redirect("admin:settings")
    return render(request, "desk/settings.html", {"memberships": memberships, "form": form})
