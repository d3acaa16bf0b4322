"""Nothing under five is told, and nothing under five can be worked out."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from directory.insights.disclosure import LEAST, shown

PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1)


def test_it_works() -> None:
    assert shown({"a": 9, "b": 6, "c": 5}) == {"a": 9, "b": 6, "c": 5}
    assert shown({"a": 9, "b": 4, "c": 3}) == {"a": 9, "b": None, "c": None}  # seven are left over


def test_a_small_rest_takes_the_smallest_along() -> None:
    assert shown({"a": 9, "b": 6, "c": 2}) == {"a": 9, "b": None, "c": None}
    assert shown({"late": 5, "in time": 2}) == {"late": None, "in time": None}


def test_nothing_is_about_nobody() -> None:
    assert shown({"a": 20, "b": 0}) == {"a": 20, "b": None}


@given(PARTS)
def test_never_derivable(parts: dict[str, int]) -> None:
    told = shown(parts)
    assert all(count is None or (count >= LEAST and count == parts[key]) for key, count in told.items())
    hidden = [parts[key] for key, count in told.items() if count is None]
    assert sum(hidden) == 0 or sum(hidden) >= LEAST or len(hidden) == len(parts)
    assert Counter(hidden)[0] == len(hidden) or len(hidden) > 1 or not any(count is not None for count in told.values())
