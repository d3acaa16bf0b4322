"""Two people at the same moment, about looks, offers and the fast lane: exactly one outcome."""

import pytest

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, Reason, SubmissionState
from directory.models import FirstLook, Startup, Territory
from directory.rules.fast_lane import fast_lane
from directory.rules.trail import first_broken_position
from tests.actions.test_races import approve, at_once, refusals
from tests.factories import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def test_two_first_looks(founder: User, wallonia: User) -> None:
    removal, colleague = Make.removal(Make.published(founder, wallonia), founder), Make.colleague(wallonia)
    results = at_once(lambda: Make.look_first(removal, wallonia), lambda: Make.look_first(removal, colleague))
    assert refusals(results) == [errors.LookedMeanwhile]
    assert FirstLook.objects.count() == 1
    assert Make.fresh(removal).state == SubmissionState.WAITING


def test_a_second_look_against_a_newer_revision(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    removal, colleague = Make.removal(startup, founder), Make.colleague(wallonia)
    Make.look_first(removal, wallonia)
    seen = Make.revision(removal)
    results = at_once(
        lambda: actions.approve(
            submission=removal,
            revision=seen,
            seen_version=1,
            reason=Reason.MEETS_CRITERIA,
            words="",
            by=colleague,
        ),
        lambda: actions.ask_removal(startup=startup, statement="Autrement.", seen=1, language="fr", by=founder),
    )
    startup.refresh_from_db()
    removed = startup.state == EntryState.REMOVED
    # Either what both looked at is done, or nothing is and the newer words wait for two looks.
    assert len(refusals(results)) == 1
    assert removed or refusals(results) == [errors.Outdated]
    assert removed == (Make.fresh(removal).state == SubmissionState.APPROVED)


def test_an_acceptance_against_a_decision(founder: User, wallonia: User, flanders: User) -> None:
    submission = Make.waiting(founder)
    territory = Territory.objects.get(slug="flanders")
    actions.offer(submission=submission, territory=territory, reason="Gand.", by=wallonia)
    results = at_once(
        approve(submission, Make.revision(submission), wallonia),
        lambda: actions.accept(submission=submission, words="", by=flanders),
    )
    assert refusals(results) in ([errors.AlreadyDecided], [errors.NotAllowed])
    accepted = Make.fresh(submission).territory == territory
    assert accepted != Startup.objects.exists()
    assert first_broken_position() is None


def test_the_fast_lane_against_a_correction(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    [previewed] = fast_lane(wallonia)
    corrected = Make.revision(change).profile | {"people": "250+"}
    results = at_once(
        lambda: actions.approve(
            submission=change,
            revision=previewed.revision,
            seen_version=change.base_version,
            reason=Reason.MEETS_CRITERIA,
            words="",
            by=wallonia,
        ),
        lambda: actions.submit(submission=change, profile=corrected, accepts_licence=True, by=founder),
    )
    assert refusals(results) in ([errors.Outdated], [errors.AlreadyDecided])
    startup.refresh_from_db()
    assert startup.people in ("50-99", "10-19")
