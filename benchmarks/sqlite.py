"""The same firms as one SQLite table with full-text search and indexes, for Datasette."""

import json
import sqlite3
from datetime import date
from pathlib import Path

from benchmarks import folders, synthetic
from benchmarks.text import LANGUAGES

TABLE = "startups"
FACETS = ("sector", "region", "stage", "people", "funding")
INDEXED = (*FACETS, "province", "status", "founded")
TEXTS = [f"{field}_{code}" for field in ("tagline", "description") for code in LANGUAGES]
COLUMNS = [
    *("id", "slug", "name", "status", "founded", "municipality", "postal_code", "province", "region"),
    *("sector", "sectors", "technologies", "stage", "people", "funding", "export"),
    *("client_focus", "business_model", "markets", "support_languages"),
    *("website", "enterprise_number", "claimed_at", "confirmed_on", "changed_at", *TEXTS),
]


def build(count: int) -> Path:
    """Return the folder that Datasette is started on; makes it unless it is there already."""
    folder = folders.of(count) / "datasette"
    mark = folder / "fingerprint"
    wanted = f"{folders.generator_fingerprint()} {folders.fingerprint(Path(__file__))}"
    if mark.exists() and mark.read_text() == wanted:
        return folder
    print(f"Loading {count} entries into SQLite")
    folder.mkdir(exist_ok=True)
    mark.unlink(missing_ok=True)
    file = folder / "bench.db"
    file.unlink(missing_ok=True)
    _fill(file, count)
    _inspect(file, count)
    mark.write_text(wanted)
    return folder


def _fill(file: Path, count: int) -> None:
    database = sqlite3.connect(file)
    typed = ("id INTEGER PRIMARY KEY" if name == "id" else f'"{name}"' for name in COLUMNS)
    database.execute(f"CREATE TABLE {TABLE} ({', '.join(typed)})")
    places = ", ".join("?" for _ in COLUMNS)
    rows = map(_row, synthetic.entries(count, date.today()))
    database.executemany(f"INSERT INTO {TABLE} VALUES ({places})", rows)  # noqa: S608
    for column in INDEXED:
        database.execute(f"CREATE INDEX {TABLE}_{column} ON {TABLE} ({column})")
    searched = ", ".join(["name", *TEXTS])
    # Datasette takes it for this table's index only with these double quotes.
    options = f'content="{TABLE}", content_rowid="id"'
    database.execute(f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5({searched}, {options})")
    database.execute(f"INSERT INTO {TABLE}_fts ({TABLE}_fts) VALUES ('rebuild')")  # noqa: S608
    database.commit()
    database.execute("ANALYZE")
    database.commit()
    database.close()


def _inspect(file: Path, count: int) -> None:
    """What `datasette inspect` writes: it takes the file as one that never changes, and knows how many rows it has."""
    tables = {TABLE: {"count": count}}
    known = {"hash": str(count), "size": file.stat().st_size, "file": file.name, "tables": tables}
    (file.parent / "inspect-data.json").write_text(json.dumps({"bench": known}))


def _row(entry: synthetic.Entry) -> list[object]:
    made: dict[str, object] = {
        "municipality": entry.place.name,
        "province": entry.place.area,
        "region": entry.place.region,
        "sector": entry.sectors[0],
        "sectors": json.dumps(entry.sectors),
        "technologies": json.dumps(entry.technologies),
        "client_focus": json.dumps(entry.client_focus),
        "business_model": json.dumps(entry.business_model),
        "support_languages": json.dumps(entry.support_languages),
        "markets": json.dumps([f"{country} {activity}" for country, activity in entry.markets]),
        "people": entry.people or None,
        "funding": entry.funding or None,
        "claimed_at": entry.claimed_at and entry.claimed_at.isoformat(),
        "confirmed_on": entry.confirmed_on and entry.confirmed_on.isoformat(),
        "changed_at": entry.changed_at.isoformat(),
        **{f"tagline_{code}": entry.tagline.get(code) for code in LANGUAGES},
        **{f"description_{code}": entry.description.get(code) for code in LANGUAGES},
    }
    return [made[name] if name in made else getattr(entry, name) for name in COLUMNS]
