"""Introductions at the desk: numbers, and what a firm has reported as abuse. Nothing else of them is seen here."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.paging import page_of
from directory.insights.disclosure import LEAST
from directory.insights.introductions import by_country, by_month, last_year, lines_of, parts_of
from directory.models import Introduction, Startup
from directory.notifications.letters import facts_of
from directory.rules.permissions import Permission, narrow

ROWS = 50


@desk_only
def introductions(request: DeskRequest) -> HttpResponse:
    """Of the entries whose trail this person may read: by month and by country. No number under five."""
    lines = lines_of(narrow(Startup.objects.real(), request.user, Permission.READ_TRAIL), last_year())
    reported = narrow(Introduction.objects.select_related("startup"), request.user, Permission.JUDGE)
    context = {
        "page": page_of(request, reported.order_by("reported_at", "pk"), ROWS),
        "months": [(month, None if 0 < count < LEAST else count) for month, count in by_month(lines)],
        "countries": parts_of(dict(by_country(lines))),
        "fewest": LEAST,
    }
    return render(request, "desk/introductions.html", context)


@desk_only
def introduction(request: DeskRequest, pk: int) -> HttpResponse:
    """One that was reported, with its text."""
    found = _reported(request, pk)
    context = {"introduction": found, "startup": found.startup, "facts": facts_of(found)}
    return render(request, "desk/introduction.html", context)


@desk_only
def block_sender(request: DeskRequest, pk: int) -> HttpResponse:
    return _judged(request, pk, actions.block_sender, _("Blocked. The request is erased."))


@desk_only
def dismiss_report(request: DeskRequest, pk: int) -> HttpResponse:
    return _judged(request, pk, actions.dismiss_report, _("Dismissed. The company can answer it."))


def _judged(request: DeskRequest, pk: int, action: Callable[..., None], said: str) -> HttpResponse:
    found = _reported(request, pk)
    if request.method != "POST":
        return redirect("admin:introduction", pk)
    try:
        action(introduction=found, by=request.user)
    except Refused:  # as if one had come a moment later
        messages.info(request, _("Somebody else was quicker, or the visitor has taken the request back."))
    else:
        messages.success(request, said)
    return redirect("admin:introductions")


def _reported(request: DeskRequest, pk: int) -> Introduction:
    rows = narrow(Introduction.objects.select_related("startup"), request.user, Permission.JUDGE)
    found: Introduction = get_object_or_404(rows, pk=pk)
    return found
