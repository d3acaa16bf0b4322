"""What somebody typed, taken apart: words, phrases, exclusions, alternatives, and words that mean the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from django.core.exceptions import ValidationError

from directory.models.synonym import LONGEST_PHRASE
from directory.rules.identifiers import clean_enterprise_number, domain_of, is_legal_form
from directory.rules.texts import in_alphabet
from directory.search.vocabulary import Vocabulary

TOKEN = re.compile(r'(-?)"([^"]*)"|(\S+)')
ADDRESS = re.compile(r"(?:https?://|www\.)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
SHORTEST_START = 3  # letters; fewer begin too many names
MOST_WORDS = 30  # of a query; what follows narrows nothing


@dataclass(frozen=True)
class Word:
    """A word or phrase; or several words that mean one thing, with the others that mean the same."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False
    is_last: bool = False
    synonyms: tuple[str, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Perhaps still being typed: then it is also the start of a word of a name."""
        return self.is_last and not self.synonyms and len(self.text) >= SHORTEST_START

    @property
    def parts(self) -> list[str]:
        return [self.text] if self.is_phrase else self.text.split()


def groups(text: str, vocabulary: Vocabulary | None = None) -> list[list[Word]]:
    """The alternatives that `or` separates; all words of one must be found, those after `-` must not.

    >>> [[word.text for word in group] for group in groups('water "clean tech" or -drone')]
    [['water', 'clean tech'], ['drone']]
    """
    whole = _identifier(text)
    if whole:
        return [[Word(whole)]]
    found: list[list[Word]] = [[]]
    tokens = list(TOKEN.finditer(text))[:MOST_WORDS]
    for position, token in enumerate(tokens):
        minus, phrase, plain = token.groups()
        if plain is None:
            word = Word(phrase.strip(), is_phrase=True, is_excluded=bool(minus))
        elif plain.lower() == "or":
            found.append([])
            continue
        else:
            bare = plain.lstrip("-").replace('"', " ").strip()
            is_excluded = plain.startswith("-")
            word = Word(bare, is_excluded=is_excluded, is_last=position == len(tokens) - 1 and not is_excluded)
        if word.text and word not in found[-1]:
            found[-1].append(word)
    return [_with_synonyms(_without_legal_forms(group), vocabulary) for group in found if group]


def _identifier(text: str) -> str:
    """An enterprise number as it stands on an invoice, or a domain as it stands in a browser."""
    if ADDRESS.fullmatch(text):
        return domain_of(text if "://" in text else f"https://{text}")
    try:
        return clean_enterprise_number(text)
    except ValidationError:
        return ""


def _without_legal_forms(group: list[Word]) -> list[Word]:
    """A list may know the firm without its NV or SRL: the form narrows nothing, unless nothing else was asked."""
    kept = [word for word in group if word.is_phrase or not is_legal_form(word.text)]
    return kept if any(not word.is_excluded for word in kept) else group


def _with_synonyms(group: list[Word], vocabulary: Vocabulary | None) -> list[Word]:
    """Words that mean one thing together become one word that also finds what others call it; quotes prevent it."""
    if vocabulary is None:
        return group
    found: list[Word] = []
    rest = group
    while rest:
        run = next(run for run in _runs(rest) if len(run) == 1 or _folded(run) in vocabulary.synonyms)
        known = () if run[0].is_phrase else vocabulary.synonyms.get(_folded(run), ())
        text = " ".join(word.text for word in run)
        found.append(replace(run[-1], text=text, synonyms=known))
        rest = rest[len(run) :]
    return found


def _runs(words: list[Word]) -> Iterator[list[Word]]:
    """The words that stand together here, the longest run first; a phrase or an exclusion stands alone."""
    together = list(takewhile(lambda word: not word.is_phrase and not word.is_excluded, words))[:LONGEST_PHRASE]
    for length in range(len(together), 1, -1):
        yield words[:length]
    yield words[:1]


def _folded(words: list[Word]) -> str:
    return in_alphabet(" ".join(word.text for word in words))
