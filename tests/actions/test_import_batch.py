"""A partner's list: what the dry run says is what happens, once, and an undo puts back what did not change since."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import write_batch
from directory.actions._lists import write_listed
from directory.actions.errors import Gone, ListMovedOn, NotAllowed
from directory.choices import (
    DuplicateChoice,
    EntryState,
    ImportOutcome,
    ImportResult,
    ImportSetting,
    ImportState,
    Reason,
    SuggestionState,
    Verb,
)
from directory.models import Event, FactSource, ImportBatch, ImportRow, Partner, Startup, Suggestion
from tests.factories import Make, enterprise_number
from tests.imports.lists import checked, choose, confirmed, fresh, only_row, outcomes, results, text_of, uploaded

pytestmark = pytest.mark.django_db

NAMUR = ["5000", "Namur", "2019", "https://nouvelle.example.com"]
Row, R = ImportOutcome, ImportResult


def number(serial: int) -> str:
    return enterprise_number(500_000 + serial)


def counts() -> tuple[int, int, int, int]:
    return Startup.objects.count(), Event.objects.count(), FactSource.objects.count(), Suggestion.objects.count()


@pytest.fixture
def wallonia(wallonia: User) -> User:
    """Reads the reasons in English."""
    wallonia.language = "en"
    wallonia.save()
    return wallonia


@pytest.fixture
def mixed(founder: User, wallonia: User) -> bytes:
    """A list with a row of every outcome."""
    namur = Make.place("5000", "Namur")
    Make.unclaimed(name="Ancienne", enterprise_number=number(2), **namur)
    Make.unclaimed(name="Pareille", enterprise_number=number(3), **namur | {"founded": 2009})
    Make.unclaimed(name="Mécanique des Fluides", **namur)
    Make.published(founder, wallonia, name="Aquametrie", enterprise_number=number(5))
    return text_of(
        ["Nouvelle", number(1), *NAMUR],
        ["Ancienne", number(2), "5000", "Namur", "2011", ""],
        ["Pareille", number(3), "5000", "Namur", "2009", ""],
        ["Mecanique des fluides", "", "5000", "Namur", "", ""],
        ["Aquametrie", number(5), "5000", "Namur", "2012", ""],
        ["Andere", number(6), "9000", "Gent", "", ""],
        ["Fautive", "0477472702", "5000", "Namur", "hier", "http://localhost"],
        ["Nouvelle bis", number(1), *NAMUR],
    )


EXPECTED = [Row.NEW, Row.CHANGED, Row.SAME, Row.DUPLICATE, Row.SUGGESTION, Row.ELSEWHERE, Row.ERROR, Row.ERROR]


def test_the_result_is_what_the_dry_run_said(mixed: bytes, wallonia: User) -> None:
    before = counts()
    batch = checked(wallonia, mixed)
    assert outcomes(batch) == EXPECTED
    assert counts() == before
    rows = {row.number: row for row in batch.rows.all()}
    assert rows[2].changes == {"founded": 2009}
    assert {problem["field"] for problem in rows[7].problems} == {"enterprise_number", "founded", "website"}
    assert rows[8].problems[0]["reason"] == "This firm stands in line 2 already."
    assert rows[4].candidate
    assert rows[4].candidate.name == "Mécanique des Fluides"

    actions.confirm_batch(batch=batch, by=wallonia)
    batch = fresh(batch)
    assert batch.state == ImportState.DONE
    assert results(batch) == [
        *(R.WRITTEN, R.WRITTEN, R.UNTOUCHED, R.LEFT_OUT, R.SUGGESTED, R.LEFT_OUT, R.LEFT_OUT, R.LEFT_OUT),
    ]
    new = Startup.objects.get(enterprise_number=number(1))
    assert (new.state, new.claimed_at, new.founded) == (EntryState.PUBLISHED, None, 2019)
    source = new.fact_sources.get(field="founded")
    assert (source.source, source.licence, str(source.as_of)) == ("Members of the cluster", "CC-BY-4.0", "2026-03-31")
    assert Startup.objects.get(enterprise_number=number(2)).founded == 2011
    claimed = Startup.objects.get(enterprise_number=number(5))
    assert claimed.founded == 2019
    assert claimed.suggestions.get().values == {"founded": 2012}
    verbs = list(Event.objects.order_by("position").values_list("verb", flat=True))[-3:]
    assert verbs == [Verb.LIST_CONFIRMED, Verb.ENTRY_IMPORTED, Verb.ENTRY_CHANGED]
    assert Event.objects.order_by("-position")[0].actor == str(wallonia.pk)


def test_the_same_list_again_changes_nothing(mixed: bytes, wallonia: User) -> None:
    confirmed(wallonia, mixed)
    before, versions = counts(), list(Startup.objects.order_by("pk").values_list("pk", "content_version", "changed_at"))
    batch = checked(wallonia, mixed)
    assert outcomes(batch) == [
        Row.SAME,
        Row.SAME,
        Row.SAME,
        Row.DUPLICATE,
        Row.SAME,
        Row.ELSEWHERE,
        Row.ERROR,
        Row.ERROR,
    ]
    actions.confirm_batch(batch=batch, by=wallonia)
    assert counts() == (before[0], before[1] + 1, *before[2:])  # that somebody confirmed it
    assert list(Startup.objects.order_by("pk").values_list("pk", "content_version", "changed_at")) == versions


def test_a_row_without_a_number_is_found_again(wallonia: User) -> None:
    confirmed(wallonia, text_of(["Sans Numéro", "", *NAMUR]))
    batch = confirmed(wallonia, text_of(["Sans  numero", "", "5000", "Namur", "2020", ""]))
    assert outcomes(batch) == [Row.CHANGED]
    startup = Startup.objects.get()
    assert (startup.name, startup.founded) == ("Sans numero", 2020)
    assert startup.website == "https://nouvelle.example.com"  # what a list leaves empty stays


@pytest.mark.parametrize("choice", DuplicateChoice)
def test_a_moderator_says_whether_it_is_listed(mixed: bytes, wallonia: User, choice: DuplicateChoice) -> None:
    batch = checked(wallonia, mixed)
    twin = Startup.objects.get(name="Mécanique des Fluides")
    choose(batch, choice, wallonia)
    actions.confirm_batch(batch=fresh(batch), by=wallonia)
    named = list(Startup.objects.filter(name="Mecanique des fluides"))
    if choice == DuplicateChoice.LEAVE:
        assert named == []
    else:
        assert [startup == twin for startup in named] == [choice == DuplicateChoice.SAME]
        again = checked(wallonia, mixed)
        assert outcomes(again)[3] == Row.SAME


def test_an_entry_that_changed_meanwhile_is_skipped(mixed: bytes, founder: User, wallonia: User) -> None:
    batch = checked(wallonia, mixed)
    Startup.objects.filter(enterprise_number=number(2)).update(founded=1999)
    Make.unclaimed(name="Première", enterprise_number=number(1), **Make.place("5000", "Namur"))
    actions.confirm_batch(batch=batch, by=wallonia)
    assert results(fresh(batch))[:2] == [R.SKIPPED, R.SKIPPED]
    assert Startup.objects.get(enterprise_number=number(2)).founded == 1999


def test_an_open_claim_makes_it_a_suggestion(other_founder: User, wallonia: User) -> None:
    startup = Make.unclaimed(enterprise_number=number(1), **Make.place("5000", "Namur"))
    Make.claim(startup, other_founder)
    batch = confirmed(wallonia, text_of(["Nouveau nom", number(1), *NAMUR]))
    assert (outcomes(batch), results(batch)) == ([Row.SUGGESTION], [R.SUGGESTED])
    assert Startup.objects.get().name == startup.name


def test_a_removed_entry_stays_removed(wallonia: User) -> None:
    batch = confirmed(wallonia, text_of(["Partie", "", *NAMUR]))
    Startup.objects.update(state=EntryState.REMOVED)
    batch = confirmed(wallonia, text_of(["Partie", "", "5000", "Namur", "2020", ""]))
    assert outcomes(batch) == [Row.ERROR]
    assert "was removed" in only_row(batch).problems[0]["reason"]


def test_a_removed_entry_is_found_by_its_number(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, enterprise_number=number(1))
    Startup.objects.filter(pk=startup.pk).update(state=EntryState.REMOVED)
    batch = confirmed(wallonia, text_of(["Partie", number(1), *NAMUR]))
    assert outcomes(batch) == [Row.ERROR]
    assert Startup.objects.count() == 1


def test_a_row_about_an_entry_that_was_merged_twice_is_about_the_last(wallonia: User) -> None:
    first, second, last = (
        Make.unclaimed(name=f"Firme {serial}", enterprise_number=number(serial), **Make.place("5000", "Namur"))
        for serial in (1, 2, 3)
    )
    for gone, into in ((first, second), (second, last)):
        Startup.objects.filter(pk=gone.pk).update(state=EntryState.MERGED, merged_into=into)
    batch = confirmed(wallonia, text_of(["Firme 3", number(1), "5000", "Namur", "2011", ""]))
    assert (outcomes(batch), results(batch)) == ([Row.CHANGED], [R.WRITTEN])
    last.refresh_from_db()
    assert (last.founded, last.enterprise_number) == (2011, number(3))
    assert Startup.objects.count() == 3


def test_what_the_desk_took_off_stays_off(wallonia: User) -> None:
    startup = Make.unclaimed(name="Fanfare", enterprise_number=number(1), **Make.place("5000", "Namur"))
    actions.mark_not_a_firm(startup=startup, reason=Reason.NO_OWN_TECHNOLOGY, by=wallonia)
    content = text_of(["Fanfare", number(1), *NAMUR], ["La Fanfare", "", *NAMUR])
    batch = checked(wallonia, content)
    assert outcomes(batch) == [Row.ERROR, Row.DUPLICATE]
    assert "not a firm for this directory" in batch.rows.get(number=1).problems[0]["reason"]
    choose(batch, DuplicateChoice.SAME, wallonia)
    assert "not a firm for this directory" in batch.rows.get(number=2).problems[0]["reason"]
    actions.confirm_batch(batch=fresh(batch), by=wallonia)
    assert not Startup.objects.published().exists()

    actions.put_back(startup=startup, by=wallonia)
    assert outcomes(checked(wallonia, content))[0] == Row.CHANGED


def test_a_row_that_cannot_be_written_stops_no_other(
    mixed: bytes, wallonia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbling(startup: Startup | None, row: actions.ImportedEntry, **given: Any) -> Any:
        if row.profile["name"] == "Ancienne":
            Startup.objects.update(published_at=None)  # a constraint that nobody foresaw
        return write_listed(startup, row, **given)

    monkeypatch.setattr(write_batch, "write_listed", stumbling)
    batch = confirmed(wallonia, mixed)
    assert (batch.state, results(batch)[:3]) == (ImportState.DONE, [R.WRITTEN, R.LEFT_OUT, R.UNTOUCHED])
    assert "unforeseen" in batch.rows.get(number=2).problems[0]["reason"]
    assert Startup.objects.get(enterprise_number=number(2)).founded == 2009

    def stuck(*_given: Any) -> Any:
        raise ValueError

    monkeypatch.setattr(write_batch, "_restore", stuck)
    actions.undo_batch(batch=batch, by=wallonia)
    assert (fresh(batch).state, results(batch)[0]) == (ImportState.UNDONE, R.KEPT)


def test_cells_that_may_be_about_people_are_not_kept(wallonia: User) -> None:
    headings = ["Name", "Postcode", "Municipality", "Description", "Website"]
    row = ["Neuve", "5000", "Namur", "Ask jeanne@example.test", "jeanne@example.test"]
    batch = confirmed(wallonia, text_of(row, headings=headings))
    kept = only_row(batch)
    assert kept.outcome == Row.ERROR
    assert "jeanne" not in f"{kept.cells} {kept.problems}"
    assert kept.cells["name"] == "Neuve"
    assert actions.forget_cells(ended_before=timezone.now() - timedelta(days=7), by="SYSTEM") == 0
    assert actions.forget_cells(ended_before=timezone.now(), by="SYSTEM") == 1
    assert only_row(batch).cells == {}


def test_natural_persons_are_left_out_and_nothing_of_them_is_kept(wallonia: User) -> None:
    headings = ["Nom", "Code postal", "Forme juridique", "E-mail"]
    row = ["Jeanne Dupont", "5000", "Personne physique", "j@example.test"]
    batch = checked(wallonia, text_of(row, headings=headings))
    kept = only_row(batch)
    assert (kept.outcome, kept.name, kept.profile, kept.cells) == (Row.PERSON, "", {}, {})
    assert batch.samples[3] == []


def test_queued_rows_wait_for_a_look(mixed: bytes, wallonia: User) -> None:
    Partner.objects.update(import_setting=ImportSetting.QUEUE)
    batch = confirmed(wallonia, mixed)
    assert results(batch)[:2] == [R.QUEUED, R.QUEUED]
    assert not Startup.objects.filter(enterprise_number=number(1)).exists()
    first, _second = batch.rows.filter(result=R.QUEUED).order_by("number").values_list("pk", flat=True)
    assert actions.release_rows(batch=batch, rows=[first], by=wallonia) == 1
    assert actions.leave_out_rows(batch=fresh(batch), rows=None, by=wallonia) == 1
    assert results(fresh(batch))[:2] == [R.WRITTEN, R.LEFT_OUT]
    assert Startup.objects.published().filter(enterprise_number=number(1)).exists()
    assert Startup.objects.get(enterprise_number=number(2)).founded == 2009


def test_undo_puts_back_what_did_not_change_since(mixed: bytes, wallonia: User) -> None:
    old = Startup.objects.get(enterprise_number=number(2))
    sources = list(old.fact_sources.order_by("field").values("field", "source", "as_of", "precision"))
    batch = confirmed(wallonia, mixed)
    actions.undo_batch(batch=batch, by=wallonia)
    batch = fresh(batch)
    assert batch.state == ImportState.UNDONE
    assert results(batch)[:5] == [R.UNDONE, R.UNDONE, R.UNTOUCHED, R.LEFT_OUT, R.UNDONE]
    new = Startup.objects.get(enterprise_number=number(1))
    assert (new.state, new.slug) == (EntryState.UNPUBLISHED, "nouvelle")
    old.refresh_from_db()
    assert old.founded == 2009
    assert list(old.fact_sources.order_by("field").values("field", "source", "as_of", "precision")) == sources
    assert Suggestion.objects.get().state == SuggestionState.WITHDRAWN
    assert Event.objects.filter(verb=Verb.ENTRY_TAKEN_BACK, startup_id=new.pk).exists()

    again = confirmed(wallonia, mixed)  # the same address is public again
    assert results(again)[:2] == [R.WRITTEN, R.WRITTEN]
    new.refresh_from_db()
    assert (new.state, new.slug) == (EntryState.PUBLISHED, "nouvelle")


def test_undo_skips_what_changed_since(mixed: bytes, founder: User, other_founder: User, wallonia: User) -> None:
    batch = confirmed(wallonia, mixed)
    Make.claim(Startup.objects.get(enterprise_number=number(1)), other_founder)
    Startup.objects.filter(enterprise_number=number(2)).update(content_version=9)
    actions.decline_suggestion(suggestion=Suggestion.objects.get(), by=founder)
    actions.undo_batch(batch=batch, by=wallonia)
    assert results(fresh(batch))[:5] == [R.KEPT, R.KEPT, R.UNTOUCHED, R.LEFT_OUT, R.KEPT]
    assert Startup.objects.get(enterprise_number=number(1)).state == EntryState.PUBLISHED


def test_what_is_refused(mixed: bytes, wallonia: User, flanders: User, auditor: User, founder: User) -> None:
    batch = checked(wallonia, mixed)
    for stranger in (flanders, auditor, founder):
        for refused in (
            lambda by: actions.confirm_batch(batch=batch, by=by),
            lambda by: actions.drop_batch(batch=batch, by=by),
            lambda by: actions.match_columns(batch=batch, columns={}, by=by),
            lambda by: uploaded(by, ("list.csv", mixed)),
        ):
            with pytest.raises(NotAllowed):
                refused(stranger)
    with pytest.raises(ListMovedOn):
        actions.undo_batch(batch=batch, by=wallonia)
    actions.confirm_batch(batch=batch, by=wallonia)
    with pytest.raises(ListMovedOn):
        actions.confirm_batch(batch=batch, by=wallonia)


def test_the_same_file_leads_to_the_list_that_waits(mixed: bytes, wallonia: User) -> None:
    batch = checked(wallonia, mixed)
    assert uploaded(wallonia, ("other-name.csv", mixed)) == batch
    assert ImportBatch.objects.count() == 1


def test_files_go_when_they_are_needed_no_longer(
    mixed: bytes, wallonia: User, django_capture_on_commit_callbacks: object
) -> None:
    batch = checked(wallonia, mixed)
    stored = batch.files[0]["stored"]
    assert default_storage.exists(stored)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.confirm_batch(batch=batch, by=wallonia)
    assert not default_storage.exists(stored)
    waiting = uploaded(wallonia, ("list.csv", mixed + b"\n"))
    ImportBatch.objects.filter(pk=waiting.pk).update(uploaded_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert actions.drop_old_batches(untouched_since=timezone.now() - timedelta(days=7), by="SYSTEM") == 1
    assert not default_storage.exists(waiting.files[0]["stored"])
    assert (fresh(waiting).state, ImportRow.objects.filter(batch=waiting).count()) == (ImportState.DROPPED, 0)


def test_a_suggestion_is_taken_into_a_change_or_declined(
    mixed: bytes, founder: User, other_founder: User, wallonia: User
) -> None:
    confirmed(wallonia, mixed)
    suggestion = Suggestion.objects.get()
    change = actions.start_change(startup=suggestion.startup, language="fr", by=founder)
    with pytest.raises(NotAllowed):
        actions.take_suggestion(suggestion=suggestion, change=change, typed={}, by=other_founder)
    registration = Make.draft(founder)
    with pytest.raises(Gone):
        actions.take_suggestion(suggestion=suggestion, change=registration, typed={}, by=founder)
    actions.take_suggestion(suggestion=suggestion, change=change, typed={}, by=founder)
    assert Suggestion.objects.get().state == SuggestionState.TAKEN
    with pytest.raises(Gone):
        actions.decline_suggestion(suggestion=suggestion, by=founder)
