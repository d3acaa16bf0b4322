"""A partner's list, from its upload to the word that it may be written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, record
from directory.actions.errors import Gone, ListMovedOn, NotAllowed, NotKept
from directory.actions.write_batch import go_on
from directory.choices import DuplicateChoice, ImportOutcome, ImportResult, ImportSetting, ImportState, Verb
from directory.models import ColumnMatch, ImportBatch, ImportRow, Partner
from directory.models.importing import FOLDER, UNCONFIRMED, digest_of_headings
from directory.rules.importing import Looker
from directory.rules.permissions import Permission, may

LONGEST_FAILURE = 300
NO_MATCH = (ImportState.MATCHING, ImportState.CHECKED, ImportState.FAILED)


@dataclass(frozen=True)
class ListFacts:
    """Where a list comes from: every fact of it needs its source."""

    source: str
    source_url: str
    licence: str
    as_of: date


@dataclass(frozen=True)
class ListFile:
    name: str
    content: bytes


@dataclass(frozen=True)
class ListShape:
    """What the first look at a list found: its headings, some cells of each, how many rows, its separator."""

    headings: list[str]
    samples: list[list[str]]
    rows: int
    separator: str


@transaction.atomic
def keep_list(
    *, partner: Partner, facts: ListFacts, files: Sequence[ListFile], shape: ListShape, by: User
) -> tuple[ImportBatch, bool]:
    """Keep the files, to be read by a job. The same files once more lead to the list that waits already.

    Returns the list and whether it is new. The files are stored first: no list lacks its own. Raises NotAllowed or
    NotKept.
    """
    locked = _lock_partner(partner)
    if not may(by, Permission.IMPORT, locked):
        raise NotAllowed
    digests = [sha256(file.content).hexdigest() for file in files]
    digest = sha256("".join(sorted(digests)).encode()).hexdigest()
    known = ImportBatch.objects.filter(partner=locked, digest=digest, state__in=UNCONFIRMED).first()
    if known:
        return known, False
    batch = ImportBatch.objects.create(
        partner=locked,
        uploaded_by=by,
        files=[{"name": file.name[:200], "stored": _store(file)} for file in files],
        digest=digest,
        headings=shape.headings,
        samples=shape.samples,
        rows_total=shape.rows,
        separator=shape.separator,
        **vars(facts),
    )
    return batch, True


@transaction.atomic
def match_columns(*, batch: ImportBatch, columns: dict[str, int], by: User) -> ImportBatch:
    """Say which column is which field; the partner's next list with these headings starts from it.

    What an earlier dry run found is forgotten: the caller has the job begin anew. Raises NotAllowed or ListMovedOn.
    """
    locked = _lock(batch, by, *NO_MATCH)
    ColumnMatch.objects.update_or_create(
        partner=locked.partner, headings=digest_of_headings(locked.headings), defaults={"columns": columns}
    )
    locked.rows.all().delete()
    locked.columns, locked.failure = columns, ""
    _begin(locked, ImportState.CHECKING, total=locked.rows_total, by=by)
    return locked


@transaction.atomic
def note_rows(*, batch: ImportBatch, rows: Sequence[ImportRow], is_last: bool, by: Actor) -> bool:
    """Keep what the dry run found on the next rows. False where another job is further already, or the list is not
    being looked at any more: each row is noted once."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    expected = rows[0].number - 1 if rows else locked.rows_done
    if locked.state != ImportState.CHECKING or locked.rows_done != expected:
        return False
    ImportRow.objects.bulk_create(rows)
    locked.rows_done += len(rows)
    locked.worked_at = timezone.now()
    if is_last:
        locked.state, locked.rows_total = ImportState.CHECKED, locked.rows_done
    locked.save(update_fields=["rows_done", "rows_total", "worked_at", "state"])
    return True


@transaction.atomic
def fail_batch(*, batch: ImportBatch, why: str, by: Actor) -> None:
    """The list went wrong where the first look did not reach."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state == ImportState.CHECKING:
        locked.rows.all().delete()
        locked.state, locked.failure = ImportState.FAILED, why[:LONGEST_FAILURE]
        locked.save(update_fields=["state", "failure"])


@transaction.atomic
def choose_duplicates(*, batch: ImportBatch, choices: dict[int, DuplicateChoice], by: User) -> int:
    """Say of rows, by pk, whether the firm is listed already. How many now say something else.

    Raises NotAllowed or ListMovedOn.
    """
    locked = _lock(batch, by, ImportState.CHECKED)
    rows = [
        row
        for row in locked.rows.filter(pk__in=choices, candidate__isnull=False).order_by("number")
        if row.choice != choices[row.pk]
    ]
    for row in rows:
        row.choice = choices[row.pk]
    for row, look in zip(rows, Looker(locked.partner).look(rows), strict=True):
        left_out = row.choice == DuplicateChoice.LEAVE
        row.outcome = ImportOutcome.DUPLICATE if left_out else look.outcome
        row.startup, row.changes = (None, {}) if left_out else (look.startup, look.changes)
        row.problems = [] if left_out else look.problems
    ImportRow.objects.bulk_update(rows, ["choice", "outcome", "startup", "changes", "problems"])
    return len(rows)


@transaction.atomic
def confirm_batch(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Have the rows written as the dry run says, or queued where the partner looks first. The files go.

    Raises NotAllowed or ListMovedOn.
    """
    locked = _lock(batch, by, ImportState.CHECKED)
    locked.is_queued = locked.partner.import_setting == ImportSetting.QUEUE
    locked.confirmed_by, locked.confirmed_at = by, timezone.now()
    _erase_files(locked)
    _begin(locked, ImportState.WRITING, total=locked.rows.count(), by=by)
    _note(Verb.LIST_CONFIRMED, locked, by)
    go_on.enqueue(locked.pk)
    return locked


@transaction.atomic
def drop_batch(*, batch: ImportBatch, by: Actor) -> None:
    """Forget a list that was not confirmed: its rows and its files. Raises NotAllowed or ListMovedOn."""
    locked = _lock(batch, by, *UNCONFIRMED)
    locked.rows.all().delete()
    _erase_files(locked)
    locked.state, locked.ended_at, locked.columns = ImportState.DROPPED, timezone.now(), {}
    locked.save()


@transaction.atomic
def release_rows(*, batch: ImportBatch, rows: Iterable[int] | None, by: User) -> int:
    """Have queued rows written after a look at them: those with these pks, or all. How many those are.

    Raises NotAllowed or ListMovedOn.
    """
    locked = _lock(batch, by, ImportState.DONE)
    count = _queued(locked, rows).update(result="", is_released=True)
    if count:
        _begin(locked, ImportState.WRITING, total=count, by=by)
        go_on.enqueue(locked.pk)
    return count


@transaction.atomic
def leave_out_rows(*, batch: ImportBatch, rows: Iterable[int] | None, by: User) -> int:
    """Queued rows that are not to be written: those with these pks, or all. Raises NotAllowed or ListMovedOn."""
    locked = _lock(batch, by, ImportState.DONE)
    return _queued(locked, rows).update(result=ImportResult.LEFT_OUT)


@transaction.atomic
def undo_batch(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Have everything put back that did not change since. Raises NotAllowed or ListMovedOn."""
    locked = _lock(batch, by, ImportState.DONE)
    done = (ImportResult.WRITTEN, ImportResult.SUGGESTED, ImportResult.QUEUED)
    _begin(locked, ImportState.UNDOING, total=locked.rows.filter(result__in=done).count(), by=by)
    _note(Verb.LIST_UNDONE, locked, by)
    go_on.enqueue(locked.pk)
    return locked


def drop_old_batches(*, untouched_since: datetime, by: Actor) -> int:
    """Forget the lists that nobody confirmed, and files that no list knows. How many lists."""
    old = ImportBatch.objects.filter(state__in=UNCONFIRMED, uploaded_at__lt=untouched_since).order_by("pk")
    dropped = 0
    for batch in old:
        drop_batch(batch=batch, by=by)
        dropped += 1
    _sweep_strays(untouched_since)
    return dropped


def forget_cells(*, ended_before: datetime, by: Actor) -> int:
    """Empty what is kept of rows with an error so that they can be put right and sent again. How many rows."""
    ended = ImportRow.objects.filter(batch__ended_at__lt=ended_before).exclude(cells={})
    return ended.update(cells={})


def _queued(batch: ImportBatch, rows: Iterable[int] | None) -> Any:
    queued = batch.rows.filter(result=ImportResult.QUEUED)
    return queued if rows is None else queued.filter(pk__in=rows)


def _lock_partner(partner: Partner) -> Partner:
    locked = Partner.objects.select_for_update(no_key=True).filter(pk=partner.pk).first()
    if locked is None:
        raise Gone
    return locked


def _lock(batch: ImportBatch, by: Actor, *states: ImportState) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update(of=("self",)).select_related("partner").get(pk=batch.pk)
    if not isinstance(by, str) and not may(by, Permission.IMPORT, locked.partner):
        raise NotAllowed
    if locked.state not in states:
        raise ListMovedOn
    return locked


def _begin(batch: ImportBatch, state: ImportState, *, total: int, by: User) -> None:
    batch.state, batch.acts_for, batch.worked_at = state, by, timezone.now()
    batch.rows_total, batch.rows_done = total, 0
    batch.save()


def _note(verb: Verb, batch: ImportBatch, by: User) -> None:
    """One line in the trail, in a territory of the partner, so that its people read it."""
    territory = batch.partner.territories.order_by("pk").first()
    after = {"import": batch.pk, "rows": batch.rows_total}
    record(verb, by=by, territory=territory, after=after, reason=batch.source)


# ---- Files ----


def _store(file: ListFile) -> str:
    try:
        return default_storage.save(f"{FOLDER}/{uuid4()}", ContentFile(file.content))
    except OSError as error:
        raise NotKept from error


def _erase_files(batch: ImportBatch) -> None:
    """Once this is committed; their names stay. What a crash leaves behind is swept."""
    stored = [file["stored"] for file in batch.files if file["stored"]]
    batch.files = [file | {"stored": ""} for file in batch.files]
    batch.samples = []
    for name in stored:
        transaction.on_commit(partial(default_storage.delete, name))


def _sweep_strays(untouched_since: datetime) -> None:
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:  # no list was ever kept
        return
    kept = {file["stored"] for files in ImportBatch.objects.values_list("files", flat=True) for file in files}
    for path in (f"{FOLDER}/{name}" for name in names):
        if path not in kept and default_storage.get_modified_time(path) < untouched_since:
            default_storage.delete(path)
