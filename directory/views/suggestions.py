"""What a partner's list suggests for an entry: the team takes it over into a change, or declines it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.forms.answers import typed_with
from directory.models import Startup, Suggestion
from directory.rules.permissions import Permission, narrow
from directory.views.policies import person, signed_in


@signed_in
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the team's open change, to be looked at and sent; GET leads back to the page of the firm."""
    suggestion, user = _mine(request, pk), person(request)
    if request.method == "POST":
        try:
            change = actions.start_change(startup=suggestion.startup, language=user.language, by=user)
            typed = typed_with(suggestion.values, change)
            actions.take_suggestion(suggestion=suggestion, change=change, typed=typed, by=user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("It stands in your change. Look at it, and send it."))
            return redirect(change.get_edit_url())
    return redirect("my_startup", suggestion.startup.slug)


@signed_in
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    suggestion = _mine(request, pk)
    if request.method == "POST":
        try:
            actions.decline_suggestion(suggestion=suggestion, by=person(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Declined. The same is not suggested again."))
    return redirect("my_startup", suggestion.startup.slug)


def _mine(request: HttpRequest, pk: int) -> Suggestion:
    mine = narrow(Startup.objects.all(), request.user, Permission.PROPOSE_CHANGE)
    found: Suggestion = get_object_or_404(Suggestion.objects.select_related("startup"), pk=pk, startup__in=mine)
    return found
