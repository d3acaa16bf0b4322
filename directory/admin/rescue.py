"""An entry that nobody owns any more: the partner of its territory finds a new owner."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.choices import TeamRole
from directory.forms.team import RescueForm
from directory.models import Startup
from directory.rules.permissions import Permission, may, narrow
from directory.rules.team import MAY


@desk_only
def rescue(request: DeskRequest, pk: int) -> HttpResponse:
    orphan: Startup = get_object_or_404(narrow(Startup.objects.all(), request.user, Permission.RESCUE), pk=pk)
    if request.method != "POST":
        return _page(request, orphan, RescueForm())
    form = RescueForm(request.POST)
    if not form.is_valid():
        return _page(request, orphan, form, status=422)
    given = form.cleaned_data
    try:
        actions.rescue(startup=orphan, email=given["email"], words=given["words"], by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, orphan, form, status=409)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": given["email"]})
    return redirect("admin:rescue", pk)


def _page(request: DeskRequest, orphan: Startup, form: RescueForm, status: int = 200) -> HttpResponse:
    context = {
        "startup": orphan,
        "form": form,
        "invitations": orphan.invitations.open().order_by("-invited_at", "-pk"),
        "editors": orphan.team.active().filter(user__is_active=True).count(),
        "owner_may": MAY[TeamRole.OWNER],
        "may_curate": may(request.user, Permission.CURATE, orphan),
    }
    return render(request, "desk/rescue.html", context, status=status)
