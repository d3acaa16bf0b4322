"""What words find, in any of the languages."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyroaring import BitMap

from accounts.models import User
from directory.choices import EntryState
from directory.models import Municipality, Sector, Startup
from directory.search.words import groups
from tests.factories import Make
from tests.search.finding import find, results

pytestmark = pytest.mark.django_db


@pytest.fixture
def ghent() -> Startup:
    """Unclaimed, in Ghent, digital health."""
    return Make.unclaimed(name="Zorgwijzer", sectors=[Sector.objects.get(slug="digital-health").pk])


def test_it_works(founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Aquametrie")
    assert find("rivières") == ["Aquametrie"]
    assert find("riviere") == ["Aquametrie"]
    assert find("capteur communes") == ["Aquametrie"]
    assert find("capteur drone") == []


@pytest.mark.parametrize(
    "q", ["Gent", "Gand", "Ghent", "gent", "santé", "sante", "gezondheid", "Gesundheit", "health", "santé Gent"]
)
def test_any_language_finds_it(ghent: Startup, q: str) -> None:
    assert find(q) == ["Zorgwijzer"]


@pytest.mark.parametrize("q", ["Luik", "Liège", "Liege", "Lüttich"])
def test_any_name_of_a_place_finds_it(q: str) -> None:
    place = Municipality.objects.get(name_local="Liège").nis_code
    Make.unclaimed(name="Mosane", postal_code="4000", municipality=place)
    assert find(q) == ["Mosane"]


def test_phrases_exclusions_and_alternatives(founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Alpha", description_fr="Un robot qui trie le verre")
    Make.published(founder, wallonia, name="Beta", description_fr="Le verre qui nourrit un robot")
    assert find("robot -trie") == ["Beta"]
    assert find('"trie le verre"') == ["Alpha"]
    assert sorted(find("trie OR nourrit")) == ["Alpha", "Beta"]
    assert find('verre -"nourrit un robot"') == ["Alpha"]


@pytest.mark.parametrize(
    ("q", "problem"),
    [
        ("-drone", "only-exclusions"),
        ("the", "only-stop-words"),
        ("de la", "only-stop-words"),
        ('""', "only-stop-words"),
    ],
)
def test_what_can_find_nothing_says_so(ghent: Startup, q: str, problem: str) -> None:
    assert find(q) == []
    assert results(urlencode({"q": q})).words.problem == problem


def test_stop_words_narrow_nothing(ghent: Startup) -> None:
    assert find("the health of Gent") == ["Zorgwijzer"]
    assert find("für Gesundheit") == ["Zorgwijzer"]


def test_the_last_word_is_the_start_of_a_name(ghent: Startup) -> None:
    assert find("zorgw") == ["Zorgwijzer"]
    assert results("q=zorgw+health").words.is_similar


def test_enterprise_numbers_as_written_on_an_invoice(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Numero")
    number = startup.enterprise_number
    assert find(f"BE {number[:4]}.{number[4:7]}.{number[7:]}") == ["Numero"]


def test_order(founder: User, wallonia: User) -> None:
    """The exact name, then names that begin so, then by weight, the confirmed first."""
    Make.unclaimed(name="Lumen")
    Make.unclaimed(name="Lumen Works")
    Make.published(founder, wallonia, name="Else", tagline_fr="Lumen lumen lumen")
    assert find("lumen") == ["Lumen", "Lumen Works", "Else"]


def test_a_tie_goes_to_the_confirmed(founder: User, wallonia: User) -> None:
    same = {
        "tagline_fr": "Tourbillon",
        "description_fr": "Un tourbillon",
        "sectors": [Sector.objects.get(slug="fintech").pk],
    }
    Make.unclaimed(
        name="Aaa", postal_code="5000", municipality=Municipality.objects.get(name_local="Namur").nis_code, **same
    )
    Make.published(founder, wallonia, name="Bbb", **same)
    assert find("tourbillon") == ["Bbb", "Aaa"]


def test_similar_names_for_a_typing_error() -> None:
    Make.unclaimed(name="Collibra")
    Make.unclaimed(name="Amoobi")
    assert find("Kolibra") == ["Collibra"]
    assert find("Amobi") == ["Amoobi"]
    assert results("q=Amobi").words.is_similar
    assert not results("q=Amoobi").words.is_similar
    assert find("Zzyzx") == []


def test_what_is_not_public_does_not_crowd_out_similar_names() -> None:
    for number in range(25):
        Startup.objects.filter(pk=Make.unclaimed(name=f"Collibr{number}").pk).update(state=EntryState.STUB)
    Make.unclaimed(name="Collibra")
    assert find("Kolibra") == ["Collibra"]


def test_a_name_of_two_letters() -> None:
    Make.unclaimed(name="3E")
    Make.unclaimed(name="3Ever")
    assert find("3e") == ["3E"]


def test_similar_names_only_when_text_found_nothing() -> None:
    Make.unclaimed(name="Collibra")
    Make.unclaimed(name="Colibra")
    assert find("Colibra") == ["Colibra"]


def test_filters_narrow_similar_names_too() -> None:
    Make.unclaimed(name="Collibra")
    assert results("q=Kolibra&region=wallonia").found == BitMap()


def test_groups() -> None:
    [first, second] = groups('water "clean tech" or -drone last')
    assert [word.text for word in first] == ["water", "clean tech"]
    assert first[1].is_phrase
    assert second[0].is_excluded
    assert second[1].is_last


def test_no_words_are_an_error(ghent: Startup) -> None:
    naughty = json.loads((Path(__file__).parent.parent / "data" / "naughty_strings.json").read_text())
    tricky = [
        "a & | b",
        "!!",
        "(((",
        "'",
        "\\",
        ":*",
        "a:*b",
        "foo <-> bar",
        '"',
        '-"',
        "or or or",
        "a or",
        "-",
        "--",
        "%s",
        "\\x00'",
    ]
    for q in [*naughty, *tricky, "x " * 20_000, "é" * 20_000]:
        find(q)


@pytest.mark.parametrize("word", ["Lüttich", "Liège", "Luik", "Wallonie", "Wallonien"])
def test_a_province_or_region_finds_its_firms(word: str) -> None:
    seraing = Make.unclaimed(name="Sidérurgie", **Make.place("4100", "Seraing"))
    assert find(word) == [seraing.name]
