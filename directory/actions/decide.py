"""A moderator's decision: approve, request changes, reject."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._entries import wait_for_slugs
from directory.actions._publish import publish_change, publish_new
from directory.actions._shared import lock_startup, lock_submission_and_siblings, record
from directory.actions.documents import keep_names
from directory.actions.errors import AlreadyDecided, NotAllowed, Outdated
from directory.choices import Reason, Verb, Verdict
from directory.models import Decision, Revision, Startup, Submission
from directory.notifications import mails
from directory.rules import workflow
from directory.rules.duplicates import unclaimed_twins
from directory.rules.permissions import Permission, may


@transaction.atomic
def approve(
    *,
    submission: Submission,
    revision: Revision,
    seen_version: int,
    reason: Reason,
    words: str,
    twin: Startup | None = None,
    by: User,
) -> Decision:
    """Publish exactly the revision that the moderator saw.

    `seen_version` is the entry's content_version on the moderator's screen (0 for a new entry). `twin` is the
    unclaimed entry that a new one turns out to be: it is coloured in, instead of a second one made. Raises
    NotAllowed, AlreadyDecided, Outdated or NumberListed; then nothing is changed.
    """
    locked = _lock_for_decision(submission, revision, workflow.Step.APPROVE, by)
    keep_names()
    startup = lock_startup(locked.startup_id) if locked.startup_id else None
    if startup and startup.content_version != seen_version:
        raise Outdated
    own_twin = _lock_twin(locked, twin) if twin else None
    wait_for_slugs()
    decision = _decide(locked, revision=revision, verdict=Verdict.APPROVE, reason=reason, words=words, by=by)
    if startup:
        publish_change(startup, locked, revision, by)
    else:
        publish_new(locked, revision, own_twin, by)
    mails.submission_approved.enqueue(decision.pk)
    return decision


@transaction.atomic
def request_changes(*, submission: Submission, revision: Revision, reason: Reason, words: str, by: User) -> Decision:
    """Send it back to the founder with words; nothing becomes public. Raises NotAllowed, AlreadyDecided, Outdated."""
    locked = _lock_for_decision(submission, revision, workflow.Step.REQUEST_CHANGES, by)
    decision = _decide(locked, revision=revision, verdict=Verdict.REQUEST_CHANGES, reason=reason, words=words, by=by)
    mails.changes_requested.enqueue(decision.pk)
    return decision


@transaction.atomic
def reject(*, submission: Submission, revision: Revision, reason: Reason, words: str, by: User) -> Decision:
    """Refuse it for one of the published reasons. Raises NotAllowed, AlreadyDecided, Outdated."""
    locked = _lock_for_decision(submission, revision, workflow.Step.REJECT, by)
    decision = _decide(locked, revision=revision, verdict=Verdict.REJECT, reason=reason, words=words, by=by)
    mails.submission_rejected.enqueue(decision.pk)
    return decision


VERBS = {
    Verdict.APPROVE: (workflow.Step.APPROVE, Verb.APPROVED),
    Verdict.REQUEST_CHANGES: (workflow.Step.REQUEST_CHANGES, Verb.CHANGES_REQUESTED),
    Verdict.REJECT: (workflow.Step.REJECT, Verb.REJECTED),
}


def _lock_for_decision(submission: Submission, revision: Revision, step: workflow.Step, by: User) -> Submission:
    locked = lock_submission_and_siblings(submission)
    if not workflow.can(step, locked):
        raise AlreadyDecided
    if not may(by, Permission.DECIDE, locked):
        raise NotAllowed
    latest = locked.latest_revision()
    if latest is None or latest.pk != revision.pk:
        raise Outdated
    return locked


def _lock_twin(submission: Submission, twin: Startup) -> Startup:
    """The unclaimed entry, locked, if it is still one that this submission may colour in."""
    locked = lock_startup(twin.pk)
    if not unclaimed_twins(submission).filter(pk=locked.pk).exists():
        raise Outdated
    return locked


def _decide(
    submission: Submission, *, revision: Revision, verdict: Verdict, reason: Reason, words: str, by: User
) -> Decision:
    step, verb = VERBS[verdict]
    now = timezone.now()
    decision = Decision.objects.create(
        submission=submission,
        revision=revision,
        verdict=verdict,
        reason=reason,
        words=words,
        decided_by=by,
        decided_at=now,
    )
    submission.state = workflow.after(step)
    submission.decided_at = now if verdict != Verdict.REQUEST_CHANGES else None
    submission.changed_at = now
    submission.save()
    record(
        verb,
        by=by,
        startup=submission.startup,
        submission=submission,
        after={"revision": revision.number},
        reason=reason,
        personal={"words": words} if words else None,
    )
    return decision
