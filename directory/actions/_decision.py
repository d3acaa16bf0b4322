"""Writing a decision down: the row, the new state of the submission, and the line of the trail.

Callers hold the lock of the submission, and have looked whether it may be decided on.
"""

from typing import Any

from django.utils import timezone

from accounts.models import User
from directory.actions._shared import record
from directory.actions.holds import end_hold
from directory.choices import Reason, Verb, Verdict
from directory.models import Decision, Revision, Submission
from directory.models.decision import UNDO_LASTS, DatabaseClock
from directory.rules import workflow
from directory.rules.parts import Part
from directory.rules.permissions import decides_as_fallback

VERBS = {
    Verdict.APPROVE: (workflow.Step.APPROVE, Verb.APPROVED),
    Verdict.REQUEST_CHANGES: (workflow.Step.REQUEST_CHANGES, Verb.CHANGES_REQUESTED),
    Verdict.REJECT: (workflow.Step.REJECT, Verb.REJECTED),
}


def write_decision(
    submission: Submission,
    *,
    revision: Revision,
    verdict: Verdict,
    reason: Reason,
    words: str,
    remarks: dict[str, str] | None = None,
    part: Part | None = None,
    told: dict[str, Any] | None = None,
    may_be_undone: bool = True,
    by: User,
) -> Decision:
    """`part`: what of the proposal is approved, None for all of it. `told`: what else the trail says."""
    step, verb = VERBS[verdict]
    instead = {"fallback": True} if decides_as_fallback(by, submission) else {}
    now = timezone.now()
    decision = Decision.objects.create(
        submission=submission,
        revision=revision,
        verdict=verdict,
        reason=reason,
        words=words,
        remarks=remarks or {},
        fields=part.published if part else None,
        kept=part.kept if part else [],
        decided_by=by,
        decided_at=now,
        undo_until=DatabaseClock() + UNDO_LASTS if may_be_undone else None,
    )
    decision.refresh_from_db(fields=["undo_until"])
    submission.state = workflow.after(step)
    submission.decided_at = now if verdict != Verdict.REQUEST_CHANGES else None
    submission.changed_at = now
    submission.save()
    end_hold(submission)
    record(
        verb,
        by=by,
        startup=submission.startup,
        submission=submission,
        after={"revision": revision.number} | _of_the_part(part) | instead | (told or {}),
        reason=reason,
        personal={name: text for name, text in (("words", words), ("remarks", remarks)) if text},
    )
    return decision


def _of_the_part(part: Part | None) -> dict[str, Any]:
    return {"published": part.published, "kept": part.kept, "asked": part.asked} if part else {}
