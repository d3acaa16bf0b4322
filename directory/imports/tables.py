"""Lists as files: whatever somebody sends becomes one table of texts, or is refused in words.

Nothing here trusts the file: its name says nothing about it, and every size is bounded before anything is built of it.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belgiantech.uploads import MOST_BYTES_OF_LISTS as MOST_BYTES

MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767  # what a cell of a spreadsheet can hold
LONGEST_HEADING = 120
SEPARATORS = ",;\t|"
LOOKED_AT = 50  # rows by which the separator is told
TITLES = 10  # rows of a single cell that may stand above the headings
UNREADABLE = "\ufffd"  # stands for what could not be decoded; a cell that holds it is an error of its row

# What is no list, by its first bytes.
OTHERS: tuple[tuple[bytes, str | Promise], ...] = (
    (b"\xd0\xcf\x11\xe0", gettext_lazy("an old Excel file (XLS)")),
    (b"%PDF", gettext_lazy("a PDF")),
    (b"{\\rtf", gettext_lazy("a text document (RTF)")),
    (b"\x1f\x8b", gettext_lazy("a packed file")),
    (b"Rar!", gettext_lazy("a packed file")),
    (b"7z\xbc\xaf", gettext_lazy("a packed file")),
    (b"\x89PNG", gettext_lazy("a picture")),
    (b"\xff\xd8\xff", gettext_lazy("a picture")),
    (b"GIF8", gettext_lazy("a picture")),
    (b"II*\x00", gettext_lazy("a picture")),
    (b"MZ", gettext_lazy("a program")),
    (b"SQLite format", gettext_lazy("a database")),
)
LINE = re.compile(r"[^\r\n]+(?:\r\n?|\n)?|\r\n?|\n")
MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|svg|table|body|head)", re.IGNORECASE)


class Unreadable(Exception):
    """A file that is no list that we take. The message says why, and what to do, in the reader's language."""


@dataclass(frozen=True)
class Record:
    """A row of the list, where it stands in the file, and as many cells as there are headings."""

    line: int
    cells: list[str]
    is_too_long: bool = False  # it holds more cells than the list has headings


@dataclass(frozen=True)
class Table:
    """`records` reads on from the file each time it is asked, and raises Unreadable where the list goes wrong later.

    `total` is right for text, and the most that there can be for a workbook.
    """

    headings: list[str]
    records: Callable[[], Iterator[Record]]
    total: int
    separator: str = ";"


def read_table(name: str, content: bytes) -> Table:
    """The list in a file. Raises Unreadable."""
    from directory.imports.workbooks import read_workbook  # it needs the classes above

    if len(content) > MOST_BYTES:
        raise Unreadable(too_heavy())
    if not content.strip():
        raise Unreadable(_("“%(name)s” is empty.") % {"name": name})
    if content.startswith(b"PK"):
        return read_workbook(name, content)
    _refuse_others(name, content)
    return _read_text(name, content)


def too_heavy() -> str:
    return _("Files may have 20 MB together. Please send the list in parts.")


def too_many_rows() -> str:
    return _("A list may have %(most)d rows. Please send it in parts.") % {"most": MOST_ROWS}


def not_taken(name: str, what: str | Promise) -> str:
    return _("“%(name)s” is %(what)s. Please save the list as CSV or XLSX and send that.") % {
        "name": name,
        "what": what,
    }


def _refuse_others(name: str, content: bytes) -> None:
    for magic, what in OTHERS:
        if content.startswith(magic):
            raise Unreadable(not_taken(name, what))


# ---- Text ----


def _read_text(name: str, content: bytes) -> Table:
    text = decoded(content)
    if MARKUP.match(text):
        raise Unreadable(not_taken(name, gettext_lazy("a web page or XML")))
    separator = _separator_of(text)
    strict = _is_strict(text, separator)

    def cells() -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(_lines(text), delimiter=separator, strict=strict)
        line = 1
        try:
            for row in reader:
                yield line, row
                line = reader.line_num + 1
        except csv.Error:
            message = _("“%(name)s” cannot be read from line %(line)d on: a cell is too long or never ends.")
            raise Unreadable(message % {"name": name, "line": line}) from None

    return table_of(name, cells, separator=separator)


def _lines(text: str) -> Iterator[str]:
    """Each with its end. One at a time: a copy of the whole would take four times its size."""
    return (found.group() for found in LINE.finditer(text))


def decoded(content: bytes) -> str:
    """The text, whichever of the usual encodings it is in; a sign that cannot be read stands as one of its own."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace").replace("\x00", UNREADABLE)
    if encoding := _sixteen_bits(content):
        return content.decode(encoding, "replace").replace("\x00", UNREADABLE)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = _best_of(content)
    return text.replace("\x00", UNREADABLE)


def _sixteen_bits(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of western text is zero."""
    start = content[:2000]
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > pairs * 0.6:
        return "utf-16-le"
    return "utf-16-be" if pairs and start[0::2].count(0) > pairs * 0.6 else ""


USUAL = frozenset("àâäáçéèêëîïíôöóùûüúñœæßÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ’‘“”«»–—…€°")


def _best_of(content: bytes) -> str:
    """Broken UTF-8, or one of the encodings of Windows and of older Macs: what reads most like our languages."""
    text = content.decode(errors="replace")
    whole = sum(not sign.isascii() and sign != UNREADABLE for sign in text)
    if whole >= text.count(UNREADABLE):
        return text
    windows = content.decode("cp1252", "replace")
    mac = content.decode("mac_roman")
    return mac if _usual(mac) > _usual(windows) else windows


def _usual(text: str) -> int:
    return sum(sign in USUAL for sign in text)


def _separator_of(text: str) -> str:
    """What divides the first rows into as many cells each, and the most of them."""

    def score(separator: str) -> tuple[float, int]:
        reader = csv.reader(_lines(text[:200_000]), delimiter=separator)
        try:
            widths = Counter(len(row) for row in islice(reader, LOOKED_AT) if row)
        except csv.Error:
            return 0, 0
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(1, 0))
        return (count / sum(widths.values()), width) if width > 1 else (0, 0)

    return max(SEPARATORS, key=score)


def _is_strict(text: str, separator: str) -> bool:
    """Whether its quotation marks follow the rules: many lists hold single ones in a cell, and are read as they are.

    Raises Unreadable for one that opens and never closes: it would swallow the rest of the list.
    """
    line = 0
    try:
        for _row in (reader := csv.reader(_lines(text), delimiter=separator, strict=True)):
            line = reader.line_num
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = _("A quotation mark opens in line %(line)d and is never closed.")
            raise Unreadable(message % {"line": line + 1}) from None
        return False
    return True


# ---- What is common to both ----


def table_of(
    name: str,
    cells: Callable[[], Iterator[tuple[int, list[str]]]],
    *,
    separator: str = ";",
    total: int | None = None,
) -> Table:
    """The table in rows of cells: below titles, the first row that says something holds the headings.

    Raises Unreadable.
    """
    titles = _titles_above(islice(_filled(cells()), TITLES + 1))
    rows = islice(_filled(cells()), titles, None)
    headings = _headings(next(rows, (0, []))[1])
    if total is None:
        total = sum(1 for _row in islice(rows, MOST_ROWS + 1))
        if total > MOST_ROWS:
            raise Unreadable(too_many_rows())
    elif next(rows, None) is None:
        total = 0
    if not headings or not total:
        raise Unreadable(_("“%(name)s” holds no rows below its headings.") % {"name": name})
    width = len(headings)

    def records() -> Iterator[Record]:
        for number, (line, row) in enumerate(islice(_filled(cells()), titles + 1, None), 1):
            if number > MOST_ROWS:
                raise Unreadable(too_many_rows())
            given = [_bounded(cell) for cell in row]
            yield Record(line, (given + [""] * width)[:width], is_too_long=any(given[width:]))

    return Table(headings, records, min(total, MOST_ROWS), separator)


def _titles_above(first: Iterable[tuple[int, list[str]]]) -> int:
    """How many rows of a single cell stand above the headings, as a title does; none where all rows are such."""
    widths = [sum(bool(cell.strip()) for cell in row) for _line, row in first]
    return next((number for number, width in enumerate(widths) if width > 1), 0)


def _filled(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    return ((line, row) for line, row in rows if any(cell and not cell.isspace() for cell in row))


def _headings(row: list[str]) -> list[str]:
    """A name for each column, none twice."""
    while row and not row[-1].strip():
        row = row[:-1]
    if len(row) > MOST_COLUMNS:
        raise Unreadable(_("A list may have %(most)d columns.") % {"most": MOST_COLUMNS})
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(row, 1):
        name = " ".join(cell.split())[:LONGEST_HEADING].replace(UNREADABLE, "?")
        name = name or _("Column %(number)d") % {"number": number}
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _bounded(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise Unreadable(_("A cell holds more than %(most)d characters.") % {"most": LONGEST_CELL})
    return cell.strip()
