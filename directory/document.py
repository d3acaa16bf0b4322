"""The searchable text of an entry, written by the action that writes the entry (architecture.md, Search)."""

from django.db import connection

from accounts.models import Language
from directory.models import Startup

CONFIGURATIONS = {"en": "english", "fr": "french", "nl": "dutch", "de": "german"}
SIMPLE = "simple"

# (configuration, weight, text)
Part = tuple[str, str, str]


def refresh(startup: Startup) -> None:
    """Write the entry's tsvector in the caller's transaction."""
    terms: list[str] = []
    values: list[str] = []
    for configuration, weight, text in _parts(startup):
        # Native first: taking accents away before stemming loses stop words (für) and some plurals.
        native = "to_tsvector(%s::regconfig, %s)"
        plain = "to_tsvector(%s::regconfig, public.f_unaccent(%s))"
        terms.append(f"setweight({native} || {plain}, %s)")
        values += [configuration, text, configuration, text, weight]
    # Only the number of terms varies; every value is a parameter.
    sql = f"UPDATE directory_startup SET search_document = {' || '.join(terms)} WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, startup.pk])


def _parts(startup: Startup) -> list[Part]:
    parts: list[Part] = [(SIMPLE, "A", f"{startup.name} {startup.domain} {startup.enterprise_number}")]
    for sector in startup.sectors:
        parts += _in_all_languages(sector, "name", "B")
    for technology in startup.technologies:
        parts += _in_all_languages(technology, "name", "B")
    if startup.municipality:
        place = startup.municipality
        names = {place.name_local, place.name_en, place.name_fr, place.name_nl, place.name_de, place.other_names}
        parts.append((SIMPLE, "B", " ".join(sorted(name for name in names if name))))
        around = [area for area in (place.province, place.region, startup.territory) if area]
        parts += [(SIMPLE, "D", getattr(area, f"name_{code}")) for area in around for code in Language.values]
    parts += _in_all_languages(startup, "tagline", "B")
    parts += _in_all_languages(startup, "description", "C")
    return parts


def _in_all_languages(row: object, field: str, weight: str) -> list[Part]:
    texts = [(code, getattr(row, f"{field}_{code}") or "") for code in Language.values]
    return [(CONFIGURATIONS[code], weight, text) for code, text in texts if text]
