"""The tables that ship with the code, in directory/data."""

import csv
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"

Row = dict[str, str]


def rows(name: str) -> Iterator[Row]:
    """The lines of `name` (a path below directory/data) by column title."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
