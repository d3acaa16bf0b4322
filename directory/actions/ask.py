"""Asking for what needs no draft: that the state of a company is changed, or that its entry is removed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._revisions import add_revision
from directory.actions._shared import lock_startup, refusing
from directory.actions.drafts import MOST_UNFINISHED, new_reference
from directory.actions.errors import (
    AlreadyDecided,
    AskedAlready,
    CorrectedTooOften,
    DraftChangedElsewhere,
    Incomplete,
    NotAllowed,
    NothingChanged,
    TooMany,
)
from directory.actions.submit import MOST_REVISIONS
from directory.choices import OPEN_STATES, SubmissionKind, SubmissionState
from directory.models import Revision, Startup, Submission
from directory.models.submission import SubmissionQuerySet
from directory.rules.calendar import due_date
from directory.rules.permissions import Permission, may, narrow
from directory.rules.profile import Profile, profile_of, public_profile_of

ONCE = {
    "submission_one_open_change_of_state": AskedAlready,
    "submission_one_removal_a_person": AskedAlready,
}


def asked_so_far(startup: Startup, kind: SubmissionKind, by: User) -> SubmissionQuerySet:
    """What is not decided yet: the removal that this person asked for, or the change of state that the team did."""
    return narrow(startup.submissions.open().filter(kind=kind), by, Permission.EDIT).order_by("pk")


@transaction.atomic
def ask_state(
    *,
    startup: Startup,
    status: dict[str, Any] | None,
    statement: str = "",
    seen: int = 0,
    language: str,
    by: User,
) -> Submission:
    """Ask the moderators to say what became of the company (rules.profile_rows.status_of; None: it is active).

    Corrects what is open already: `seen` is the number of the revision that the page showed, 0 where nothing was
    open. Raises NotAllowed, NothingChanged, AskedAlready, AlreadyDecided, DraftChangedElsewhere or CorrectedTooOften.
    """
    current = asked_so_far(startup, SubmissionKind.STATE, by).select_for_update(of=("self",)).first()
    locked = lock_startup(startup.pk)
    base = current.base if current else profile_of(locked)
    if base["status"] == status:
        raise NothingChanged
    return _ask(
        current or _begin(locked, SubmissionKind.STATE, Permission.PROPOSE_CHANGE, base, language, by),
        base | {"status": status},
        statement,
        seen=seen,
        by=by,
    )


@transaction.atomic
def ask_removal(*, startup: Startup, statement: str, seen: int = 0, language: str, by: User) -> Submission:
    """Ask the moderators to take the entry off the site, for this reason.

    Asked by an owner, or by anybody where nobody keeps the entry (rules.entitlement says who has to prove something).
    Corrects what is open already, as ask_state. Raises Incomplete without a reason, TooMany, or what ask_state raises.
    """
    if not statement:
        raise Incomplete
    current = asked_so_far(startup, SubmissionKind.REMOVAL, by).select_for_update(of=("self",)).first()
    locked = lock_startup(startup.pk)
    if current is None:
        _refuse_many(by)
    base = current.base if current else public_profile_of(locked)
    return _ask(
        current or _begin(locked, SubmissionKind.REMOVAL, Permission.ASK_REMOVAL, base, language, by),
        base,
        statement,
        seen=seen,
        by=by,
    )


def _refuse_many(by: User) -> None:
    mine = Submission.objects.of(by).filter(kind=SubmissionKind.REMOVAL, state__in=OPEN_STATES)
    if mine.count() >= MOST_UNFINISHED:
        raise TooMany


def _begin(  # noqa: PLR0917  # one caller a kind
    startup: Startup, kind: SubmissionKind, permission: Permission, base: Profile, language: str, by: User
) -> Submission:
    """A submission that was not sent yet; not in the database."""
    if not may(by, permission, startup):
        raise NotAllowed
    # Sent by somebody else, or by another click, while we waited for the entry.
    late = asked_so_far(startup, kind, by).first()
    return late or Submission(
        reference=new_reference(),
        kind=kind,
        startup=startup,
        territory=startup.territory,
        submitted_by=by,
        language=language,
        name=startup.name,
        base=base,
        base_version=startup.content_version,
    )


def _ask(submission: Submission, profile: Profile, statement: str, *, seen: int, by: User) -> Submission:
    last = submission.latest_revision() if submission.pk else None
    if last and submission.state == SubmissionState.WAITING and _says(submission, last, profile, statement):
        return submission  # the same form sent twice
    _refuse_outdated(last, seen)
    now = timezone.now()
    if submission.state != SubmissionState.WAITING:  # a correction while waiting keeps its place in the queue
        submission.submitted_at = now
        submission.due_on = due_date(timezone.localdate(now))
    submission.state = SubmissionState.WAITING
    submission.statement = statement
    submission.changed_at = now
    with refusing(ONCE):
        submission.save()
    add_revision(submission, profile, after=last, again=last is not None, by=by)
    return submission


def _says(submission: Submission, last: Revision, profile: Profile, statement: str) -> bool:
    return bool(last.profile == profile and submission.statement == statement)


def _refuse_outdated(last: Revision | None, seen: int) -> None:
    """What the page showed is what there is: nobody overwrites what they did not see."""
    number = last.number if last else 0
    if number == seen:
        if number >= MOST_REVISIONS:
            raise CorrectedTooOften
        return
    if not last:
        raise AlreadyDecided
    raise DraftChangedElsewhere if seen else AskedAlready
