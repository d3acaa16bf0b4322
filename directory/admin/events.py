"""The audit trail: who did what, newest first."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render

from directory.admin.access import DeskRequest, desk_only
from directory.admin.paging import page_of
from directory.models import Startup
from directory.rules.permissions import Permission, narrow, readable_events

ROWS = 50


@desk_only
def events(request: DeskRequest) -> HttpResponse:
    found = readable_events(request.user).order_by("-position")
    startup = _startup(request)
    if startup:
        found = found.of_entry(startup.pk)
    page = page_of(request, found, ROWS)
    return render(request, "desk/events.html", {"page": page, "startup": startup})


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
