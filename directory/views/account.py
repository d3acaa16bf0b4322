"""What we hold about whoever is signed in, and leaving for good."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import actions
from directory.actions.errors import AccountClosed, StillNeeded
from directory.forms.closing import CloseAccountForm
from directory.personal import personal_data
from directory.rules.leaving import duties_of
from directory.views.policies import person, signed_in


@signed_in
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is in the file, before one takes it."""
    return render(request, "my/data.html")


@signed_in
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """One JSON file with all of it."""
    response = JsonResponse(personal_data(person(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"belgiantech-my-data-{timezone.localdate().isoformat()}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@signed_in
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays, and who has to take over first; closes the account once the address is typed.

    Who has a password or a second factor is asked for it before, if that was not just now.
    """
    form = CloseAccountForm(request.POST if request.method == "POST" else None, email=person(request).email)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        actions.close_account(user=person(request), by=person(request))
    except StillNeeded:
        return _page(request, form, status=409)
    except AccountClosed:
        pass  # by the first of two clicks
    logout(request)
    messages.success(request, _("Your account is deleted. Thank you for having been here."))
    return redirect("home")


def _page(request: HttpRequest, form: CloseAccountForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "duties": duties_of(person(request))}
    return render(request, "my/delete.html", context, status=status)
