"""The dry run: every row of a list read and looked at, two hundred at a time, with progress that anybody can watch."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import User
from directory import actions
from directory.choices import ImportOutcome, ImportState
from directory.imports import register
from directory.imports.facts import FactReader, Problem, key_of
from directory.imports.tables import MOST_BYTES, Record, Table, Unreadable, read_table, too_heavy
from directory.imports.targets import guessed, samples_of
from directory.models import ImportBatch, ImportRow
from directory.rules.importing import Looker
from directory.rules.texts import ADDRESS

logger = logging.getLogger(__name__)

CHUNK = 200
AT_A_STRETCH = timedelta(minutes=1)  # then other jobs of the queue have their turn
SAMPLED = 20  # rows
NOTE_LENGTH = 300
LONGEST_KEPT = 300  # of a cell that stands in the file of errors


def open_list(files: Sequence[tuple[str, bytes]]) -> Table:
    """The table in one file, or in the files of the register together. Raises Unreadable."""
    if sum(len(content) for _name, content in files) > MOST_BYTES:
        raise Unreadable(too_heavy())
    tables = [read_table(name, content) for name, content in files]
    if len(tables) == 1 and "name" in guessed(tables[0].headings):
        return tables[0]
    if register.is_register(tables):
        return register.joined(tables)
    if len(tables) > 1:
        raise Unreadable(_("Please send one list at a time. Only the files of the register come together."))
    return tables[0]


def shape_of(table: Table) -> actions.ListShape:
    """What is known of a list before its rows are read. Raises Unreadable."""
    samples = samples_of(table.headings, (record.cells for record in islice(table.records(), SAMPLED)))
    return actions.ListShape(table.headings, samples, table.total, table.separator)


def start(*, batch: ImportBatch, columns: dict[str, int], by: User) -> None:
    """Match the columns and have the rows looked at; both or neither. Raises NotAllowed or ListMovedOn."""
    with transaction.atomic():
        actions.match_columns(batch=batch, columns=columns, by=by)
        check_rows.enqueue(batch.pk)


@task(queue_name="long")
def check_rows(batch_id: int) -> None:
    """Go on with the dry run where it stands. Reasons are in the language of whoever asked for it."""
    batch = ImportBatch.objects.select_related("partner", "acts_for").filter(pk=batch_id).first()
    if batch is None or batch.state != ImportState.CHECKING or batch.acts_for is None:
        return
    with translation.override(batch.acts_for.language):
        try:
            _check(batch)
        except Unreadable as error:
            actions.fail_batch(batch=batch, why=str(error), by="SYSTEM")
        except FileNotFoundError:
            actions.fail_batch(batch=batch, why=_("The file is gone. Please send it again."), by="SYSTEM")
        except (OperationalError, InterfaceError):  # the database is away, or another was first: later once more
            raise
        except Exception:
            logger.exception("List %s cannot be read to its end", batch.pk)
            actions.fail_batch(batch=batch, why=_("Something unforeseen stands in this list."), by="SYSTEM")


def _check(batch: ImportBatch) -> None:
    ends = time.monotonic() + AT_A_STRETCH.total_seconds()
    table = open_list([(file["name"], _stored(file["stored"])) for file in batch.files])
    rows = _Rows(batch)
    looker = Looker(batch.partner)
    for records, is_last in _in_chunks(islice(table.records(), batch.rows_done, None)):
        some = [rows.of(record) for record in records]
        rows.fill(some, looker)
        if not actions.note_rows(batch=batch, rows=some, is_last=is_last, by="SYSTEM"):
            return
        if not is_last and time.monotonic() > ends:
            check_rows.enqueue(batch.pk)
            return


def _stored(name: str) -> bytes:
    if not name:
        raise FileNotFoundError
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def _in_chunks(records: Iterator[Record]) -> Iterator[tuple[list[Record], bool]]:
    """With whether it is the last one; an empty last one where there are no more."""
    chunk = list(islice(records, CHUNK))
    while True:
        following = list(islice(records, CHUNK))
        yield chunk, not following
        if not following:
            return
        chunk = following


def _twice(line: int) -> str:
    return _("This firm stands in line %(line)d already.") % {"line": line}


def _kept(text: str) -> str:
    """Of a cell, for the file of errors. What holds an e-mail address may be about a person."""
    return "" if ADDRESS.search(text) else text[:LONGEST_KEPT].replace("\x00", "")


class _Rows:
    """Makes rows of records; a firm that stands in the list twice is an error the second time."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.facts = FactReader()
        self.number = batch.rows_done
        kept = batch.rows.exclude(outcome__in=(ImportOutcome.ERROR, ImportOutcome.PERSON))
        self.lines: dict[str, int] = dict(kept.values_list("key", "line"))
        self.entries: dict[int, int] = dict(kept.filter(startup__isnull=False).values_list("startup", "line"))

    def fill(self, rows: list[ImportRow], looker: Looker) -> None:
        """What each of them would do; of two that are about one entry, the second is an error."""
        for row, look in zip(rows, looker.look(rows), strict=True):
            row.outcome, row.startup, row.changes = look.outcome, look.startup, look.changes
            if look.candidate:
                row.candidate_id, row.similarity = look.candidate.startup_id, look.candidate.similarity
            row.problems = row.problems or look.problems
            if look.startup and self.entries.setdefault(look.startup.pk, row.line) != row.line:
                row.outcome, row.startup, row.changes = ImportOutcome.ERROR, None, {}
                row.problems = [{"field": "name", "reason": _twice(self.entries[look.startup.pk])}]

    def of(self, record: Record) -> ImportRow:
        self.number += 1
        cells = {field: record.cells[column] for field, column in self.batch.columns.items()}
        facts = self.facts.read(cells, until=self.batch.as_of.year)
        profile = self._with_language(facts.profile)
        row = ImportRow(
            batch=self.batch,
            number=self.number,
            line=record.line,
            name=str(profile.get("name", "")),
            key=key_of(profile),
            profile=profile,
            note=" ".join(facts.doubts)[:NOTE_LENGTH],
            outcome=ImportOutcome.NEW,
        )
        if facts.is_natural_person:
            row.outcome, row.name, row.key, row.profile, row.note = ImportOutcome.PERSON, "", "", {}, ""
            return row
        problems = [*facts.problems, *self._missing(profile, facts.problems, facts.doubts, record)]
        if not problems and (line := self.lines.get(row.key)):
            problems = [Problem("name", "", _twice(line))]
        if problems:
            row.outcome = ImportOutcome.ERROR
            row.problems = [{"field": problem.field, "reason": problem.reason} for problem in problems]
            row.cells = {field: _kept(text) for field, text in cells.items()}
        else:
            self.lines[row.key] = record.line
        return row

    @staticmethod
    def _with_language(profile: dict[str, Any]) -> dict[str, Any]:
        """A text has a language: the one that the list says, else the first that it is in."""
        languages = [name[-2:] for name in profile if name.startswith(("tagline_", "description_"))]
        return {"original_language": languages[0]} | profile if languages else profile

    @staticmethod
    def _missing(
        profile: dict[str, Any], problems: Iterable[Problem], doubts: list[str], record: Record
    ) -> Iterator[Problem]:
        faulty = {problem.field for problem in problems}
        if "name" not in profile and "name" not in faulty:
            yield Problem("name", "", _("A name is missing."))
        if "municipality" not in profile:
            reason = _("No place is found by postal code and municipality.")
            yield Problem("postal_code", "", " ".join([reason, *doubts]))
        if record.is_too_long:
            yield Problem("name", "", _("The row has more cells than the list has headings."))
