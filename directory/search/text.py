"""What somebody typed, as a tsquery over all four languages.

We take the words apart ourselves; PostgreSQL sees each word or phrase only through phraseto_tsquery, which takes any
text. A word may be meant in any language, so it becomes an OR over the configurations; AND, OR and NOT join those.
Joining four whole queries instead would undo exclusions (architecture.md, Search).
"""

import re
from dataclasses import dataclass
from typing import Literal

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import ValidationError
from django.db import connection

from directory.document import CONFIGURATIONS, SIMPLE
from directory.rules.identifiers import clean_enterprise_number

TOKEN = re.compile(r'(-?)"([^"]*)"|(\S+)')
ALL_CONFIGURATIONS = (SIMPLE, *CONFIGURATIONS.values())
Problem = Literal["", "only-exclusions", "only-stop-words"]


@dataclass(frozen=True)
class Word:
    """A word or phrase. A stop word in any of the languages narrows nothing."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False
    is_last: bool = False  # perhaps still being typed: also the start of a name


@dataclass(frozen=True)
class TextQuery:
    """`tsquery` is PostgreSQL's own canonical form; empty when nothing can be found, and `problem` says why."""

    given: str = ""
    tsquery: str = ""
    problem: Problem = ""


class Compiled(SearchQuery):
    """A tsquery that PostgreSQL wrote itself."""

    template = "(%(expressions)s)::tsquery"


def groups(text: str) -> list[list[Word]]:
    """The alternatives that `or` separates; all words of one must be found, those after `-` must not.

    >>> [[word.text for word in group] for group in groups('water "clean tech" or -drone')]
    [['water', 'clean tech'], ['drone']]
    """
    number = _enterprise_number(text)
    if number:
        return [[Word(number)]]
    found: list[list[Word]] = [[]]
    tokens = list(TOKEN.finditer(text))
    for position, token in enumerate(tokens):
        minus, phrase, plain = token.groups()
        if plain is None:
            word = Word(phrase.strip(), is_phrase=True, is_excluded=bool(minus))
        elif plain.lower() == "or":
            found.append([])
            continue
        else:
            bare = plain.lstrip("-").replace('"', " ").strip()
            is_last = position == len(tokens) - 1
            word = Word(bare, is_excluded=plain.startswith("-"), is_last=is_last and not plain.startswith("-"))
        if word.text:
            found[-1].append(word)
    return [group for group in found if group]


def _enterprise_number(text: str) -> str:
    """Somebody may paste the number as it stands on an invoice."""
    try:
        return clean_enterprise_number(text)
    except ValidationError:
        return ""


def compiled(text: str) -> TextQuery:
    """One statement, whatever was typed. Never raises on words."""
    alternatives = groups(text)
    words = [word for group in alternatives for word in group]
    if not words:
        return TextQuery(text, problem="only-stop-words" if text else "")
    terms = dict(zip(words, _terms(words), strict=True))
    parts = [_joined(group, terms) for group in alternatives]
    tsquery = " | ".join(f"({part})" for part in parts if part)
    if tsquery:
        return TextQuery(text, tsquery)
    return TextQuery(text, problem="only-exclusions" if all(word.is_excluded for word in words) else "only-stop-words")


def _joined(group: list[Word], terms: dict[Word, str]) -> str:
    """One alternative; '' without a word that could be found."""
    wanted = [f"({terms[word]})" for word in group if terms[word] and not word.is_excluded]
    excluded = [f"!({terms[word]})" for word in group if terms[word] and word.is_excluded]
    return " & ".join(wanted + excluded) if wanted else ""


def _terms(words: list[Word]) -> list[str]:
    """The canonical tsquery of each word; '' for one that is a stop word, or nothing, in some configuration."""
    readings = [
        f"phraseto_tsquery('{configuration}', {form})"
        for configuration in ALL_CONFIGURATIONS
        for form in ("word", "public.f_unaccent(word)")
    ]
    stops = " OR ".join(
        f"numnode(phraseto_tsquery('{configuration}', word)) = 0" for configuration in ALL_CONFIGURATIONS
    )
    start = "phraseto_tsquery('simple', public.f_unaccent(word))"
    statement = f"""
        SELECT CASE
            WHEN {stops} THEN ''
            WHEN is_last AND numnode({start}) > 0
            THEN (({" || ".join(readings)}) || ({start}::text || ':*A')::tsquery)::text
            ELSE ({" || ".join(readings)})::text
        END
        FROM unnest(%s::text[], %s::bool[]) WITH ORDINALITY AS given(word, is_last, position)
        ORDER BY position
    """  # noqa: S608  # configurations are constants; the words are parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, [[word.text for word in words], [word.is_last for word in words]])
        return [term for (term,) in cursor.fetchall()]
