"""The catalogue: each process keeps the published entries in memory and follows the database by its version.

A request compares versions, which costs one small statement. When they differ, one thread reads what changed and swaps
in a new catalogue, while the others go on serving the old one. See docs/search.md.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from pyroaring import BitMap

from directory.choices import EntryState
from directory.models.startup import CONFIRMATION_LASTS
from directory.search.facets import CLAIMED, CONFIRMED_ON, YES, Row
from directory.search.index import Index
from directory.search.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

RETRY_AFTER = 5.0  # seconds until a load that failed is tried again
MOST_REMEMBERED = 20_000  # entries whose own version is known; as many as cards are kept
CHUNK = 1000  # rows fetched at a time
NO_EPOCH = UUID(int=0)


class State(NamedTuple):
    """What the database says its public content is. Nothing was ever published while there is no row."""

    epoch: UUID = NO_EPOCH
    version: int = 0
    vocabulary_version: int = 0


@dataclass(frozen=True)
class Catalogue:
    """The public entries as they were at one version, on one Belgian day. Never changes."""

    state: State
    day: date
    index: Index
    vocabulary: Vocabulary
    loaded_at: int  # the version at which everything was read
    changed_at: Mapping[int, int] = field(default_factory=dict)  # the version of each entry that changed since

    def edition_of(self, pk: int) -> str:
        """Names all that the public pages of an entry depend on, beside the code."""
        return f"{self.changed_at.get(pk, self.loaded_at)}.{self._frame_of_reference}"

    @cached_property
    def _frame_of_reference(self) -> str:
        parts = (self.state.epoch, self.state.vocabulary_version, self.day)
        return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()

    @cached_property
    def confirmed(self) -> BitMap:
        """Entries whose confirmation has not lapsed on this day."""
        since = self.day - CONFIRMATION_LASTS
        days = self.index.facets.get(CONFIRMED_ON, {})
        return self.index.of_any(CONFIRMED_ON, [day for day in days if isinstance(day, date) and day >= since])

    @cached_property
    def by_trust(self) -> tuple[BitMap, BitMap, BitMap]:
        """All entries apart: confirmed, confirmed too long ago, unclaimed (product.md, Words)."""
        claimed = self.index.of_value(CLAIMED, YES)
        return self.confirmed, claimed - self.confirmed, self.index.entries - claimed - self.confirmed


class _Keeper:
    """The catalogue of this process."""

    def __init__(self) -> None:
        self.catalogue: Catalogue | None = None
        self.loading = threading.Lock()
        self.trouble = ""
        self.retry_at = 0.0

    def current(self, state: State | None) -> Catalogue:
        state, day = state or read_state(), timezone.localdate()
        held = self.catalogue
        if held is None:
            with self.loading:  # nothing to serve meanwhile
                held = self.catalogue or self._load(None, day)
        elif held.state != state and time.monotonic() >= self.retry_at and self.loading.acquire(blocking=False):
            try:
                held = self._reload(held, day)
            finally:
                self.loading.release()
        if held.day != day:
            held = self.catalogue = replace(held, day=day)
        return held

    def _reload(self, held: Catalogue, day: date) -> Catalogue:
        """The new catalogue, or the old one if it cannot be had: then readyz says so."""
        try:
            return self._load(held, day)
        except Exception as error:
            logger.exception(
                "The catalogue stays at version %s: what changed since cannot be loaded", held.state.version
            )
            self.trouble = f"catalogue stays at version {held.state.version}: {type(error).__name__}"
            self.retry_at = time.monotonic() + RETRY_AFTER
            return held

    def _load(self, held: Catalogue | None, day: date) -> Catalogue:
        self.catalogue = load(held, day)
        self.trouble, self.retry_at = "", 0.0
        return self.catalogue


_keeper = _Keeper()


def current(state: State | None = None) -> Catalogue:
    """The catalogue as of now, or as of moments ago while another thread loads. `state`: what was just read.

    Not to be called in a transaction that has itself published: a rolled-back version is used again.
    """
    return _keeper.current(state)


def trouble() -> str:
    """Why this process serves an old catalogue; '' while it does not."""
    return _keeper.trouble


def forget() -> None:
    """Start from nothing at the next request. For tests and measurements."""
    global _keeper  # noqa: PLW0603 - the one place that replaces it
    _keeper = _Keeper()


def read_state() -> State:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, version, vocabulary_version FROM directory_catalogueversion")
        row = cursor.fetchone()
    return State(*row) if row else State()


def load(held: Catalogue | None, day: date) -> Catalogue:
    """The catalogue at the database's version: what changed since the one that is held, or everything.

    Another epoch, or a version that went back, means another database content: then nothing that is held counts.
    """
    started = time.perf_counter()
    if held is not None:
        state, touched, rows = _read_changes(held.state.version)
        if state.epoch == held.state.epoch and state.version >= held.state.version:
            named_anew = state.vocabulary_version > held.state.vocabulary_version
            vocabulary = Vocabulary.load() if named_anew else held.vocabulary
            index = held.index.changed(touched, rows) if touched else held.index
            changed_at = {**held.changed_at, **dict.fromkeys(touched, state.version)}
            if len(changed_at) > MOST_REMEMBERED:
                return Catalogue(state, day, index, vocabulary, state.version)  # as if all had changed
            return Catalogue(state, day, index, vocabulary, held.loaded_at, changed_at)
    reading = _Reading()
    index = Index.of(reading)
    logger.info("Catalogue of %d entries loaded in %.2f s", len(index.entries), time.perf_counter() - started)
    return Catalogue(reading.state, day, index, Vocabulary.load(), reading.state.version)


# ---- Statements: each returns version and rows from one snapshot ----

ENTRY = """
    entry.id, entry.sort_name, (extract(epoch FROM entry.changed_at) * 1000000)::bigint,
    entry.municipality_id, area.id, area.parent_id,
    ARRAY(SELECT sector_id FROM directory_sectorlink WHERE startup_id = entry.id),
    entry.public_stage_id,
    ARRAY(SELECT country || ':' || activity FROM directory_market WHERE startup_id = entry.id),
    ARRAY(SELECT technology_id FROM directory_technologylink WHERE startup_id = entry.id),
    entry.client_focus, entry.business_model, entry.support_languages, entry.people, entry.funding, entry.status,
    entry.founded, entry.claimed_at IS NOT NULL, entry.confirmed_on, entry.is_sample
"""
PUBLISHED = """
    LEFT JOIN directory_municipality municipality ON municipality.id = entry.municipality_id
    LEFT JOIN directory_region area ON area.id = municipality.area_id
"""
EVERYTHING = f"""
    SELECT version.epoch, version.version, version.vocabulary_version, {ENTRY}
    FROM (SELECT) one
    LEFT JOIN directory_catalogueversion version ON true
    LEFT JOIN directory_startup entry ON entry.state = %(state)s AND (%(samples)s OR NOT entry.is_sample)
    {PUBLISHED}
"""  # noqa: S608 - constants only
CHANGES = f"""
    SELECT version.epoch, version.version, version.vocabulary_version, change.startup_id, {ENTRY}
    FROM directory_catalogueversion version
    LEFT JOIN directory_cataloguechange change ON change.version > %(since)s
    LEFT JOIN directory_startup entry
        ON entry.id = change.startup_id AND entry.state = %(state)s AND (%(samples)s OR NOT entry.is_sample)
    {PUBLISHED}
"""  # noqa: S608 - constants only


def _parameters() -> dict[str, Any]:
    return {"state": EntryState.PUBLISHED, "samples": settings.SHOW_SAMPLES}


def _read_changes(since: int) -> tuple[State, BitMap, list[Row]]:
    """The state, the entries that changed after a version, and the rows of those that are public now."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, _parameters() | {"since": since})
        found = cursor.fetchall()
    state = State(*found[0][:3]) if found else State()
    touched = BitMap([line[3] for line in found if line[3] is not None])
    return state, touched, [Row(*line[4:]) for line in found if line[4] is not None]


class _Reading:
    """Iterates over the rows of all public entries; `state` is known once it began. Holds a chunk at a time."""

    state = State()

    def __iter__(self) -> Iterator[Row]:
        at_once = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False)
        with connection.cursor() if at_once else connection.chunked_cursor() as cursor:
            cursor.execute(EVERYTHING, _parameters())
            while lines := cursor.fetchmany(CHUNK):
                if lines[0][1] is not None:
                    self.state = State(*lines[0][:3])
                for line in lines:
                    if line[3] is not None:
                        yield Row(*line[3:])
