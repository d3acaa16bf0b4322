"""The open data of the register of enterprises (KBO/BCE): four files that say the same firm by its number.

They become one table with a row an enterprise. Natural persons are left out here already, and of their names nothing is
read (docs/decisions/0017).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.imports.tables import MOST_ROWS, Record, Table, Unreadable, too_many_rows

ENTERPRISE = {"EnterpriseNumber", "TypeOfEnterprise"}
DENOMINATION = {"EntityNumber", "TypeOfDenomination", "Denomination"}
ADDRESS = {"EntityNumber", "TypeOfAddress", "Zipcode"}
ACTIVITY = {"EntityNumber", "NaceCode"}
NUMBER = re.compile(r"[01]\d{3}\.?\d{3}\.?\d{3}")  # establishments have others, from 2 on
LEGAL_PERSON, ACTIVE = "2", "AC"
NAME, COMMERCIAL = "001", "003"
SEAT = "REGO"
MAIN = "MAIN"

HEADINGS = ["EnterpriseNumber", "Denomination", "Zipcode", "Municipality", "StartDate", "NaceCode"]


@dataclass
class Enterprise:
    line: int
    start: str
    names: dict[str, str] = field(default_factory=dict)  # by type of denomination
    postal_code: str = ""
    municipality: str = ""
    activities: list[str] = field(default_factory=list)


def kind_of(table: Table) -> str:
    """Which of the four files it is; '' for any other list."""
    headings = set(table.headings)
    kinds = {"enterprise": ENTERPRISE, "denomination": DENOMINATION, "address": ADDRESS, "activity": ACTIVITY}
    return next((kind for kind, needed in kinds.items() if needed <= headings), "")


def is_register(tables: list[Table]) -> bool:
    return any(kind_of(table) for table in tables)


def joined(tables: list[Table]) -> Table:
    """One table of the register's files. Raises Unreadable where one is missing that it cannot do without."""
    by_kind = {kind_of(table): table for table in tables}
    if not {"enterprise", "denomination", "address"} <= by_kind.keys() or "" in by_kind or len(by_kind) < len(tables):
        raise Unreadable(
            _(
                "These are files of the register. Please send enterprise.csv, denomination.csv and address.csv "
                "together, and activity.csv if you like, each once."
            )
        )
    firms = _firms(by_kind["enterprise"])
    _name(firms, by_kind["denomination"])
    _place(firms, by_kind["address"])
    if "activity" in by_kind:
        _work(firms, by_kind["activity"])

    def records() -> Iterator[Record]:
        for number, firm in firms.items():
            name = firm.names.get(NAME) or firm.names.get(COMMERCIAL) or ""
            codes = "; ".join(dict.fromkeys(firm.activities))
            yield Record(firm.line, [number, name, firm.postal_code, firm.municipality, firm.start, codes])

    if not firms:
        raise Unreadable(_("enterprise.csv holds no active legal person. Natural persons are left out."))
    return Table(HEADINGS, records, len(firms), by_kind["enterprise"].separator)


def _rows(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    for record in table.records():
        yield record.line, defaultdict(str, zip(table.headings, record.cells, strict=True))


def _firms(table: Table) -> dict[str, Enterprise]:
    firms: dict[str, Enterprise] = {}
    for line, row in _rows(table):
        is_active = row["Status"] in ("", ACTIVE)
        if row["TypeOfEnterprise"] == LEGAL_PERSON and is_active and NUMBER.fullmatch(row["EnterpriseNumber"]):
            firms[row["EnterpriseNumber"]] = Enterprise(line, row["StartDate"])
    if len(firms) > MOST_ROWS:
        raise Unreadable(too_many_rows())
    return firms


def _name(firms: dict[str, Enterprise], table: Table) -> None:
    """The registered name in the language that comes first in the file; a commercial one where there is no other."""
    for _line, row in _rows(table):
        if firm := firms.get(row["EntityNumber"]):
            firm.names.setdefault(row["TypeOfDenomination"], row["Denomination"])


def _place(firms: dict[str, Enterprise], table: Table) -> None:
    for _line, row in _rows(table):
        firm = firms.get(row["EntityNumber"])
        if firm and row["TypeOfAddress"] == SEAT and not row["DateStrikingOff"]:
            firm.postal_code = row["Zipcode"]
            firm.municipality = row["MunicipalityNL"] or row["MunicipalityFR"]


def _work(firms: dict[str, Enterprise], table: Table) -> None:
    for _line, row in _rows(table):
        firm = firms.get(row["EntityNumber"])
        if firm and row["Classification"] in ("", MAIN):
            firm.activities.append(row["NaceCode"])
