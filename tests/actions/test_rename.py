"""Another name for a sector, a technology, a stage or a place: entries are found by it at once."""

import sys
import threading
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from directory import actions
from directory.actions.documents import NAMES_LOCK
from directory.actions.errors import NotAllowed
from directory.actions.rename import NAMES, Named, longest_name
from directory.choices import Reason, Verb
from directory.imports.reference import load_reference
from directory.models import (
    Event,
    Municipality,
    Region,
    RevenueStage,
    Sector,
    Startup,
    Technology,
    TechnologyLink,
    Territory,
)
from directory.rules.trail import first_broken_position
from directory.templatetags.trail import lines
from tests.factories import Make
from tests.search.finding import find

NEW = {"en": "Glowworm", "fr": "Luciole", "nl": "Vuurvlieg", "de": "Leuchtkäfer"}


def names_of(row: Named) -> dict[str, str]:
    fresh = type(row)._default_manager.get(pk=row.pk)
    return {name.removeprefix("name_"): getattr(fresh, name) for name in NAMES}


def check() -> None:
    call_command("check_search", stdout=StringIO())


@pytest.fixture
def rivage(founder: User, wallonia: User) -> Startup:
    startup = Make.published(founder, wallonia, name="Rivage")
    TechnologyLink.objects.create(startup=startup, technology=Technology.objects.get(slug="robotics"), position=0)
    call_command("refresh_search", verbosity=0)
    Make.unclaimed(name="Polder")
    return startup


@pytest.fixture
def water(db: None) -> Sector:
    return Sector.objects.get(slug="circular-water")


def row_of(name: str) -> Named:
    rows: dict[str, Named] = {
        "sector": Sector.objects.get(slug="circular-water"),
        "technology": Technology.objects.get(slug="robotics"),
        "municipality": Municipality.objects.get(name_local="Namur"),
        "province": Region.objects.get(slug="namur"),
        "region": Region.objects.get(code="BE3"),
    }
    return rows[name]


@pytest.mark.parametrize("kind", ["sector", "technology", "municipality", "province", "region"])
def test_it_works(rivage: Startup, operator: User, kind: str) -> None:
    row = row_of(kind)
    old = names_of(row)
    assert find(NEW["en"]) == []
    assert find(old["en"]) == ["Rivage"]
    actions.rename(row=row, names=NEW, by=operator)
    assert names_of(row) == NEW
    for name in NEW.values():
        assert find(name) == ["Rivage"]
    event = Event.objects.get(verb=Verb.NAME_CHANGED)
    assert (event.actor, event.startup_id) == (str(operator.pk), None)
    assert event.before == {"kind": kind if kind != "province" else "region", "row": row.pk} | {
        f"name_{code}": text for code, text in old.items()
    }
    assert {event.after[name] for name in NAMES} == set(NEW.values())
    check()


def test_the_old_name_no_longer_finds(rivage: Startup, water: Sector, operator: User) -> None:
    actions.rename(row=water, names=NEW, by=operator)
    assert find("Leuchtkäfer") == ["Rivage"]
    actions.rename(row=water, names=NEW | {"de": "Zwiebelfisch"}, by=operator)
    assert find("Zwiebelfisch") == ["Rivage"]
    assert find("Leuchtkäfer") == []
    assert find("Luciole") == ["Rivage"]


def test_the_trail_says_what_changed(rivage: Startup, water: Sector, operator: User, auditor: User) -> None:
    actions.rename(row=water, names=NEW, by=operator)
    actions.rename(row=water, names=NEW | {"de": "Zwiebelfisch"}, by=operator)
    event = Event.objects.order_by("position").last()
    assert event is not None
    (line,) = lines([event], auditor)
    assert line.sentence == "The operator renamed a sector, a technology, a revenue stage or a place."
    assert line.why == "Before: Leuchtkäfer. Now: Zwiebelfisch."
    assert line.fields == []
    assert first_broken_position() is None


def test_a_stage_stands_in_no_document(rivage: Startup, operator: User) -> None:
    stage = RevenueStage.objects.get(slug="2m-3m")
    actions.rename(row=stage, names=NEW, by=operator)
    assert names_of(stage) == NEW
    assert find("Glowworm") == []
    check()


def test_the_same_names_again_are_no_event(water: Sector, operator: User) -> None:
    actions.rename(row=water, names=names_of(water), by=operator)
    assert not Event.objects.exists()


def test_names_are_one_line(water: Sector, operator: User) -> None:
    actions.rename(row=water, names=NEW | {"en": " Glow \t worm "}, by=operator)
    assert names_of(water)["en"] == "Glow worm"


@pytest.mark.parametrize(
    "wrong", [{"fr": ""}, {"fr": " \t"}, {"nl": "x" * 121}, {"de": "a\x00b"}, {"de": "\u202eb"}], ids=repr
)
def test_names_that_are_refused(water: Sector, operator: User, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        actions.rename(row=water, names=NEW | wrong, by=operator)
    with pytest.raises(ValidationError):
        actions.rename(row=water, names={code: name for code, name in NEW.items() if code not in wrong}, by=operator)
    assert "Glowworm" not in names_of(water).values()
    assert not Event.objects.exists()


def test_how_long_names_may_be(water: Sector, operator: User) -> None:
    namur = Municipality.objects.get(name_local="Namur")
    assert (longest_name(water), longest_name(namur)) == (120, 80)
    with pytest.raises(ValidationError):
        actions.rename(row=namur, names=NEW | {"en": "x" * 81}, by=operator)
    actions.rename(row=namur, names=NEW | {"en": "x" * 80}, by=operator)
    actions.rename(row=water, names=NEW | {"en": "x" * 120}, by=operator)


def test_others_may_not(water: Sector, wallonia: User, auditor: User, founder: User, operator: User) -> None:
    operator.is_active = False
    for person in (wallonia, auditor, founder, operator):
        with pytest.raises(NotAllowed):
            actions.rename(row=water, names=NEW, by=person)
    assert "Glowworm" not in names_of(water).values()
    assert not Event.objects.exists()


def test_all_or_nothing(rivage: Startup, water: Sector, operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise IntegrityError

    old = names_of(water)
    monkeypatch.setattr(sys.modules["directory.actions.rename"], "record", fail)
    with pytest.raises(IntegrityError):
        actions.rename(row=water, names=NEW, by=operator)
    assert names_of(water) == old
    assert find("Glowworm") == []
    check()


def test_loading_the_tables_again_leaves_names_that_somebody_gave(
    rivage: Startup, water: Sector, operator: User
) -> None:
    shipped = names_of(water)
    actions.rename(row=water, names=shipped | {"de": "Leuchtkäfer"}, by=operator)
    Sector.objects.filter(pk=water.pk).update(name_fr="Autre chose")
    load_reference()
    assert names_of(water) == shipped | {"de": "Leuchtkäfer"}
    namur = Municipality.objects.get(name_local="Namur")
    actions.rename(row=namur, names=NEW, by=operator)
    assert load_reference()["municipalities"].changed == 0
    assert names_of(namur) == NEW
    check()


def test_a_renamed_territory_reaches_the_documents(rivage: Startup) -> None:
    Territory.objects.filter(slug="wallonia").update(name_fr="Luciole")
    call_command("refresh_search", verbosity=0)
    assert find("Luciole") == ["Rivage"]
    load_reference()
    assert find("Luciole") == []
    check()


class TestAtOnce:
    """An approval that read the old name commits before the new one is given, never after."""

    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]  # noqa: RUF012

    @pytest.fixture
    def approved_in_the_background(self, founder: User, wallonia: User) -> Iterator[threading.Event]:
        """An approval that has written everything and commits when the event is set."""
        submission = Make.waiting(founder, name="Rivage")
        revision, written, commit = Make.revision(submission), threading.Event(), threading.Event()

        def approve() -> None:
            with transaction.atomic():
                actions.approve(
                    submission=submission,
                    revision=revision,
                    seen_version=0,
                    reason=Reason.MEETS_CRITERIA,
                    words="",
                    by=wallonia,
                )
                written.set()
                commit.wait(timeout=30)
            connection.close()

        thread = threading.Thread(target=approve)
        thread.start()
        assert written.wait(timeout=30)
        yield commit
        commit.set()
        thread.join(timeout=30)

    @pytest.mark.parametrize("how", ["rename", "load"])
    def test_it_waits_for_who_writes_documents(
        self, approved_in_the_background: threading.Event, operator: User, how: str
    ) -> None:
        water = Sector.objects.get(slug="circular-water")
        if how == "load":
            Sector.objects.filter(pk=water.pk).update(name_en="Glowworm")

        def change() -> None:
            if how == "rename":
                actions.rename(row=water, names=NEW, by=operator)
            else:
                load_reference()
            connection.close()

        thread = threading.Thread(target=change)
        thread.start()
        while not self.somebody_waits():
            assert thread.is_alive()
        approved_in_the_background.set()
        thread.join(timeout=30)
        assert not thread.is_alive()
        assert Startup.objects.get().name == "Rivage"
        check()

    @staticmethod
    def somebody_waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE objid = %s AND NOT granted", [NAMES_LOCK])
            return bool(cursor.fetchone()[0])
