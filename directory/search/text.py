"""What somebody typed, as a tsquery over all four languages, and the entries that it finds.

We take the words apart ourselves; PostgreSQL sees each word or phrase only through phraseto_tsquery, which takes any
text. A word may be meant in any language, so it becomes an OR over the configurations, and over the words that mean
the same; AND, OR and NOT join those. Joining four whole queries instead would undo exclusions. See docs/search.md.
"""

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from pyroaring import BitMap

from directory.choices import EntryState
from directory.document import CONFIGURATIONS
from directory.search.catalogue import Catalogue
from directory.search.vocabulary import Vocabulary
from directory.search.words import SHORTEST_START, Word, groups

LEXEME = re.compile(r"('(?:[^']|'')*')")  # as PostgreSQL writes it
# Where all words must stand for a place further up: in the name; there or in sectors, technologies and place; there
# or in the tagline (docs/search.md).
TIERS = ("A", "AB", "ABC")
EVERYWHERE = "ABCD"
SIMILAR_FROM = 0.2
NEAR_THE_BEST = 0.7  # of the nearest name: what follows is another word
MOST_SIMILAR = 20
Problem = Literal["", "only-exclusions", "only-stop-words"]


@dataclass(frozen=True)
class TextQuery:
    """Canonical tsqueries, as PostgreSQL wrote them: what finds entries, and what ranks them (one each of TIERS).

    Both are empty when nothing can be found, and `problem` says why. `name` is what was typed as names are stored to
    be compared.
    """

    name: str = ""
    tsquery: str = ""
    tiers: tuple[str, ...] = ()
    problem: Problem = ""


@dataclass(frozen=True)
class Matches:
    """The entries that words find, the best first: those of an earlier bitmap in `ranked` before all others."""

    entries: BitMap
    ranked: tuple[BitMap, ...] = ()
    is_similar: bool = False  # nothing is spelled so; these names are close to it
    problem: Problem = ""


def matches(text: str, catalogue: Catalogue) -> Matches:
    """What the words find among the public entries. Two statements, three where nothing is spelled so. Never fails."""
    query = compiled(text, catalogue.vocabulary)
    ranked = _ranked(query, catalogue)
    entries = BitMap.union(*ranked)
    if entries or query.problem:
        return Matches(entries, ranked, problem="" if entries else query.problem)
    similar = _similar(query.name, catalogue)
    return Matches(BitMap(similar), tuple(BitMap([pk]) for pk in similar), is_similar=bool(similar))


def _ranked(query: TextQuery, catalogue: Catalogue) -> tuple[BitMap, ...]:
    """The exact name, names that begin so, then the tiers of the text. A name counts whatever words it is made of."""
    begun = catalogue.index.by_name.starting_with(query.name) if query.name else iter(())
    if len(query.name) < SHORTEST_START:
        begun = takewhile(lambda pair: pair[0] == query.name, begun)  # equal names come first
    found = list(begun)
    exact = BitMap([pk for name, pk in found if name == query.name])
    return exact, BitMap([pk for _name, pk in found]), *_tiers(query, catalogue)


def _tiers(query: TextQuery, catalogue: Catalogue) -> list[BitMap]:
    found = [BitMap() for _ in range(len(TIERS) + 1)]
    if query.tsquery:
        cases = " ".join(f"WHEN search_document @@ %s::tsquery THEN {tier}" for tier in range(len(TIERS)))
        # The planner takes matching for cheap and would read every row of a large directory for a common word.
        sql = f"""
            SET LOCAL enable_seqscan = off;
            SELECT CASE {cases} ELSE {len(TIERS)} END AS tier, string_agg(id::text, ' ')
            FROM directory_startup WHERE search_document @@ %s::tsquery GROUP BY tier
        """  # noqa: S608 - the number of tiers is ours, the rest are parameters
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [*query.tiers, query.tsquery])
            for tier, pks in cursor.fetchall():
                found[tier] = BitMap(map(int, pks.split())) & catalogue.index.entries
    return found


def _similar(name: str, catalogue: Catalogue) -> list[int]:
    """The public entries whose names are nearest, for a typing error."""
    sql = """
        SELECT id, greatest(similarity(sort_name, %(name)s), word_similarity(%(name)s, sort_name)) AS nearness
        FROM directory_startup
        WHERE (sort_name %% %(name)s OR %(name)s <%% sort_name) AND state = %(state)s AND (%(samples)s OR NOT is_sample)
        ORDER BY nearness DESC, sort_name, id LIMIT %(most)s
    """
    values: dict[str, str | int | bool] = {"name": name, "most": MOST_SIMILAR, "state": EntryState.PUBLISHED.value}
    values["samples"] = settings.SHOW_SAMPLES
    with transaction.atomic(), connection.cursor() as cursor:  # the threshold ends with the transaction
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(SIMILAR_FROM)])
        cursor.execute(sql, values)
        rows = [(pk, nearness) for pk, nearness in cursor.fetchall() if pk in catalogue.index.entries]
    return [pk for pk, nearness in rows if nearness >= rows[0][1] * NEAR_THE_BEST]


# ---- As tsquery ----


class Reading(NamedTuple):
    """A word or phrase as PostgreSQL reads it."""

    name: str  # as names are compared
    plain: str  # as it is written; '' for nothing
    stemmed: list[str]  # in each language, some of them alike
    is_stop: bool  # stands in almost every text of some language


Readings = dict[str, Reading]


def compiled(text: str, vocabulary: Vocabulary) -> TextQuery:
    """One statement, whatever was typed. Never raises on words."""
    alternatives = groups(text, vocabulary)
    words = [word for group in alternatives for word in group]
    readings = _readings([text, *(part for word in words for part in (*word.parts, *word.synonyms))])
    name = readings[text].name
    tsquery = _joined(alternatives, readings, EVERYWHERE)
    if tsquery:
        return TextQuery(name, tsquery, tuple(_joined(alternatives, readings, weights) for weights in TIERS))
    only_excluded = bool(words) and all(word.is_excluded for word in words)
    return TextQuery(name, problem="only-exclusions" if only_excluded else "only-stop-words" if text else "")


def _joined(alternatives: list[list[Word]], readings: Readings, weights: str) -> str:
    """The tsquery of it all, found where these weights are; '' without a word that could be found."""
    parts = []
    for group in alternatives:
        wanted = [_term(word, readings, weights) for word in group if not word.is_excluded]
        unwanted = [_term(word, readings, EVERYWHERE) for word in group if word.is_excluded]
        found = [term for term in wanted if term]
        if found:
            parts.append(f"({' & '.join(found + [f'!{term}' for term in unwanted if term])})")
    return " | ".join(parts)


def _term(word: Word, readings: Readings, weights: str) -> str:
    """The tsquery of one word; '' for one that narrows nothing."""
    own = [_own(word, part, readings[part], weights) for part in word.parts if not readings[part].is_stop]
    together = own[0] if len(own) == 1 else [" & ".join(filter(None, map(_any, own)))]
    return _any([*together, *_meanings(word, readings, weights)])


def _own(word: Word, part: str, reading: Reading, weights: str) -> list[str]:
    """In names as it is written, elsewhere by its stem as well: the stem of "Löwen" is "low"."""
    alternatives = [_weighted(reading.plain, weights), *_stems(reading, weights)]
    if word.is_begun and part == word.parts[-1] and reading.plain:
        alternatives.append(f"{reading.plain}:*A")
    return alternatives


def _meanings(word: Word, readings: Readings, weights: str) -> list[str]:
    """Found in names too, but no tier counts that: somebody who asks for "Daten" wants no firm called Data first."""
    elsewhere = weights if weights == EVERYWHERE else weights.replace("A", "")
    known = [readings[other] for other in word.synonyms]
    return [
        *(_weighted(reading.plain, elsewhere) for reading in known),
        *(stem for reading in known for stem in _stems(reading, weights)),
    ]


def _stems(reading: Reading, weights: str) -> list[str]:
    return [_weighted(stem, weights.replace("A", "")) for stem in reading.stemmed if stem != reading.plain]


def _any(alternatives: list[str]) -> str:
    """Each once: languages often agree, and each alternative costs for every entry that is looked at."""
    found = " | ".join(dict.fromkeys(filter(None, alternatives)))
    return f"({found})" if found else ""


def _weighted(tsquery: str, weights: str) -> str:
    """Found only where these weights are; '' for nowhere."""
    if weights == EVERYWHERE:
        return tsquery
    return LEXEME.sub(rf"\1:{weights}", tsquery) if weights else ""


def _readings(texts: list[str]) -> Readings:
    """One statement. A hyphen is a space: "Louvain-la-Neuve" stands in "Ottignies-Louvain-la-Neuve"."""
    plain = "phraseto_tsquery('simple', public.f_unaccent(words))"
    native = [f"phraseto_tsquery('{configuration}', words)" for configuration in CONFIGURATIONS.values()]
    unaccented = [query.replace("words", "public.f_unaccent(words)") for query in native]
    sql = f"""
        SELECT given, lower(public.f_unaccent(given)), {plain}::text, ARRAY[{", ".join(native + unaccented)}]::text[],
            {" OR ".join(f"numnode({query}) = 0" for query in native)}
        FROM unnest(%s::text[]) AS given, translate(given, '-', ' ') AS words
    """  # noqa: S608 - configurations are constants; the words are parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(dict.fromkeys(texts))])
        return {given: Reading(*rest) for given, *rest in cursor.fetchall()}
