"""Lists made in tests, and the short way from a file to its dry run and its result."""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook

from accounts.models import User
from directory import actions
from directory.choices import DuplicateChoice, ImportState
from directory.imports import dry_run
from directory.imports.targets import guessed
from directory.models import ImportBatch, ImportRow, Partner

FACTS = actions.ListFacts("Members of the cluster", "https://example.com/members", "CC-BY-4.0", date(2026, 3, 31))
HEADINGS = ["Name", "Enterprise number", "Postcode", "Municipality", "Founded", "Website"]


def text_of(*rows: list[Any], headings: list[str] = HEADINGS) -> bytes:
    lines = [";".join(map(str, row)) for row in (headings, *rows)]
    return "\n".join(lines).encode()


def workbook_of(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def uploaded(by: User, *files: tuple[str, bytes], partner: str = "walloon-partner") -> ImportBatch:
    given = [actions.ListFile(name, content) for name, content in files]
    batch, _is_new = actions.keep_list(
        partner=Partner.objects.get(slug=partner),
        facts=FACTS,
        files=given,
        shape=dry_run.shape_of(dry_run.open_list(files)),
        by=by,
    )
    return batch


def checked(by: User, content: bytes, *, partner: str = "walloon-partner") -> ImportBatch:
    """After its dry run, columns matched by their headings."""
    batch = uploaded(by, ("list.csv", content), partner=partner)
    dry_run.start(batch=batch, columns=guessed(batch.headings), by=by)
    batch = fresh(batch)
    assert batch.state == ImportState.CHECKED, batch.failure
    return batch


def confirmed(by: User, content: bytes, *, partner: str = "walloon-partner") -> ImportBatch:
    batch = checked(by, content, partner=partner)
    actions.confirm_batch(batch=batch, by=by)
    return fresh(batch)


def fresh(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


def outcomes(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("number").values_list("outcome", flat=True))


def results(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("number").values_list("result", flat=True))


def only_row(batch: ImportBatch) -> ImportRow:
    return batch.rows.get()


def choose(batch: ImportBatch, choice: DuplicateChoice, by: User) -> None:
    rows = batch.rows.filter(candidate__isnull=False)
    actions.choose_duplicates(batch=batch, choices={row.pk: choice for row in rows}, by=by)
