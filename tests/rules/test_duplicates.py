"""Entries that may be the same company."""

from accounts.models import User
from directory.rules.duplicates import number_is_taken, possible_duplicates
from tests.factories import Make


def test_a_similar_name_is_found(db: None) -> None:
    entry = Make.unclaimed(name="Crossuite")
    [found] = possible_duplicates(name="Crosuite")
    assert (found.startup, found.same_number) == (entry, False)
    assert found.similarity > 0.5


def test_accents_and_capitals_do_not_hide_it(db: None) -> None:
    entry = Make.unclaimed(name="Énergie Liège")
    assert [one.startup for one in possible_duplicates(name="ENERGIE LIEGE")] == [entry]


def test_the_same_domain_is_found_under_another_name(db: None) -> None:
    entry = Make.unclaimed(website="https://www.example.com/nl")
    [found] = possible_duplicates(name="Zzz", website="http://example.com")
    assert (found.startup, found.same_domain) == (entry, True)


def test_the_same_number_comes_first(db: None) -> None:
    number = Make.profile()["enterprise_number"]
    Make.unclaimed(name="Polderpeil")
    same = Make.unclaimed(name="Quite another", enterprise_number=number)
    found = possible_duplicates(name="Polderpeil", enterprise_number=number)
    assert found[0].startup == same
    assert found[0].same_number


def test_an_entry_does_not_repeat_itself(db: None) -> None:
    entry = Make.unclaimed(name="Polderpeil")
    assert possible_duplicates(name="Polderpeil", without=entry) == []


def test_a_different_name_is_not_found(db: None) -> None:
    Make.unclaimed(name="Polderpeil")
    assert possible_duplicates(name="Lichtzaag") == []


def test_only_claimed_entries_hold_a_number(founder: User, other_founder: User, wallonia: User) -> None:
    waiting = Make.waiting(founder)
    assert number_is_taken(waiting.enterprise_number) is None
    Make.unclaimed(enterprise_number="0477472701")
    assert number_is_taken("0477472701") is None
    entry = Make.published(other_founder, wallonia)
    assert number_is_taken(entry.enterprise_number) == entry
    assert number_is_taken(entry.enterprise_number, without=entry) is None
