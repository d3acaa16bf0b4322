"""The searchable text of entries, written by the action that writes the entry (docs/search.md).

Weights: A the name, the domain and the enterprise number; B sectors, technologies and place; C the tagline; D the
description, province and region. Each language goes through its own configuration as it is, and unaccented once more.
"""

from collections.abc import Iterable

from django.db import connection

from accounts.models import Language
from directory.choices import EntryState
from directory.models import Startup

CONFIGURATIONS = {"en": "english", "fr": "french", "nl": "dutch", "de": "german"}
SIMPLE = "simple"

# (configuration, weight, text)
Part = tuple[str, str, str]


def refresh(startup: Startup) -> None:
    """Write the entry's tsvector in the caller's transaction. What is right already is left alone."""
    expression, values = _vector(startup)
    sql = f"""
        UPDATE directory_startup SET search_document = made.document
        FROM (SELECT {expression} AS document) made
        WHERE id = %s AND search_document IS DISTINCT FROM made.document
    """  # noqa: S608 - only the number of terms varies; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, startup.pk])


def refresh_all(startups: Iterable[Startup]) -> int:
    """As `refresh` for each of them. Returns how many."""
    count = 0
    for startup in startups:
        refresh(startup)
        count += 1
    return count


def is_stale(startup: Startup) -> bool:
    """Whether the stored text is another than the entry's facts give."""
    expression, values = _vector(startup)
    sql = f"SELECT search_document IS DISTINCT FROM ({expression}) FROM directory_startup WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, startup.pk])
        [stale] = cursor.fetchone()
    return bool(stale)


def _vector(startup: Startup) -> tuple[str, list[str]]:
    """The SQL expression of the entry's tsvector, and its parameters."""
    terms: list[str] = []
    values: list[str] = []
    for configuration, weight, text in _parts(startup):
        # Native first: taking accents away before stemming loses stop words (für) and some plurals.
        native = "to_tsvector(%s::regconfig, %s)"
        plain = "to_tsvector(%s::regconfig, public.f_unaccent(%s))"
        terms.append(f"setweight({native} || {plain}, %s)")
        values += [configuration, text, configuration, text, weight]
    return " || ".join(terms), values


def _parts(startup: Startup) -> list[Part]:
    if startup.state == EntryState.REMOVED:
        return [(SIMPLE, "A", "")]  # nobody finds it again
    parts: list[Part] = [(SIMPLE, "A", f"{startup.name} {startup.domain} {startup.enterprise_number}")]
    for sector in startup.sectors:
        parts += _in_all_languages(sector, "name", "B")
    for technology in startup.technologies:
        parts += _in_all_languages(technology, "name", "B")
    if startup.municipality:
        place = startup.municipality
        names = {place.name_local, place.name_en, place.name_fr, place.name_nl, place.name_de, place.other_names}
        names |= {row.localities for row in place.postal_codes.all() if row.code == startup.postal_code}
        parts.append((SIMPLE, "B", " ".join([startup.postal_code, *sorted(name for name in names if name)])))
        around = [area for area in (place.province, place.region, startup.territory) if area]
        parts += [(SIMPLE, "D", getattr(area, f"name_{code}")) for area in around for code in Language.values]
    parts += _in_all_languages(startup, "tagline", "C")
    parts += _in_all_languages(startup, "description", "D")
    return parts


def _in_all_languages(row: object, field: str, weight: str) -> list[Part]:
    texts = [(code, getattr(row, f"{field}_{code}") or "") for code in Language.values]
    return [(CONFIGURATIONS[code], weight, text) for code, text in texts if text]
