"""A row of a public list: written once, brought up to date, and never against the company or the desk."""

from dataclasses import replace
from datetime import date

import pytest

from accounts.models import User
from directory import actions
from directory.choices import CompanyStatus, EntryState
from directory.models import Event, Startup
from tests.factories import Make

ROW = actions.ImportedEntry(
    key="test:row",
    profile={"name": "Liste", "founded": 2009},
    source="Test list",
    source_url="https://example.com/list",
    licence="CC0-1.0",
    as_of=date(2013, 1, 1),
)


def row(**changed: object) -> actions.ImportedEntry:
    return replace(ROW, profile=ROW.profile | Make.place("5000", "Namur") | changed)


def test_it_works(db: None) -> None:
    assert actions.import_entry(row=row(), by="SYSTEM") == "created"
    startup = Startup.objects.get()
    assert (startup.state, startup.status) == (EntryState.PUBLISHED, CompanyStatus.UNKNOWN)
    assert startup.territory is not None
    assert startup.territory.slug == "wallonia"
    assert {source.source for source in startup.fact_sources.all()} == {"Test list"}


def test_a_second_run_changes_nothing(db: None) -> None:
    actions.import_entry(row=row(), by="SYSTEM")
    assert actions.import_entry(row=row(), by="SYSTEM") == "same"
    assert Event.objects.count() == 1


def test_a_changed_row_changes_the_entry(db: None) -> None:
    actions.import_entry(row=row(), by="SYSTEM")
    assert actions.import_entry(row=row(founded=2010), by="SYSTEM") == "changed"
    assert Startup.objects.get().founded == 2010


def test_without_a_place_it_is_a_stub(db: None) -> None:
    actions.import_entry(row=ROW, by="SYSTEM")
    assert Startup.objects.get().state == EntryState.STUB


@pytest.mark.parametrize("state", [EntryState.REMOVED, EntryState.UNPUBLISHED])
def test_what_the_desk_took_off_stays_off(db: None, state: EntryState) -> None:
    actions.import_entry(row=row(), by="SYSTEM")
    Startup.objects.update(state=state)
    assert actions.import_entry(row=row(founded=2010), by="SYSTEM") == "skipped"
    assert Startup.objects.get().state == state


def test_a_claimed_entry_is_left_alone(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, founded=2001)
    Startup.objects.filter(pk=startup.pk).update(import_key=ROW.key)
    assert actions.import_entry(row=row(), by="SYSTEM") == "skipped"
    assert Startup.objects.get().founded == 2001
