"""What a proposal changes."""

from directory.rules.diff import changed_fields, changes, word_diff
from directory.rules.profile import empty_profile


def test_words_not_letters_are_marked() -> None:
    assert word_diff("pumps and locks.", "pumps, locks and polders.") == [
        ("same", "pumps"),
        ("new", ", locks"),
        ("same", " and "),
        ("old", "locks"),
        ("new", "polders"),
        ("same", "."),
    ]


def test_both_sides_can_be_read_back() -> None:
    old, new = "Mesure l’eau à Namur 🌊", "Mesure le niveau de l’eau à Liège"
    parts = word_diff(old, new)
    assert "".join(text for kind, text in parts if kind != "new") == old
    assert "".join(text for kind, text in parts if kind != "old") == new


def test_only_what_the_proposal_changed() -> None:
    base = empty_profile() | {"name": "A", "founded": 2001}
    assert changed_fields(base, base | {"founded": 2002}) == ["founded"]


def test_changed_on_both_sides_is_a_conflict() -> None:
    base = empty_profile() | {"name": "A", "founded": 2001}
    public = base | {"name": "B"}
    proposed = base | {"name": "C", "founded": 2002}
    conflicts = [change.field.name for change in changes(base, public, proposed) if change.is_conflict]
    assert conflicts == ["name"]


def test_the_same_change_on_both_sides_is_none() -> None:
    base = empty_profile() | {"name": "A"}
    both = base | {"name": "B"}
    assert not any(change.is_conflict for change in changes(base, both, both))
