"""The states of a submission, and which step leads from where to where."""

from enum import StrEnum

from directory.choices import SubmissionKind
from directory.choices import SubmissionState as State
from directory.models import Submission


class Step(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REQUEST_CHANGES = "request-changes"
    REJECT = "reject"


TRANSITIONS: dict[Step, tuple[frozenset[State], State]] = {
    # A founder may correct a submission while it waits: the decision then has to be made on the newer revision.
    Step.SUBMIT: (frozenset({State.DRAFT, State.WAITING, State.CHANGES_REQUESTED}), State.WAITING),
    Step.WITHDRAW: (frozenset({State.DRAFT, State.WAITING, State.CHANGES_REQUESTED}), State.WITHDRAWN),
    Step.APPROVE: (frozenset({State.WAITING}), State.APPROVED),
    Step.REQUEST_CHANGES: (frozenset({State.WAITING}), State.CHANGES_REQUESTED),
    Step.REJECT: (frozenset({State.WAITING}), State.REJECTED),
}


def can(step: Step, submission: Submission) -> bool:
    """Whether the step leads on from the submission's state. A move between territories, and what a partner proposes
    on behalf of a company, is accepted or not: there is no founder who would correct it."""
    if step == Step.REQUEST_CHANGES and (submission.kind == SubmissionKind.TRANSFER or submission.on_behalf_id):
        return False
    return submission.state in TRANSITIONS[step][0]


def after(step: Step) -> State:
    return TRANSITIONS[step][1]
