"""The fast lane: a preview of changes without free text, links or names, and one button for those that are ticked."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import actions
from directory.actions.errors import AlreadyDecided, Outdated, Refused
from directory.admin.access import DeskRequest, desk_only
from directory.choices import Reason
from directory.forms.decision import POSITIVE
from directory.models import Revision, Submission
from directory.rules.fast_lane import MOST, FastChange, fast_lane, still_in_lane
from directory.rules.permissions import Permission, narrow


@desk_only
def fast(request: DeskRequest) -> HttpResponse:
    """GET previews, POST approves what was ticked, each by itself: one that is refused holds up no other."""
    if request.method != "POST":
        return render(request, "desk/fast.html", {"lane": fast_lane(request.user)})
    ticked = _ticked(request)
    previewed = {change.revision.pk: change for change in still_in_lane(request.user, ticked)}
    refusals = [(previewed[pk], _approve(previewed[pk], request)) for pk in ticked if pk in previewed]
    approved = sum(refusal is None for _change, refusal in refusals)
    if approved:
        done = ngettext("%(count)d change is approved.", "%(count)d changes are approved.", approved)
        messages.success(request, done % {"count": approved})
    for change, refusal in refusals:
        if refusal:
            _skipped(request, change.submission, refusal)
    for revision in _others(request, [pk for pk in ticked if pk not in previewed]):
        _skipped(request, revision.submission, _why(revision))
    if not ticked:
        messages.info(request, _("Nothing was ticked."))
    return redirect("admin:fast")


def _ticked(request: DeskRequest) -> list[int]:
    """The revisions that stood on the page and were ticked, each once."""
    sent = dict.fromkeys(request.POST.getlist("revision"))
    numbers = [int(text) for text in sent if text.isascii() and text.isdigit() and len(text) <= len(str(POSITIVE))]
    return [number for number in numbers if number <= POSITIVE][:MOST]


def _approve(change: FastChange, request: DeskRequest) -> Refused | None:
    try:
        actions.approve(
            submission=change.submission,
            revision=change.revision,
            seen_version=change.submission.base_version,
            reason=Reason.MEETS_CRITERIA,
            words="",
            by=request.user,
        )
    except Refused as refusal:
        return refusal
    return None


def _others(request: DeskRequest, pks: Iterable[int]) -> Iterable[Revision]:
    """What was ticked and is not in the lane any more; a foreign one is unknown."""
    seen = narrow(Submission.objects.all(), request.user, Permission.REVIEW)
    return Revision.objects.filter(pk__in=pks, submission__in=seen).select_related("submission").order_by("pk")


def _why(revision: Revision) -> Refused:
    return Outdated() if revision.submission.is_open else AlreadyDecided()


def _skipped(request: DeskRequest, submission: Submission, why: Refused) -> None:
    messages.warning(request, _("%(name)s was left out: %(why)s") % {"name": submission.name, "why": why})
