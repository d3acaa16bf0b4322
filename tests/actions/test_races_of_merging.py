"""Merging at the same moment as something else, with real threads and real commits."""

from collections.abc import Callable

import pytest

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import EntryState, SubmissionState, Verb
from directory.models import Event, Merge, Startup
from directory.rules.trail import first_broken_position
from tests.actions.test_races import at_once, refusals
from tests.factories import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def merge(kept: Startup, merged: Startup, by: User) -> Merge:
    versions = (kept.content_version, merged.content_version)
    return actions.merge(kept=kept, merged=merged, choices={}, seen_versions=versions, reason="Une firme.", by=by)


def test_two_merges_at_once(
    founder: User, other_founder: User, wallonia: User, make_moderator: Callable[[str], User]
) -> None:
    """Each into the other: one wins."""
    colleague = make_moderator("walloon-partner")
    first, second = Make.published(founder, wallonia), Make.published(other_founder, wallonia)
    results = at_once(lambda: merge(first, second, wallonia), lambda: merge(second, first, colleague))
    assert refusals(results) == [errors.Outdated]
    assert Event.objects.filter(verb=Verb.ENTRY_MERGED).count() == 1
    [row] = Merge.objects.all()
    results = at_once(lambda: actions.unmerge(merge=row, by=wallonia), lambda: actions.unmerge(merge=row, by=colleague))
    assert refusals(results) == [errors.NotAllowed]
    assert Event.objects.filter(verb=Verb.ENTRY_UNMERGED).count() == 1
    assert first_broken_position() is None


def test_merging_against_the_approval_of_a_change(
    founder: User, other_founder: User, wallonia: User, make_moderator: Callable[[str], User]
) -> None:
    """The page of who merges shows the entry as it was before the change."""
    colleague = make_moderator("walloon-partner")
    kept, merged = Make.published(other_founder, wallonia), Make.published(founder, wallonia)
    change = Make.change(merged, founder, people="50-99")
    results = at_once(lambda: merge(kept, merged, wallonia), lambda: Make.approve(change, colleague))
    assert refusals(results) in ([errors.ChangePending], [errors.Outdated])
    assert Make.fresh(change).state == SubmissionState.APPROVED
    assert Startup.objects.get(pk=merged.pk).state == EntryState.PUBLISHED


@pytest.mark.parametrize("_", range(3))
def test_merging_against_sending_a_change(founder: User, other_founder: User, wallonia: User, _: int) -> None:
    """Whatever comes first: nothing waits for an entry that is no more."""
    kept, merged = Make.published(other_founder, wallonia), Make.published(founder, wallonia)
    draft = actions.start_change(startup=merged, language="fr", by=founder)
    profile = draft.base | {"people": "50-99"}
    results = at_once(
        lambda: merge(kept, merged, wallonia),
        lambda: actions.submit(submission=draft, profile=profile, accepts_licence=True, by=founder),
    )
    is_merged = Startup.objects.get(pk=merged.pk).state == EntryState.MERGED
    assert refusals(results) == ([errors.Gone] if is_merged else [errors.ChangePending])
    assert is_merged != (Make.fresh(draft).state == SubmissionState.WAITING)


def test_merging_against_closing_an_account(founder: User, other_founder: User, wallonia: User) -> None:
    kept, merged = Make.published(other_founder, wallonia), Make.published(founder, wallonia)
    merged.team.update(role="editor")
    results = at_once(lambda: merge(kept, merged, wallonia), lambda: actions.close_account(user=founder, by=founder))
    assert set(refusals(results)) <= {errors.Outdated}
    assert not kept.team.active().filter(user=founder).exists()
