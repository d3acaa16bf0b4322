"""Errors that visitors report, at the desk: of the own territory, never of the own company. Auditors read none."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Gone, Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.entries import Fact
from directory.admin.paging import page_of
from directory.choices import ReportState
from directory.forms.on_behalf import FORMS_ON_BEHALF
from directory.models import ErrorReport, Startup
from directory.models.report import ErrorReportQuerySet
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import FIELDS, profile_of, shown
from directory.rules.reports import field_of, following, label_of_fact, source_of, to_pass_on_to, topic_of

ROWS = 50
MOST_DIGITS = 18  # of an id


@dataclass(frozen=True)
class StateChoice:
    """One state, and how many of the reports are in it."""

    value: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Row:
    report: ErrorReport
    fact: str


@desk_only
def reports(request: DeskRequest) -> HttpResponse:
    """Oldest first: the open ones, unless the address asks for another state, or for one entry."""
    mine = _mine(request)
    entry = _entry(mine, request.GET.get("entry", ""))
    if entry:
        mine = mine.filter(startup=entry)
    state = request.GET.get("state", "")
    state = state if state in ReportState.values else ReportState.OPEN
    page = page_of(request, mine.filter(state=state).order_by("created_at", "pk"), ROWS)
    context = {
        "page": page,
        "rows": [Row(report, label_of_fact(report.fact)) for report in page],
        "states": _states(mine, state),
        "entry": entry,
    }
    return render(request, "desk/reports.html", context)


@desk_only
def report(request: DeskRequest, pk: int) -> HttpResponse:
    """One of them: what stands there now, what the visitor says, and what may become of it."""
    found: ErrorReport = get_object_or_404(_mine(request), pk=pk)
    startup = found.startup
    topic = topic_of(found.fact)
    may_act = may(request.user, Permission.ACT_FOR, startup) and topic in FORMS_ON_BEHALF
    after = following(found)
    context = {
        "report": found,
        "startup": startup,
        "label": label_of_fact(found.fact),
        "fact": _fact_now(startup, found.fact),
        "topic": topic if may_act else "",
        "may_pass_on": ReportState.PASSED_ON in after and bool(to_pass_on_to(startup)),
        "may_end": bool(after),
        "others": _mine(request).open().filter(startup=startup).exclude(pk=pk).count(),
    }
    return render(request, "desk/report.html", context)


@desk_only
def handle_report(request: DeskRequest, pk: int) -> HttpResponse:
    """POST says what becomes of it; GET leads back to its page."""
    found: ErrorReport = get_object_or_404(_mine(request), pk=pk)
    state, seen = request.POST.get("state", ""), request.POST.get("seen", "")
    if request.method != "POST" or not {state, seen} <= set(ReportState.values):
        return redirect("admin:report", pk)
    try:
        actions.handle_report(report=found, state=ReportState(state), seen=ReportState(seen), by=request.user)
    except Gone as gone:
        messages.info(request, str(gone))
    except Refused as refused:
        messages.info(request, str(refused))
        return redirect("admin:report", pk)
    else:
        messages.success(request, _said(ReportState(state)))
    return redirect("admin:reports")


def _mine(request: DeskRequest) -> ErrorReportQuerySet:
    related = ErrorReport.objects.select_related("startup__territory")
    return narrow(related, request.user, Permission.HANDLE_REPORT)


def _entry(mine: QuerySet[ErrorReport], typed: str) -> Startup | None:
    """The firm that the address narrows to; none where it has no report that one may read."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS):
        return None
    return Startup.objects.filter(pk=int(typed), pk__in=mine.values("startup")).first()


def _states(mine: QuerySet[ErrorReport], current: str) -> list[StateChoice]:
    """Each with how many it holds, in one statement."""
    every: dict[str, Any] = {state.name: Count("pk", filter=Q(state=state)) for state in ReportState}
    counts = mine.order_by().aggregate(**every)
    return [StateChoice(state, str(state.label), counts[state.name], state == current) for state in ReportState]


def _fact_now(startup: Startup, fact: str) -> Fact | None:
    """As the desk sees it, with its source. None for something else, and for a text that is not there any more."""
    field = field_of(startup, fact)
    if not field:
        return None
    value = profile_of(startup)[field]
    return Fact(FIELDS[field], value, shown(field, value), source_of(startup, fact))


def _said(state: ReportState) -> str:
    return {
        ReportState.PASSED_ON: _("Passed on. The company gets it by mail, and finds it on its own page."),
        ReportState.HANDLED: _("Noted: dealt with."),
        ReportState.DISMISSED: _("Noted: no error."),
    }[state]
