"""The audit trail: who did what, newest first; narrowed by what stands in the address, and to take along."""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation

from accounts.models import User
from directory.admin.access import DeskRequest, desk_only
from directory.admin.paging import page_of
from directory.forms.events import EventsForm
from directory.models import Event, Startup, Submission
from directory.models.event import EventQuerySet
from directory.rules.merging import family_of
from directory.rules.permissions import Permission, narrow, readable_events
from directory.rules.spreadsheets import neutral
from directory.templatetags.trail import lines

ROWS = 50
CHUNK = 500  # events held in memory at a time
# Everything that the hash of a line covers, so that a copy can be checked; then the hash, and what it means in words.
COLUMNS = (
    *("position", "at", "verb", "actor", "startup_id", "submission", "territory", "before", "after", "reason"),
    *("personal_digest", "previous_hash", "hash"),
)
SENTENCE = "sentence"
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


@desk_only
def events(request: DeskRequest) -> HttpResponse:
    startup, form = _startup(request), EventsForm(request.GET, reader=request.user)
    page = page_of(request, _chosen(request, startup, form).order_by("-position"), ROWS)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "startup": startup, "form": form, "query": query.urlencode(), "is_used": form.is_used}
    return render(request, "desk/events.html", context)


@desk_only
def export_events(request: DeskRequest, kind: str) -> Any:
    """The same events, the oldest first, without the personal values beside them."""
    if kind not in TYPES:
        raise Http404
    chosen = _chosen(request, _startup(request), EventsForm(request.GET, reader=request.user)).order_by("position")
    rows = _rows(chosen, request.user, translation.get_language())
    content = _as_csv(rows) if kind == "csv" else (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    disposition = f'attachment; filename="events.{kind}"'
    return StreamingHttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": disposition})


def events_about(startup: Startup) -> EventQuerySet:
    """What happened to an entry and to those merged into it, from the first submission on, when it had no entry yet."""
    family = family_of(startup)
    references = Submission.objects.filter(startup__in=family).values("reference")
    return Event.objects.filter(Q(startup_id__in=family) | Q(submission__in=references))


def _chosen(request: DeskRequest, startup: Startup | None, form: EventsForm) -> EventQuerySet:
    found = form.narrow(readable_events(request.user))
    return found & events_about(startup) if startup else found


def _rows(events: EventQuerySet, reader: User, language: str | None) -> Iterator[dict[str, Any]]:
    """Read bit by bit while they are sent: then the request is over, and with it its language."""
    found = events.iterator(CHUNK)
    while chunk := list(islice(found, CHUNK)):
        with translation.override(language):
            said = lines(chunk, reader)
        for event, line in zip(chunk, said, strict=True):
            row = {name: getattr(event, name) for name in COLUMNS}
            yield row | {"at": event.at.isoformat(), SENTENCE: line.sentence}


def _as_csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield _csv_line([*COLUMNS, SENTENCE])
    for row in rows:
        yield _csv_line([_cell(value) for value in row.values()])


def _cell(value: Any) -> Any:
    return neutral(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value)


def _csv_line(cells: list[Any]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


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
