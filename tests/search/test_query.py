"""From an address to a Selection."""

import pytest

from directory.search.facets import Facet
from directory.search.query import PAST_ANY_END, Selection, clean_query, page_number
from tests.search.finding import parsed

pytestmark = pytest.mark.django_db


def slugs(selection: Selection) -> dict[Facet, list[str]]:
    return {facet: [option.slug for option in options] for facet, options in selection.options.items()}


def test_it_works() -> None:
    selection = parsed("region=namur&region=brussels&sector=fintech&stage=2m-3m&q=water&sort=name&page=3")
    assert slugs(selection) == {Facet.REGION: ["brussels", "namur"], Facet.SECTOR: ["fintech"], Facet.STAGE: ["2m-3m"]}
    assert (selection.q, selection.sort, selection.page, selection.unknown) == ("water", "name", 3, ())


def test_nothing_asked() -> None:
    assert parsed("") == Selection()


def test_unknown_values_are_left_out_and_named() -> None:
    selection = parsed("region=atlantis&region=namur&sector=" + "x" * 90 + "&sort=price")
    assert slugs(selection) == {Facet.REGION: ["namur"]}
    assert ("region", "atlantis") in selection.unknown
    assert ("sort", "price") in selection.unknown
    assert all(len(value) <= 41 for _name, value in selection.unknown)


def test_every_facet() -> None:
    query = (
        "technology=computer-vision&market=FR&market=de&activity=customers&focus=b2b&model=subscription&language=fr"
        "&people=2-9&funding=seed&status=acquired&confirmed=yes&founded_from=2010&founded_to=2015"
    )
    selection = parsed(query)
    assert selection.unknown == ()
    assert slugs(selection)[Facet.MARKET] == ["FR", "DE"] or slugs(selection)[Facet.MARKET] == ["DE", "FR"]
    assert len(selection.options) == 10
    assert selection.years == (2010, 2015)
    assert parsed(selection.as_query()).options == selection.options


def test_other_parameters_are_ignored_silently() -> None:
    assert parsed("utm_source=y&fbclid=z") == Selection()


@pytest.mark.parametrize("value", ["x", "20155", "²015", "-100", "0000", "2015.5", "1e3"])
def test_a_year_has_four_digits(value: str) -> None:
    selection = parsed(f"founded_from={value}")
    assert selection.years is None
    assert selection.unknown == (("founded_from", value),)


def test_the_home_country_is_no_market() -> None:
    assert parsed("market=BE").unknown == (("market", "BE"),)


def test_brussels_capital_means_the_region() -> None:
    assert slugs(parsed("region=brussels-capital&region=brussels")) == {Facet.REGION: ["brussels"]}


def test_a_value_given_twice_counts_once() -> None:
    assert slugs(parsed("sector=fintech&sector=fintech")) == {Facet.SECTOR: ["fintech"]}


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
    assert Facet.REGION not in selection.without("region").options
    assert slugs(selection)[Facet.REGION] == ["namur"]
    assert selection.canonical() == "region=namur&sector=fintech&q=a%26b&sort=name&page=4"


def test_the_canonical_address_is_the_same_whatever_the_order() -> None:
    assert parsed("sector=fintech&region=namur").canonical() == parsed("region=namur&sector=fintech").canonical()
    assert parsed("sort=relevance&page=1&q=").canonical() == ""
