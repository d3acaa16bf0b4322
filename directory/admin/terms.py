"""New sectors and technologies, one merged into another, and one that nothing names removed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import actions
from directory.actions.errors import Refused, SlugTaken
from directory.actions.terms import is_named, open_submissions_naming
from directory.admin.access import DeskRequest, only_who
from directory.admin.taxonomies import KINDS, Kind, entries_under
from directory.forms.partners import NewForm
from directory.forms.words import MergeForm
from directory.models import Sector, Technology
from directory.models.taxonomy import Term
from directory.rules.permissions import may_keep_words


@only_who(may_keep_words)
def new(request: DeskRequest, kind: str) -> HttpResponse:
    chosen = _kind(kind)
    form = NewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = actions.add_term(
                model=chosen.model, slug=form.cleaned_data["slug"], names=form.names(), by=request.user
            )
        except SlugTaken as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, _("Saved: %(words)s.") % {"words": added})
            return redirect("admin:taxonomies")
    context = {
        "form": form,
        "title": _("New: %(kind)s") % {"kind": chosen.label},
        "back_url": reverse("admin:taxonomies"),
        "back": _("Names"),
        "button": _("Save"),
    }
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)


@only_who(may_keep_words)
def merge(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    """GET shows what it touches and asks into which one, POST acts."""
    chosen, row = _row(kind, slug)
    others = chosen.model._default_manager.in_use().exclude(pk=row.pk)
    form = MergeForm(request.POST if request.method == "POST" else None, others=others)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            count = actions.merge_terms(row=row, into=form.cleaned_data["into"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            said = ngettext(
                "Merged into %(name)s, with %(count)d entry.", "Merged into %(name)s, with %(count)d entries.", count
            )
            messages.success(request, said % {"name": form.cleaned_data["into"], "count": count})
            return redirect("admin:taxonomies")
    return _page(request, chosen, row, form, status)


@only_who(may_keep_words)
def remove(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    """GET asks, or says that it is in use; POST acts."""
    chosen, row = _row(kind, slug)
    if is_named(row):
        messages.error(request, _("%(name)s is in use. Merge it into another one instead.") % {"name": row})
        return redirect("admin:merge_term", kind, slug)
    if request.method != "POST":
        return render(request, "desk/term_remove.html", {"kind": chosen, "row": row})
    try:
        actions.remove_term(row=row, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": row})
    return redirect("admin:taxonomies")


def _page(request: DeskRequest, kind: Kind, row: Sector | Technology, form: forms.Form, status: int) -> HttpResponse:
    entries = entries_under(kind, row)
    context = {
        "form": form,
        "kind": kind,
        "row": row,
        "listed": entries.count(),
        "entries": entries[:10],
        "submissions": open_submissions_naming(row).count(),
    }
    return render(request, "desk/term_merge.html", context, status=status)


def _kind(slug: str) -> Any:
    """Revenue stages are bands of money: they are only renamed."""
    kind = KINDS.get(slug)
    if kind is None or not issubclass(kind.model, Term):
        raise Http404
    return kind


def _row(kind: str, slug: str) -> tuple[Any, Any]:
    chosen = _kind(kind)
    return chosen, get_object_or_404(chosen.model._default_manager.in_use(), slug=slug)
