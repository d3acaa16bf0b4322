"""What a profile lacks for a buyer."""

import pytest
from django.utils import translation

from directory.rules.completeness import TEXTS, TOPIC_OF, WANTED, missing, share
from directory.rules.profile import FIELDS, Profile, empty_profile
from directory.rules.topics import Topic
from tests.factories import Make

FULL = dict.fromkeys(WANTED, "x") | {f"tagline_{code}": "x" for code in ("en", "fr", "nl", "de")}


def names(profile: Profile) -> list[str]:
    return [gap.field for gap in missing(profile)]


def test_it_works(db: None) -> None:
    profile = Make.profile()
    gaps = {gap.field: gap for gap in missing(profile)}
    assert not {"website", "founded", "people", "stage", "description_fr"} & set(gaps)
    assert gaps["description_en"].section == "what"
    assert gaps["description_en"].label == "Texts in English"
    assert gaps["public_contact"].reason
    assert 0 < share(profile) < 50


def test_nothing_and_all() -> None:
    assert (names(empty_profile()), share(empty_profile())) == (list(WANTED), 0)
    assert (missing(empty_profile() | FULL), share(empty_profile() | FULL)) == ([], 100)


def test_what_is_not_disclosed_is_there() -> None:
    profile = empty_profile() | {"stage": {"year": 2025, "stage": 6, "disclosed": False}}
    assert "stage" not in names(profile)


def test_a_text_without_its_line_is_half_a_text() -> None:
    assert "description_en" in names(empty_profile() | {"description_en": "x"})
    assert "description_en" not in names(empty_profile() | {"description_en": "x", "tagline_en": "x"})


def test_a_firm_that_sells_at_home_lacks_no_market() -> None:
    profile = empty_profile() | {"export": "none"}
    assert not {"markets", "references"} & set(names(profile))
    assert share(empty_profile() | FULL | {"export": "none", "markets": [], "references": []}) == 100


def test_one_gap_is_never_all() -> None:
    for name in FULL:
        assert share(empty_profile() | FULL | {name: FIELDS[name].empty}) < 100, name


def test_fields_and_topics_are_real() -> None:
    assert set(WANTED) <= set(FIELDS)
    assert set(TEXTS) <= set(WANTED)
    topics = [TOPIC_OF[name] for name in WANTED]
    assert topics == sorted(topics, key=list(Topic).index)
    assert not {name for name in WANTED if FIELDS[name].required}


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_labels_are_in_the_language_of_the_page(language: str) -> None:
    with translation.override(language):
        assert {type(gap.label) for gap in missing(empty_profile())} == {str}
