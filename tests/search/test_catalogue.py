"""The catalogue follows the database: what counts as a change, and what happens when it cannot be loaded."""

import logging
from datetime import date
from unittest.mock import patch
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client

from accounts.models import User
from directory.choices import EntryState
from directory.models import CatalogueChange, CatalogueVersion, Market, Sector, Startup, Territory
from directory.search import catalogue
from directory.search.facets import Facet
from tests.factories import Make
from tests.search.finding import counted, names, results

pytestmark = pytest.mark.django_db


def version() -> int:
    return catalogue.read_state().version


def test_it_works() -> None:
    before = catalogue.current()
    entry = Make.unclaimed()
    after = catalogue.current()
    assert after.state.version > before.state.version
    assert set(after.index.entries) == {entry.pk}
    assert not before.index.entries  # what serves another request never changes
    assert catalogue.current() is after


def test_nothing_was_ever_published() -> None:
    CatalogueVersion.objects.all().delete()
    assert not catalogue.current().index.entries


@pytest.mark.parametrize("state", [EntryState.UNPUBLISHED, EntryState.REMOVED, EntryState.STUB])
def test_what_is_unpublished_disappears(state: EntryState) -> None:
    entry = Make.unclaimed()
    assert names() == [entry.name]
    Startup.objects.filter(pk=entry.pk).update(state=state)
    assert names() == []
    Startup.objects.filter(pk=entry.pk).update(state=EntryState.PUBLISHED)
    assert names() == [entry.name]


def test_a_deleted_row_disappears() -> None:
    """Entries are never deleted, but a catalogue must not fall over one that was."""
    entry = Make.unclaimed()
    assert names() == [entry.name]
    with connection.cursor() as cursor:
        for table in ("slug", "factsource", "sectorlink", "cataloguechange"):
            cursor.execute(f"DELETE FROM directory_{table} WHERE startup_id = %s", [entry.pk])
        cursor.execute("DELETE FROM directory_startup WHERE id = %s", [entry.pk])
    assert names() == []


def test_rows_that_belong_to_an_entry_change_it() -> None:
    entry = Make.unclaimed()
    assert counted(results(), Facet.MARKET) == {}
    Market.objects.create(startup=entry, country="DE", activity="customers")
    assert counted(results(), Facet.MARKET) == {"DE": 1}
    Market.objects.all().delete()
    assert counted(results(), Facet.MARKET) == {}


def test_a_renamed_sector_is_read_again() -> None:
    sector = Sector.objects.get(slug="fintech")
    assert catalogue.current().vocabulary.options[Facet.SECTOR]["fintech"].label == "Fintech"
    Sector.objects.filter(pk=sector.pk).update(name_en="Money")
    assert catalogue.current().vocabulary.options[Facet.SECTOR]["fintech"].label == "Money"


def test_what_the_public_never_sees_is_no_new_version() -> None:
    entry = Make.unclaimed()
    before = version()
    Startup.objects.filter(pk=entry.pk).update(desk_note="Look again")
    Startup.objects.filter(pk=entry.pk).update(name=entry.name)
    assert version() == before
    Territory.objects.filter(slug="wallonia").update(name_en="Wallonia!")
    assert version() == before + 1


def test_every_column_of_an_entry_is_public_unless_named() -> None:
    """A column added tomorrow counts as public until somebody says otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_entry_changes%'")
        [(definition,)] = cursor.fetchall()
    compared = {field.column for field in Startup._meta.fields if f".{field.column}" in definition.replace('"', "")}
    assert {field.column for field in Startup._meta.fields} - compared == {
        "content_version",
        "confirmed_by_id",
        "desk_note",
        "import_key",
        "contact",
    }


def test_another_epoch_forces_a_full_load() -> None:
    entry = Make.unclaimed()
    held = catalogue.current()
    CatalogueChange.objects.all().delete()
    Startup.objects.filter(pk=entry.pk).update(founded=1999)
    CatalogueVersion.objects.update(epoch=uuid4(), version=held.state.version)
    assert catalogue.current().state.epoch != held.state.epoch
    assert results("founded_from=1999").found == held.index.entries


def test_a_version_that_went_back_forces_a_full_load() -> None:
    Make.unclaimed()
    held = catalogue.current()
    CatalogueVersion.objects.update(version=held.state.version - 1)
    with patch.object(catalogue, "Index", wraps=catalogue.Index) as index:
        catalogue.current()
    index.of.assert_called_once()


def test_a_restored_backup_begins_an_epoch() -> None:
    Make.unclaimed()
    before = catalogue.read_state()
    call_command("begin_epoch", verbosity=0)
    assert catalogue.read_state().epoch != before.epoch


def test_confirmations_lapse_at_midnight_in_brussels(founder: User, wallonia: User) -> None:
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False):
        entry = Make.published(founder, wallonia)
        assert results("confirmed=yes").found == catalogue.current().index.entries
    with time_machine.travel("2027-03-01T22:59:00Z", tick=False):  # 23.59 in Brussels
        assert entry.pk in results("confirmed=yes").found
    with time_machine.travel("2027-03-01T23:01:00Z", tick=False):
        assert not results("confirmed=yes").found
        assert catalogue.current().day == date(2027, 3, 2)


def test_a_failed_load_keeps_the_old_catalogue_and_says_so(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    Make.unclaimed(name="Before")
    assert names() == ["Before"]
    Make.unclaimed(name="After")
    with patch.object(catalogue, "load", side_effect=DatabaseError("no such column")), caplog.at_level(logging.ERROR):
        assert names() == ["Before"]
    assert "cannot be loaded" in caplog.text
    response = client.get("/readyz")
    assert (response.status_code, response.content.decode()[:23]) == (503, "catalogue stays at vers")
    assert names() == ["Before"]  # not tried again at once
    with patch("time.monotonic", return_value=float("inf")):
        assert client.get("/readyz").status_code == 200  # by itself, though no page is asked for
    assert names() == ["After", "Before"]


def test_a_process_without_a_catalogue_is_not_ready(client: Client) -> None:
    with patch.object(catalogue, "load", side_effect=DatabaseError("no such column")):
        response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"no catalogue: DatabaseError\n")
    assert client.get("/readyz").status_code == 200


def test_a_row_that_moves_changes_both_entries() -> None:
    one, other = Make.unclaimed(), Make.unclaimed()
    market = Market.objects.create(startup=one, country="DE", activity="customers")
    assert set(results("market=DE").found) == {one.pk}
    market.startup = other
    market.save()
    assert set(results("market=DE").found) == {other.pk}


def test_rows_of_what_is_not_public_are_no_new_version() -> None:
    entry = Make.unclaimed()
    Startup.objects.filter(pk=entry.pk).update(state=EntryState.STUB)
    before = version()
    Market.objects.create(startup=entry, country="DE", activity="customers")
    assert version() == before
    Startup.objects.filter(pk=entry.pk).update(state=EntryState.PUBLISHED)
    assert set(results("market=DE").found) == {entry.pk}


def test_after_many_changes_all_cards_count_as_changed() -> None:
    entry, other = Make.unclaimed(), Make.unclaimed()
    catalogue.current()
    with patch.object(catalogue, "MOST_REMEMBERED", 0):
        Startup.objects.filter(pk=entry.pk).update(founded=1999)
        edition = catalogue.current().edition_of(other.pk)
    Startup.objects.filter(pk=entry.pk).update(founded=2000)
    assert catalogue.current().edition_of(other.pk) == edition
    assert catalogue.current().edition_of(entry.pk) != edition


def test_the_first_load_fails_like_any_page() -> None:
    with patch.object(catalogue, "load", side_effect=DatabaseError), pytest.raises(DatabaseError):
        catalogue.current()
