"""Two entries of one company become one: which stays, and which facts of the other it takes over."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.choices import EntryState
from directory.forms.merge import MergeForm
from directory.models import FactSource, Merge, Startup, Submission
from directory.rules.merging import Difference, differences
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import FIELDS, Profile, field_label, shown


@dataclass(frozen=True)
class Side:
    """What one of the two says, in words, with where it comes from."""

    value: str
    text: str
    source: FactSource | None


@dataclass(frozen=True)
class Row:
    field: BoundField | None  # none where there is no choice
    label: str | Promise
    language: str
    sides: list[Side]


@desk_only
def merge(request: DeskRequest, kept: int, merged: int) -> HttpResponse:
    """GET shows the two beside each other, POST merges them."""
    both = _both(request.user, kept, merged)
    found = differences(*both)
    versions = {"kept_version": both[0].content_version, "merged_version": both[1].content_version}
    data = request.POST if request.method == "POST" else None
    form = MergeForm(data, differences=found, initial=versions)
    if not form.is_valid():
        return _page(request, both, form, status=422 if form.is_bound else 200)
    try:
        actions.merge(
            kept=both[0],
            merged=both[1],
            choices=form.choices(),
            seen_versions=form.seen_versions(),
            reason=form.cleaned_data["words"],
            by=request.user,
        )
    except Refused as refusal:
        return _refused(request, kept, merged, form, refusal)
    names = {"merged": both[1].name, "kept": both[0].name}
    messages.success(request, _("%(merged)s is part of %(kept)s now. You can undo this for a day.") % names)
    return _back(request, both[0])


@desk_only
def unmerge(request: DeskRequest, pk: int) -> HttpResponse:
    mine = narrow(Startup.objects.all(), request.user, Permission.UNMERGE).values("pk")
    row: Merge = get_object_or_404(Merge.objects.select_related("kept", "merged"), pk=pk, merged__in=mine)
    if request.method == "POST":
        try:
            actions.unmerge(merge=row, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is an entry of its own again.") % {"name": row.merged.name})
    return _back(request, row.kept)


def _both(user: User, kept: int, merged: int) -> tuple[Startup, Startup]:
    """In this order. Each has to be one that this person may merge."""
    mine = narrow(Startup.objects.select_related("municipality", "territory"), user, Permission.MERGE)
    found = {row.pk: row for row in mine.filter(pk__in=(kept, merged)).prefetch_related("fact_sources")}
    if len(found) != 2 or kept == merged:
        raise Http404
    return found[kept], found[merged]


def _back(request: DeskRequest, kept: Startup) -> HttpResponse:
    """To the entry; for the operator, who opens none at the desk, to the list of pairs."""
    if may(request.user, Permission.CURATE, kept):
        return redirect("admin:entry", kept.pk)
    return redirect("admin:duplicates")


def _refused(request: DeskRequest, kept: int, merged: int, form: MergeForm, refusal: Refused) -> HttpResponse:
    """The two as they are now, with what was chosen and typed, and why it was refused."""
    try:
        both = _both(request.user, kept, merged)
    except Http404:
        messages.error(request, str(refusal))
        return redirect("admin:duplicates")
    versions = {"kept_version": both[0].content_version, "merged_version": both[1].content_version}
    again = MergeForm(differences=differences(*both), initial=form.cleaned_data | versions)
    return _page(request, both, again, refusal=str(refusal), status=409)


def _page(
    request: DeskRequest, both: tuple[Startup, Startup], form: MergeForm, *, refusal: str = "", status: int
) -> HttpResponse:
    undecided = Submission.objects.open().filter(startup__in=both).select_related("startup").order_by("pk")
    reviewable = narrow(undecided, request.user, Permission.REVIEW).values_list("pk", flat=True)
    context = {
        "kept": both[0],
        "merged": both[1],
        "form": form,
        "rows": _rows(request.user, both, form),
        "undecided": undecided,
        "reviewable": set(reviewable),
        "keeps_public": both[0].state == EntryState.PUBLISHED or both[1].state != EntryState.PUBLISHED,
        "refusal": refusal,
    }
    return render(request, "desk/merge.html", context, status=status)


def _rows(user: User, both: tuple[Startup, Startup], form: MergeForm) -> list[Row]:
    sources = [{row.field: row for row in startup.fact_sources.all()} for startup in both]
    curates = [may(user, Permission.CURATE, startup) for startup in both]
    return [
        Row(
            None if one.is_fixed else form[one.name],
            field_label(FIELDS[one.name]),
            FIELDS[one.name].language,
            [
                Side(value, _said(one, profile, may_see), sources[at].get(one.name))
                for at, (value, profile, may_see) in enumerate(
                    (("kept", one.kept, curates[0]), ("merged", one.merged, curates[1]))
                )
            ],
        )
        for one in form.differences
    ]


def _said(one: Difference, profile: Profile, may_curate: bool) -> str:
    """The value in words. A revenue stage that is not disclosed is for the moderators of the territory."""
    stage = profile["stage"] if one.name == "stage" else None
    if stage and not stage["disclosed"] and not may_curate:
        return _("Given, and not disclosed")
    return " ".join(filter(None, (shown(name, profile[name]) for name in one.names)))
