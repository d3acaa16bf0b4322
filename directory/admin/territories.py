"""Which codes make a territory, who curates it, and filing anew what a changed table of codes left behind."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import actions
from directory.actions.errors import Refused, SlugTaken
from directory.admin.access import DeskRequest, desk_only, only_who
from directory.forms.partners import NewTerritoryForm, TerritoryForm
from directory.forms.words import NamesForm
from directory.models import Partner, Territory
from directory.rules.filing import Filing, Move, current_table
from directory.rules.permissions import Permission, may_govern, narrow

A_TIME = 1000  # entries filed anew by one press of the button


@dataclass(frozen=True)
class Shown:
    """So many from one territory to another, by name."""

    source: Territory
    target: Territory
    count: int


@desk_only
def territory(request: DeskRequest, slug: str) -> HttpResponse:
    """Everybody of the partner reads it. The operator changes it: first look at what would change, then save."""
    found = get_object_or_404(_readable(request), slug=slug)
    if not may_govern(request.user):
        if request.method == "POST":
            raise Http404
        return _page(request, found)
    form = TerritoryForm(request.POST if request.method == "POST" else None, territory=found)
    if not form.is_valid():
        return _page(request, found, form, status=422 if form.is_bound else 200)
    if "save" not in request.POST:
        return _page(request, found, form, preview=form.filing)
    given = form.cleaned_data
    try:
        actions.change_territory(
            territory=found,
            codes=given["codes"],
            partner=given["partner"],
            fallback=given["fallback"],
            days=given["days"],
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form, status=409)
    messages.success(request, _("Saved: %(words)s.") % {"words": found})
    return redirect("admin:territory", found.slug)


@only_who(may_govern)
def names(request: DeskRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Territory, slug=slug)
    form = NamesForm(request.POST if request.method == "POST" else None, row=found)
    if form.is_valid():
        actions.rename(row=found, names=form.cleaned_data, by=request.user)
        found.refresh_from_db()
        messages.success(request, _("Saved: %(words)s.") % {"words": found})
        return redirect("admin:territory", found.slug)
    context = {
        "form": form,
        "title": _("Names of %(territory)s") % {"territory": found},
        "back_url": reverse("admin:territory", args=[found.slug]),
        "back": str(found),
        "button": _("Save"),
    }
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)


@only_who(may_govern)
def new(request: DeskRequest) -> HttpResponse:
    form = NewTerritoryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = actions.add_territory(
                slug=given["slug"], names=form.names(), partner=given["partner"], by=request.user
            )
        except SlugTaken as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, _("Saved: %(words)s.") % {"words": added})
            return redirect("admin:territory", added.slug)
    context = {
        "form": form,
        "title": _("New territory"),
        "lead": _("Its codes are given on the next page."),
        "back_url": reverse("admin:partners"),
        "back": _("Partners"),
        "button": _("Save"),
    }
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)


@only_who(may_govern)
def refile(request: DeskRequest) -> HttpResponse:
    """GET shows what stands elsewhere than its address lies, POST files the first of it anew."""
    if request.method == "POST":
        count = actions.refile(most=A_TIME, by=request.user)
        said = ngettext("%(count)d was filed anew.", "%(count)d were filed anew.", count)
        messages.success(request, said % {"count": count})
        return redirect("admin:refile")
    filing = Filing(current_table())
    context = {"entries": _shown(filing.moves()), "submissions": _shown(filing.moves_of_new()), "a_time": A_TIME}
    return render(request, "desk/refile.html", context)


def _readable(request: DeskRequest) -> QuerySet[Territory]:
    partners = narrow(Partner.objects.all(), request.user, Permission.READ_PARTNER)
    return Territory.objects.filter(partner__in=partners).select_related("partner", "fallback")


def _page(
    request: DeskRequest,
    territory: Territory,
    form: TerritoryForm | None = None,
    *,
    preview: Filing | None = None,
    status: int = 200,
) -> HttpResponse:
    states = territory.startups.order_by().values("state").annotate(count=Count("pk"))
    context = {
        "territory": territory,
        "form": form,
        "codes": territory.codes.order_by("code"),
        "entries": sum(state["count"] for state in states),
        "waiting": territory.submissions.open().count(),
        "is_preview": preview is not None,
        "moves": _shown(preview.moves()) if preview else [],
        "moves_of_new": _shown(preview.moves_of_new()) if preview else [],
    }
    return render(request, "desk/territory.html", context, status=status)


def _shown(moves: list[Move]) -> list[Shown]:
    territories = Territory.objects.in_bulk()
    return [Shown(territories[move.source], territories[move.target], move.count) for move in moves]
