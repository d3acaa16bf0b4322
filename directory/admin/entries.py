"""The entries of the own territory as the desk sees them: in any state, with sources and what is not disclosed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.duplicates import pairs_of, undoable_merges
from directory.admin.events import events_about
from directory.admin.paging import page_of
from directory.choices import Confirmation, EntryState
from directory.forms.hide import HideForm
from directory.forms.on_behalf import FORMS_ON_BEHALF
from directory.models import ClaimInvitation, FactSource, Startup
from directory.models.startup import CONFIRMATION_LASTS, Unaccent
from directory.rules.keeping import is_silent, may_be_reminded, silent
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import FIELDS, Field, profile_of, shown
from directory.search.query import clean_query

ROWS = 50
LATEST_EVENTS = 50
SILENT = "silent"  # among the states of the filter


@dataclass(frozen=True)
class Fact:
    """One field of an entry, in words, with where it comes from."""

    field: Field
    value: Any
    text: str
    source: FactSource | None

    @property
    def is_undisclosed(self) -> bool:
        return self.field.name == "stage" and bool(self.value) and not self.value["disclosed"]


@dataclass(frozen=True)
class StateChoice:
    value: str
    label: str
    is_current: bool


@desk_only
def entries(request: DeskRequest) -> HttpResponse:
    mine = narrow(Startup.objects.select_related("municipality"), request.user, Permission.CURATE)
    query = clean_query(request.GET.get("q", ""))
    state = request.GET.get("state", "")
    latest = ClaimInvitation.objects.filter(startup=OuterRef("pk")).order_by("-invited_at")
    invited = latest.values("invited_at")[:1]
    found = in_state(named_like(mine, query), state).annotate(invited_at=Subquery(invited))
    context = {
        "page": page_of(request, found.order_by("sort_name", "pk"), ROWS),
        "query": query,
        "states": [StateChoice(value, label, value == state) for value, label in state_choices()],
        "state": state,
    }
    return render(request, "desk/entries.html", context)


@desk_only
def entry(request: DeskRequest, pk: int) -> HttpResponse:
    related = Startup.objects.select_related("municipality", "territory", "merged_into")
    mine = narrow(related, request.user, Permission.CURATE)
    startup: Startup = get_object_or_404(mine, pk=pk)
    context = {
        "startup": startup,
        "may_invite": may(request.user, Permission.INVITE_TO_CLAIM, startup),
        "may_rescue": may(request.user, Permission.RESCUE, startup),
        "facts": facts_of(startup),
        "submissions": startup.submissions.open().order_by("submitted_at", "pk"),
        "events": events_about(startup).order_by("-position")[:LATEST_EVENTS],
        "may_remind": may_be_reminded(startup),
        "may_act_for": may(request.user, Permission.ACT_FOR, startup),
        "topics": list(FORMS_ON_BEHALF),
        "pairs": pairs_of(startup, request.user),
        "merges": undoable_merges(request.user).filter(Q(kept=startup) | Q(merged=startup)),
        "may_hide": may(request.user, Permission.HIDE, startup) and is_silent(startup),
    }
    return render(request, "desk/entry.html", context)


@desk_only
def hide(request: DeskRequest, pk: int) -> HttpResponse:
    """GET asks why, POST takes the entry off the public pages."""
    mine = narrow(Startup.objects.select_related("municipality", "territory"), request.user, Permission.HIDE)
    startup: Startup = get_object_or_404(mine, pk=pk)
    form = HideForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "desk/hide.html", {"startup": startup, "form": form}, status=status)
    try:
        actions.hide(startup=startup, words=form.cleaned_data["words"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is off the public pages. The team is told by mail.") % {"name": startup})
    return redirect("admin:entry", startup.pk)


@desk_only
def remind(request: DeskRequest, pk: int) -> HttpResponse:
    """POST reminds the team of an entry whose confirmation has lapsed."""
    startup: Startup = get_object_or_404(narrow(Startup.objects.all(), request.user, Permission.CURATE), pk=pk)
    if request.method == "POST":
        try:
            actions.remind_again(startup=startup, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The team of %(name)s is reminded by mail.") % {"name": startup})
    return redirect("admin:entry", pk)


def named_like(startups: QuerySet[Startup], query: str) -> QuerySet[Startup]:
    """Whose name contains these letters, whatever their accents and capitals."""
    if not query:
        return startups
    return startups.filter(sort_name__contains=Lower(Unaccent(Value(query))))


def in_state(startups: QuerySet[Startup], state: str) -> QuerySet[Startup]:
    """Entries of one state; a published one by how far it is confirmed. An unknown state narrows nothing."""
    published = Q(state=EntryState.PUBLISHED)
    since = timezone.localdate() - CONFIRMATION_LASTS
    conditions = {
        Confirmation.UNCLAIMED: published & Q(claimed_at=None),
        Confirmation.CONFIRMED: published & Q(claimed_at__isnull=False, confirmed_on__gte=since),
        Confirmation.LAPSED: published
        & Q(claimed_at__isnull=False)
        & (Q(confirmed_on=None) | Q(confirmed_on__lt=since)),
        SILENT: Q(pk__in=silent(Startup.objects.all())),
    } | {value: Q(state=value) for value in EntryState if value != EntryState.PUBLISHED}
    chosen = conditions.get(state)
    return startups.filter(chosen) if chosen is not None else startups


def state_choices() -> list[tuple[str, str]]:
    others = [state for state in EntryState if state != EntryState.PUBLISHED]
    trust = [(choice.value, str(choice.label)) for choice in Confirmation]
    hidden = [(state.value, str(state.label)) for state in others]
    return [*trust, (SILENT, _("Not confirmed for two years")), *hidden]


def facts_of(startup: Startup) -> list[Fact]:
    sources = {source.field: source for source in startup.fact_sources.all()}
    return [
        Fact(FIELDS[name], value, shown(name, value), sources.get(name)) for name, value in profile_of(startup).items()
    ]
