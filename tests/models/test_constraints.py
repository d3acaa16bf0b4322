"""What the database itself refuses, whoever writes to it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from directory.choices import EntryState, SubmissionKind, SubmissionState
from directory.models import (
    Decision,
    Event,
    FactSource,
    Market,
    RevenueStage,
    Revision,
    Sector,
    SectorLink,
    StageDeclaration,
    Startup,
    Submission,
    TerritoryCode,
)
from tests.factories import Make


def violates(constraint: str, write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert constraint in str(refusal.value)


class TestStartup:
    def test_a_number_is_published_once(self, db: None) -> None:
        number = Make.profile()["enterprise_number"]
        Make.unclaimed(enterprise_number=number)
        other = Make.unclaimed()
        violates(
            "startup_enterprise_number_unique",
            lambda: Startup.objects.filter(pk=other.pk).update(enterprise_number=number),
        )

    def test_an_unpublished_entry_may_share_it(self, db: None) -> None:
        number = Make.profile()["enterprise_number"]
        Make.unclaimed(enterprise_number=number)
        other = Make.unclaimed()
        Startup.objects.filter(pk=other.pk).update(enterprise_number=number, state=EntryState.UNPUBLISHED)

    @pytest.mark.parametrize("number", ["477472701", "2477472701", "BE0477472701", "04774727O1"])
    def test_a_number_has_ten_digits(self, db: None, number: str) -> None:
        entry = Make.unclaimed()
        with pytest.raises(DatabaseError), transaction.atomic():
            Startup.objects.filter(pk=entry.pk).update(enterprise_number=number)

    def test_what_is_published_has_a_place(self, db: None) -> None:
        entry = Make.unclaimed()
        violates("startup_published_has_place", lambda: Startup.objects.filter(pk=entry.pk).update(municipality=None))

    def test_only_claimed_entries_are_confirmed(self, db: None) -> None:
        entry = Make.unclaimed()
        violates(
            "startup_confirmed_is_claimed",
            lambda: Startup.objects.filter(pk=entry.pk).update(confirmed_on=timezone.localdate()),
        )

    def test_a_merged_entry_names_the_other(self, db: None) -> None:
        entry = Make.unclaimed()
        violates(
            "startup_merged_into_another", lambda: Startup.objects.filter(pk=entry.pk).update(state=EntryState.MERGED)
        )

    def test_three_sectors_at_most(self, db: None) -> None:
        entry = Make.unclaimed()
        sectors = Sector.objects.order_by("slug")[:4]
        for position, sector in enumerate(sectors[:3]):
            SectorLink.objects.create(startup=entry, sector=sector, position=position)
        violates(
            "sector_three_at_most", lambda: SectorLink.objects.create(startup=entry, sector=sectors[3], position=3)
        )

    def test_one_stage_a_year(self, db: None) -> None:
        entry = Make.unclaimed()
        first, second = RevenueStage.objects.order_by("position")[:2]
        StageDeclaration.objects.create(startup=entry, year=2025, stage=first, disclosed=True)
        violates(
            "stage_once_a_year",
            lambda: StageDeclaration.objects.create(startup=entry, year=2025, stage=second, disclosed=True),
        )

    def test_a_market_is_abroad(self, db: None) -> None:
        entry = Make.unclaimed()
        violates("market_is_abroad", lambda: Market.objects.create(startup=entry, country="BE", activity="customers"))

    def test_a_fact_names_its_source(self, db: None) -> None:
        entry = Make.unclaimed()
        violates(
            "fact_source_names_its_source",
            lambda: FactSource.objects.create(startup=entry, field="people", licence="", as_of=timezone.localdate()),
        )


class TestRevenueStage:
    def test_bands_do_not_overlap(self, db: None) -> None:
        violates(
            "revenue_stage_bands_apart",
            lambda: RevenueStage.objects.create(slug="x", name="x", position=99, min_eur=2_500_000, max_eur=2_600_000),
        )

    def test_nothing_comes_after_the_open_band(self, db: None) -> None:
        violates(
            "revenue_stage_bands_apart",
            lambda: RevenueStage.objects.create(slug="x", name="x", position=99, min_eur=900_000_000, max_eur=None),
        )

    def test_the_lower_bound_is_lower(self, db: None) -> None:
        violates(
            "revenue_stage_bounds_in_order",
            lambda: RevenueStage.objects.filter(slug="2m-3m").update(min_eur=3_000_000),
        )


class TestTerritory:
    def test_a_code_belongs_to_one_territory(self, db: None) -> None:
        code = TerritoryCode.objects.get(code="4700")
        with pytest.raises(IntegrityError), transaction.atomic():
            TerritoryCode.objects.create(code="4700", territory=code.territory)


class TestSubmission:
    def test_one_open_submission_a_number(self, founder: User, other_founder: User) -> None:
        first = Make.waiting(founder)
        second = Make.waiting(other_founder)
        violates(
            "submission_enterprise_number_unique",
            lambda: Submission.objects.filter(pk=second.pk).update(enterprise_number=first.enterprise_number),
        )

    def test_one_open_change_a_team(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        Make.change(startup, founder, people="20-49")
        violates(
            "submission_one_open_change_a_team",
            lambda: Submission.objects.create(
                reference="BT-2026-TWO",
                kind=SubmissionKind.CHANGE,
                startup=startup,
                submitted_by=founder,
                language="fr",
            ),
        )

    def test_decided_means_when(self, founder: User) -> None:
        submission = Make.waiting(founder)
        violates(
            "submission_decided_when",
            lambda: Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.APPROVED),
        )

    def test_waiting_means_a_territory(self, founder: User) -> None:
        submission = Make.waiting(founder)
        violates(
            "submission_sent_to_a_territory",
            lambda: Submission.objects.filter(pk=submission.pk).update(territory=None),
        )

    def test_a_revision_never_changes(self, founder: User) -> None:
        revision = Make.revision(Make.waiting(founder))
        with pytest.raises(DatabaseError, match="revision_never_changes"), transaction.atomic():
            Revision.objects.filter(pk=revision.pk).update(profile={})


class TestDecision:
    def decide(self, founder: User, wallonia: User, **given: Any) -> Decision:
        submission = Make.waiting(founder)
        values = {"verdict": "reject", "reason": "duplicate", "words": "Déjà là."} | given
        return Decision.objects.create(
            submission=submission, revision=Make.revision(submission), decided_by=wallonia, **values
        )

    def test_the_reason_fits_the_verdict(self, founder: User, wallonia: User) -> None:
        violates("decision_reason_matches_verdict", lambda: self.decide(founder, wallonia, reason="meets-criteria"))

    def test_against_needs_words(self, founder: User, wallonia: User) -> None:
        violates("decision_against_has_words", lambda: self.decide(founder, wallonia, words=""))

    def test_undone_means_by_whom(self, founder: User, wallonia: User) -> None:
        violates(
            "decision_undone_when_and_by_whom",
            lambda: self.decide(founder, wallonia, undone_at=timezone.now()),
        )

    def test_one_decision_a_revision(self, founder: User, wallonia: User) -> None:
        first = self.decide(founder, wallonia)
        violates(
            "decision_once_a_revision",
            lambda: Decision.objects.create(
                submission=first.submission,
                revision=first.revision,
                decided_by=wallonia,
                verdict="approve",
                reason="meets-criteria",
            ),
        )


class TestEvent:
    """Events cannot be updated or deleted, not even by SQL of one's own."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE directory_event SET actor = 'nobody'",
            "DELETE FROM directory_event",
            "TRUNCATE directory_event",
        ],
    )
    def test_it_stays(self, db: None, statement: str) -> None:
        Make.unclaimed()
        with pytest.raises(DatabaseError, match=r"event_never_(changes|emptied)"), transaction.atomic():
            connection.cursor().execute(statement)
        assert Event.objects.count() == 1
