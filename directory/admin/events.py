"""The audit trail: who did what, newest first."""

import re

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from directory.admin.access import DeskRequest, desk_only
from directory.admin.paging import page_of
from directory.models import Event, Startup, Submission
from directory.models.event import EventQuerySet
from directory.rules.merging import family_of
from directory.rules.permissions import Permission, narrow, readable_events

ROWS = 50


@desk_only
def events(request: DeskRequest) -> HttpResponse:
    found = readable_events(request.user).order_by("-position")
    startup = _startup(request)
    if startup:
        found &= events_about(startup)
    page = page_of(request, found, ROWS)
    return render(request, "desk/events.html", {"page": page, "startup": startup})


def events_about(startup: Startup) -> EventQuerySet:
    """What happened to an entry and to those merged into it, from the first submission on, when it had no entry yet."""
    family = family_of(startup)
    references = Submission.objects.filter(startup__in=family).values("reference")
    return Event.objects.filter(Q(startup_id__in=family) | Q(submission__in=references))


def _startup(request: DeskRequest) -> Startup | None:
    """The entry of the filter `entry`; one that this person may not follow is as unknown as one that is not there."""
    typed = request.GET.get("entry", "")
    if not typed:
        return None
    readable = narrow(Startup.objects.all(), request.user, Permission.READ_TRAIL)
    startup = readable.filter(pk=int(typed)).first() if re.fullmatch(r"[0-9]{1,18}", typed) else None
    if startup is None:
        raise Http404
    return startup
