"""Which support organisations accompany a firm: what its owners say of it, and answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.choices import EntryState, Side
from directory.forms.accompaniments import NameOrganisationForm
from directory.models import Accompaniment, Startup
from directory.rules.permissions import Permission, may, narrow
from directory.views.policies import person, signed_in


@signed_in
def organisations(request: HttpRequest, slug: str) -> HttpResponse:
    """The team reads; the owners answer here, and name another one by POST."""
    mine = narrow(Startup.objects.all(), request.user, Permission.BELONG)
    startup: Startup = get_object_or_404(mine, slug=slug)
    if request.method != "POST":
        return _list(request, startup, NameOrganisationForm(startup=startup))
    owned: Startup = get_object_or_404(narrow(mine, request.user, Permission.MANAGE_TEAM), slug=slug)
    form = NameOrganisationForm(request.POST, startup=owned)
    if not form.is_valid():
        return _list(request, owned, form, status=422)
    try:
        actions.propose_accompaniment(
            organisation=form.chosen(),
            startup=owned,
            since=form.cleaned_data["since"],
            side=Side.FIRM,
            by=person(request),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _list(request, owned, form, status=409)
    said = _("Noted. It is public once the desk of %(organisation)s has confirmed it.")
    messages.success(request, said % {"organisation": form.chosen()})
    return redirect("my_organisations", slug)


@signed_in
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """POST says yes or no for the firm; GET leads back to the list."""
    rows = narrow(Accompaniment.objects.select_related("organisation"), request.user, Permission.SPEAK_FOR_FIRM)
    found: Accompaniment = get_object_or_404(rows, pk=pk, startup__slug=slug)
    if request.method != "POST":
        return redirect("my_organisations", slug)
    says_yes = request.POST.get("answer") == "yes"
    action = actions.confirm_accompaniment if says_yes else actions.end_accompaniment
    try:
        is_new = action(accompaniment=found, side=Side.FIRM, by=person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        words = {
            (True, True): _("Confirmed. %(organisation)s stands on your public page, and you on theirs."),
            (True, False): _("This was confirmed already: %(organisation)s."),
            (False, True): _("Noted. Nothing of %(organisation)s stands on your public page."),
            (False, False): _("This was over already: %(organisation)s."),
        }[says_yes, is_new]
        (messages.success if is_new else messages.info)(request, words % {"organisation": found.organisation})
    return redirect("my_organisations", slug)


def _list(request: HttpRequest, startup: Startup, form: NameOrganisationForm, status: int = 200) -> HttpResponse:
    rows = startup.accompaniments.standing().select_related("organisation__municipality")
    shown = list(rows.order_by("organisation__name", "pk"))
    context = {
        "startup": startup,
        "waiting": [row for row in shown if not row.is_confirmed_by(Side.FIRM)],
        "proposed": [row for row in shown if not row.is_confirmed_by(Side.ORGANISATION)],
        "confirmed": [row for row in shown if row.is_confirmed],
        "manages": may(request.user, Permission.MANAGE_TEAM, startup),
        "is_public": startup.state == EntryState.PUBLISHED,
        "form": form,
    }
    return render(request, "my/organisations.html", context, status=status)
