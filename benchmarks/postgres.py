"""Loads the invented firms into the project's own database, once a number of entries and generator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from belgiantech.catalogues import compile_catalogues
from belgiantech.embedded_postgres.server import PORT, USER, server_of
from benchmarks import folders, synthetic
from benchmarks.copying import Table
from benchmarks.text import LANGUAGES
from directory import document
from directory.actions.documents import with_words
from directory.choices import EntryState
from directory.models import (
    Market,
    Municipality,
    RevenueStage,
    Sector,
    SectorLink,
    Slug,
    Startup,
    Technology,
    TechnologyLink,
    Territory,
)

CHUNK = 10_000  # entries a COPY
DOCUMENTS = 500  # entries in memory while their documents are written
STARTUP = "directory_startup"
ELSEWHERE = {"place", "territory", "stage", "tagline", "description", "sectors", "technologies", "markets"}
PLAIN = [field.name for field in fields(synthetic.Entry) if field.name not in ELSEWHERE]
TEXTS = [f"{field}_{code}" for field in ("tagline", "description") for code in LANGUAGES]


def prepare(count: int) -> bool:
    """Bring database, catalogues and static files to what the servers need; True if it had to load."""
    database = settings.DATABASES["default"]["NAME"]
    wanted = f"{count} {folders.generator_fingerprint()} {_loader_fingerprint()}"
    is_loaded = _fingerprint_of(database) == wanted
    if not is_loaded:
        _make_anew(database)
    _prepare_site()
    if not is_loaded:
        _load(count)
        _maintenance(f"COMMENT ON DATABASE {database} IS '{wanted}'")
    return not is_loaded


def write_search_documents() -> None:
    """Of all entries, with the project's own function."""
    document.refresh_all(with_words(Startup.objects.order_by("pk")).iterator(chunk_size=DOCUMENTS))


def _prepare_site() -> None:
    """As manage.py prepare, without the shipped companies."""
    settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
    for locale in settings.LOCALE_PATHS:
        compile_catalogues(Path(locale))
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)


# ---- The database ----


def _maintenance(statement: str) -> list[tuple[Any, ...]]:
    """Run a statement that none of our own databases can be open for."""
    sockets = server_of(Path(settings.DATABASES["default"]["DATA_DIR"])).ensure()
    session = psycopg2.connect(host=str(sockets), port=PORT, user=USER, dbname="postgres")
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        session.close()


def _fingerprint_of(database: str) -> str:
    """Of what was loaded: the comment on the database, written last."""
    query = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{database}'"  # noqa: S608
    return next((text or "" for (text,) in _maintenance(query)), "")


def _make_anew(database: str) -> None:
    connection.close()
    _maintenance(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    _maintenance(f"CREATE DATABASE {database}")


def _loader_fingerprint() -> str:
    here = Path(__file__)
    return folders.fingerprint(here, here.with_name("copying.py"), Path(document.__file__))


# ---- Loading ----


def _load(count: int) -> None:
    print(f"Loading {count} entries into PostgreSQL")
    with _without_triggers():
        with _without_indexes(STARTUP):
            _copy(count)
            print("Writing their search documents")
            write_search_documents()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{STARTUP}', 'id'), {count})")
            cursor.execute("VACUUM (ANALYZE)")


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Nothing notes each row, and no foreign key is looked up: what we load is whole by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET session_replication_role")


@contextmanager
def _without_indexes(table: str) -> Iterator[None]:
    """Those that guard nothing are made again at the end, which is much quicker than row by row."""
    query = """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = %s::regclass AND NOT indisunique AND NOT indisexclusion
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)


def _copy(count: int) -> None:
    ids = Ids()
    startups = Table(Startup, *PLAIN, *TEXTS, "tagline", "state", "territory_id", "municipality_id", "public_stage_id")
    slugs = Table(Slug, "slug", "startup_id", "given_at")
    sectors = Table(SectorLink, "startup_id", "sector_id", "position")
    technologies = Table(TechnologyLink, "startup_id", "technology_id", "position")
    markets = Table(Market, "startup_id", "country", "activity")
    for entry in synthetic.entries(count, date.today()):
        startups.add(*_startup(entry, ids))
        slugs.add(entry.slug, entry.id, entry.published_at)
        for position, slug in enumerate(entry.sectors):
            sectors.add(entry.id, ids.sectors[slug], position)
        for position, slug in enumerate(entry.technologies):
            technologies.add(entry.id, ids.technologies[slug], position)
        for country, activity in entry.markets:
            markets.add(entry.id, country, activity)
        if entry.id % CHUNK == 0 or entry.id == count:
            for table in (startups, slugs, sectors, technologies, markets):
                table.send()
            print(f"  {entry.id}", flush=True)


class Ids:
    """Primary keys by slug or code."""

    def __init__(self) -> None:
        self.municipalities = dict(Municipality.objects.values_list("nis_code", "pk"))
        self.territories = dict(Territory.objects.values_list("slug", "pk"))
        self.sectors = dict(Sector.objects.values_list("slug", "pk"))
        self.technologies = dict(Technology.objects.values_list("slug", "pk"))
        self.stages = dict(RevenueStage.objects.values_list("slug", "pk"))


def _startup(entry: synthetic.Entry, ids: Ids) -> list[object]:
    return [
        *(getattr(entry, name) for name in PLAIN),
        *(texts.get(code) for texts in (entry.tagline, entry.description) for code in LANGUAGES),
        entry.tagline.get("en", ""),
        EntryState.PUBLISHED.value,
        ids.territories[entry.territory],
        ids.municipalities[entry.place.nis_code],
        ids.stages[entry.stage] if entry.stage else None,
    ]
