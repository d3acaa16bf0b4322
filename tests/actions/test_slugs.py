"""Addresses of entries: stable, unique for ever, in plain Latin letters."""

import pytest

from accounts.models import User
from tests.factories import Make


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Énergie Liège", "energie-liege"),
        ("Ørsted & Cie", "orsted-cie"),
        ("Straßenbau GmbH", "strassenbau-gmbh"),
        ("2dehands.be", "2dehandsbe"),
        ("Œuvre", "oeuvre"),
        ("A", "a"),
        ("  Spaces   everywhere ", "spaces-everywhere"),
    ],
)
def test_the_name_gives_it(db: None, name: str, slug: str) -> None:
    assert Make.unclaimed(name=name).slug == slug


@pytest.mark.parametrize("name", ["شركة", "会社", "🚀🚀", "---"])
def test_a_name_without_latin_letters_gets_the_number(db: None, name: str) -> None:
    number = Make.profile()["enterprise_number"]
    assert Make.unclaimed(name=name, enterprise_number=number).slug == f"company-{number}"


def test_without_number_it_is_still_unique(db: None) -> None:
    first, second = Make.unclaimed(name="会社"), Make.unclaimed(name="会社")
    assert first.slug.startswith("company-")
    assert first.slug != second.slug


def test_the_second_of_a_name_gets_a_number(db: None) -> None:
    assert [Make.unclaimed(name="Pareil").slug for _ in range(3)] == ["pareil", "pareil-2", "pareil-3"]


def test_a_very_long_name_fits(db: None) -> None:
    assert len(Make.unclaimed(name="a" * 120).slug) <= 80


def test_an_address_once_given_is_never_another_s(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Avant")
    Make.approve(Make.change(startup, founder, name="Après"), wallonia)
    assert Make.unclaimed(name="Avant").slug == "avant-2"


def test_going_back_to_the_old_name_gives_the_old_address(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Avant")
    for name in ("Après", "Avant"):
        Make.approve(Make.change(startup, founder, name=name), wallonia)
        startup.refresh_from_db()
    assert startup.slug == "avant"
