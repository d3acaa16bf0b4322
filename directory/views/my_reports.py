"""Errors that visitors reported and the desk passed on: the team corrects them, or says that it is right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.choices import ReportAnswer
from directory.models import ErrorReport
from directory.rules.permissions import Permission, narrow
from directory.rules.reports import topic_of
from directory.views.policies import person, signed_in


@signed_in
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the team's change, at the topic of the fact; GET leads back to the page of the firm."""
    report = _mine(request, pk)
    if request.method != "POST":
        return redirect("my_startup", report.startup.slug)
    try:
        change = actions.answer_report(report=report, answer=ReportAnswer.CORRECTING, by=person(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my_startup", report.startup.slug)
    if change is None:  # what became of the firm has a page of its own
        return redirect("startup_state", report.startup.slug)
    messages.success(request, _("Correct it here, and send your change."))
    return redirect("submission_topic", change.reference, topic_of(report.fact))


@signed_in
def right(request: HttpRequest, pk: int) -> HttpResponse:
    """It is right as it stands; the moderators see the answer."""
    report = _mine(request, pk)
    if request.method == "POST":
        try:
            actions.answer_report(report=report, answer=ReportAnswer.RIGHT, by=person(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Noted. The moderators see your answer."))
    return redirect("my_startup", report.startup.slug)


def _mine(request: HttpRequest, pk: int) -> ErrorReport:
    mine = narrow(ErrorReport.objects.select_related("startup"), request.user, Permission.ANSWER_REPORT)
    found: ErrorReport = get_object_or_404(mine, pk=pk)
    return found
