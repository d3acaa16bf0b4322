"""Two people at the same moment, with real threads and real commits: exactly one outcome, the other is told so."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, ProofMethod, Reason, SubmissionState, Verb
from directory.models import Decision, Event, Revision, Startup, Submission
from directory.models.decision import DatabaseClock
from directory.notifications import mails
from directory.rules.trail import first_broken_position
from tests.factories import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Run the steps in threads that start together; return what each gave, or the exception it raised."""
    barrier = threading.Barrier(len(steps))
    results: list[object] = [None] * len(steps)

    def run(index: int, step: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[index] = step()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, step)) for index, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return results


def refusals(results: list[object]) -> list[type]:
    return sorted((type(result) for result in results if isinstance(result, Exception)), key=lambda kind: kind.__name__)


def approve(submission: Submission, revision: Revision, by: User) -> Callable[[], Decision]:
    return lambda: actions.approve(
        submission=submission, revision=revision, seen_version=0, reason=Reason.MEETS_CRITERIA, words="", by=by
    )


def test_two_moderators_approve_at_once(founder: User, wallonia: User, make_moderator: Callable[[str], User]) -> None:
    colleague = make_moderator("walloon-partner")
    submission = Make.waiting(founder)
    revision = Make.revision(submission)
    results = at_once(approve(submission, revision, wallonia), approve(submission, revision, colleague))
    assert refusals(results) == [errors.AlreadyDecided]
    assert Startup.objects.count() == 1
    assert Decision.objects.count() == 1
    assert Event.objects.filter(verb=Verb.APPROVED).count() == 1
    assert first_broken_position() is None


def test_one_approves_while_the_other_rejects(
    founder: User, wallonia: User, make_moderator: Callable[[str], User]
) -> None:
    colleague = make_moderator("walloon-partner")
    submission = Make.waiting(founder)
    revision = Make.revision(submission)
    results = at_once(
        approve(submission, revision, wallonia),
        lambda: actions.reject(
            submission=submission, revision=revision, reason=Reason.DUPLICATE, words="Déjà là.", by=colleague
        ),
    )
    assert refusals(results) == [errors.AlreadyDecided]
    listed = Startup.objects.count()
    assert Make.fresh(submission).state == (SubmissionState.APPROVED if listed else SubmissionState.REJECTED)


def undo(decision: Decision, by: User) -> Callable[[], Submission]:
    return lambda: actions.undo(decision=decision, by=by)


def test_a_decision_is_taken_back_once(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    decision = Decision.objects.get()
    results = at_once(*[undo(decision, wallonia)] * 4)
    assert refusals(results) == [errors.TooLate] * 3
    assert not Startup.objects.exists()
    assert Event.objects.filter(verb=Verb.UNDONE).count() == 1
    assert first_broken_position() is None


@pytest.mark.parametrize("_", range(3))
def test_taken_back_while_the_company_sends_it_again(founder: User, wallonia: User, _: int) -> None:
    submission = Make.waiting(founder)
    revision = Make.revision(submission)
    decision = actions.request_changes(
        submission=submission, revision=revision, reason=Reason.UNCLEAR, words="Quoi ?", by=wallonia
    )
    results = at_once(
        undo(decision, wallonia),
        lambda: actions.submit(
            submission=submission, profile=revision.profile | {"founded": 2001}, accepts_licence=True, by=founder
        ),
    )
    assert refusals(results) in ([], [errors.TooLate])
    assert Make.fresh(submission).state == SubmissionState.WAITING
    assert Make.fresh(submission).revisions.count() == 2


@pytest.mark.parametrize("_", range(3))
def test_taken_back_while_the_company_starts_a_change(founder: User, wallonia: User, _: int) -> None:
    startup = Make.published(founder, wallonia)
    decision = Decision.objects.get()
    results = at_once(
        undo(decision, wallonia), lambda: actions.start_change(startup=startup, language="fr", by=founder)
    )
    assert refusals(results) == [errors.TooLate if Startup.objects.exists() else errors.Gone]


@pytest.mark.parametrize("_", range(3))
def test_taken_back_in_the_last_moment_is_not_told(founder: User, wallonia: User, _: int) -> None:
    """The mail waits for whoever holds the row: either the decision stands, or nothing is said."""
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    decision = Decision.objects.get()
    Decision.objects.update(undo_until=DatabaseClock() + timedelta(milliseconds=20))
    mail.outbox.clear()

    def tell() -> None:
        time.sleep(0.02)
        mails.submission_approved.call(decision.pk)

    results = at_once(undo(decision, wallonia), tell)
    stands = Decision.objects.get().undone_at is None
    assert refusals(results) == ([errors.TooLate] if stands else [])
    assert len(mail.outbox) == (1 if stands else 0)


@pytest.mark.parametrize("_", range(3))
def test_approve_against_edit(founder: User, wallonia: User, _: int) -> None:
    submission = Make.waiting(founder, name="Avant")
    seen = Make.revision(submission)
    edited = seen.profile | {"name": "Après"}
    results = at_once(
        approve(submission, seen, wallonia),
        lambda: actions.submit(submission=submission, profile=edited, accepts_licence=True, by=founder),
    )
    assert refusals(results) in ([errors.Outdated], [errors.AlreadyDecided])
    published = list(Startup.objects.values_list("name", flat=True))
    # Either what the moderator saw is public, or nothing is and the newer revision waits.
    assert published in (["Avant"], [])
    if not published:
        assert Make.fresh(submission).state == SubmissionState.WAITING


def test_one_company_registered_by_two_people(founder: User, other_founder: User) -> None:
    profile = Make.profile()
    drafts = [(Make.draft(person), person) for person in (founder, other_founder)]
    results = at_once(
        *(
            lambda draft=draft, person=person: actions.submit(
                submission=draft, profile=profile, accepts_licence=True, by=person
            )
            for draft, person in drafts
        )
    )
    assert refusals(results) == [errors.NumberPending]
    assert Submission.objects.open().count() == 1
    assert Event.objects.filter(verb=Verb.SUBMITTED).count() == 1


def test_the_same_form_sent_eight_times(founder: User) -> None:
    draft = Make.draft(founder)
    profile = Make.profile()
    at_once(
        *[lambda: actions.submit(submission=draft, profile=profile, accepts_licence=True, by=founder) for _ in range(8)]
    )
    assert Submission.objects.open().count() == 1
    assert Make.fresh(draft).revisions.count() == 1
    assert first_broken_position() is None


def test_two_names_alike_get_two_addresses(founder: User, other_founder: User, wallonia: User) -> None:
    waiting = [Make.waiting(person, name="Pareil") for person in (founder, other_founder)]
    results = at_once(*(approve(one, Make.revision(one), wallonia) for one in waiting))
    assert refusals(results) == []
    assert sorted(Startup.objects.values_list("slug", flat=True)) == ["pareil", "pareil-2"]


def test_approvals_and_imports_do_not_wait_for_each_other_for_ever(founder: User, wallonia: User) -> None:
    waiting = [Make.waiting(founder) for _ in range(6)]
    results = at_once(
        *(approve(one, Make.revision(one), wallonia) for one in waiting),
        *(lambda number=number: Make.unclaimed(name=f"Liste de course {number}") for number in range(6)),
    )
    assert refusals(results) == []
    assert Startup.objects.count() == 12
    assert first_broken_position() is None


def approve_claim(
    claim: Submission, seen_version: int, by: User, twin: Startup | None = None
) -> Callable[[], Decision]:
    revision = Make.revision(claim)
    return lambda: actions.approve(
        submission=claim,
        revision=revision,
        seen_version=seen_version,
        reason=Reason.MEETS_CRITERIA,
        words="",
        twin=twin,
        partner_words="Called." if twin else "",
        by=by,
    )


def proven_claims(startup: Startup, *people: User) -> list[Submission]:
    claims = [Make.claim(startup, person) for person in people]
    for claim in claims:
        Make.proof(claim)
    return claims


@pytest.mark.parametrize("_", range(3))
def test_two_claims_approved_at_once(
    founder: User, other_founder: User, flanders: User, make_moderator: Callable[[str], User], _: int
) -> None:
    startup = Make.unclaimed()
    first, second = proven_claims(startup, founder, other_founder)
    version = startup.content_version
    results = at_once(
        approve_claim(first, version, flanders),
        approve_claim(second, version, make_moderator("flemish-partner")),
    )
    assert refusals(results) == [errors.AlreadyDecided]
    assert startup.team.count() == 1
    assert Event.objects.filter(verb=Verb.ENTRY_CLAIMED).count() == 1
    assert {Make.fresh(one).state for one in (first, second)} == {SubmissionState.APPROVED, SubmissionState.REJECTED}
    assert first_broken_position() is None


@pytest.mark.parametrize("_", range(3))
def test_a_claim_approved_while_a_registration_turns_out_to_be_the_entry(
    founder: User, other_founder: User, flanders: User, make_moderator: Callable[[str], User], _: int
) -> None:
    startup = Make.unclaimed()
    [claim] = proven_claims(startup, founder)
    registration = Make.waiting(other_founder, **Make.place("9000", "Gent"))
    results = at_once(
        approve_claim(claim, startup.content_version, flanders),
        approve_claim(registration, 0, make_moderator("flemish-partner"), twin=startup),
    )
    assert refusals(results) in ([errors.AlreadyDecided], [errors.Outdated])
    assert startup.team.count() == 1
    assert Event.objects.filter(verb=Verb.ENTRY_CLAIMED).count() == 1
    assert first_broken_position() is None


@pytest.mark.parametrize("_", range(3))
def test_a_claim_approved_while_it_is_withdrawn(founder: User, flanders: User, _: int) -> None:
    startup = Make.unclaimed()
    [claim] = proven_claims(startup, founder)
    results = at_once(
        approve_claim(claim, startup.content_version, flanders),
        lambda: actions.withdraw(submission=claim, by=founder),
    )
    assert refusals(results) == [errors.AlreadyDecided]
    approved = Make.fresh(claim).state == SubmissionState.APPROVED
    assert startup.team.exists() == approved


@pytest.mark.parametrize("_", range(3))
def test_a_claim_sent_while_another_is_approved(founder: User, other_founder: User, flanders: User, _: int) -> None:
    startup = Make.unclaimed()
    [claim] = proven_claims(startup, founder)
    draft = actions.start_claim(startup=startup, language="nl", by=other_founder)
    profile = Make.revision(claim).profile
    results = at_once(
        approve_claim(claim, startup.content_version, flanders),
        lambda: actions.submit(submission=draft, profile=profile, accepts_licence=True, by=other_founder),
    )
    assert refusals(results) in ([], [errors.AlreadyClaimed])
    assert startup.team.get().user == founder
    assert Make.fresh(draft).state in (SubmissionState.REJECTED, SubmissionState.DRAFT)


def test_eight_people_reserve_one_number(founder: User, other_founder: User, wallonia: User, flanders: User) -> None:
    """Registrations and claims of several entries: one of them gets it, and nobody waits for each other for ever."""
    people = (founder, other_founder, wallonia, flanders)
    profile = Make.profile()
    drafts = [(Make.draft(person), person) for person in people] + [
        (actions.start_claim(startup=Make.unclaimed(), language="fr", by=person), person) for person in people
    ]
    results = at_once(
        *(
            lambda draft=draft, person=person: actions.submit(
                submission=draft, profile=profile, accepts_licence=True, by=person
            )
            for draft, person in drafts
        )
    )
    assert refusals(results) == [errors.NumberPending] * 7


def test_one_person_claims_eight_times(founder: User) -> None:
    startup = Make.unclaimed()
    at_once(*[lambda: actions.start_claim(startup=startup, language="fr", by=founder) for _ in range(8)])
    assert Submission.objects.count() == 1


def test_a_code_tried_eight_times_at_once(founder: User) -> None:
    claim = actions.start_claim(startup=Make.unclaimed(website="https://firm.example.com"), language="fr", by=founder)
    proof = actions.mail_code(submission=claim, local_part="info", by=founder)
    at_once(*[lambda: actions.confirm_code(submission=claim, code="no", by=founder) for _ in range(8)])
    proof.refresh_from_db()
    assert proof.attempts == 5


def test_eight_confirm_at_once(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    Startup.objects.filter(pk=startup.pk).update(confirmed_on="2025-01-01")
    startup.refresh_from_db()
    results = at_once(*[lambda: actions.confirm(startup=startup, by=founder)] * 8)
    assert sorted(map(bool, results)) == [False] * 7 + [True]
    assert refusals(results) == []
    assert Event.objects.filter(verb=Verb.ENTRY_CONFIRMED).count() == 1


def test_hiding_against_confirming(founder: User, wallonia: User) -> None:
    """Either the firm was first and nothing is hidden, or it brings back what was hidden: public in both cases."""
    startup = Make.published(founder, wallonia)
    Startup.objects.filter(pk=startup.pk).update(confirmed_on="2020-01-01")
    startup.refresh_from_db()
    results = at_once(
        lambda: actions.confirm(startup=startup, by=founder),
        lambda: actions.hide(startup=startup, words="Silence.", by=wallonia),
    )
    assert refusals(results) in ([], [errors.NotSilent])
    assert Startup.objects.get().state == EntryState.PUBLISHED
    assert Event.objects.filter(verb=Verb.ENTRY_CONFIRMED).count() == 1


def test_eight_renew_an_ask_at_once(founder: User, wallonia: User) -> None:
    wanted = {"kind": "distributor", "country": "DE", "text": "A distributor", "language": "en"}
    startup = Make.published(founder, wallonia, asks=[wanted])
    startup.asks.update(opened_on="2026-01-01", lapses_on=timezone.localdate() + timedelta(days=3))
    ask = startup.asks.get()
    results = at_once(*[lambda: actions.renew_ask(ask=ask, by=founder)] * 8)
    assert sorted(map(bool, results)) == [False] * 7 + [True]
    assert refusals(results) == []
    assert Event.objects.filter(verb=Verb.ASK_RENEWED).count() == 1


def test_claims_on_the_word_of_the_partner_and_new_entries_do_not_wait_for_each_other_for_ever(
    founder: User, other_founder: User, flanders: User, wallonia: User
) -> None:
    claims = [Make.claim(Make.unclaimed(), other_founder) for _ in range(4)]
    waiting = [Make.waiting(founder) for _ in range(4)]
    results = at_once(
        *(lambda one=one: Make.approve(one, flanders, partner_words="Belde het nummer op de site.") for one in claims),
        *(approve(one, Make.revision(one), wallonia) for one in waiting),
    )
    assert refusals(results) == []
    assert first_broken_position() is None


def test_a_code_is_mailed_while_rows_that_name_the_person_are_written(founder: User) -> None:
    """The person is locked without the key, as everywhere: a foreign key waits for nobody, and nobody for it."""
    claim = actions.start_claim(startup=Make.unclaimed(website="https://firm.example.com"), language="fr", by=founder)
    profile = Make.profile() | {name: value for name, value in claim.base.items() if value not in ("", [], None)}
    results = at_once(
        *[lambda: actions.mail_code(submission=claim, local_part="info", by=founder) for _ in range(4)],
        *(
            lambda year=year: actions.submit(
                submission=claim, profile=profile | {"founded": year}, accepts_licence=True, by=founder
            )
            for year in range(2010, 2022)
        ),
    )
    assert set(refusals(results)) <= {errors.TooManyCodes}
    assert Make.fresh(claim).revisions.count() == 12


@pytest.mark.parametrize("look", [False, True])
def test_a_proof_waits_for_no_foreign_key(founder: User, monkeypatch: pytest.MonkeyPatch, look: bool) -> None:
    claim = actions.start_claim(startup=Make.unclaimed(website="https://firm.example.com"), language="fr", by=founder)
    monkeypatch.setattr("directory.actions.proofs.problem_with", lambda *_: "not-there")

    def prove() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        if look:
            return actions.check_proof(submission=claim, method=ProofMethod.FILE, by=founder)
        return actions.mail_code(submission=claim, local_part="info", by=founder)

    with transaction.atomic():
        list(User.objects.raw("SELECT * FROM accounts_user WHERE id = %s FOR KEY SHARE", [founder.pk]))
        results = at_once(prove)
    assert refusals(results) == []
