"""Collections of the own partners: write them, pick firms of any region, put them in order, publish."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.entries import found_by
from directory.admin.paging import page_of
from directory.forms.collections import CollectionForm, ReasonForm
from directory.models import Collection, CollectionEntry, Startup
from directory.models.startup import StartupQuerySet
from directory.rules.permissions import Permission, may_keep_collections, narrow, of_own_companies
from directory.search.query import clean_query

ROWS = 50
MOST_FOUND = 12


@desk_only
def collections(request: DeskRequest) -> HttpResponse:
    mine = narrow(Collection.objects.all(), request.user, Permission.KEEP_COLLECTION)
    rows = mine.counted().prefetch_related("partners").order_by("review_on", "pk")
    context = {"page": page_of(request, rows, ROWS), "may_add": may_keep_collections(request.user)}
    return render(request, "desk/collections.html", context)


@desk_only
def new_collection(request: DeskRequest) -> HttpResponse:
    if not may_keep_collections(request.user):
        raise Http404
    return _edit(request, None)


@desk_only
def describe_collection(request: DeskRequest, pk: int) -> HttpResponse:
    return _edit(request, _mine(request, pk))


@desk_only
def collection(request: DeskRequest, pk: int) -> HttpResponse:
    """Its firms in their order, and a search for more."""
    found = _mine(request, pk)
    query = clean_query(request.GET.get("q", ""))
    context = {
        "collection": found,
        "entries": list(found.entries.select_related("startup").order_by("position")),
        "own": set(of_own_companies(_firms(found), request.user).values_list("pk", flat=True)),
        "query": query,
        "candidates": _candidates(request, found, query) if query else [],
    }
    return render(request, "desk/collection.html", context)


@desk_only
def show_collection(request: DeskRequest, pk: int) -> HttpResponse:
    """POST publishes it, or takes it off: as the button said, whatever happened in the meantime."""
    found = _mine(request, pk)
    if request.method != "POST":
        return redirect("admin:collection", pk)
    is_published = request.POST.get("is_published") == "yes"
    try:
        actions.show_collection(collection=found, is_published=is_published, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(name)s is public.") if is_published else _("%(name)s is off the public pages.")
        messages.success(request, said % {"name": found})
    return redirect("admin:collection", pk)


@desk_only
def collect(request: DeskRequest, pk: int, firm: int) -> HttpResponse:
    """Asks for the reason, and puts the firm in; of one that stands there, says it anew."""
    found = _mine(request, pk)
    startup: Startup = get_object_or_404(narrow(Startup.objects.all(), request.user, Permission.COLLECT), pk=firm)
    entry = CollectionEntry.objects.filter(collection=found, startup=startup).first()
    form = ReasonForm(request.POST if request.method == "POST" else None, collection=found, entry=entry)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.collect_firm(collection=found, startup=startup, reasons=form.reasons(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Saved: %(words)s.") % {"words": startup})
            return _at(found, startup)
    context = {
        "form": form,
        "title": _("Why does %(name)s stand here?") % {"name": startup},
        "lead": str(found),
        "back": str(found),
        "back_url": reverse("admin:collection", args=[pk]),
        "button": _("Save") if entry else _("Put it in"),
    }
    return render(request, "desk/form.html", context, status=status)


@desk_only
def drop_firm(request: DeskRequest, pk: int, firm: int) -> HttpResponse:
    """POST takes the firm out."""
    found, startup = _placed(request, pk, firm)
    if request.method == "POST":
        try:
            actions.drop_firm(collection=found, startup=startup, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is out.") % {"name": startup})
    return redirect("admin:collection", pk)


@desk_only
def move_firm(request: DeskRequest, pk: int, firm: int) -> HttpResponse:
    """POST moves the firm by one place, `up` or down."""
    found, startup = _placed(request, pk, firm)
    if request.method == "POST":
        try:
            actions.move_firm(collection=found, startup=startup, up=request.POST.get("to") == "up", by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return _at(found, startup)


def _mine(request: DeskRequest, pk: int) -> Collection:
    rows = Collection.objects.prefetch_related("partners")
    found: Collection = get_object_or_404(narrow(rows, request.user, Permission.KEEP_COLLECTION), pk=pk)
    return found


def _placed(request: DeskRequest, pk: int, firm: int) -> tuple[Collection, Startup]:
    found = _mine(request, pk)
    return found, get_object_or_404(_firms(found), pk=firm)


def _firms(collection: Collection) -> StartupQuerySet:
    return Startup.objects.filter(collection_entries__collection=collection)


def _at(collection: Collection, startup: Startup) -> HttpResponse:
    """Back to where the firm stands, so that nobody has to look for the place again."""
    return redirect(f"{reverse('admin:collection', args=[collection.pk])}#firm-{startup.pk}")


def _candidates(request: DeskRequest, collection: Collection, query: str) -> list[Startup]:
    """Public firms that the words find, each with `is_in`, and `may_collect`: not of the own company."""
    entries = CollectionEntry.objects.filter(collection=collection, startup=OuterRef("pk"))
    allowed = narrow(Startup.objects.filter(pk=OuterRef("pk")), request.user, Permission.COLLECT)
    found = found_by(Startup.objects.published().real(), query).select_related("municipality")
    rows = found.annotate(is_in=Exists(entries), may_collect=Exists(allowed))
    return list(rows.order_by("sort_name", "pk")[:MOST_FOUND])


def _edit(request: DeskRequest, known: Collection | None) -> HttpResponse:
    form = CollectionForm(request.POST if request.method == "POST" else None, collection=known, by=request.user)
    if not form.is_valid():
        return _page(request, form, known, status=422 if form.is_bound else 200)
    try:
        kept = actions.keep_collection(
            collection=known, facts=form.facts(), owners=form.chosen_owners(), by=request.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, known, status=409)
    messages.success(request, _("Saved: %(words)s.") % {"words": kept})
    return redirect("admin:collection", kept.pk)


def _page(request: DeskRequest, form: CollectionForm, known: Collection | None, status: int) -> HttpResponse:
    to_list = {"back": _("Collections"), "back_url": reverse("admin:collections")}
    to_it = {"back": str(known), "back_url": reverse("admin:collection", args=[known.pk])} if known else to_list
    lead = _("It is not public before you publish it. Its address is made of its title, and stays.")
    context: dict[str, Any] = {
        "form": form,
        "title": str(known) if known else _("New collection"),
        "lead": "" if known else lead,
        "button": _("Save"),
    }
    return render(request, "desk/form.html", context | to_it, status=status)
