"""XLSX, read row by row. Before any of it is understood, its parts are measured: a small file can hold a huge one."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, cast
from xml.etree.ElementTree import ParseError
from zlib import error as ZlibError

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from directory.imports.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    Unreadable,
    not_taken,
    table_of,
    too_many_rows,
)

MOST_PARTS = 500
MEGABYTE = 1024 * 1024
SHEETS, STRINGS, THE_REST = 64 * MEGABYTE, 32 * MEGABYTE, 8 * MEGABYTE  # unpacked, together
PIECE = 256 * 1024
# Text of a cell, at six bytes a character: entities such as &#128;
LONGEST_RUN = LONGEST_CELL * 8
ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
EMPTY_LINES = 1000  # that a sheet may hold between its rows

# What openpyxl says of a file that is broken, or made to break it.
BROKEN = (
    zipfile.BadZipFile,
    ZlibError,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


def read_workbook(name: str, content: bytes) -> Table:
    """The first visible sheet that holds anything. Raises Unreadable."""
    rows = _measured(name, content)

    def cells() -> Iterator[tuple[int, list[str]]]:
        try:
            yield from _cells(content)
        except BROKEN:
            raise Unreadable(_broken(name)) from None

    return table_of(name, cells, total=max(rows - 1, 0))


def _measured(name: str, content: bytes) -> int:
    """How many rows the sheets have at most. Raises Unreadable for what is no workbook, or too large unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "mimetype" in names:
                raise Unreadable(not_taken(name, gettext_lazy("an OpenDocument file (ODS)")))
            if "xl/workbook.xml" not in names:
                raise Unreadable(not_taken(name, gettext_lazy("a packed file")))
            _refuse_large(name, parts)
            texts = [part for part in parts if _kind(part) != "rest"]
            rows = max((_rows_in(packed, part) for part in texts), default=0)
    except BROKEN:
        raise Unreadable(_broken(name)) from None
    if rows > MOST_ROWS + EMPTY_LINES:
        raise Unreadable(too_many_rows())
    return rows


def _kind(part: zipfile.ZipInfo) -> str:
    if "worksheets/" in part.filename:
        return "sheets"
    return "strings" if "sharedStrings" in part.filename else "rest"


def _refuse_large(name: str, parts: list[zipfile.ZipInfo]) -> None:
    sizes = {"sheets": 0, "strings": 0, "rest": 0}
    for part in parts:
        sizes[_kind(part)] += part.file_size
    is_large = sizes["sheets"] > SHEETS or sizes["strings"] > STRINGS or sizes["rest"] > THE_REST
    if is_large or len(parts) > MOST_PARTS:
        message = _("“%(name)s” holds more than it should once it is unpacked. Please save the list alone as CSV.")
        raise Unreadable(message % {"name": name})


def _rows_in(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Read through once, in pieces: no text may be longer than a cell can be."""
    rows, run, tail = 0, 0, b""
    with packed.open(part) as stream:
        while piece := stream.read(PIECE):
            first, *others = piece.split(b"<")
            if max(run + len(first), *map(len, others), 0) > LONGEST_RUN:
                raise Unreadable(_("A cell holds more than %(most)d characters.") % {"most": LONGEST_CELL})
            run = len(others[-1]) if others else run + len(first)
            rows += len(ROW.findall(tail + piece)) - len(ROW.findall(tail))
            tail = piece[-8:]
    return rows


def _cells(content: bytes) -> Iterator[tuple[int, list[str]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                found = False
                for line, row in _rows_of(cast(ReadOnlyWorksheet, sheet)):
                    found = True
                    yield line, row
                if found:
                    return
    finally:
        book.close()


def _rows_of(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    """Rows that say something. Neither its size nor its last cell is believed."""
    sheet.reset_dimensions()
    for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if line > MOST_ROWS + EMPTY_LINES:
            raise Unreadable(too_many_rows())
        row = [_text(value) for value in values[: MOST_COLUMNS * 2]]
        if any(row):
            yield line, row


def _text(value: Any) -> str:
    """A cell as it would be typed: dates as 2026-03-31, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return unescape(value).replace("\x00", "\ufffd") if isinstance(value, str) else str(value)


def _broken(name: str) -> str:
    return _("“%(name)s” is damaged, or no real XLSX file. Please save it again, or as CSV.") % {"name": name}
