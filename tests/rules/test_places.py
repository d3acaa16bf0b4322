"""From a postal code to a municipality and a territory."""

import pytest

from directory.models import Municipality
from directory.rules.places import municipalities_of, territory_of


def test_a_code_gives_its_municipality(db: None) -> None:
    [gent] = municipalities_of("9000")
    assert gent.name_local == "Gent"
    assert gent.region.slug == "flanders"
    assert gent.province is not None
    assert gent.province.slug == "east-flanders"


def test_some_codes_lie_in_two(db: None) -> None:
    assert {place.name_en for place in municipalities_of("1050")} == {"Brussels", "Ixelles"}


@pytest.mark.parametrize("code", ["0860", "", "99999", "²000"])
def test_an_unknown_code_gives_none(db: None, code: str) -> None:
    assert municipalities_of(code) == []


def test_brussels_has_no_province(db: None) -> None:
    place = Municipality.objects.get(name_en="Ixelles")
    assert place.province is None
    assert place.region.slug == "brussels"


def test_the_postal_code_wins_over_the_region(db: None) -> None:
    eupen = Municipality.objects.get(name_local="Eupen")
    assert territory_of("4700", eupen).slug == "ostbelgien"


@pytest.mark.parametrize("code", ["", "4799"])
def test_without_a_known_code_the_municipality_s_own_codes_decide(db: None, code: str) -> None:
    assert territory_of(code, Municipality.objects.get(name_local="Eupen")).slug == "ostbelgien"
    assert territory_of(code, Municipality.objects.get(name_local="Namur")).slug == "wallonia"
    assert territory_of(code, Municipality.objects.get(name_en="Ixelles")).slug == "brussels"
