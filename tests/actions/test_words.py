"""Synonyms: made, changed and removed by the operator, and what the search then finds."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from directory import actions
from directory.actions.errors import Gone, NotAllowed
from directory.choices import Verb
from directory.imports.reference import load_reference
from directory.models import Event, Synonyms
from directory.models.synonym import LONGEST_WORD, MOST_WORDS
from directory.rules.trail import first_broken_position
from directory.templatetags.trail import lines
from tests.factories import Make
from tests.search.finding import find


def shipped() -> Synonyms:
    return Synonyms.objects.get(key="translation")


def test_it_works(operator: User, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Rivage", tagline_fr="Un zwiebelfisch pour tous")
    assert find("limnigraphe") == []
    group = actions.keep_synonyms(words=["limnigraphe", " zwiebelfisch "], by=operator)
    assert (group.words, group.is_used, group.key) == (["limnigraphe", "zwiebelfisch"], True, None)
    assert find("limnigraphe") == ["Rivage"]
    event = Event.objects.get(verb=Verb.WORDS_CHANGED)
    assert (event.actor, event.startup_id, event.before) == (str(operator.pk), None, {})
    assert event.after == {"group": group.pk, "words": ["limnigraphe", "zwiebelfisch"], "is_used": True}
    (line,) = lines([event], operator)
    assert line.sentence == "The operator changed synonyms."
    assert line.why == "Before: –. Now: limnigraphe, zwiebelfisch."
    assert first_broken_position() is None


def test_changed(operator: User, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Rivage", tagline_fr="Un zwiebelfisch pour tous")
    group = actions.keep_synonyms(words=["limnigraphe", "zwiebelfisch"], by=operator)
    actions.keep_synonyms(words=["marégraphe", "zwiebelfisch"], group=group, by=operator)
    assert find("limnigraphe") == []
    assert find("maregraphe") == ["Rivage"]
    actions.keep_synonyms(words=["marégraphe", "zwiebelfisch"], group=group, is_used=False, by=operator)
    assert find("maregraphe") == []
    last = Event.objects.order_by("position").last()
    assert last is not None
    assert (last.before["is_used"], last.after["is_used"]) == (True, False)


def test_the_same_again_is_no_event(operator: User) -> None:
    group = actions.keep_synonyms(words=["eins", "zwei"], by=operator)
    actions.keep_synonyms(words=["eins", "", "zwei", "EINS"], group=group, by=operator)
    assert Event.objects.count() == 1


def test_one_spelling_of_a_word_is_kept(operator: User) -> None:
    group = actions.keep_synonyms(words=["Données", "donnees", "DONNÉES", "data", "  big \t data "], by=operator)
    assert group.words == ["Données", "data", "big data"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "at least two different words"),
        (["one", "  ", "ONE"], "at least two different words"),
        (["one", "t" * (LONGEST_WORD + 1)], f"at most {LONGEST_WORD} characters"),
        ([f"word {number}" for number in range(MOST_WORDS + 1)], f"At most {MOST_WORDS} words"),
        (["one", "tw\x00o"], "cannot be shown"),
        (["one", "\u202etwo"], "cannot be shown"),
    ],
)
def test_words_that_make_no_group(operator: User, words: list[str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        actions.keep_synonyms(words=words, by=operator)
    before = shipped().words
    with pytest.raises(ValidationError, match=message):
        actions.keep_synonyms(words=words, group=shipped(), by=operator)
    assert shipped().words == before
    assert not Event.objects.exists()


def test_the_most_and_the_longest_are_fine(operator: User) -> None:
    words = [f"{number:0{LONGEST_WORD}d}" for number in range(MOST_WORDS)]
    assert actions.keep_synonyms(words=words, by=operator).words == words


def test_removed(operator: User, founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia, name="Rivage", tagline_fr="Un zwiebelfisch pour tous")
    group = actions.keep_synonyms(words=["limnigraphe", "zwiebelfisch"], by=operator)
    actions.remove_synonyms(group=Synonyms.objects.get(pk=group.pk), by=operator)
    assert find("limnigraphe") == []
    assert not Synonyms.objects.filter(pk=group.pk).exists()
    event = Event.objects.order_by("position").last()
    assert event is not None
    assert (event.verb, event.before["words"], event.after) == (Verb.WORDS_CHANGED, group.words, {})
    assert lines([event], operator)[0].why == "Before: limnigraphe, zwiebelfisch. Now: –."


def test_a_shipped_group_is_switched_off_and_stays_so(operator: User) -> None:
    actions.remove_synonyms(group=shipped(), by=operator)
    assert not shipped().is_used
    actions.remove_synonyms(group=shipped(), by=operator)
    assert Event.objects.count() == 1
    load_reference()
    assert not shipped().is_used


def test_a_shipped_group_keeps_its_words(operator: User) -> None:
    actions.keep_synonyms(words=["translation", "localisation"], group=shipped(), by=operator)
    load_reference()
    assert shipped().words == ["translation", "localisation"]


def test_what_is_gone(operator: User) -> None:
    group = actions.keep_synonyms(words=["eins", "zwei"], by=operator)
    Synonyms.objects.filter(pk=group.pk).delete()
    with pytest.raises(Gone):
        actions.keep_synonyms(words=["eins", "zwei"], group=group, by=operator)
    with pytest.raises(Gone):
        actions.remove_synonyms(group=group, by=operator)


def test_others_may_not(
    operator: User, wallonia: User, auditor: User, founder: User, make_moderator: Callable[[str], User]
) -> None:
    former = operator
    former.is_active = False
    for person in (wallonia, auditor, founder, make_moderator("brussels-partner"), former):
        with pytest.raises(NotAllowed):
            actions.keep_synonyms(words=["eins", "zwei"], by=person)
        with pytest.raises(NotAllowed):
            actions.remove_synonyms(group=shipped(), by=person)
    assert shipped().is_used
    assert not Event.objects.exists()
