"""A moderator's decision: approve, request changes, reject."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions import _entries
from directory.actions._shared import lock_startup, lock_submission, record, refusing
from directory.actions.drafts import new_reference
from directory.actions.errors import AlreadyDecided, NotAllowed, NumberListed, Outdated
from directory.choices import (
    CompanyStatus,
    EntryState,
    Reason,
    SubmissionKind,
    SubmissionState,
    TeamRole,
    Verb,
    Verdict,
)
from directory.models import Decision, Municipality, Revision, Startup, Submission, TeamMember, Territory
from directory.notifications import mails
from directory.rules import workflow
from directory.rules.calendar import due_date
from directory.rules.diff import changed_fields
from directory.rules.permissions import Permission, may
from directory.rules.places import territory_of
from directory.rules.profile import PLACE, SCHEMA_VERSION, Profile, profile_of, public_value, upgraded

LISTED = {"startup_enterprise_number_unique": NumberListed}


@transaction.atomic
def approve(
    *, submission: Submission, revision: Revision, seen_version: int, reason: Reason, words: str, by: User
) -> Decision:
    """Publish exactly the revision that the moderator saw.

    `seen_version` is the entry's content_version on the moderator's screen (0 for a new entry). Raises NotAllowed,
    AlreadyDecided, Outdated or NumberListed; then nothing is changed.
    """
    locked = _lock_for_decision(submission, revision, workflow.Step.APPROVE, by)
    startup = lock_startup(locked.startup_id) if locked.startup_id else None
    if startup and startup.content_version != seen_version:
        raise Outdated
    decision = _decide(locked, revision=revision, verdict=Verdict.APPROVE, reason=reason, words=words, by=by)
    proposed = upgraded(revision.profile, revision.schema_version)
    if startup is None:
        _publish_new(locked, revision, proposed, by)
    else:
        _publish_change(startup, locked, revision, proposed, by)
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
    locked = lock_submission(submission)
    if not workflow.can(step, locked):
        raise AlreadyDecided
    if not may(by, Permission.DECIDE, locked):
        raise NotAllowed
    latest = locked.latest_revision()
    if latest is None or latest.pk != revision.pk:
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


def _publish_new(submission: Submission, revision: Revision, profile: Profile, by: User) -> None:
    founder = submission.submitted_by
    startup = Startup(
        state=EntryState.PUBLISHED,
        status=CompanyStatus.ACTIVE,
        territory=submission.territory,
        claimed_at=revision.created_at,
        published_at=timezone.now(),
    )
    _confirm(startup, revision)
    with refusing(LISTED):
        _entries.write_profile(startup, profile, profile)
    _entries.source_from_founder(startup, profile, profile, founder, revision.created_at)
    TeamMember.objects.create(startup=startup, user=founder, role=TeamRole.OWNER)
    submission.startup = startup
    submission.save(update_fields=["startup"])
    after = {name: public_value(name, value) for name, value in profile.items()}
    record(Verb.ENTRY_PUBLISHED, by=by, startup=startup, submission=submission, after=after)
    record(Verb.TEAM_JOINED, by=founder, startup=startup, submission=submission, after={"role": TeamRole.OWNER})


def _publish_change(startup: Startup, submission: Submission, revision: Revision, profile: Profile, by: User) -> None:
    """Publish only what the revision changed. An address in another territory waits for that territory."""
    names = changed_fields(upgraded(submission.base, SCHEMA_VERSION), profile)
    target = _territory_after(startup, profile, names)
    leaves = target != startup.territory
    accepted = leaves and submission.kind == SubmissionKind.TRANSFER
    if accepted:
        startup.territory = target
    elif leaves:
        names = [name for name in names if name not in PLACE]
    if names:
        verb = Verb.ENTRY_MOVED if accepted else Verb.ENTRY_CHANGED
        _write_change(startup, submission=submission, revision=revision, profile=profile, names=names, verb=verb, by=by)
    if leaves and not accepted:
        _ask_other_territory(startup, submission, revision, target, by)


def _write_change(
    startup: Startup,
    *,
    submission: Submission,
    revision: Revision,
    profile: Profile,
    names: list[str],
    verb: Verb,
    by: User,
) -> None:
    public = profile_of(startup)
    startup.content_version += 1
    _confirm(startup, revision)
    with refusing(LISTED):
        _entries.write_profile(startup, profile, names)
    _entries.source_from_founder(startup, profile, names, submission.submitted_by, revision.created_at)
    record(
        verb,
        by=by,
        startup=startup,
        submission=submission,
        before={name: public_value(name, public[name]) for name in names},
        after={name: public_value(name, profile[name]) for name in names},
    )


def _confirm(startup: Startup, revision: Revision) -> None:
    """Who sends a profile says, on that day, that it is right."""
    startup.confirmed_on = timezone.localdate(revision.created_at)
    startup.confirmed_by = revision.submission.submitted_by


def _territory_after(startup: Startup, profile: Profile, names: list[str]) -> Territory | None:
    if not set(names) & set(PLACE):
        return startup.territory
    municipality = Municipality.objects.select_related("area__parent").get(nis_code=profile["municipality"])
    return territory_of(profile["postal_code"], municipality)


def _ask_other_territory(
    startup: Startup, submission: Submission, revision: Revision, target: Territory | None, by: User
) -> None:
    """The approved address stays unpublished until the territory it lies in accepts it (product.md, Rules)."""
    now = timezone.now()
    startup.submissions.open().filter(kind=SubmissionKind.TRANSFER).update(
        state=SubmissionState.WITHDRAWN, changed_at=now
    )
    base = profile_of(startup)
    transfer = Submission.objects.create(
        reference=new_reference(),
        kind=SubmissionKind.TRANSFER,
        state=SubmissionState.WAITING,
        startup=startup,
        territory=target,
        submitted_by=submission.submitted_by,
        language=submission.language,
        name=startup.name,
        base=base,
        base_version=startup.content_version,
        submitted_at=now,
        due_on=due_date(timezone.localdate(now)),
        licence=submission.licence,
        licence_accepted_at=submission.licence_accepted_at,
    )
    Revision.objects.create(
        submission=transfer,
        number=1,
        schema_version=SCHEMA_VERSION,
        profile=base | {name: revision.profile[name] for name in PLACE},
        written_by=revision.written_by,
    )
    record(Verb.SUBMITTED, by=by, startup=startup, submission=transfer, after={"revision": 1})
