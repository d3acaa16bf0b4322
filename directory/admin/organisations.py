"""Support organisations of the own territory: list, write, publish, take off. The operator places the others."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.paging import page_of
from directory.choices import Side
from directory.forms.organisations import OrganisationForm
from directory.models import Accompaniment, SupportOrganisation
from directory.models.accompaniment import AccompanimentQuerySet
from directory.rules.permissions import Permission, may_keep_organisations, narrow

ROWS = 50


@desk_only
def organisations(request: DeskRequest) -> HttpResponse:
    mine = with_numbers(narrow(SupportOrganisation.objects.all(), request.user, Permission.KEEP_ORGANISATION))
    rows = mine.select_related("municipality").order_by("-waiting", "name", "pk")
    context = {
        "page": page_of(request, rows, ROWS),
        "waiting": sum(mine.values_list("waiting", flat=True)),
        "may_add": may_keep_organisations(request.user),
    }
    return render(request, "desk/organisations.html", context)


def with_numbers(rows: QuerySet[SupportOrganisation]) -> QuerySet[Any]:
    """Each with `firms` that both sides confirm, and `waiting` for the organisation's word."""
    standing = Accompaniment.objects.standing().filter(organisation=OuterRef("pk"))
    return rows.annotate(
        firms=_number(standing.confirmed()),
        waiting=_number(standing.awaiting(Side.ORGANISATION)),
    )


def _number(rows: AccompanimentQuerySet) -> Coalesce:
    counted = rows.order_by().values("organisation").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@desk_only
def new_organisation(request: DeskRequest) -> HttpResponse:
    if not may_keep_organisations(request.user):
        raise Http404
    return _edit(request, None)


@desk_only
def organisation(request: DeskRequest, pk: int) -> HttpResponse:
    return _edit(request, _mine(request, pk))


@desk_only
def show_organisation(request: DeskRequest, pk: int) -> HttpResponse:
    """POST publishes it, or takes it off: as the button said, whatever happened in the meantime."""
    found = _mine(request, pk)
    if request.method != "POST":
        return redirect("admin:organisation", pk)
    is_published = request.POST.get("is_published") == "yes"
    try:
        actions.show_organisation(organisation=found, is_published=is_published, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(name)s is public.") if is_published else _("%(name)s is off the public pages.")
        messages.success(request, said % {"name": found})
    return redirect("admin:organisation", pk)


def _mine(request: DeskRequest, pk: int) -> SupportOrganisation:
    rows = SupportOrganisation.objects.select_related("municipality")
    found: SupportOrganisation = get_object_or_404(narrow(rows, request.user, Permission.KEEP_ORGANISATION), pk=pk)
    return found


def _edit(request: DeskRequest, known: SupportOrganisation | None) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None, organisation=known, by=request.user)
    if not form.is_valid():
        return _page(request, form, known, status=422 if form.is_bound else 200)
    try:
        kept = actions.keep_organisation(organisation=known, facts=form.facts(), by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, known, status=409)
    messages.success(request, _("Saved: %(words)s.") % {"words": kept})
    return redirect("admin:organisations")


def _page(request: DeskRequest, form: OrganisationForm, known: SupportOrganisation | None, status: int) -> HttpResponse:
    context = {"form": form, "organisation": known, "waiting": 0}
    if known is not None:
        context["waiting"] = known.accompaniments.awaiting(Side.ORGANISATION).count()
    return render(request, "desk/organisation.html", context, status=status)
