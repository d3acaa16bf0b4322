"""Two people at the same moment, with real threads and real commits: exactly one outcome, the other is told so."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Reason, SubmissionState, Verb
from directory.models import Decision, Event, Revision, Startup, Submission
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
