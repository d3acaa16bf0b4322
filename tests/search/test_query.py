"""From an address to a Selection."""

import pytest
from django.http import QueryDict

from directory.models import Region, Sector
from directory.search.query import PAST_ANY_END, Selection, Vocabulary, clean_query, page_number

pytestmark = pytest.mark.django_db


def parsed(query: str) -> Selection:
    return Selection.parse(QueryDict(query), Vocabulary.load())


def test_it_works() -> None:
    selection = parsed("region=namur&region=brussels&sector=fintech&stage=2m-3m&q=water&sort=name&page=3")
    assert [row.slug for row in selection.region] == ["namur", "brussels"]
    assert [row.slug for row in selection.sector] == ["fintech"]
    assert [row.slug for row in selection.stage] == ["2m-3m"]
    assert (selection.q, selection.sort, selection.page, selection.unknown) == ("water", "name", 3, ())


def test_nothing_asked() -> None:
    assert parsed("") == Selection()


def test_unknown_values_are_left_out_and_named() -> None:
    selection = parsed("region=atlantis&region=namur&sector=" + "x" * 90 + "&sort=price")
    assert [row.slug for row in selection.region] == ["namur"]
    assert ("region", "atlantis") in selection.unknown
    assert ("sort", "price") in selection.unknown
    assert all(len(value) <= 41 for _name, value in selection.unknown)


def test_parameters_of_later_days_are_ignored_silently() -> None:
    assert parsed("technology=ai&market=FR&activity=customers&confirmed=yes&founded_from=x&utm_source=y") == Selection()


def test_brussels_capital_means_the_region() -> None:
    assert [row.slug for row in parsed("region=brussels-capital&region=brussels").region] == ["brussels"]


def test_a_value_given_twice_counts_once() -> None:
    assert parsed("sector=fintech&sector=fintech").sector == (Sector.objects.get(slug="fintech"),)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", 1),
        ("0", 1),
        ("-1", 1),
        ("²", 1),
        ("٣", 1),
        ("1e3", 1),
        (" 2", 1),
        ("2", 2),
        ("007", 7),
        (str(2**63), PAST_ANY_END),
        ("9" * 5000, PAST_ANY_END),
    ],
)
def test_page_numbers(text: str, page: int) -> None:
    assert page_number(text) == page


def test_words_are_cut_and_cleaned() -> None:
    assert clean_query("  a\x01b\u202ec\n d ") == "a b c d"
    assert clean_query("\ud800x") == "x"
    assert len(clean_query("ä" * 20_000)) == 200


def test_without_and_as_query() -> None:
    selection = parsed("region=namur&sector=fintech&q=a%26b&sort=name&page=4")
    assert selection.without("q", "region").as_query() == "sector=fintech&sort=name"
    assert selection.as_query() == "region=namur&sector=fintech&q=a%26b&sort=name"
    assert selection.without("region").region == ()
    assert selection.region == (Region.objects.get(slug="namur"),)
