"""Whatever somebody sends as a list: read as it was meant, or refused in words."""

import io
import zipfile
from datetime import date, datetime

import pytest

from directory.imports import register, tables
from directory.imports.dry_run import open_list
from directory.imports.tables import Unreadable, read_table
from directory.imports.targets import guessed, is_personal
from tests.imports.lists import text_of, workbook_of

LIST = "Nom;Ville;Fondée\nCafé Liégeois;Liège;2019\n“Ünïcødé” BV;Gent;2020\n"
CELLS = [["Café Liégeois", "Liège", "2019"], ["“Ünïcødé” BV", "Gent", "2020"]]


def cells(content: bytes) -> list[list[str]]:
    return [record.cells for record in read_table("list", content).records()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
@pytest.mark.parametrize("separator", tables.SEPARATORS)
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    text = LIST.replace("ø", "ö").replace(";", separator)
    expected = [[cell.replace("ø", "ö") for cell in row] for row in CELLS]
    assert cells(text.encode(encoding)) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines(newline: str) -> None:
    assert cells(LIST.replace("\n", newline).encode()) == CELLS


def test_what_lists_look_like() -> None:
    text = b'Our members\n\nName;Name;;City\n"A, ""B""\nC";x;y;Gent\n\n;;;\nShort\nLong;1;2;3;4\n5" disk;1;2;3\n'
    table = read_table("list", text)
    records = list(table.records())
    assert table.headings == ["Name", "Name (2)", "Column 3", "City"]
    assert [record.cells[0] for record in records] == ['A, "B"\nC', "Short", "Long", '5" disk']
    assert [record.is_too_long for record in records] == [False, False, True, False]
    assert [record.line for record in records] == [4, 8, 9, 10]
    assert table.total == 4


def test_a_sign_that_cannot_be_read_stays_one() -> None:
    assert cells(b"Name;City\nB\x00d;Gent\nCaf\xc3\xa9;\xff;\n") == [["B\ufffdd", "Gent"], ["Café", "\ufffd"]]


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return stream.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def altered(sheet: bytes) -> bytes:
    """A workbook with this in place of its sheet."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_of(["Name"], ["A"]))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, sheet if "sheet1" in part.filename else old.read(part))
    return stream.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
TEXT = b'<row><c t="inlineStr"><is><t>%s</t></is></c></row>'
HOSTILE = {
    "nothing": b" \n ",
    "headings alone": b"Name;City\n",
    "too large": b"Name;City\n" + b"A;B\n" * 6_000_000,
    "too many rows": b"Name;City\n" + b"A;B\n" * 20_001,
    "too many columns": b";".join([b"x"] * 101) + b"\n" + b"1;2\n",
    "a huge cell": b"Name;City\nA;" + b"x" * 200_000 + b"\n",
    "a quotation mark without end": b'Name;City\n"A;B\nC;D\n',
    "pdf": b"%PDF-1.7",
    "xls": b"\xd0\xcf\x11\xe0" + b"\0" * 100,
    "a web page": b"<!DOCTYPE html><table>",
    "gzip": b"\x1f\x8b\x08\x00",
    "png": b"\x89PNG\r\n\x1a\n",
    "ods": packed(mimetype=b"x").replace(b"mimetype.xml", b"mimetype\0\0\0\0"),
    "any zip": packed(readme=b"x"),
    "no workbook": packed(xl__workbook=b"<x/>"),
    "a damaged workbook": workbook_of(["Name"], ["A"])[:-200],
    "entities": altered(ENTITY + SHEET % TEXT % b"&a;"),
    "a cell of 60 MB": altered(SHEET % (TEXT % (b"x" * 60_000_000))),
    "a bomb": altered(SHEET % (TEXT % (b"<x/>" * 20_000_000))),
    "a million rows": altered(SHEET % (b"<row/>" * 1_000_000)),
    "the last cell alone": altered(SHEET % b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_list_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        list(read_table("list", content).records())
    assert str(refused.value)


def test_a_workbook() -> None:
    table = read_table(
        "list.xlsx",
        workbook_of(
            ["Name", "Number", "When", "Share", "Empty"],
            ["A_x000D_B", 477472701.0, datetime(2019, 5, 1), 0.5, None],
            [None, None, None, None, None],
            ["C", "0477", date(2020, 1, 2), True, ""],
        ),
    )
    assert table.headings == ["Name", "Number", "When", "Share", "Empty"]
    records = list(table.records())
    assert [record.line for record in records] == [2, 4]
    assert records[0].cells == ["A\rB", "477472701", "2019-05-01", "0.5", ""]
    assert records[1].cells == ["C", "0477", "2020-01-02", "True", ""]


ENTERPRISE = text_of(
    ["0403.227.515", "AC", "000", "2", "014", "09-08-1960"],
    ["0477.472.701", "AC", "000", "1", "", "01-01-2002"],
    ["0404.616.494", "ST", "000", "2", "014", "01-01-1990"],
    headings=["EnterpriseNumber", "Status", "JuridicalSituation", "TypeOfEnterprise", "JuridicalForm", "StartDate"],
)
DENOMINATION = text_of(
    ["0403.227.515", "2", "003", "Handelsnaam"],
    ["0403.227.515", "2", "001", "Maatschappij"],
    ["0477.472.701", "1", "001", "Jeanne Dupont"],
    headings=["EntityNumber", "Language", "TypeOfDenomination", "Denomination"],
)
ADDRESS = text_of(
    ["0403.227.515", "REGO", "1000", "Brussel", "Bruxelles", ""],
    ["2.000.000.339", "BAET", "9000", "Gent", "Gand", ""],
    headings=["EntityNumber", "TypeOfAddress", "Zipcode", "MunicipalityNL", "MunicipalityFR", "DateStrikingOff"],
)
ACTIVITY = text_of(
    ["0403.227.515", "001", "2008", "62010", "MAIN"],
    ["0403.227.515", "001", "2008", "72110", "SECO"],
    headings=["EntityNumber", "ActivityGroup", "NaceVersion", "NaceCode", "Classification"],
)
FILES = [("enterprise.csv", ENTERPRISE), ("denomination.csv", DENOMINATION), ("address.csv", ADDRESS)]


def test_the_files_of_the_register_are_one_list() -> None:
    table = open_list([*reversed(FILES), ("activity.csv", ACTIVITY)])
    assert [record.cells for record in table.records()] == [
        ["0403.227.515", "Maatschappij", "1000", "Brussel", "09-08-1960", "62010"]
    ]
    assert guessed(table.headings) == {
        "enterprise_number": 0,
        "name": 1,
        "postal_code": 2,
        "municipality": 3,
        "founded": 4,
        "sectors": 5,
    }


@pytest.mark.parametrize("files", [FILES[:1], FILES[:2], [*FILES, FILES[0]], [*FILES, ("other.csv", text_of(["x"]))]])
def test_files_that_do_not_go_together(files: list[tuple[str, bytes]]) -> None:
    with pytest.raises(Unreadable):
        open_list(files)


def test_the_kinds_of_the_register_are_told_by_their_headings() -> None:
    kinds = [register.kind_of(read_table(name, content)) for name, content in FILES]
    assert kinds == ["enterprise", "denomination", "address"]


@pytest.mark.parametrize(
    "heading",
    ["E-mail", "Téléphone", "GSM", "Geboortedatum", "Rijksregisternummer", "Prénom du gérant", "CEO", "Founders"],
)
def test_columns_about_people_are_known(heading: str) -> None:
    assert is_personal(heading)


@pytest.mark.parametrize("heading", ["Name", "Founded", "Fondée en", "Nom", "Website", "Zipcode", "Sector", "Gemeente"])
def test_columns_about_firms_are_not(heading: str) -> None:
    assert not is_personal(heading)
