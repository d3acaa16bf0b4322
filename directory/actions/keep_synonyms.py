"""Words that mean the same to the search: the operator's to make, change and remove."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.actions._shared import Actor, record
from directory.actions.errors import Gone, NotAllowed
from directory.choices import Verb
from directory.models import Synonyms
from directory.models.synonym import LONGEST_PHRASE, LONGEST_WORD, MOST_WORDS
from directory.rules.permissions import may_keep_words
from directory.rules.texts import clean_line, in_alphabet


@transaction.atomic
def keep_synonyms(*, words: Iterable[str], group: Synonyms | None = None, is_used: bool = True, by: Actor) -> Synonyms:
    """Make a group of these words, or give the group these words. What is the same already writes no event.

    Raises NotAllowed, Gone, or ValidationError for words that make no group.
    """
    _refuse_others(by)
    cleaned = clean_words(words)
    kept = _lock(group) if group else Synonyms()
    before = _shown(kept) if group else {}
    kept.words, kept.is_used = cleaned, is_used
    if group and _shown(kept) == before:
        return kept
    kept.save()
    record(Verb.WORDS_CHANGED, by=by, before=before, after=_shown(kept))
    return kept


@transaction.atomic
def remove_synonyms(*, group: Synonyms, by: Actor) -> None:
    """The search no longer uses the group. One of the shipped list stays, switched off: loading the list again would
    bring it back. Raises NotAllowed or Gone."""
    _refuse_others(by)
    locked = _lock(group)
    before = _shown(locked)
    if locked.key is None:
        locked.delete()
        record(Verb.WORDS_CHANGED, by=by, before=before)
    elif locked.is_used:
        locked.is_used = False
        locked.save()
        record(Verb.WORDS_CHANGED, by=by, before=before, after=_shown(locked))


def clean_words(words: Iterable[str]) -> list[str]:
    """The words as they are kept, each once: the search knows neither accents nor capitals. Raises ValidationError."""
    spellings: dict[str, str] = {}
    for word in filter(None, map(clean_line, words)):
        spellings.setdefault(in_alphabet(word), word)
    cleaned, given = list(spellings.values()), len(spellings)
    for word in cleaned:
        if len(word) > LONGEST_WORD:
            message = _("“%(word)s…” is too long: at most %(most)d characters.")
            raise ValidationError(message % {"word": word[:LONGEST_WORD], "most": LONGEST_WORD}, code="max_length")
        if len(word.split()) > LONGEST_PHRASE:
            message = _("“%(word)s” has too many words: the search looks at %(most)d together.")
            raise ValidationError(message % {"word": word, "most": LONGEST_PHRASE}, code="phrase")
    if given < 2:
        raise ValidationError(_("Give at least two different words: one that people type, and another."), code="few")
    if given > MOST_WORDS:
        message = ngettext(
            "At most %(most)d words, you gave %(given)d.", "At most %(most)d words, you gave %(given)d.", given
        )
        raise ValidationError(message % {"most": MOST_WORDS, "given": given}, code="many")
    return cleaned


def _refuse_others(by: Actor) -> None:
    if not isinstance(by, str) and not may_keep_words(by):
        raise NotAllowed


def _lock(group: Synonyms) -> Synonyms:
    locked = Synonyms.objects.select_for_update().filter(pk=group.pk).first()
    if locked is None:
        raise Gone
    return locked


def _shown(group: Synonyms) -> dict[str, Any]:
    return {"group": group.pk, "words": list(group.words), "is_used": group.is_used}
