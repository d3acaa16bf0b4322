"""Sending a proposal: it reaches the territory of its address, and nothing that the rules forbid gets in."""

from datetime import date

import pytest
import time_machine
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Reason, SubmissionState, Verb
from directory.models import Event, Startup, Submission
from directory.rules.topics import Topic
from tests.factories import Make


def send(submission: Submission, by: User, **changed: object) -> None:
    actions.submit(submission=submission, profile=Make.profile(**changed), accepts_licence=True, by=by)


def test_it_works(founder: User) -> None:
    submission = Make.draft(founder)
    send(submission, founder, name="Firme des Sources")
    submission.refresh_from_db()
    assert submission.state == SubmissionState.WAITING
    assert submission.territory is not None
    assert submission.territory.slug == "wallonia"
    assert submission.name == "Firme des Sources"
    assert Make.revision(submission).number == 1
    assert submission.licence == "CC-BY-4.0"
    assert [event.verb for event in Event.objects.of_submission(submission.reference)] == [Verb.SUBMITTED]


def test_nothing_is_public_yet(founder: User) -> None:
    Make.waiting(founder)
    assert not Startup.objects.exists()


def test_the_founder_gets_a_mail(founder: User) -> None:
    submission = Make.waiting(founder)
    [message] = mail.outbox
    assert message.to == [founder.email]
    assert submission.reference in message.body


@time_machine.travel("2026-07-17 15:00:00+02:00", tick=False)
def test_five_working_days_pass_over_weekends_and_holidays(founder: User) -> None:
    # 18–19 July is a weekend and 21 July the national day.
    assert Make.waiting(founder).due_on == date(2026, 7, 27)


@pytest.mark.parametrize(
    ("postal_code", "place", "territory"),
    [
        ("4700", "Eupen", "ostbelgien"),
        ("4000", "Liège", "wallonia"),
        ("9000", "Gent", "flanders"),
        ("1000", "Bruxelles", "brussels"),
    ],
)
def test_the_most_specific_territory_decides(founder: User, postal_code: str, place: str, territory: str) -> None:
    submission = Make.waiting(founder, **Make.place(postal_code, place))
    assert submission.territory is not None
    assert submission.territory.slug == territory


def test_a_listed_number_is_refused(founder: User, other_founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    draft = Make.draft(other_founder)
    with pytest.raises(errors.NumberListed):
        send(draft, other_founder, enterprise_number=startup.enterprise_number)
    draft.refresh_from_db()
    assert draft.state == SubmissionState.DRAFT
    assert not draft.revisions.exists()


def test_a_pending_number_is_refused(founder: User, other_founder: User) -> None:
    first = Make.waiting(founder)
    draft = Make.draft(other_founder)
    with pytest.raises(errors.NumberPending) as refusal:
        send(draft, other_founder, enterprise_number=first.enterprise_number)
    assert founder.email not in str(refusal.value)
    draft.refresh_from_db()
    assert draft.state == SubmissionState.DRAFT


def test_a_draft_reserves_nothing(founder: User, other_founder: User) -> None:
    draft = Make.draft(founder)
    number = Make.profile()["enterprise_number"]
    actions.save_draft(
        submission=draft,
        topic=Topic.COMPANY,
        typed={"enterprise_number": number},
        seen_mark=draft.mark_of("company"),
        by=founder,
    )
    assert Make.waiting(other_founder, enterprise_number=number).state == SubmissionState.WAITING


def test_a_withdrawn_submission_frees_its_number(founder: User, other_founder: User) -> None:
    first = Make.waiting(founder)
    actions.withdraw(submission=first, by=founder)
    again = Make.waiting(other_founder, enterprise_number=first.enterprise_number)
    assert again.state == SubmissionState.WAITING


@pytest.mark.parametrize("field", ["name", "postal_code", "original_language", "tagline_fr", "sectors"])
def test_what_is_required_must_be_there(founder: User, field: str) -> None:
    with pytest.raises(errors.Incomplete):
        send(Make.draft(founder), founder, **{field: ""})


def test_a_firm_before_its_incorporation_has_no_number(founder: User) -> None:
    sent = [Make.waiting(founder, enterprise_number="") for _firm in range(2)]
    assert [one.enterprise_number for one in sent] == ["", ""]


def test_the_licence_must_be_accepted(founder: User) -> None:
    with pytest.raises(errors.Incomplete):
        actions.submit(submission=Make.draft(founder), profile=Make.profile(), accepts_licence=False, by=founder)


def test_somebody_else_cannot_send_it(founder: User, other_founder: User, wallonia: User) -> None:
    for stranger in (other_founder, wallonia):
        with pytest.raises(errors.NotAllowed):
            send(Make.draft(founder), stranger)


def test_a_deactivated_founder_cannot_send_it(founder: User) -> None:
    draft = Make.draft(founder)
    founder.is_active = False
    founder.save()
    with pytest.raises(errors.NotAllowed):
        send(draft, founder)


def test_a_correction_while_waiting_keeps_its_place_in_the_queue(founder: User) -> None:
    submission = Make.waiting(founder)
    send(submission, founder, name="Firme corrigée")
    corrected = Make.fresh(submission)
    assert corrected.submitted_at == submission.submitted_at
    assert corrected.name == "Firme corrigée"
    assert Make.revision(corrected).number == 2


def test_after_changes_requested_the_time_starts_again(founder: User, wallonia: User) -> None:
    with time_machine.travel("2026-11-02 09:00:00+01:00", tick=False):
        submission = Make.waiting(founder)
        actions.request_changes(
            submission=submission,
            revision=Make.revision(submission),
            reason=Reason.UNCLEAR,
            words="Que mesurez-vous ?",
            by=wallonia,
        )
    with time_machine.travel("2026-11-16 09:00:00+01:00", tick=False):
        send(submission, founder)
    corrected = Make.fresh(submission)
    assert corrected.state == SubmissionState.WAITING
    assert corrected.due_on == date(2026, 11, 23)


def test_a_decided_submission_cannot_be_sent_again(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    with pytest.raises(errors.AlreadyDecided):
        send(submission, founder)


def test_a_change_without_difference_is_refused(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    draft = actions.start_change(startup=startup, language="fr", by=founder)
    with pytest.raises(errors.NothingChanged):
        actions.submit(submission=draft, profile=draft.base, accepts_licence=True, by=founder)


def test_a_change_changes_nothing_public(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Avant")
    Make.change(startup, founder, name="Après")
    startup.refresh_from_db()
    assert startup.name == "Avant"
    assert startup.state == EntryState.PUBLISHED
