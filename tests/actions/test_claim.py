"""Claiming an entry that nobody of the company keeps, and what a moderator makes of it."""

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import Confirmation, ProofMethod, Reason, SubmissionState, TeamRole, Verb, Verdict
from directory.forms.topics import ContactForm
from directory.models import Event, EventDetail, FactSource, Proof, RevenueStage, Startup, Submission
from directory.rules.duplicates import number_is_pending
from directory.rules.profile import profile_of
from directory.rules.trail import first_broken_position
from tests.factories import Make, enterprise_number
from tests.later import minute_over


def listed(**changed: object) -> Startup:
    return Make.unclaimed(website="https://firm.example.com", **changed)


def start(startup: Startup, by: User) -> Submission:
    return actions.start_claim(startup=startup, language=by.language, by=by)


def reject(submission: Submission, by: User) -> None:
    actions.reject(
        submission=submission, revision=Make.revision(submission), reason=Reason.NOT_ENTITLED, words="Nee.", by=by
    )


class TestStart:
    def test_it_works(self, founder: User) -> None:
        startup = listed()
        claim = start(startup, founder)
        assert (claim.kind, claim.state, claim.startup) == ("claim", "draft", startup)
        assert claim.base == profile_of(startup)
        assert claim.territory == startup.territory

    def test_once_a_person_and_several_people(self, founder: User, other_founder: User) -> None:
        startup = listed()
        assert start(startup, founder) == start(startup, founder)
        assert start(startup, other_founder) != start(startup, founder)

    def test_not_one_that_somebody_keeps(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        for person in (founder, other_founder):
            with pytest.raises(errors.AlreadyClaimed):
                start(startup, person)

    def test_an_orphan(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        startup.team.update(left_at=Now())
        assert start(startup, other_founder).base == profile_of(startup)

    def test_an_orphan_tells_a_stranger_what_is_public_and_no_more(
        self, founder: User, other_founder: User, wallonia: User
    ) -> None:
        secret = {"year": 2025, "stage": RevenueStage.objects.get(slug="2m-3m").pk, "disclosed": False}
        startup = Make.published(founder, wallonia, stage=secret)
        Startup.objects.filter(pk=startup.pk).update(contact={"name": "Jan", "email": "jan@example.com", "phone": ""})
        startup.team.update(left_at=Now())
        startup.refresh_from_db()
        claim = start(startup, other_founder)
        assert claim.base["stage"] is None
        assert "jan@example.com" not in str(ContactForm.typed_of(claim.base, claim))
        removal = Make.removal(startup, other_founder)
        assert Make.revision(removal).profile["stage"] is None

    def test_not_a_stub(self, founder: User) -> None:
        with pytest.raises(errors.AlreadyClaimed):
            start(Make.unclaimed(postal_code="", municipality=""), founder)

    def test_not_by_a_closed_account(self, founder: User) -> None:
        startup = listed()
        founder.is_active = False
        founder.save()
        with pytest.raises(errors.AlreadyClaimed):
            start(startup, founder)

    def test_not_very_many_at_once(self, founder: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("directory.actions.claims.MOST_UNFINISHED", 1)
        first = listed()
        start(first, founder)
        with pytest.raises(errors.TooMany):
            start(listed(), founder)
        assert start(first, founder)


class TestNumber:
    def test_two_claims_may_carry_the_same(self, founder: User, other_founder: User) -> None:
        startup, number = listed(), enterprise_number(700)
        Make.claim(startup, founder, enterprise_number=number)
        second = Make.claim(startup, other_founder, enterprise_number=number)
        assert second.state == SubmissionState.WAITING
        assert not number_is_pending(number, without=second)

    def test_a_claim_keeps_a_registration_out(self, founder: User, other_founder: User) -> None:
        number = enterprise_number(701)
        Make.claim(listed(), founder, enterprise_number=number)
        assert number_is_pending(number)
        with pytest.raises(errors.NumberPending):
            Make.waiting(other_founder, enterprise_number=number)

    def test_a_registration_keeps_no_claim_out(self, founder: User, other_founder: User) -> None:
        number = enterprise_number(702)
        startup = listed(enterprise_number=number)
        with pytest.raises(errors.NumberListed):
            Make.waiting(other_founder, enterprise_number=number)
        assert Make.claim(startup, founder).state == SubmissionState.WAITING

    def test_a_registration_that_was_there_before_the_list_keeps_a_claim_out(
        self, founder: User, other_founder: User
    ) -> None:
        number = Make.waiting(other_founder).enterprise_number
        with pytest.raises(errors.NumberPending):
            Make.claim(listed(enterprise_number=number), founder)

    def test_claims_of_two_entries_collide(self, founder: User, other_founder: User) -> None:
        number = enterprise_number(703)
        Make.claim(listed(), founder, enterprise_number=number)
        with pytest.raises(errors.NumberPending):
            Make.claim(listed(), other_founder, enterprise_number=number)

    def test_not_the_number_of_another_company(self, founder: User, other_founder: User, wallonia: User) -> None:
        number = Make.published(other_founder, wallonia).enterprise_number
        with pytest.raises(errors.NumberListed):
            Make.claim(listed(), founder, enterprise_number=number)


class TestApprove:
    def test_it_works(self, founder: User, flanders: User) -> None:
        startup = listed(name="Avant", founded=2009)
        claim = Make.claim(startup, founder, name="Après", tagline_fr="Ce que nous faisons")
        Make.proof(claim)
        minute_over()
        mail.outbox.clear()
        Make.approve(claim, flanders)
        startup.refresh_from_db()
        assert startup.confirmation == Confirmation.CONFIRMED
        assert startup.claimed_at == Make.revision(claim).created_at
        assert (startup.name, startup.tagline_fr, startup.status) == ("Après", "Ce que nous faisons", "active")
        member = startup.team.get()
        assert (member.user, member.role) == (founder, TeamRole.OWNER)
        event = Event.objects.get(verb=Verb.ENTRY_CLAIMED)
        assert (event.before["name"], event.after["name"], event.actor) == ("Avant", "Après", str(flanders.pk))
        assert Event.objects.filter(verb=Verb.TEAM_JOINED, startup_id=startup.pk).count() == 1
        minute_over()
        assert [message.to for message in mail.outbox] == [[founder.email]]
        assert first_broken_position() is None

    def test_only_what_the_claim_changed(self, founder: User, flanders: User) -> None:
        startup = listed(founded=2009)
        claim = Make.claim(startup, founder)
        Make.proof(claim)
        Make.approve(claim, flanders)
        assert FactSource.objects.get(startup=startup, field="founded").source == "Test list"
        assert FactSource.objects.get(startup=startup, field="tagline_fr").confirmed_by == founder
        assert "founded" not in Event.objects.get(verb=Verb.ENTRY_CLAIMED).after

    def test_an_orphan_gets_a_new_owner(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia, website="https://firm.example.com")
        startup.team.update(left_at=Now())
        claim = Make.claim(startup, other_founder)
        Make.proof(claim)
        Make.approve(claim, wallonia)
        claimed_at = startup.claimed_at
        startup.refresh_from_db()
        assert startup.team.active().get().user == other_founder
        assert startup.claimed_at == claimed_at
        assert startup.confirmed_by == other_founder

    def test_an_address_elsewhere_waits_for_that_territory(self, founder: User, flanders: User) -> None:
        startup = listed()
        claim = Make.claim(startup, founder, **Make.place("5000", "Namur"))
        Make.proof(claim)
        Make.approve(claim, flanders)
        startup.refresh_from_db()
        assert startup.postal_code == "9000"
        assert startup.team.get().user == founder
        assert startup.submissions.filter(kind="transfer", territory__slug="wallonia").exists()

    def test_what_changed_meanwhile_is_seen_first(self, founder: User, flanders: User) -> None:
        startup = listed()
        claim = Make.claim(startup, founder)
        Make.proof(claim)
        with pytest.raises(errors.Outdated):
            actions.approve(
                submission=claim,
                revision=Make.revision(claim),
                seen_version=startup.content_version - 1,
                reason=Reason.MEETS_CRITERIA,
                words="",
                by=flanders,
            )

    def test_not_by_somebody_who_claims_it_too(self, founder: User, flanders: User) -> None:
        startup = listed()
        claim = Make.claim(startup, founder)
        Make.proof(claim)
        start(startup, flanders)
        with pytest.raises(errors.NotAllowed):
            Make.approve(claim, flanders)

    def test_not_by_another_territory(self, founder: User, wallonia: User) -> None:
        claim = Make.claim(listed(), founder)
        Make.proof(claim)
        with pytest.raises(errors.NotAllowed):
            Make.approve(claim, wallonia)


class TestProof:
    def test_nothing_without_one(self, founder: User, flanders: User) -> None:
        claim = Make.claim(listed(), founder)
        with pytest.raises(errors.Unproven):
            Make.approve(claim, flanders)
        assert Make.fresh(claim).state == SubmissionState.WAITING
        assert not Startup.objects.filter(claimed_at__isnull=False).exists()

    @pytest.mark.parametrize("change", [{"verified_at": None}, {"lapsed_at": Now()}])
    def test_one_that_does_not_stand_is_none(self, founder: User, flanders: User, change: dict[str, object]) -> None:
        claim = Make.claim(listed(), founder)
        Proof.objects.filter(pk=Make.proof(claim).pk).update(**change)
        with pytest.raises(errors.Unproven):
            Make.approve(claim, flanders)

    def test_not_that_of_another_claim(self, founder: User, other_founder: User, flanders: User) -> None:
        startup = listed()
        Make.proof(Make.claim(startup, other_founder))
        with pytest.raises(errors.Unproven):
            Make.approve(Make.claim(startup, founder), flanders)

    def test_the_word_of_the_partner(self, founder: User, flanders: User) -> None:
        claim = Make.claim(listed(), founder)
        Make.approve(claim, flanders, partner_words="Belde het nummer op de site.")
        proof = claim.proofs.get()
        assert (proof.method, proof.given_by) == (ProofMethod.PARTNER, flanders)
        event = Event.objects.get(verb=Verb.PROOF_GIVEN)
        assert event.after["method"] == "partner"
        assert "Belde" not in str(event.after)
        assert EventDetail.objects.get(position=event.position).personal == {"words": proof.words}

    def test_a_website_that_the_claim_brings_proves_nothing(self, founder: User, flanders: User) -> None:
        claim = Make.claim(Make.unclaimed(), founder, website="https://firm.example.com")
        proof = Make.proof(claim, is_independent=False)
        with pytest.raises(errors.Unproven):
            Make.approve(claim, flanders)
        Make.approve(claim, flanders, found_independently=True)
        proof.refresh_from_db()
        assert proof.is_independent
        assert Event.objects.get(verb=Verb.PROOF_GIVEN).actor == str(flanders.pk)

    def test_finding_one_website_says_nothing_of_another(self, founder: User, flanders: User) -> None:
        claim = Make.claim(Make.unclaimed(), founder, website="https://firm.example.com")
        Make.proof(claim, is_independent=False, domain="other.example.com")
        with pytest.raises(errors.Unproven):
            Make.approve(claim, flanders, found_independently=True)

    def test_other_kinds_need_none(self, founder: User, wallonia: User) -> None:
        Make.approve(Make.waiting(founder), wallonia)


class TestOthers:
    def test_they_end(self, founder: User, other_founder: User, flanders: User, wallonia: User) -> None:
        startup = listed()
        claim, other = Make.claim(startup, founder), Make.claim(startup, other_founder)
        asked = Make.claim(startup, wallonia)
        actions.request_changes(
            submission=asked, revision=Make.revision(asked), reason=Reason.UNCLEAR, words="Encore.", by=flanders
        )
        Make.proof(claim)
        minute_over()
        mail.outbox.clear()
        Make.approve(claim, flanders)
        for ended in (other, asked):
            assert Make.fresh(ended).state == SubmissionState.REJECTED
            decision = ended.decisions.get(undone_at=None)
            assert (decision.verdict, decision.reason) == (Verdict.REJECT, Reason.DUPLICATE)
        assert Event.objects.filter(verb=Verb.REJECTED).count() == 2
        minute_over()
        told = {address for message in mail.outbox for address in message.to}
        assert told == {founder.email, other_founder.email, wallonia.email}
        assert startup.team.get().user == founder
        assert first_broken_position() is None

    def test_a_draft_cannot_be_sent_any_more(self, founder: User, other_founder: User, flanders: User) -> None:
        startup = listed()
        draft = start(startup, other_founder)
        claim = Make.claim(startup, founder)
        Make.proof(claim)
        Make.approve(claim, flanders)
        profile = Make.profile() | {"enterprise_number": enterprise_number(750)}
        with pytest.raises(errors.AlreadyClaimed):
            actions.submit(submission=draft, profile=profile, accepts_licence=True, by=other_founder)

    def test_claims_end_with_a_registration_that_is_this_entry(
        self, founder: User, other_founder: User, flanders: User
    ) -> None:
        startup = listed(name="Bijna Gelijk")
        claim = Make.claim(startup, founder)
        registration = Make.waiting(other_founder, name="Bijna Gelijk", **Make.place("9000", "Gent"))
        actions.approve(
            submission=registration,
            revision=Make.revision(registration),
            seen_version=0,
            reason=Reason.MEETS_CRITERIA,
            words="",
            twin=startup,
            partner_words="Belde het nummer op de site.",
            by=flanders,
        )
        assert Make.fresh(claim).state == SubmissionState.REJECTED
        assert startup.team.get().user == other_founder

    def test_invitations_of_who_kept_it_before_end(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(other_founder, wallonia)
        invitation = actions.invite(startup=startup, email="friend@example.com", role=TeamRole.OWNER, by=other_founder)
        startup.team.update(left_at=timezone.now())
        claim = Make.claim(startup, founder)
        Make.proof(claim)
        Make.approve(claim, wallonia)
        with pytest.raises(errors.InvitationOver):
            actions.accept_invitation(invitation=invitation, by=User.objects.create_user("friend@example.com"))
        assert startup.team.active().get().user == founder

    def test_rejecting_one_leaves_the_others(self, founder: User, other_founder: User, flanders: User) -> None:
        startup = listed()
        claim, other = Make.claim(startup, founder), Make.claim(startup, other_founder)
        reject(claim, flanders)
        assert Make.fresh(other).state == SubmissionState.WAITING
        startup.refresh_from_db()
        assert startup.claimed_at is None

    def test_what_is_erased_later(self, founder: User, flanders: User) -> None:
        claim = Make.claim(listed(), founder)
        Make.proof(claim, method="email", email="anna@firm.example.com")
        actions.say_who(submission=claim, statement="Anna, CEO", by=founder)
        reject(claim, flanders)
        actions.erase_refused(ended_before=Make.fresh(claim).changed_at.replace(year=2100), by="SYSTEM")
        assert not claim.proofs.exists()
        assert Make.fresh(claim).statement == ""
