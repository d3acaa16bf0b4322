"""What became of a company, and leaving the directory: asked for on one page each, decided by a moderator."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from directory import actions
from directory.actions.ask import asked_so_far
from directory.actions.errors import NotAllowed, Refused
from directory.choices import SubmissionKind
from directory.forms.ending import RemovalForm, StateForm, initial_state
from directory.models import Revision, Startup, Submission
from directory.rules.calendar import DAYS_TO_DECIDE
from directory.rules.entitlement import is_owner, needs_proof
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import profile_of, shown
from directory.views.policies import person, signed_in


@signed_in
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Acquired, merged, ceased, moved abroad, or active after all. Shown again while it is open, to correct it."""
    mine = narrow(_startups(), request.user, Permission.PROPOSE_CHANGE)
    startup: Startup = get_object_or_404(mine, slug=slug)
    asked, last = _asked(startup, SubmissionKind.STATE, person(request))
    public = profile_of(startup)["status"]
    form = StateForm(
        request.POST or None,
        is_active=public is None,
        initial=initial_state(last.profile["status"], asked.statement, last.number) if asked and last else {},
    )
    context = {"now": shown("status", public), "form": form, "days": DAYS_TO_DECIDE}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "my/state.html", startup, context)
    try:
        submission = actions.ask_state(
            startup=startup,
            status=form.value(),
            statement=form.cleaned_data["statement"],
            seen=form.cleaned_data["seen"],
            language=person(request).language,
            by=person(request),
        )
    except Refused as refused:
        return _refused(request, "my/state.html", startup, context, refused)
    return _sent(request, submission)


@signed_in
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Its owner asks, or anybody for an entry that nobody keeps. Shown again while it is open, to correct it."""
    startup: Startup = get_object_or_404(_startups(), slug=slug)
    asked, last = _asked(startup, SubmissionKind.REMOVAL, person(request))
    if not asked and not may(request.user, Permission.ASK_REMOVAL, startup):
        raise Http404
    initial = {"statement": asked.statement, "seen": last.number} if asked and last else {}
    form = RemovalForm(request.POST or None, initial=initial)
    context = {"form": form, "is_owner": is_owner(person(request), startup), "days": DAYS_TO_DECIDE}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "my/remove.html", startup, context)
    try:
        submission = actions.ask_removal(
            startup=startup,
            statement=form.cleaned_data["statement"],
            seen=form.cleaned_data["seen"],
            language=person(request).language,
            by=person(request),
        )
    except Refused as refused:
        return _refused(request, "my/remove.html", startup, context, refused)
    answer = _sent(request, submission)
    return redirect("submission_proof", submission.reference) if needs_proof(submission) else answer


def _startups() -> Any:
    return Startup.objects.select_related("territory__partner", "municipality")


def _asked(startup: Startup, kind: SubmissionKind, by: User) -> tuple[Submission | None, Revision | None]:
    """What is open already, with its latest revision."""
    asked = asked_so_far(startup, kind, by).first()
    return asked, asked.latest_revision() if asked else None


def _page(
    request: HttpRequest, template: str, startup: Startup, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, template, {"startup": startup, "refused": None} | context, status=status)


def _refused(
    request: HttpRequest, template: str, startup: Startup, context: dict[str, Any], refused: Refused
) -> HttpResponse:
    """The form again with all that was typed, and why it was not sent."""
    if isinstance(refused, NotAllowed):
        raise Http404 from refused
    return _page(request, template, startup, context | {"refused": refused}, status=409)


def _sent(request: HttpRequest, submission: Submission) -> HttpResponse:
    messages.success(request, _("Sent. You will hear from us by mail."))
    return redirect(submission)
