import pytest

from directory.imports.places import Gazetteer, folded

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db: None) -> Gazetteer:
    return Gazetteer()


def nis(place_name: str, places: Gazetteer) -> str:
    place = places.locate(city=place_name).municipality
    return place.nis_code if place else ""


def test_a_postal_code_tells_the_place(places: Gazetteer) -> None:
    place = places.locate(postal_code="9000", nis_code="44021", city="Gent")
    assert (str(place.municipality), place.postal_code, place.doubt) == ("Ghent", "9000", "")


def test_postal_code_before_nis_code_and_city(places: Gazetteer) -> None:
    place = places.locate(postal_code="8500", nis_code="44021", city="Gent")
    assert place.municipality
    assert place.municipality.name_local == "Kortrijk"
    assert "NIS code is Gent" in place.doubt
    assert "says “Gent”, but postal code 8500 lies in Kortrijk" in place.doubt


def test_nis_code_before_city(places: Gazetteer) -> None:
    place = places.locate(nis_code="44021", city="Leuven")
    assert place.municipality
    assert place.municipality.name_local == "Gent"
    assert "NIS code 44021 is Gent" in place.doubt


def test_an_unknown_postal_code_is_flagged_and_left_out(places: Gazetteer) -> None:
    place = places.locate(postal_code="9999", nis_code="44021", city="Gent")
    assert place.municipality
    assert place.postal_code == ""
    assert place.doubt == "Postal code 9999 does not exist."


def test_a_city_alone(places: Gazetteer) -> None:
    place = places.locate(city="Brugge")
    assert (str(place.municipality), place.postal_code, place.doubt) == ("Bruges", "", "")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Braine-l’Alleud", "25014"),
        ("Braine-l'Alleud", "25014"),
        ("BRAINE L'ALLEUD", "25014"),
        ("Eigenbrakel", "25014"),
        ("liege", "62063"),
        ("Lüttich", "62063"),
        ("Luik", "62063"),
        ("Antorf", "11002"),
    ],
)
def test_cities_in_any_language_and_spelling(places: Gazetteer, name: str, code: str) -> None:
    assert nis(name, places) == code


def test_a_village_is_placed_and_flagged(places: Gazetteer) -> None:
    place = places.locate(city="Melsele")
    assert place.municipality
    assert place.municipality.nis_code == "46030"
    assert place.doubt == "Placed by the name of a village alone: “Melsele” lies in Beveren-Kruibeke-Zwijndrecht."


def test_a_village_agrees_with_its_municipality(places: Gazetteer) -> None:
    assert places.locate(postal_code="9051", nis_code="44021", city="Sint-Denijs-Westrem").doubt == ""
    assert places.locate(postal_code="3010", nis_code="24062", city="Kessel Lo").doubt == ""


def test_brussels_is_said_of_the_whole_region(places: Gazetteer) -> None:
    place = places.locate(postal_code="1070", nis_code="21001", city="Bruxelles")
    assert place.municipality
    assert (place.municipality.nis_code, place.doubt) == ("21001", "")


@pytest.mark.parametrize("code", ["21004", "21009"])
def test_a_code_in_two_municipalities_follows_the_nis_code(places: Gazetteer, code: str) -> None:
    place = places.locate(postal_code="1050", nis_code=code, city="Bruxelles")
    assert place.municipality
    assert (place.municipality.nis_code, place.doubt) == (code, "")


def test_a_code_in_two_municipalities_follows_the_city(places: Gazetteer) -> None:
    place = places.locate(postal_code="1050", city="Elsene")
    assert place.municipality
    assert (place.municipality.nis_code, place.doubt) == ("21009", "")


def test_a_code_in_two_municipalities_is_flagged_when_nothing_decides(places: Gazetteer) -> None:
    assert "lies in Bruxelles or Ixelles" in places.locate(postal_code="1050").doubt


def test_an_ambiguous_city_follows_the_province_or_is_no_place(places: Gazetteer) -> None:
    assert places.locate(city="Merendree", area="BE23").municipality
    unclear = places.locate(city="Neerrepen-sur-nulle-part")
    assert unclear.municipality is None
    assert unclear.doubt == "“Neerrepen-sur-nulle-part” is not a place we know."


def test_nothing_is_no_place(places: Gazetteer) -> None:
    place = places.locate()
    assert (place.municipality, place.doubt) == (None, "")


def test_folded() -> None:
    assert folded("Sint-Job-in-’t-Goor") == folded("sint job in 't goor")
    assert folded("Liège") == folded("Lie\u0300ge")
