"""Taking one's own decision back within a minute, as if it had never been (architecture.md, From draft to public)."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.utils import timezone

from accounts.models import User
from directory import document
from directory.actions._shared import Actor, record, refusing
from directory.actions._snapshot import DECISION, ENTRY, SUBMISSION, is_as, made, put_back, state_of
from directory.actions.documents import keep_names
from directory.actions.errors import NotAllowed, NumberPending, TooLate
from directory.choices import Verb
from directory.models import Decision, FirstLook, Note, Referral, Revision, Startup, Submission
from directory.rules.permissions import Permission, may
from directory.rules.profile import empty_profile, personal_values, profile_of, public_value

PENDING = {"submission_enterprise_number_unique": NumberPending}
LEFT_BY_THE_DESK = (Note, Referral, FirstLook)


@transaction.atomic
def undo(*, decision: Decision, by: User) -> Submission:
    """Take the decision back: the submission waits again where it stood, and what is public is what was public before.

    Whatever followed from it goes with it: a new entry, a request for the rest, the end of other claims. Only whoever
    decided may, while the minute lasts on the database's clock, and only if nobody went on from it. Raises NotAllowed,
    TooLate or NumberPending; then nothing is changed.
    """
    submission = _lock_submissions(decision)
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not may(by, Permission.TAKE_BACK, locked):
        raise NotAllowed
    if not locked.is_undoable:
        raise TooLate
    keep_names()
    snapshot: dict[str, Any] = locked.snapshot or {}
    startup = Startup.objects.select_for_update().filter(pk=snapshot["entry"]).first()
    if not is_as(state_of(submission.pk, snapshot["entry"]), snapshot["after"]):
        raise TooLate
    public = profile_of(startup) if startup else empty_profile()
    _undo(locked, snapshot, by)
    restored = _renew(startup) if startup and snapshot["before"][ENTRY.name] else None
    _tell(locked, public, profile_of(restored) if restored else empty_profile(), restored, by)
    return Submission.objects.get(pk=submission.pk)


def forget_snapshots(*, by: Actor) -> int:
    """Empty what can no longer be used: it may hold what is not disclosed, or personal. How many that was."""
    return Decision.objects.exclude(snapshot=None).exclude(pk__in=Decision.objects.undoable()).update(snapshot=None)


def _lock_submissions(decision: Decision) -> Submission:
    """With all that was ever proposed for its entry, by pk."""
    submission = Submission.objects.get(pk=decision.submission_id)
    rows = Q(pk=submission.pk) | (Q(startup=submission.startup_id) if submission.startup_id else Q(pk__in=[]))
    locked = {row.pk: row for row in Submission.objects.select_for_update().filter(rows).order_by("pk")}
    return locked[submission.pk]


def _undo(decision: Decision, snapshot: dict[str, Any], by: User) -> None:
    before, after = snapshot["before"], snapshot["after"]
    if made(ENTRY, before, after) and _is_used(snapshot["entry"]):
        raise TooLate
    if _is_looked_at(made(SUBMISSION, before, after)):
        raise TooLate
    now = timezone.now()
    Decision.objects.filter(pk__in=made(DECISION, before, after)).update(
        undone_at=now, undone_by=by, rest=None, snapshot=None
    )
    _forget_correction(decision)
    try:
        with refusing(PENDING):
            put_back(before, after)
    except ProtectedError as error:  # somebody refers to what would go
        raise TooLate from error


def _is_used(entry_id: int) -> bool:
    """Whether anything hangs on the entry that would go, beside its facts, its addresses and how often it was seen."""
    own = {*state_of(0, None), "directory.slug", "directory.monthlyviews"}
    relations = [one for one in Startup._meta.related_objects if one.related_model._meta.label_lower not in own]
    return any(one.related_model._default_manager.filter(**{one.field.name: entry_id}).exists() for one in relations)


def _is_looked_at(submissions: list[str]) -> bool:
    """Whether somebody of the desk left something at what would go."""
    return any(model._default_manager.filter(submission__pk__in=submissions).exists() for model in LEFT_BY_THE_DESK)


def _forget_correction(decision: Decision) -> None:
    """The revision that the company sent is the one to decide on again; that it was corrected stays in the trail."""
    if not decision.revision.is_correction:
        return
    sent = decision.submission.latest_sent()
    Decision.objects.filter(pk=decision.pk).update(revision=sent)
    Revision.objects.filter(pk=decision.revision_id).delete()


def _renew(startup: Startup) -> Startup:
    """As it was, and yet a new version of it."""
    restored = Startup.objects.get(pk=startup.pk)
    restored.content_version = startup.content_version + 1
    restored.save(update_fields=["content_version"])
    document.refresh(restored)
    return restored


def _tell(
    decision: Decision, public: dict[str, Any], restored: dict[str, Any], startup: Startup | None, by: User
) -> None:
    names = [name for name in public if public[name] != restored[name]]
    record(
        Verb.UNDONE,
        by=by,
        startup=startup,
        submission=Submission.objects.get(pk=decision.submission_id),
        before={"verdict": decision.verdict} | {name: public_value(name, public[name]) for name in names},
        after={name: public_value(name, restored[name]) for name in names},
        personal=personal_values(public, restored, names),
    )
