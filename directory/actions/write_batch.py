"""The rows of a confirmed list, written or put back two hundred at a time: each once, whatever is killed meanwhile.

A row at which something unforeseen fails is left as it was: a list always comes to its end, and can be undone.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django_tasks import task

from directory.actions._entries import write_profile
from directory.actions._lists import ImportedEntry, Written, write_listed
from directory.actions._shared import Actor, record, refusing
from directory.actions.documents import keep_names
from directory.actions.errors import LISTED, NumberListed
from directory.choices import EntryState, ImportOutcome, ImportResult, ImportState, Precision, SuggestionState, Verb
from directory.models import (
    FactSource,
    ImportBatch,
    ImportKey,
    ImportRow,
    Partner,
    Startup,
    Submission,
    Suggestion,
    TeamMember,
)
from directory.notifications import imports as mails
from directory.rules.importing import Look, Looker
from directory.rules.places import territory_of
from directory.rules.profile import FIELDS, PLACE, public_value

logger = logging.getLogger(__name__)

CHUNK = 200
AT_A_STRETCH = timedelta(minutes=1)  # then other jobs of the queue have their turn
LEFT_OUT = (ImportOutcome.ERROR, ImportOutcome.PERSON, ImportOutcome.ELSEWHERE, ImportOutcome.DUPLICATE)
DONE = (ImportResult.WRITTEN, ImportResult.SUGGESTED, ImportResult.QUEUED)
SYSTEM: Actor = "SYSTEM"
ORIGIN = ("source", "source_url", "licence", "as_of", "precision")
PASSING = (OperationalError, InterfaceError)  # the database is away, or another was first: the same once more, later
Note = Callable[[], object]  # appends an event to the trail


@dataclass(frozen=True)
class _Step:
    """What is done with rows of these results, and the result of one with which it fails."""

    of: tuple[str, ...]
    do: Callable[[ImportBatch, list[ImportRow]], list[Note]]
    failed: ImportResult


@task(queue_name="long")
def go_on(batch_id: int) -> None:
    """Go on with what was begun: write the list, or undo it. May run twice at once; then they take turns."""
    ends = time.monotonic() + AT_A_STRETCH.total_seconds()
    while _step(batch_id):
        if time.monotonic() > ends:
            go_on.enqueue(batch_id)
            return


@transaction.atomic
def _step(batch_id: int) -> bool:
    """One chunk, with its progress. False when there is nothing more to do."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("acts_for").get(pk=batch_id)
    step = STEPS.get(ImportState(batch.state))
    if step is None:
        return False
    # One list of a partner at a time: the next one sees what this one wrote.
    batch.partner = Partner.objects.select_for_update(no_key=True).get(pk=batch.partner_id)
    rows = list(batch.rows.filter(result__in=step.of).order_by("number")[:CHUNK])
    keep_names()
    _lock_entries(rows)
    for note in _do(step, batch, rows):
        note()
    batch.rows_done += len(rows)
    batch.worked_at = timezone.now()
    if not rows:
        _end(batch)
    batch.save(update_fields=["rows_done", "worked_at", "state", "ended_at"])
    return bool(rows)


def _do(step: _Step, batch: ImportBatch, rows: list[ImportRow]) -> list[Note]:
    """All together; where that fails, each by itself."""
    try:
        with transaction.atomic():
            return step.do(batch, rows)
    except PASSING:
        raise
    except Exception:
        logger.exception("List %s: %s rows are done one by one", batch.pk, len(rows))
    again = batch.rows.filter(pk__in=[row.pk for row in rows]).order_by("number")
    return [note for row in again for note in _do_alone(step, batch, row)]


def _do_alone(step: _Step, batch: ImportBatch, row: ImportRow) -> list[Note]:
    try:
        with transaction.atomic():
            return step.do(batch, [row])
    except PASSING:
        raise
    except Exception:
        logger.exception("List %s: line %s is left as it was", batch.pk, row.line)
    with translation.override(batch.acts_for.language if batch.acts_for else None):
        reason = _("Something unforeseen happened with this row. It was left as it was.")
    problems = [*row.problems, {"field": "name", "reason": reason}]
    batch.rows.filter(pk=row.pk).update(result=step.failed, problems=problems)
    return []


def _end(batch: ImportBatch) -> None:
    """Owners are told of suggestions once a list, when all of it is written."""
    if batch.state == ImportState.UNDOING:
        batch.state = ImportState.UNDONE
    else:
        batch.state = ImportState.DONE
        if batch.ended_at is None:
            owners = TeamMember.objects.owners().filter(startup__suggestions__batch=batch)
            for person in owners.order_by("user").values_list("user", flat=True).distinct():
                mails.suggestions_made.enqueue(batch.pk, str(person))
    batch.ended_at = timezone.now()


def _lock_entries(rows: list[ImportRow]) -> dict[int, Startup]:
    pks = {pk for row in rows for pk in (row.startup_id, row.candidate_id) if pk}
    locked = Startup.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {startup.pk: startup for startup in locked}


# ---- Writing ----


def _write_some(batch: ImportBatch, rows: list[ImportRow]) -> list[Note]:
    looks = Looker(batch.partner).look(rows, for_duplicates=False)
    written = [_write(batch, row, look) for row, look in zip(rows, looks, strict=True)]
    ImportRow.objects.bulk_update(rows, ["result", "startup", "before", "written_version"])
    _remember(batch, rows)
    return [partial(one.record, batch.acts_for or SYSTEM) for one in written if one]


def _write(batch: ImportBatch, row: ImportRow, look: Look) -> Written | None:
    """What the dry run said, unless it would say something else by now."""
    if row.outcome in LEFT_OUT or row.outcome == ImportOutcome.SAME:
        row.result = ImportResult.UNTOUCHED if row.outcome == ImportOutcome.SAME else ImportResult.LEFT_OUT
        return None
    startup = look.startup
    found = (look.outcome, startup.pk if startup else None, look.changes)
    if found != (row.outcome, row.startup_id, row.changes):
        row.result = ImportResult.SKIPPED
        return None
    if row.outcome == ImportOutcome.SUGGESTION and startup:
        _suggest(batch, row, startup)
        row.result = ImportResult.SUGGESTED
        return None
    if batch.is_queued and not row.is_released:
        row.result = ImportResult.QUEUED
        return None
    row.before = _before(startup, row)
    try:
        with refusing(LISTED):
            written = _write_entry(batch, row, startup)
    except NumberListed:
        row.result = ImportResult.SKIPPED
        return None
    row.result, row.startup, row.written_version = (
        ImportResult.WRITTEN,
        written.startup,
        written.startup.content_version,
    )
    return written


def _write_entry(batch: ImportBatch, row: ImportRow, startup: Startup | None) -> Written:
    listed = ImportedEntry(
        key=None,
        profile=row.profile,
        source=batch.source,
        source_url=batch.source_url,
        licence=batch.licence,
        as_of=batch.as_of,
        precision=Precision.DAY,
        desk_note=row.note,
    )
    place = {name: FIELDS[name].read(startup) if startup else "" for name in PLACE}
    names = [name for name in FIELDS if name in (row.changes if startup else row.profile)]
    written = write_listed(startup, listed, base=row.changes, profile=place | row.profile, names=names)
    came_back = row.before["state"] == EntryState.UNPUBLISHED
    return replace(written, before=None) if came_back else written


def _before(startup: Startup | None, row: ImportRow) -> dict[str, Any]:
    """What an undo puts back."""
    if startup is None:
        return {"state": EntryState.UNPUBLISHED}
    sources = FactSource.objects.filter(startup=startup, field__in=row.changes).values("field", *ORIGIN)
    return {
        "state": startup.state,
        "note": startup.desk_note,
        "sources": [source | {"as_of": source["as_of"].isoformat()} for source in sources],
    }


def _suggest(batch: ImportBatch, row: ImportRow, startup: Startup) -> None:
    """In place of what an earlier list of the same partner suggested and nobody answered."""
    earlier = Suggestion.objects.filter(startup=startup, batch__partner=batch.partner, state=SuggestionState.OPEN)
    earlier.update(state=SuggestionState.WITHDRAWN, answered_at=timezone.now())
    values = {name: row.profile[name] for name in row.changes}
    Suggestion.objects.create(startup=startup, batch=batch, row=row, values=values)


def _remember(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """By what the partner's next list finds these entries."""
    kept = {row.key: row.startup_id for row in rows if row.startup_id and row.result != ImportResult.SKIPPED}
    ImportKey.objects.bulk_create(
        [ImportKey(partner=batch.partner, key=key, startup_id=pk) for key, pk in kept.items()],
        update_conflicts=True,
        unique_fields=["partner", "key"],
        update_fields=["startup"],
    )


# ---- Undoing ----


def _undo_some(batch: ImportBatch, rows: list[ImportRow]) -> list[Note]:
    entries = _lock_entries(rows)
    proposed = set(Submission.objects.open().filter(startup__in=entries).values_list("startup", flat=True))
    events: list[tuple[Verb, Startup, dict[str, Any], dict[str, Any]]] = []
    for row in rows:
        if row.result == ImportResult.QUEUED:
            row.result = ImportResult.LEFT_OUT
        elif row.result == ImportResult.SUGGESTED:
            row.result = _take_back(row)
        else:
            startup = entries[row.startup_id or 0]
            changed = startup.pk in proposed or _changed_since(row, startup)
            row.result = ImportResult.KEPT if changed else _restore(row, startup, events)
    ImportRow.objects.bulk_update(rows, ["result"])
    note = partial(record, by=batch.acts_for or SYSTEM, reason=batch.source)
    return [partial(note, verb, startup=startup, before=before, after=after) for verb, startup, before, after in events]


def _take_back(row: ImportRow) -> ImportResult:
    unanswered = Suggestion.objects.filter(row=row, state=SuggestionState.OPEN)
    taken = unanswered.update(state=SuggestionState.WITHDRAWN, answered_at=timezone.now())
    return ImportResult.UNDONE if taken else ImportResult.KEPT


def _changed_since(row: ImportRow, startup: Startup) -> bool:
    is_as_written = startup.state == EntryState.PUBLISHED and startup.content_version == row.written_version
    return not is_as_written or startup.claimed_at is not None


def _restore(row: ImportRow, startup: Startup, events: list[Any]) -> ImportResult:
    """An entry that the list brought leaves the public pages and keeps its address; another is as it was before."""
    if row.before["state"] == EntryState.UNPUBLISHED:
        startup.state = EntryState.UNPUBLISHED
        startup.save(update_fields=["state"])
        states = {"state": EntryState.PUBLISHED}, {"state": EntryState.UNPUBLISHED}
        events.append((Verb.ENTRY_TAKEN_BACK, startup, *states))
        return ImportResult.UNDONE
    try:
        with refusing(LISTED):
            _put_back(row, startup)
    except NumberListed:
        return ImportResult.KEPT
    before = {name: public_value(name, row.profile[name]) for name in row.changes}
    after = {name: public_value(name, value) for name, value in row.changes.items()}
    events.append((Verb.ENTRY_CHANGED, startup, before, after))
    return ImportResult.UNDONE


def _put_back(row: ImportRow, startup: Startup) -> None:
    startup.state, startup.desk_note = row.before["state"], row.before["note"]
    startup.content_version += 1
    profile = {name: FIELDS[name].read(startup) for name in PLACE} | row.changes
    write_profile(startup, profile, row.changes)
    if row.changes.keys() & set(PLACE):
        place = startup.municipality
        startup.territory = territory_of(profile["postal_code"], place) if place else None
        startup.save(update_fields=["territory"])
    FactSource.objects.filter(startup=startup, field__in=row.changes).delete()
    FactSource.objects.bulk_create(
        FactSource(startup=startup, **source | {"as_of": parse_date(source["as_of"])})
        for source in row.before["sources"]
    )


STEPS = {
    ImportState.WRITING: _Step(("",), _write_some, failed=ImportResult.LEFT_OUT),
    ImportState.UNDOING: _Step(DONE, _undo_some, failed=ImportResult.KEPT),
}
