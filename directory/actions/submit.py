"""Sending a proposal to the moderators, and taking it back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._revisions import add_revision
from directory.actions._shared import lock_startup, lock_submission, record, refusing
from directory.actions.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    CorrectedTooOften,
    DraftChangedElsewhere,
    Gone,
    Incomplete,
    LogoGone,
    NotAllowed,
    NothingChanged,
    NumberListed,
    NumberPending,
)
from directory.choices import EntryState, SubmissionKind, SubmissionState, Verb
from directory.models import Revision, Submission
from directory.models.submission import ASKED_ON
from directory.notifications import mails
from directory.rules import workflow
from directory.rules.calendar import due_date
from directory.rules.completeness import lacking
from directory.rules.duplicates import number_is_taken, number_to_claim
from directory.rules.logos import usable_logo
from directory.rules.permissions import Permission, may
from directory.rules.places import deciding_territory
from directory.rules.profile import LICENCE, Profile

MOST_REVISIONS = 50  # of one submission; a moderator reads them
PENDING = {"submission_enterprise_number_unique": NumberPending}


@transaction.atomic
def submit(
    *,
    submission: Submission,
    profile: Profile,
    accepts_licence: bool,
    contact: dict[str, Any] | None = None,
    seen_version: int | None = None,
    by: User,
) -> Revision:
    """Freeze a validated profile as a revision and put the submission in the queue of its territory.

    Also corrects one that waits or for which changes were requested. `contact` is whom to ask about it, for the
    moderators alone (Submission.contact); None leaves it as it is. `seen_version` is the draft_version of the page
    that was sent: a second click on the same page finds a newer one. Raises NotAllowed, AlreadyDecided, Incomplete,
    DraftChangedElsewhere, NothingChanged, NumberListed, NumberPending, AlreadyClaimed, LogoGone, CorrectedTooOften or
    Gone; then nothing is changed.
    """
    locked = lock_submission(submission)
    if not workflow.can(workflow.Step.SUBMIT, locked):
        raise AlreadyDecided
    if locked.kind in ASKED_ON or not may(by, Permission.EDIT, locked):
        raise NotAllowed
    if locked.startup and locked.startup.state in (EntryState.REMOVED, EntryState.MERGED):
        raise Gone
    last = locked.latest_revision()
    is_same = last and last.profile == profile and contact in (None, locked.contact)
    if last and is_same and locked.state == SubmissionState.WAITING:
        return last  # the same form sent twice
    if last and last.number >= MOST_REVISIONS:
        raise CorrectedTooOften
    if seen_version is not None and locked.draft_version != seen_version:
        raise DraftChangedElsewhere
    _check(locked, profile, accepts_licence, contact, by)
    again = locked.state != SubmissionState.DRAFT
    if contact is not None:
        locked.contact = contact
    _send(locked, profile)
    return add_revision(locked, profile, after=last, again=again, by=by)


def _check(
    submission: Submission, profile: Profile, accepts_licence: bool, contact: dict[str, Any] | None, by: User
) -> None:
    if not accepts_licence or lacking(profile):
        raise Incomplete
    number = profile["enterprise_number"]
    if number_is_taken(number, without=submission.startup) or number_to_claim(number, submission):
        raise NumberListed
    if profile["logo"] and not usable_logo(submission, profile["logo"]):
        raise LogoGone
    startup = submission.startup
    is_same = profile == submission.base and (startup is None or contact in (None, startup.contact))
    if submission.kind == SubmissionKind.CHANGE and is_same:
        raise NothingChanged
    if submission.kind == SubmissionKind.CLAIM and submission.startup_id:
        startup = lock_startup(submission.startup_id)  # an approval of another claim comes before or after this
        if not may(by, Permission.CLAIM, startup):
            raise AlreadyClaimed


def _send(submission: Submission, profile: Profile) -> None:
    now = timezone.now()
    number = profile["enterprise_number"]
    if submission.state != SubmissionState.WAITING:  # a correction while waiting keeps its place in the queue
        submission.submitted_at = now
        submission.due_on = due_date(timezone.localdate(now))
    submission.state = workflow.after(workflow.Step.SUBMIT)
    submission.territory = deciding_territory(submission, profile)
    submission.name = profile["name"]
    own = "" if submission.kind == SubmissionKind.CLAIM else submission.base.get("enterprise_number")
    submission.enterprise_number = "" if own == number else number
    submission.licence = LICENCE
    submission.licence_accepted_at = submission.licence_accepted_at or now
    submission.draft = {}
    submission.draft_version += 1  # windows that still show the form are told
    submission.changed_at = now
    with refusing(PENDING):
        submission.save()


@transaction.atomic
def withdraw(*, submission: Submission, by: User) -> None:
    """Take a proposal back before it is decided. Raises NotAllowed or AlreadyDecided."""
    locked = lock_submission(submission)
    if not workflow.can(workflow.Step.WITHDRAW, locked):
        raise AlreadyDecided
    if not may(by, Permission.EDIT, locked):
        raise NotAllowed
    locked.state = workflow.after(workflow.Step.WITHDRAW)
    locked.changed_at = timezone.now()
    locked.save()
    record(Verb.WITHDRAWN, by=by, startup=locked.startup, submission=locked)
    if locked.submitted_at:
        mails.submission_withdrawn.enqueue(locked.pk)
