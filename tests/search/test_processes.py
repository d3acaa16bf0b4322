"""Several processes and one database: what one publishes, every other shows on its next request.

A keeper is what a process has: two of them stand for two processes. All of this uses real commits.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from accounts.models import User
from directory.choices import EntryState
from directory.models import CatalogueVersion, Startup
from directory.search import catalogue
from directory.search.catalogue import Catalogue
from tests.factories import Make

pytestmark = pytest.mark.django_db(transaction=True)


def version() -> int:
    return catalogue.read_state().version


def commits(action: Callable[[], object]) -> None:
    """In a thread, hence a connection, of its own."""

    def run() -> None:
        try:
            action()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def test_what_one_publishes_another_shows_on_its_next_request() -> None:
    """Two catalogues of one database stand for two processes."""
    ours, theirs = catalogue._Keeper(), catalogue._Keeper()
    assert not ours.current(None).index.entries
    assert not theirs.current(None).index.entries
    commits(Make.unclaimed)
    assert len(ours.current(None).index.entries) == len(theirs.current(None).index.entries) == 1


def test_a_change_that_is_rolled_back_is_seen_by_nobody() -> None:
    Make.unclaimed()
    before = version()
    with transaction.atomic():
        Make.unclaimed()
        transaction.set_rollback(True)
    assert version() == before


def test_two_writers_at_once_lose_nothing() -> None:
    """The version is taken as the last lock: a late commit never hides below a number that was seen already."""
    keeper = catalogue._Keeper()
    first, second = Make.unclaimed(), Make.unclaimed()
    keeper.current(None)
    holds, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                Startup.objects.filter(pk=first.pk).update(founded=2001)
                holds.set()
                may_commit.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(slow)
        holds.wait(10)
        Startup.objects.filter(pk=second.pk).update(founded=2002)  # begins later, commits earlier
        seen = keeper.current(None)
        assert set(seen.index.facets["founded"][2002]) == {second.pk}
        may_commit.set()
        late.result()
    assert set(keeper.current(None).index.facets["founded"][2001]) == {first.pk}
    assert set(keeper.current(None).index.facets["founded"][2002]) == {second.pk}


def test_many_writers_give_each_commit_a_version() -> None:
    entries = [Make.unclaimed() for _ in range(4)]
    before = version()

    def write(entry: Startup) -> None:
        try:
            for year in range(2000, 2010):
                Startup.objects.filter(pk=entry.pk).update(founded=year)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, entries))
    assert version() == before + 40
    assert len(catalogue.current().index.facets["founded"][2009]) == 4


def test_a_process_that_was_asleep_catches_up() -> None:
    """Ten thousand changes, one statement."""
    entries = [Make.unclaimed() for _ in range(3)]
    keeper = catalogue._Keeper()
    held = keeper.current(None)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # rows as a load would bring them, without triggers
        cursor.execute(
            """
            INSERT INTO directory_startup (state, slug, name, enterprise_number, website, domain, territory_id,
                postal_code, municipality_id, status, acquired_by, original_language, tagline, description, people,
                funding, export, client_focus, business_model, support_languages, hosting_country, owner_country,
                content_version, is_sample, desk_note, published_at, changed_at)
            SELECT state, 'copy-' || n, 'Copy ' || n, '', '', '', territory_id, postal_code, municipality_id, status,
                '', '', '', '', '', '', '', '{}', '{}', '{}', '', '', 1, false, '', now(), now()
            FROM directory_startup, generate_series(1, 10000) n WHERE id = %s
            """,
            [entries[0].pk],
        )
        cursor.execute(
            "INSERT INTO directory_cataloguechange SELECT id, %s FROM directory_startup WHERE slug LIKE 'copy-%%'",
            [held.state.version + 1],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
    CatalogueVersion.objects.update(version=held.state.version + 1)
    Startup.objects.filter(pk=entries[1].pk).update(state=EntryState.REMOVED)
    caught_up = keeper.current(None)
    fresh = catalogue._Keeper().current(None)
    assert len(caught_up.index.entries) == 10_002
    assert caught_up.index.facets == fresh.index.facets
    page = caught_up.index.by_name.slice(caught_up.index.entries, 5000, 5024)
    assert page == fresh.index.by_name.slice(fresh.index.entries, 5000, 5024)


def test_others_are_served_while_one_loads() -> None:
    keeper = catalogue._Keeper()
    held = keeper.current(None)
    Make.unclaimed()
    loading, may_go_on = threading.Event(), threading.Event()
    load = catalogue.load

    def slow(*arguments: object) -> Catalogue:
        loading.set()
        may_go_on.wait(10)
        return load(*arguments)  # type: ignore[arg-type]

    def ask() -> Catalogue:
        try:
            return keeper.current(None)
        finally:
            connection.close()

    with patch.object(catalogue, "load", slow), ThreadPoolExecutor(1) as pool:
        loader = pool.submit(ask)
        loading.wait(10)
        assert keeper.current(None) is held
        may_go_on.set()
        assert len(loader.result().index.entries) == 1
    assert len(keeper.current(None).index.entries) == 1


def test_an_approval_is_public_at_once(founder: User, wallonia: User) -> None:
    keeper = catalogue._Keeper()
    submission = Make.waiting(founder)
    assert not keeper.current(None).index.entries
    Make.approve(submission, wallonia)
    assert len(keeper.current(None).index.entries) == 1


def test_a_connection_that_broke_is_replaced_within_the_request(client: Client) -> None:
    """PostgreSQL was restarted: the first visitor afterwards notices nothing."""
    assert client.get("/en/startups/").status_code == 200
    broken = connection.connection
    with patch.object(connection, "close_if_unusable_or_obsolete"):  # Django's own look at the end of a request
        commits(lambda: terminate(broken.info.backend_pid))
        assert client.get("/en/startups/").status_code == 200
    assert connection.connection is not broken


def test_a_database_that_is_away_is_asked_once(client: Client) -> None:
    """Connecting may take two seconds to fail, and the visitor is told within three (trust.md, Degraded)."""
    connection.close()
    with patch.object(connection, "get_new_connection", side_effect=OperationalError("refused")) as connecting:
        response = client.get("/en/startups/")
    assert response.status_code == 503
    assert connecting.call_count == 1


def terminate(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
