"""Which step leads from which state to which."""

import pytest

from directory.choices import SubmissionKind, SubmissionState
from directory.models import Submission
from directory.rules.workflow import TRANSITIONS, Step, can

S = SubmissionState
ALLOWED = {
    Step.SUBMIT: {S.DRAFT, S.WAITING, S.CHANGES_REQUESTED},
    Step.WITHDRAW: {S.DRAFT, S.WAITING, S.CHANGES_REQUESTED},
    Step.APPROVE: {S.WAITING},
    Step.REQUEST_CHANGES: {S.WAITING},
    Step.REJECT: {S.WAITING},
}


@pytest.mark.parametrize("step", Step)
def test_steps_and_states(step: Step) -> None:
    assert {state for state in S if can(step, Submission(kind=SubmissionKind.NEW, state=state))} == ALLOWED[step]


def test_nothing_leads_out_of_an_end() -> None:
    ends = {S.APPROVED, S.REJECTED, S.WITHDRAWN}
    assert not any(ends & sources for sources, _ in TRANSITIONS.values())


def test_a_move_is_accepted_or_not() -> None:
    move = Submission(kind=SubmissionKind.TRANSFER, state=S.WAITING)
    assert {step for step in Step if can(step, move)} >= {Step.APPROVE, Step.REJECT}
    assert not can(Step.REQUEST_CHANGES, move)
