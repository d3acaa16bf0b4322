"""A founder's work before it is sent."""

from typing import Any

import pytest

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import SubmissionKind, SubmissionState
from directory.models import Submission, TeamMember
from directory.rules.profile import profile_of
from directory.rules.topics import Topic
from tests.factories import Make

COMPANY = Topic.COMPANY


def save(submission: Submission, typed: dict[str, Any], *, by: User, seen_mark: str = "") -> Submission:
    """Keeps what was typed on the first topic, from a page that was opened when `submission` was read."""
    mark = seen_mark or f"{submission.revisions.count()}-0"
    return actions.save_draft(submission=submission, topic=COMPANY, typed=typed, seen_mark=mark, by=by)


def test_what_was_typed_is_kept_even_when_invalid(founder: User) -> None:
    draft = Make.draft(founder)
    saved = save(draft, {"name": "Ma firme", "founded": "²"}, by=founder)
    assert saved.draft_of(COMPANY) == {"name": "Ma firme", "founded": "²"}
    assert (saved.name, saved.draft_version) == ("Ma firme", 1)


def test_an_older_window_is_told(founder: User) -> None:
    draft = Make.draft(founder)
    save(draft, {"name": "Un"}, by=founder)
    with pytest.raises(errors.DraftChangedElsewhere):
        save(draft, {"name": "Deux"}, by=founder)
    assert Make.fresh(draft).draft_of(COMPANY) == {"name": "Un"}


def test_the_same_once_more_is_no_other_window(founder: User) -> None:
    draft = Make.draft(founder)
    for _click in range(2):
        save(draft, {"name": "Un"}, by=founder)
    assert Make.fresh(draft).draft_version == 1


def test_nobody_else_writes_in_it(founder: User, other_founder: User, wallonia: User, operator: User) -> None:
    draft = Make.draft(founder)
    for stranger in (other_founder, wallonia, operator):
        with pytest.raises(errors.NotAllowed):
            save(draft, {}, by=stranger)


def test_a_decided_submission_is_closed(founder: User, wallonia: User) -> None:
    submission = Make.waiting(founder)
    Make.approve(submission, wallonia)
    with pytest.raises(errors.NotAllowed):
        save(submission, {}, by=founder)


class TestStartChange:
    def test_it_starts_from_what_is_public(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        change = actions.start_change(startup=startup, language="fr", by=founder)
        assert change.kind == SubmissionKind.CHANGE
        assert change.base == profile_of(startup)
        assert change.base_version == startup.content_version

    def test_a_team_has_one_open_change(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        TeamMember.objects.create(startup=startup, user=other_founder, role="editor")
        first = actions.start_change(startup=startup, language="fr", by=founder)
        assert actions.start_change(startup=startup, language="nl", by=other_founder) == first

    def test_a_stranger_cannot(self, founder: User, other_founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        for stranger in (other_founder, wallonia):
            with pytest.raises(errors.NotAllowed):
                actions.start_change(startup=startup, language="fr", by=stranger)

    def test_a_former_team_member_cannot(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        member = TeamMember.objects.get(startup=startup)
        member.left_at = member.joined_at
        member.save()
        with pytest.raises(errors.NotAllowed):
            actions.start_change(startup=startup, language="fr", by=founder)

    def test_a_next_change_can_start_after_a_decision(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        Make.approve(Make.change(startup, founder, people="20-49"), wallonia)
        startup.refresh_from_db()
        again = actions.start_change(startup=startup, language="fr", by=founder)
        assert again.base["people"] == "20-49"


class TestWithdraw:
    def test_it_works(self, founder: User) -> None:
        submission = Make.waiting(founder)
        actions.withdraw(submission=submission, by=founder)
        assert Make.fresh(submission).state == SubmissionState.WITHDRAWN

    def test_a_stranger_cannot(self, founder: User, other_founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        for stranger in (other_founder, wallonia):
            with pytest.raises(errors.NotAllowed):
                actions.withdraw(submission=submission, by=stranger)

    def test_a_decided_one_stays(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        Make.approve(submission, wallonia)
        with pytest.raises(errors.AlreadyDecided):
            actions.withdraw(submission=submission, by=founder)
