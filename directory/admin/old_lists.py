"""Old lists: many unclaimed entries at once are said to be gone, or to be no firm for this directory.

Entries are ticked on a list, looked at together before anything is done, and then done one by one.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory import actions
from directory.actions.errors import Refused
from directory.actions.old_lists import MOST_AT_ONCE, why_not
from directory.admin.access import DeskRequest, desk_only
from directory.admin.entries import GONE, found_by
from directory.admin.paging import page_of
from directory.choices import IN_DEFAULT_RESULTS, EntryState
from directory.forms.old_lists import GoneForm, NotAFirmForm
from directory.models import Startup, Submission
from directory.rules.old_lists import LISTED
from directory.rules.permissions import Permission, narrow
from directory.search.query import clean_query

ROWS = 100
KEPT = ("q", "page")  # where on the list one was


@dataclass(frozen=True)
class Saying:
    """What can be said of many entries: the title and button of its page, what follows from it, form and action."""

    name: str
    state: str  # of the filter of all entries that finds them afterwards
    label: str | Promise
    follows: str | Promise
    form: type[forms.Form]
    act: Callable[..., None]


SAYINGS = {
    saying.name: saying
    for saying in (
        Saying(
            "gone",
            GONE,
            gettext_lazy("No longer in business"),
            gettext_lazy(
                "The entries stay, with source and day, so that nobody looks for these firms in vain. They are no "
                "longer among what one finds at first."
            ),
            GoneForm,
            actions.mark_gone,
        ),
        Saying(
            "not-a-firm",
            EntryState.UNPUBLISHED,
            gettext_lazy("Not a firm for this directory"),
            gettext_lazy(
                "The entries leave the public pages, and their addresses answer “not found”. Loading the list again "
                "does not bring them back."
            ),
            NotAFirmForm,
            actions.mark_not_a_firm,
        ),
    )
}


@desk_only
def old_lists(request: DeskRequest) -> HttpResponse:
    """The unclaimed entries of the own territory, to tick."""
    mine = narrow(Startup.objects.select_related("municipality"), request.user, Permission.SORT_OUT)
    listed = mine.filter(claimed_at=None, state__in=LISTED, status__in=IN_DEFAULT_RESULTS)
    query = clean_query(request.GET.get("q", ""))
    page = page_of(request, found_by(listed, query).order_by("sort_name", "pk"), ROWS)
    context = {"page": page, "query": query, "sayings": SAYINGS.values()}
    return render(request, "desk/old_lists.html", context)


@desk_only
def mark_old(request: DeskRequest) -> HttpResponse:
    """GET shows what was ticked and what would follow, POST does it."""
    saying = SAYINGS.get(request.GET.get("what", ""))
    if saying is None:
        raise Http404
    if not request.GET.getlist("entry"):
        messages.error(request, _("Tick at least one entry."))
        return redirect(f"{reverse('admin:old_lists')}?{urlencode({name: request.GET.get(name, '') for name in KEPT})}")
    ticked = _ticked(request, request.GET.getlist("entry"))
    refused = {startup.pk: why for startup in ticked if (why := why_not(startup, has_open=startup.has_open))}
    form = saying.form(request.POST if request.method == "POST" else None)
    chosen = [startup for startup in ticked if startup.pk not in refused]
    if chosen and form.is_valid():
        return _said(request, saying, chosen, form.cleaned_data)
    context = {
        "saying": saying,
        "chosen": chosen,
        "skipped": [(startup, refused[startup.pk]) for startup in ticked if startup.pk in refused],
        "form": form,
        "most": MOST_AT_ONCE,
        "is_cut": len(request.GET.getlist("entry")) > MOST_AT_ONCE,
    }
    return render(request, "desk/old_lists_say.html", context, status=422 if form.is_bound else 200)


@desk_only
def entry_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back what was said of one."""
    mine = narrow(Startup.objects.all(), request.user, Permission.SORT_OUT)
    startup: Startup = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        try:
            actions.put_back(startup=startup, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is back as it was on the list.") % {"name": startup})
    return redirect("admin:entry", pk)


def _ticked(request: DeskRequest, typed: Iterable[str]) -> list[Any]:
    """The first of these entries, each with `has_open`. What is not of the own territory is as unknown as nonsense."""
    pks = [int(text) for text in list(typed)[:MOST_AT_ONCE] if re.fullmatch(r"[0-9]{1,18}", text)]
    open_ones = Submission.objects.open().filter(startup=OuterRef("pk"))
    mine = narrow(Startup.objects.select_related("municipality"), request.user, Permission.SORT_OUT)
    found = mine.filter(pk__in=pks).annotate(has_open=Exists(open_ones))
    return list(found.order_by("sort_name", "pk"))


def _said(request: DeskRequest, saying: Saying, chosen: Iterable[Startup], given: dict[str, Any]) -> HttpResponse:
    done = 0
    for startup in chosen:
        try:
            saying.act(startup=startup, by=request.user, **given)
        except Refused as refusal:
            messages.error(request, _("%(name)s: %(why)s") % {"name": startup, "why": refusal})
        else:
            done += 1
    if done:
        said = ngettext("Noted for %(count)d entry.", "Noted for %(count)d entries.", done) % {"count": done}
        marked = f"{reverse('admin:entries')}?{urlencode({'state': saying.state})}"
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, marked, _("See all that are marked so")))
    return redirect("admin:old_lists")
