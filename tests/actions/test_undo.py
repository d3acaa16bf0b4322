"""Taking a decision back: within the minute, by whoever made it, and only if nobody went on from it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from directory import actions, document
from directory.actions import errors
from directory.actions._snapshot import state_of
from directory.choices import EntryState, Reason, SubmissionKind, SubmissionState, Verb
from directory.jobs import periodic
from directory.models import (
    Ask,
    Decision,
    Event,
    EventDetail,
    RevenueStage,
    Startup,
    Submission,
    TeamMember,
    Territory,
)
from directory.rules.permissions import Permission, may
from directory.rules.profile import profile_of
from directory.rules.trail import first_broken_position
from tests.factories import Make, enterprise_number
from tests.later import minute_over

WORDS = "Bienvenue."


def facts_of(submission: Submission) -> dict[str, Any]:
    """All rows of the entry and of what was proposed for it; the version of an entry only ever grows."""
    state = state_of(submission.pk, submission.startup_id)
    for row in state["directory.startup"].values():
        del row["content_version"]
    return state | {"directory.decision": {}}  # what was decided stays on record


def decided(submission: Submission) -> Decision:
    return submission.decisions.latest("pk")


class TestApproval:
    def test_of_a_new_entry(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder, name="Eau Vive")
        before = facts_of(submission)
        Make.approve(submission, wallonia, words=WORDS)
        mail.outbox.clear()
        undone = actions.undo(decision=decided(submission), by=wallonia)
        assert (undone.state, undone.startup, undone.submitted_at) == ("waiting", None, submission.submitted_at)
        assert facts_of(undone) == before
        assert not Startup.objects.exists()
        minute_over()
        assert mail.outbox == []
        event = Event.objects.latest("position")
        assert (event.verb, event.actor, event.startup_id) == (Verb.UNDONE, str(wallonia.pk), None)
        assert event.before["name"] == "Eau Vive"
        assert first_broken_position() is None
        Make.approve(undone, wallonia)
        assert Startup.objects.get().slug == "eau-vive"

    def test_of_a_change_brings_every_row_back(self, founder: User, wallonia: User) -> None:
        stage = RevenueStage.objects.get(slug="3m-5m").pk
        listed = {"kind": "distributor", "country": "DE", "text": "A distributor", "language": "en"}
        wanted = {"kind": "customer", "country": "FR", "text": "Un pilote", "language": "fr"}
        startup = Make.published(
            founder, wallonia, name="Eau Vive", asks=[listed], certifications=[{"name": "ISO 9001", "valid_until": ""}]
        )
        private = {"name": "Anne", "email": "anne@example.test", "phone": ""}
        change = actions.start_change(startup=startup, language="fr", by=founder)
        changed = {
            "name": "Eau Claire",
            "founded": None,
            "sectors": change.base["sectors"][::-1],
            "stage": {"year": 2024, "stage": stage, "disclosed": False},
            "asks": [wanted],
            "certifications": [],
            "public_contact": "info@example.test",
        }
        actions.submit(
            submission=change, profile=change.base | changed, accepts_licence=True, contact=private, by=founder
        )
        change = Make.fresh(change)
        before, version = facts_of(change), startup.content_version
        Make.approve(change, wallonia)
        assert Startup.objects.get().name == "Eau Claire"
        undone = actions.undo(decision=decided(change), by=wallonia)
        startup = Startup.objects.get()
        assert facts_of(undone) == before
        assert startup.content_version == version + 2
        assert not document.is_stale(startup)
        event = Event.objects.latest("position")
        assert event.after["name"] == "Eau Vive"
        assert event.before["stage"] == {"year": 2024, "disclosed": False}
        assert EventDetail.objects.get(position=event.position).personal == {
            "public_contact": {"before": "info@example.test", "after": ""}
        }

    def test_of_a_claim_opens_the_others_again(
        self, founder: User, other_founder: User, flanders: User, wallonia: User
    ) -> None:
        startup = Make.unclaimed(name="Eau Vive")
        first, second = Make.claim(startup, founder), Make.claim(startup, other_founder)
        actions.request_changes(
            submission=second, revision=Make.revision(second), reason=Reason.UNCLEAR, words="Wie?", by=flanders
        )
        before = facts_of(first)
        Make.approve(first, flanders, partner_words="Belde.")
        assert Make.fresh(second).state == SubmissionState.REJECTED
        actions.undo(decision=decided(first), by=flanders)
        assert facts_of(first) == before
        assert Make.fresh(second).state == SubmissionState.CHANGES_REQUESTED
        startup = Startup.objects.get()
        assert (startup.claimed_at, startup.confirmation, startup.team.count()) == (None, "unclaimed", 0)
        [standing] = second.decisions.filter(undone_at=None)
        assert standing.words == "Wie?"
        mail.outbox.clear()
        minute_over()
        assert [message.to for message in mail.outbox] == [[other_founder.email]]  # what it was asked before

    def test_of_a_twin_leaves_it_unclaimed(self, founder: User, wallonia: User) -> None:
        listed = Make.unclaimed(name="Rivagetech", **Make.place("5000", "Namur"))
        submission = Make.waiting(founder, name="Rivage Tech")
        public = profile_of(listed)
        Make.approve(submission, wallonia, twin=listed, partner_words="Called.")
        undone = actions.undo(decision=decided(submission), by=wallonia)
        listed.refresh_from_db()
        assert (undone.startup, listed.claimed_at, profile_of(listed)) == (None, None, public)
        assert not undone.proofs.exists()

    def test_of_a_state_and_of_a_move(self, founder: User, wallonia: User, flanders: User) -> None:
        startup = Make.published(founder, wallonia)
        asked = Make.state(startup, founder)
        before = facts_of(asked)
        Make.approve_both(asked, wallonia)
        actions.undo(decision=decided(asked), by=wallonia)
        assert facts_of(asked) == before
        change = Make.change(startup, founder, **Make.place("9000", "Gent"))
        before = facts_of(change)
        Make.approve(Make.fresh(change), wallonia)
        assert startup.submissions.filter(kind=SubmissionKind.TRANSFER).exists()
        actions.undo(decision=decided(change), by=wallonia)
        assert facts_of(change) == before
        Make.approve(Make.fresh(change), wallonia)
        move = startup.submissions.get(kind=SubmissionKind.TRANSFER)
        Make.approve(Make.fresh(move), flanders)
        actions.undo(decision=decided(move), by=flanders)
        restored = Startup.objects.get()
        assert (restored.postal_code, restored.territory) == ("5000", startup.territory)

    def test_of_a_removal_is_not_possible(self, founder: User, wallonia: User) -> None:
        removal = Make.removal(Make.published(founder, wallonia), founder)
        Make.approve_both(removal, wallonia)
        with pytest.raises(errors.TooLate):
            actions.undo(decision=decided(removal), by=wallonia)
        assert Startup.objects.get().state == EntryState.REMOVED

    def test_of_a_part_takes_the_rest_along(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder, founded=2019)
        Make.approve(
            submission,
            wallonia,
            words=WORDS,
            fields=set(Make.revision(submission).profile) - {"founded"},
            rest_reason=Reason.FACT_IN_DOUBT,
            corrections={"tagline_fr": "Mesure le niveau des rivières."},
        )
        assert Submission.objects.count() == 2
        undone = actions.undo(decision=decided(submission), by=wallonia)
        assert Submission.objects.get() == undone
        assert [revision.number for revision in undone.revisions.all()] == [1]
        assert decided(submission).revision == Make.revision(undone)

    def test_of_a_part_of_a_change_with_the_number_in_the_rest(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        change = Make.change(startup, founder, people="50-99", enterprise_number=enterprise_number(Make.serial()))
        before = facts_of(change)
        Make.approve_both(change, wallonia, words=WORDS, fields={"people"}, rest_reason=Reason.FACT_IN_DOUBT)
        assert startup.submissions.filter(state=SubmissionState.CHANGES_REQUESTED).exists()
        actions.undo(decision=decided(change), by=wallonia)
        assert facts_of(change) == before
        assert Make.fresh(change).state == SubmissionState.WAITING

    def test_of_a_move_that_took_the_place_of_another(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        Make.approve(Make.change(startup, founder, **Make.place("9000", "Gent")), wallonia)
        first = startup.submissions.get(kind=SubmissionKind.TRANSFER)
        change = Make.change(startup, founder, **Make.place("4700", "Eupen"))
        Make.approve(change, wallonia)
        assert Make.fresh(first).state == SubmissionState.WITHDRAWN
        actions.undo(decision=decided(change), by=wallonia)
        assert startup.submissions.get(kind=SubmissionKind.TRANSFER) == first
        assert Make.fresh(first).state == SubmissionState.WAITING

    def test_not_once_a_colleague_left_something_at_what_followed(
        self, founder: User, wallonia: User, flanders: User
    ) -> None:
        startup = Make.published(founder, wallonia)
        change = Make.change(startup, founder, **Make.place("9000", "Gent"))
        Make.approve(change, wallonia)
        actions.add_note(about=change, text="Vu.", by=Make.colleague(wallonia))  # stays where it is
        move = startup.submissions.get(kind=SubmissionKind.TRANSFER)
        note = actions.add_note(about=move, text="Gebeld.", by=flanders)
        with pytest.raises(errors.TooLate):
            actions.undo(decision=decided(change), by=wallonia)
        note.delete()
        actions.undo(decision=decided(change), by=wallonia)
        assert change.notes.exists()

    def test_what_is_only_counted_or_remembered_is_no_obstacle(self, founder: User, wallonia: User) -> None:
        wanted = {"kind": "customer", "country": "FR", "text": "Un pilote", "language": "fr"}
        startup = Make.published(founder, wallonia, asks=[wanted])
        change = Make.change(startup, founder, asks=[], people="50-99")
        Make.approve(change, wallonia)
        Startup.objects.filter(pk=startup.pk).update(reply_days=3)
        Ask.objects.update(reminded_on="2026-11-24")
        actions.undo(decision=decided(change), by=wallonia)
        startup.refresh_from_db()
        assert (startup.reply_days, startup.people) == (3, "10-19")


def test_by_whoever_decided_in_another_territory_s_place(founder: User, operator: User) -> None:
    submission = Make.waiting(founder)
    Territory.objects.filter(slug="wallonia").update(fallback=None)
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        Make.approve(submission, operator)
    assert not may(operator, Permission.REVIEW, submission)
    actions.undo(decision=decided(submission), by=operator)
    assert Make.fresh(submission).state == SubmissionState.WAITING


@pytest.mark.parametrize("verdict", ["request", "reject"])
def test_what_was_said_against_it(verdict: str, founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    decide = actions.request_changes if verdict == "request" else actions.reject
    reason = Reason.UNCLEAR if verdict == "request" else Reason.DUPLICATE
    decision = decide(
        submission=submission, revision=Make.revision(submission), reason=reason, words=WORDS, by=wallonia
    )
    mail.outbox.clear()
    undone = actions.undo(decision=decision, by=wallonia)
    assert (undone.state, undone.changed_at) == ("waiting", submission.changed_at)
    minute_over()
    assert mail.outbox == []
    Make.approve(undone, wallonia)  # a revision has one decision that stands
    assert Startup.objects.exists()


def founder_corrects(submission: Submission, founder: User) -> None:
    profile = Make.revision(submission).profile | {"founded": 2001}
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)


def founder_writes(submission: Submission, founder: User) -> None:
    actions.write_message(submission=submission, text="Merci !", by=founder)


def test_once_somebody_went_on_it_stands(
    founder: User, other_founder: User, wallonia: User, make_moderator: Callable[[str], User]
) -> None:
    startup = Make.published(founder, wallonia)
    approved = startup.submissions.get()
    decision = decided(approved)
    with pytest.raises(errors.NotAllowed):
        actions.undo(decision=decision, by=make_moderator("walloon-partner"))
    member = TeamMember.objects.create(startup=startup, user=other_founder, role="editor")
    with pytest.raises(errors.TooLate):
        actions.undo(decision=decision, by=wallonia)
    member.delete()
    change = Make.change(startup, founder, founded=2001)
    with pytest.raises(errors.TooLate):
        actions.undo(decision=decision, by=wallonia)
    for go_on in (founder_corrects, founder_writes):
        waiting = Make.waiting(founder)
        asked = actions.request_changes(
            submission=waiting, revision=Make.revision(waiting), reason=Reason.UNCLEAR, words=WORDS, by=wallonia
        )
        go_on(waiting, founder)
        with pytest.raises(errors.TooLate):
            actions.undo(decision=asked, by=wallonia)
    Make.approve(change, wallonia)
    Startup.objects.filter(pk=startup.pk).update(content_version=9)
    with pytest.raises(errors.TooLate):
        actions.undo(decision=decided(change), by=wallonia)


def test_after_the_minute_it_stands_and_nothing_is_kept(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    decision = decided(submission)
    assert periodic.forget_snapshots() == 0
    Decision.objects.update(undo_until=Now())
    assert periodic.forget_snapshots() == 1
    assert decided(submission).snapshot is None
    with pytest.raises(errors.TooLate):
        actions.undo(decision=decision, by=wallonia)
    assert Startup.objects.get().state == EntryState.PUBLISHED


def test_not_twice(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    decision = decided(submission)
    actions.undo(decision=decision, by=wallonia)
    with pytest.raises(errors.TooLate):
        actions.undo(decision=decision, by=wallonia)


def test_a_number_that_somebody_took_meanwhile(founder: User, other_founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    number = submission.enterprise_number
    decision = actions.reject(
        submission=submission, revision=Make.revision(submission), reason=Reason.DUPLICATE, words=WORDS, by=wallonia
    )
    Make.waiting(other_founder, enterprise_number=number)
    with pytest.raises(errors.NumberPending):
        actions.undo(decision=decision, by=wallonia)
    assert Make.fresh(submission).state == SubmissionState.REJECTED
