import csv
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from directory.rules.identifiers import (
    clean_enterprise_number,
    clean_website,
    domain_of,
    format_enterprise_number,
    peppol_id,
    vat_number,
)

CASES = Path(__file__).parent.parent / "data" / "enterprise_number_format_cases.csv"

# Where product.md (Enterprise number) decides otherwise than python-stdnum.
OURS = {
    "BE0000000097": "",
    "0202.239.951 RPR Brussel": "0202239951",
    "BTW BE 0403.227.515": "0403227515",
    "TVA BE0403.227.515": "0403227515",
}


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(row["input"], OURS.get(row["input"], row["normalised"])) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("typed", "number"), [case for case in cases() if case[1]])
def test_it_works(typed: str, number: str) -> None:
    assert clean_enterprise_number(typed) == number


@pytest.mark.parametrize("typed", [typed for typed, number in cases() if not number])
def test_what_is_no_enterprise_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        clean_enterprise_number(typed)


def test_nothing_is_nothing() -> None:
    assert clean_enterprise_number("") == clean_enterprise_number("  ") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "VAT BE 0477.472.701",
        "TVA: BE 0477.472.701",
        "T.V.A. BE 0477.472.701",
        "B.T.W. BE-0477.472.701",
        "MwSt BE0477472701",
        "MwSt.-Nr. BE 0477.472.701",
        "BTW-nummer BE0477472701",
        "btw be 0477.472.701",
        "USt-IdNr. BE 0477.472.701",
        "BCE 0477.472.701",
        "KBO-nummer 0477.472.701",
        "KBO nr. 0477.472.701",
        "N° d’entreprise 0477.472.701",
        "n° TVA BE 0477.472.701",
        "Ondernemingsnummer: 0477.472.701",
        "Numéro d'entreprise 0477.472.701",
        "Unternehmensnummer 0477.472.701",
        "Enterprise number 0477.472.701",
        "RPM Bruxelles 0477.472.701",
        "0477.472.701 RPM Bruxelles",
        "0477.472.701 RPR Gent, afdeling Brugge",
        "RPR Antwerpen 0477.472.701",
        "0477.472.701 (RPM Liège)",
        "0477\u00a0472\u00a0701",
        "0477–472–701",
        "０４７７．４７２．７０１",
        "0208:0477472701",
    ],
)
def test_ways_of_writing_it(typed: str) -> None:
    assert clean_enterprise_number(typed) == "0477472701"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abc", "digits"),
        ("²²²²²²²²²²", "digits"),
        ("047747270¹", "digits"),
        ("0477472701a", "digits"),
        ("A0477472701", "digits"),
        ("NL123456789B01", "digits"),
        ("FR40303265045", "digits"),
        ("DE 0477472701", "digits"),
        ("LU0477472701", "digits"),
        ("0477.472.701 / 0202.239.951", "length"),
        ("2.000.000.339", "first_digit"),
        ("2000000339", "first_digit"),
        ("0000000097", "checksum"),
        ("0000000000", "checksum"),
        ("0477472702", "checksum"),
        ("04774727011", "length"),
        ("1", "length"),
        ("٠٤٧٧٤٧٢٧٠١", "digits"),
        ("0" * 20_000, "digits"),
        ("a" * 20_000, "digits"),
        (" " * 20_000 + "x", "digits"),
        ("0477472701\x00", "digits"),
        ("\ud800", "digits"),
    ],
)
def test_why_it_is_refused(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_enterprise_number(typed)
    assert refused.value.code == code


def test_the_numbers_that_follow_from_it() -> None:
    assert format_enterprise_number("0477472701") == "0477.472.701"
    assert vat_number("0477472701") == "BE 0477.472.701"
    assert peppol_id("0477472701") == "0208:0477472701"
    assert format_enterprise_number("") == vat_number("") == peppol_id("") == ""


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        (" https://example.com ", "https://example.com"),
        ("example.com", "https://example.com"),
        ("http://www.example.be/en", "http://www.example.be/en"),
        ("https://café.example", "https://café.example"),
    ],
)
def test_websites(typed: str, address: str) -> None:
    assert clean_website(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "nothing",
        "localhost",
        "http://localhost:8000",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "https://example.com:8443/",
        "https://user:secret@example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://printer.local",
        "https://a.internal",
        "https://example.com/\x00",
        "https://\ud800.com",
        "https://" + "a" * 20_000 + ".com",
        "https://exa mple.com",
        "https://example.com:99999999999999999999/",
    ],
)
def test_websites_that_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        clean_website(typed)


def test_domains() -> None:
    assert domain_of("https://www.Example.com/en") == "example.com"
    assert domain_of("") == ""
    assert domain_of("https://[broken") == ""
