"""The entries of the own territory as the desk sees them: in any state, with sources and what is not disclosed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import BooleanField, Count, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.duplicates import pairs_of, undoable_merges
from directory.admin.events import events_about
from directory.admin.paging import page_of
from directory.choices import CompanyStatus, Confirmation, EntryState
from directory.forms.hide import HideForm
from directory.forms.note import NoteForm
from directory.forms.on_behalf import FORMS_ON_BEHALF
from directory.models import ClaimInvitation, Decision, FactSource, OptOut, Startup
from directory.models.startup import CONFIRMATION_LASTS, Unaccent
from directory.rules.completeness import needs_of
from directory.rules.keeping import is_silent, may_be_reminded, silent
from directory.rules.notes import notes_about
from directory.rules.old_lists import said_of, words_of
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import FIELDS, Field, profile_of, public_profile_of, shown
from directory.search import catalogue
from directory.search.query import clean_query
from directory.search.text import compiled

ROWS = 50
LATEST_EVENTS = 50
SILENT, GONE = "silent", "gone"  # among the states of the filter


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
    """One list of entries, and how many of what was searched for stand on it."""

    value: str
    label: str
    count: int
    is_current: bool


@desk_only
def entries(request: DeskRequest) -> HttpResponse:
    mine = narrow(Startup.objects.select_related("municipality"), request.user, Permission.READ_ENTRY)
    query = clean_query(request.GET.get("q", ""))
    state = request.GET.get("state", "")
    latest = ClaimInvitation.objects.filter(startup=OuterRef("pk")).order_by("-invited_at")
    invited = latest.values("invited_at")[:1]
    found = found_by(mine, query)
    shown_ones = in_state(found, state).annotate(invited_at=Subquery(invited))
    page = page_of(request, shown_ones.order_by("sort_name", "pk"), ROWS)
    on_page = Startup.objects.filter(pk__in=[startup.pk for startup in page])
    invitable = narrow(on_page, request.user, Permission.INVITE_TO_CLAIM).values_list("pk", flat=True)
    context = {
        "page": page,
        "invitable": set(invitable),
        "opted_out": set(OptOut.objects.filter(startup__in=invitable).values_list("startup", flat=True)),
        "query": query,
        "states": state_choices(found, state),
        "state": state,
    }
    return render(request, "desk/entries.html", context)


@desk_only
def entry(request: DeskRequest, pk: int) -> HttpResponse:
    related = Startup.objects.select_related("municipality", "territory", "merged_into")
    mine = narrow(related, request.user, Permission.READ_ENTRY)
    startup: Startup = get_object_or_404(mine, pk=pk)
    return entry_page(request, startup)


def entry_page(
    request: DeskRequest, startup: Startup, *, note_form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of an entry; the form holds a note that was typed and refused."""
    may_note = may(request.user, Permission.ANNOTATE, startup)
    may_curate = may(request.user, Permission.CURATE, startup)
    # Who may only read (an auditor) sees nothing of what the desk wrote, and nobody's name.
    said = said_of(startup) if may_curate else None
    decided = Decision.objects.filter(submission__startup=startup) if may_curate else Decision.objects.none()
    context = {
        "startup": startup,
        "may_invite": may(request.user, Permission.INVITE_TO_CLAIM, startup),
        "is_opted_out": OptOut.objects.filter(startup=startup).exists(),
        "may_rescue": may(request.user, Permission.RESCUE, startup),
        "facts": facts_of(startup, in_full=may_curate),
        "may_curate": may_curate,
        "needs": needs_of(startup),
        "reports": narrow(startup.error_reports.open(), request.user, Permission.HANDLE_REPORT).count(),
        "submissions": startup.submissions.open().order_by("submitted_at", "pk"),
        "decisions": decided.select_related("decided_by", "revision", "submission").order_by("-decided_at", "-pk"),
        "notes": notes_about(startup) if may_note else [],
        "note_form": (note_form or NoteForm()) if may_note else None,
        "said": said,
        "may_put_back": may(request.user, Permission.SORT_OUT, startup),
        "said_words": words_of(said) if said else "",
        "events": events_about(startup).order_by("-position")[:LATEST_EVENTS],
        "may_remind": may_curate and may_be_reminded(startup),
        "may_act_for": may(request.user, Permission.ACT_FOR, startup),
        "topics": list(FORMS_ON_BEHALF),
        "pairs": pairs_of(startup, request.user) if may_curate else [],
        "merges": undoable_merges(request.user).filter(Q(kept=startup) | Q(merged=startup)),
        "may_hide": may(request.user, Permission.HIDE, startup) and is_silent(startup),
    }
    return render(request, "desk/entry.html", context, status=status)


@desk_only
def hide(request: DeskRequest, pk: int) -> HttpResponse:
    """GET asks why, POST takes the entry off the public pages."""
    mine = narrow(Startup.objects.select_related("municipality", "territory"), request.user, Permission.HIDE)
    startup: Startup = get_object_or_404(mine, pk=pk)
    if request.method != "POST" and not is_silent(startup):
        raise Http404
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


def found_by(startups: QuerySet[Startup], query: str) -> QuerySet[Startup]:
    """What the public search's words find in entries of any state; and names that contain these letters."""
    if not query:
        return startups
    named = Q(sort_name__contains=Lower(Unaccent(Value(query))))
    words = compiled(query, catalogue.current().vocabulary).tsquery
    return startups.filter(named | Q(_stands_in_document(words)) if words else named)


def _stands_in_document(tsquery: str) -> Func:
    return Func(
        F("search_document"),
        Value(tsquery),
        template="(%(expressions)s::tsquery)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def in_state(startups: QuerySet[Startup], state: str) -> QuerySet[Startup]:
    """Entries of one state; a published one by how far it is confirmed. An unknown state narrows nothing."""
    chosen = conditions().get(state)
    return startups.filter(chosen) if chosen is not None else startups


def conditions() -> dict[str, Q]:
    """What each state of the filter asks for."""
    published = Q(state=EntryState.PUBLISHED)
    since = timezone.localdate() - CONFIRMATION_LASTS
    trust = {
        Confirmation.UNCLAIMED: published & Q(claimed_at=None),
        Confirmation.CONFIRMED: published & Q(claimed_at__isnull=False, confirmed_on__gte=since),
        Confirmation.LAPSED: published
        & Q(claimed_at__isnull=False)
        & (Q(confirmed_on=None) | Q(confirmed_on__lt=since)),
    }
    others = {value: Q(state=value) for value in EntryState if value != EntryState.PUBLISHED}
    found = trust | {SILENT: Q(pk__in=silent(Startup.objects.all()))} | others
    found[GONE] = published & Q(status=CompanyStatus.CEASED)
    return {str(name): condition for name, condition in found.items()}


def state_choices(startups: QuerySet[Startup], current: str) -> list[StateChoice]:
    """Each with how many of these entries it holds, in one statement."""
    labels = {value: str(label) for value, label in (*Confirmation.choices, *EntryState.choices)}
    labels |= {SILENT: _("Not confirmed for two years"), GONE: str(CompanyStatus.CEASED.label)}
    every = {name: Count("pk", filter=condition) for name, condition in conditions().items()}
    counts = startups.aggregate(**{f"in_{name}": count for name, count in every.items()})
    return [StateChoice(name, labels[name], counts[f"in_{name}"], name == current) for name in every]


def facts_of(startup: Startup, *, in_full: bool = True) -> list[Fact]:
    """Not `in_full`: without a revenue stage that is not disclosed, and without where it is from."""
    sources = {source.field: source for source in startup.fact_sources.all()}
    profile = profile_of(startup) if in_full else public_profile_of(startup)
    if not profile["stage"]:
        sources.pop("stage", None)
    return [Fact(FIELDS[name], value, shown(name, value), sources.get(name)) for name, value in profile.items()]
