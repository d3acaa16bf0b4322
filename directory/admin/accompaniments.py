"""Which firms an organisation of the own territory accompanies: the desk speaks for the organisation."""

import re

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.choices import Side
from directory.forms.accompaniments import PutForwardForm
from directory.models import Accompaniment, Startup, SupportOrganisation
from directory.models.startup import Unaccent
from directory.rules.permissions import Permission, narrow
from directory.search.query import clean_query

MOST_FOUND = 20
MOST_SHOWN = 500
NUMBER = re.compile(r"[ .\d]*\d{3}[ .\d]*")


@desk_only
def organisation_firms(request: DeskRequest, pk: int) -> HttpResponse:
    """What waits for the organisation's word, what stands, and a search for the next firm."""
    organisation, query = _organisation(request, pk), clean_query(request.GET.get("q", ""))
    rows = organisation.accompaniments.standing().select_related("startup__municipality")
    shown = list(rows.order_by("startup__sort_name", "pk")[:MOST_SHOWN])
    answerable = narrow(organisation.accompaniments.all(), request.user, Permission.SPEAK_FOR_ORGANISATION)
    context = {
        "organisation": organisation,
        "waiting": [row for row in shown if not row.is_confirmed_by(Side.ORGANISATION)],
        "proposed": [row for row in shown if not row.is_confirmed_by(Side.FIRM)],
        "confirmed": [row for row in shown if row.is_confirmed],
        "answerable": set(answerable.values_list("pk", flat=True)),
        "query": query,
        "found": firms_called(query, organisation, request.user) if query else [],
        "most": MOST_FOUND,
    }
    return render(request, "desk/organisation_firms.html", context)


@desk_only
def put_forward(request: DeskRequest, pk: int, startup: int) -> HttpResponse:
    """GET asks since when, POST says so for the organisation; the firm has to confirm it."""
    organisation = _organisation(request, pk)
    firms = narrow(Startup.objects.select_related("municipality"), request.user, Permission.PUT_FORWARD)
    firm: Startup = get_object_or_404(firms, pk=startup)
    form = PutForwardForm(request.POST if request.method == "POST" else None)
    context = {"organisation": organisation, "startup": firm, "form": form}
    if not form.is_valid():
        return render(request, "desk/put_forward.html", context, status=422 if form.is_bound else 200)
    try:
        actions.propose_accompaniment(
            organisation=organisation,
            startup=firm,
            since=form.cleaned_data["since"],
            side=Side.ORGANISATION,
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "desk/put_forward.html", context, status=409)
    said = (
        _("Noted. The owners of %(name)s are asked by mail.")
        if firm.claimed_at
        else _("Noted. Nobody keeps the entry of %(name)s yet: it can answer once it is claimed.")
    )
    messages.success(request, said % {"name": firm})
    return redirect("admin:organisation_firms", pk)


@desk_only
@require_POST
def answer_firm(request: DeskRequest, pk: int) -> HttpResponse:
    """Yes or no for the organisation: to what a firm says, or to what stands so far."""
    rows = narrow(Accompaniment.objects.select_related("startup"), request.user, Permission.SPEAK_FOR_ORGANISATION)
    found: Accompaniment = get_object_or_404(rows, pk=pk)
    says_yes = request.POST.get("answer") == "yes"
    action = actions.confirm_accompaniment if says_yes else actions.end_accompaniment
    try:
        is_new = action(accompaniment=found, side=Side.ORGANISATION, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _tell(request, found, says_yes=says_yes, is_new=is_new)
    return redirect("admin:organisation_firms", found.organisation_id)


def firms_called(query: str, organisation: SupportOrganisation, user: User) -> QuerySet[Startup]:
    """Firms that are public, by a part of the name or of the enterprise number; each with `is_listed` for this
    organisation."""
    condition = Q(sort_name__contains=Lower(Unaccent(Value(query))))
    if NUMBER.fullmatch(query):
        condition |= Q(enterprise_number__contains=re.sub(r"\D", "", query))
    listed = organisation.accompaniments.standing().filter(startup=OuterRef("pk"))
    found = narrow(Startup.objects.filter(condition), user, Permission.PUT_FORWARD).annotate(is_listed=Exists(listed))
    return found.select_related("municipality").order_by("sort_name", "pk")[:MOST_FOUND]


def _tell(request: DeskRequest, found: Accompaniment, *, says_yes: bool, is_new: bool) -> None:
    words = {
        (True, True): _("Confirmed: %(name)s stands on the organisation’s page."),
        (True, False): _("This was confirmed already: %(name)s."),
        (False, True): _("%(name)s does not stand on the organisation’s page any more."),
        (False, False): _("This was over already: %(name)s."),
    }[says_yes, is_new]
    if not says_yes and is_new and not found.is_confirmed:
        words = _("Noted: not confirmed for %(name)s, and nothing of it was public.")
    (messages.success if is_new else messages.info)(request, words % {"name": found.startup})


def _organisation(request: DeskRequest, pk: int) -> SupportOrganisation:
    rows = SupportOrganisation.objects.select_related("municipality")
    found: SupportOrganisation = get_object_or_404(narrow(rows, request.user, Permission.KEEP_ORGANISATION), pk=pk)
    return found
