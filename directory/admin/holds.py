"""Taking a submission from the queue, so that colleagues see it, and letting it go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory import actions
from directory.actions.errors import Refused
from directory.admin.access import DeskRequest, desk_only
from directory.admin.filters import Filters, territories_of
from directory.admin.queue import chosen_by, free_for
from directory.admin.review import back_to_review
from directory.models import Submission
from directory.rules.permissions import Permission, narrow

TRIES = 5  # colleagues may be quicker


@desk_only
def take(request: DeskRequest, reference: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("admin:review", reference)
    try:
        hold = actions.take(submission=_submission(request, reference), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        until = date_format(timezone.localtime(hold.until), "TIME_FORMAT")
        messages.success(request, _("You hold this until %(time)s. Colleagues see it.") % {"time": until})
    return back_to_review(request, reference)


@desk_only
def let_go(request: DeskRequest, reference: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("admin:review", reference)
    if actions.let_go(submission=_submission(request, reference), by=request.user):
        messages.success(request, _("You no longer hold it. Colleagues see that it is free."))
    return back_to_review(request, reference)


@desk_only
def take_oldest(request: DeskRequest) -> HttpResponse:
    """Take the oldest that the filters of the address show and nobody else holds, and open it."""
    if request.method != "POST":
        return redirect("admin:index")
    filters = Filters.of(request.GET, territories_of(request.user))
    for submission in free_for(request.user, chosen_by(filters, request.user))[:TRIES]:
        try:
            actions.take(submission=submission, by=request.user)
        except Refused:
            continue
        return redirect("admin:review", submission.reference)
    messages.info(request, _("Nothing is free just now: colleagues hold what waits."))
    return redirect("admin:index")


def _submission(request: DeskRequest, reference: str) -> Submission:
    mine = narrow(Submission.objects.all(), request.user, Permission.REVIEW)
    found: Submission = get_object_or_404(mine, reference=reference)
    return found
