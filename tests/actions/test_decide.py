"""Approve, request changes, reject: what becomes public is exactly what the moderator saw."""

import pytest
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Reason, SubmissionKind, SubmissionState, Verb, Verdict
from directory.models import Event, EventDetail, FactSource, RevenueStage, Sector, Startup, TeamMember
from directory.rules.profile import profile_of
from tests.factories import Make
from tests.later import minute_over


class TestApproveNew:
    def test_it_works(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder, name="Firme des Sources")
        proposed = Make.revision(submission).profile
        Make.approve(submission, wallonia)
        startup = Startup.objects.get(name="Firme des Sources")
        assert startup.state == EntryState.PUBLISHED
        assert startup.slug == "firme-des-sources"
        assert profile_of(startup) == proposed
        assert startup.confirmation == "confirmed"
        assert Make.fresh(submission).state == SubmissionState.APPROVED
        assert Make.fresh(submission).startup == startup

    def test_the_founder_owns_the_entry(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        member = TeamMember.objects.get(startup=startup)
        assert (member.user, member.role) == (founder, "owner")

    def test_every_given_fact_has_a_source(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia, founded=None)
        sources = {source.field: source for source in FactSource.objects.filter(startup=startup)}
        assert "founded" not in sources
        assert sources["name"].confirmed_by == founder
        assert sources["name"].licence == "CC-BY-4.0"

    def test_the_trail_tells_it(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        published = Event.objects.get(verb=Verb.ENTRY_PUBLISHED)
        assert published.actor == str(wallonia.pk)
        assert published.startup_id == startup.pk
        assert published.territory == "wallonia"
        assert published.after["name"] == startup.name

    def test_the_founder_gets_a_mail(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        minute_over()
        mail.outbox.clear()
        Make.approve(submission, wallonia, words="Bienvenue !")
        assert mail.outbox == []  # the decision can still be taken back
        minute_over()
        [message] = mail.outbox
        assert message.to == [founder.email]
        assert "Bienvenue !" in message.body

    def test_an_undisclosed_stage_stays_with_the_desk(self, founder: User, wallonia: User) -> None:
        stage = RevenueStage.objects.get(slug="2m-3m")
        startup = Make.published(founder, wallonia, stage={"year": 2025, "stage": stage.pk, "disclosed": False})
        assert startup.public_stage is None
        assert startup.stage_declarations.get().stage == stage
        published = Event.objects.get(verb=Verb.ENTRY_PUBLISHED)
        assert published.after["stage"] == {"year": 2025, "disclosed": False}

    def test_words_can_be_erased_from_the_trail(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        Make.approve(submission, wallonia, words="Bonjour Madame")
        event = Event.objects.get(verb=Verb.APPROVED)
        assert "Madame" not in str(event.after)
        assert EventDetail.objects.get(position=event.position).personal == {"words": "Bonjour Madame"}

    def test_a_number_listed_in_the_meantime_is_refused(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        Make.unclaimed(enterprise_number=submission.enterprise_number)
        with pytest.raises(errors.NumberListed):
            Make.approve(submission, wallonia)
        assert Make.fresh(submission).state == SubmissionState.WAITING
        assert not Event.objects.filter(verb=Verb.APPROVED).exists()


class TestApproveChange:
    def test_only_changed_fields_are_written(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia, people="10-19")
        change = Make.change(startup, founder, people="20-49")
        Startup.objects.filter(pk=startup.pk).update(founded=2001)  # as a correction of the desk would
        Make.approve(change, wallonia)
        startup.refresh_from_db()
        assert (startup.people, startup.founded) == ("20-49", 2001)
        assert startup.content_version == 2

    def test_the_event_holds_before_and_after(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia, people="10-19")
        Make.approve(Make.change(startup, founder, people="20-49"), wallonia)
        event = Event.objects.get(verb=Verb.ENTRY_CHANGED)
        assert (event.before, event.after) == ({"people": "10-19"}, {"people": "20-49"})

    def test_a_new_name_gives_a_new_address_and_keeps_the_old(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia, name="Avant")
        Make.approve(Make.change(startup, founder, name="Après"), wallonia)
        startup.refresh_from_db()
        assert startup.slug == "apres"
        assert set(startup.slugs.values_list("slug", flat=True)) == {"avant", "apres"}

    def test_hiding_the_stage_takes_it_from_the_public(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        stage = {"year": 2025, "stage": RevenueStage.objects.get(slug="3m-5m").pk, "disclosed": False}
        Make.approve(Make.change(startup, founder, stage=stage), wallonia)
        startup.refresh_from_db()
        assert startup.public_stage is None

    def test_sectors_keep_their_order(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        chosen = [Sector.objects.get(slug=slug).pk for slug in ("telecom-iot", "education", "fintech")]
        Make.approve(Make.change(startup, founder, sectors=chosen), wallonia)
        assert [sector.pk for sector in Startup.objects.get(pk=startup.pk).sectors] == chosen

    def test_a_public_change_in_the_meantime_is_shown_first(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        change = Make.change(startup, founder, people="20-49")
        with pytest.raises(errors.Outdated):
            actions.approve(
                submission=change,
                revision=Make.revision(change),
                seen_version=startup.content_version - 1,
                reason=Reason.MEETS_CRITERIA,
                words="",
                by=wallonia,
            )


class TestAnotherTerritory:
    """An address in another territory stays unpublished until that territory accepts it."""

    def test_it_works(self, founder: User, wallonia: User, flanders: User) -> None:
        startup = Make.published(founder, wallonia)
        Make.approve(Make.change(startup, founder, people="20-49", **Make.place("9000", "Gent")), wallonia)
        startup.refresh_from_db()
        assert (startup.people, startup.postal_code) == ("20-49", "5000")
        transfer = startup.submissions.get(kind=SubmissionKind.TRANSFER)
        assert transfer.territory is not None
        assert transfer.territory.slug == "flanders"
        with pytest.raises(errors.NotAllowed):
            Make.approve(transfer, wallonia)
        Make.approve(transfer, flanders)
        startup = Startup.objects.get(pk=startup.pk)
        assert startup.postal_code == "9000"
        assert startup.territory is not None
        assert startup.territory.slug == "flanders"
        assert startup.people == "20-49"
        assert Event.objects.filter(verb=Verb.ENTRY_MOVED).count() == 1

    def test_a_refused_move_leaves_the_address(self, founder: User, wallonia: User, flanders: User) -> None:
        startup = Make.published(founder, wallonia)
        Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
        transfer = startup.submissions.get(kind=SubmissionKind.TRANSFER)
        actions.reject(
            submission=transfer,
            revision=Make.revision(transfer),
            reason=Reason.NOT_VERIFIABLE,
            words="Wij vinden u daar niet.",
            by=flanders,
        )
        startup.refresh_from_db()
        assert startup.postal_code == "5000"

    def test_changes_cannot_be_requested(self, founder: User, wallonia: User, flanders: User) -> None:
        startup = Make.published(founder, wallonia)
        Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
        transfer = startup.submissions.get(kind=SubmissionKind.TRANSFER)
        with pytest.raises(errors.AlreadyDecided):
            actions.request_changes(
                submission=transfer,
                revision=Make.revision(transfer),
                reason=Reason.UNCLEAR,
                words="?",
                by=flanders,
            )

    def test_a_later_move_replaces_the_pending_one(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
        startup.refresh_from_db()
        Make.approve(Make.change(startup, founder, **Make.place("1000", "Bruxelles")), wallonia)
        [transfer] = startup.submissions.open().filter(kind=SubmissionKind.TRANSFER)
        assert transfer.territory is not None
        assert transfer.territory.slug == "brussels"


class TestRequestChanges:
    def test_it_works(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        minute_over()
        mail.outbox.clear()
        decision = actions.request_changes(
            submission=submission,
            revision=Make.revision(submission),
            reason=Reason.UNCLEAR,
            words="Que mesurez-vous exactement ?",
            by=wallonia,
        )
        assert decision.verdict == Verdict.REQUEST_CHANGES
        assert Make.fresh(submission).state == SubmissionState.CHANGES_REQUESTED
        assert not Startup.objects.exists()
        minute_over()
        assert "Que mesurez-vous exactement ?" in mail.outbox[0].body

    def test_the_founder_corrects_and_it_is_approved(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        actions.request_changes(
            submission=submission,
            revision=Make.revision(submission),
            reason=Reason.UNCLEAR,
            words="Quoi ?",
            by=wallonia,
        )
        profile = Make.revision(submission).profile | {"tagline_fr": "Mesure la Meuse"}
        actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
        Make.approve(Make.fresh(submission), wallonia)
        assert Startup.objects.get().tagline_fr == "Mesure la Meuse"


class TestReject:
    def test_it_works(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        minute_over()
        mail.outbox.clear()
        actions.reject(
            submission=submission,
            revision=Make.revision(submission),
            reason=Reason.NO_OWN_TECHNOLOGY,
            words="Vous revendez un produit tiers.",
            by=wallonia,
        )
        assert Make.fresh(submission).state == SubmissionState.REJECTED
        assert Make.fresh(submission).decided_at is not None
        assert not Startup.objects.exists()
        minute_over()
        assert "Vous revendez un produit tiers." in mail.outbox[0].body


class TestWhoDecides:
    def test_not_another_territory(self, founder: User, flanders: User, brussels: User, ostbelgien: User) -> None:
        submission = Make.waiting(founder)
        for moderator in (flanders, brussels, ostbelgien):
            with pytest.raises(errors.NotAllowed):
                Make.approve(submission, moderator)
        assert Make.fresh(submission).state == SubmissionState.WAITING

    def test_not_the_founder_nor_the_operator(self, founder: User, operator: User, auditor: User) -> None:
        submission = Make.waiting(founder)
        for person in (founder, operator, auditor):
            with pytest.raises(errors.NotAllowed):
                Make.approve(submission, person)

    def test_not_a_moderator_of_the_company_itself(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        TeamMember.objects.create(startup=startup, user=wallonia, role="editor")
        change = Make.change(startup, founder, people="50-99")
        with pytest.raises(errors.NotAllowed):
            Make.approve(change, wallonia)

    def test_not_one_s_own_registration(self, wallonia: User) -> None:
        with pytest.raises(errors.NotAllowed):
            Make.approve(Make.waiting(wallonia), wallonia)

    def test_not_on_an_older_revision(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        seen = Make.revision(submission)
        actions.submit(
            submission=submission, profile=seen.profile | {"name": "Autre"}, accepts_licence=True, by=founder
        )
        with pytest.raises(errors.Outdated):
            actions.approve(
                submission=submission,
                revision=seen,
                seen_version=0,
                reason=Reason.MEETS_CRITERIA,
                words="",
                by=wallonia,
            )
        assert not Startup.objects.exists()

    def test_not_twice(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        Make.approve(submission, wallonia)
        with pytest.raises(errors.AlreadyDecided):
            Make.approve(submission, wallonia)
        assert Startup.objects.count() == 1

    def test_not_after_withdrawal(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        actions.withdraw(submission=submission, by=founder)
        with pytest.raises(errors.AlreadyDecided):
            Make.approve(submission, wallonia)


class TestStageYear:
    """What was approved is what holds, also when the year was corrected downwards."""

    def test_an_earlier_year_replaces_a_later_one(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        stage = {"year": 2024, "stage": RevenueStage.objects.get(slug="3m-5m").pk, "disclosed": False}
        Make.approve(Make.change(startup, founder, stage=stage), wallonia)
        startup.refresh_from_db()
        assert profile_of(startup)["stage"] == stage
        assert startup.public_stage is None

    def test_a_later_year_keeps_the_earlier_one(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        stage = {"year": 2026, "stage": RevenueStage.objects.get(slug="3m-5m").pk, "disclosed": True}
        Make.approve(Make.change(startup, founder, stage=stage), wallonia)
        assert [one.year for one in startup.stage_declarations.order_by("year")] == [2025, 2026]


class TestWhoConfirms:
    def test_the_one_who_wrote_it(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        TeamMember.objects.create(startup=startup, user=other_founder, role="editor")
        change = actions.start_change(startup=startup, language="fr", by=founder)
        profile = change.base | {"people": "50-99"}
        actions.submit(submission=change, profile=profile, accepts_licence=True, by=other_founder)
        Make.approve(Make.fresh(change), wallonia)
        startup.refresh_from_db()
        assert startup.confirmed_by == other_founder
        assert FactSource.objects.get(startup=startup, field="people").confirmed_by == other_founder

    def test_a_move_that_is_accepted_later_confirms_nothing(
        self, founder: User, wallonia: User, flanders: User
    ) -> None:
        startup = Make.published(founder, wallonia)
        Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
        Startup.objects.filter(pk=startup.pk).update(confirmed_on="2026-01-01", confirmed_by=None)
        Make.approve(startup.submissions.get(kind=SubmissionKind.TRANSFER), flanders)
        startup.refresh_from_db()
        assert str(startup.confirmed_on) == "2026-01-01"


def test_a_newer_address_ends_a_move_that_waits(founder: User, wallonia: User, flanders: User) -> None:
    startup = Make.published(founder, wallonia)
    Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
    transfer = startup.submissions.get(kind=SubmissionKind.TRANSFER)
    startup.refresh_from_db()
    Make.approve(Make.change(startup, founder, **Make.place("4000", "Liège")), wallonia)
    with pytest.raises(errors.AlreadyDecided):
        Make.approve(transfer, flanders)
    startup.refresh_from_db()
    assert startup.postal_code == "4000"
