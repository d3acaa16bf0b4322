"""A moderator's decision: approve, request changes, reject."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts.models import User
from directory.actions._decision import write_decision
from directory.actions._entries import wait_for_slugs
from directory.actions._part import ask_for_rest, chosen_part, correct
from directory.actions._proving import take_proof
from directory.actions._publish import Approved, publish_change, publish_claim, publish_new
from directory.actions._remove import remove_entry
from directory.actions._shared import lock_startup, lock_submission_and_siblings
from directory.actions._snapshot import State, state_of
from directory.actions.documents import keep_names
from directory.actions.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    BeyondFirstLook,
    Incomplete,
    NeedsSecondLook,
    NotAllowed,
    Outdated,
    YourFirstLook,
)
from directory.choices import Reason, SubmissionKind, Verdict
from directory.models import Decision, Revision, Startup, Submission
from directory.notifications import mails
from directory.rules import workflow
from directory.rules.diff import changed_fields
from directory.rules.duplicates import unclaimed_twins
from directory.rules.entitlement import needs_proof
from directory.rules.merging import family_of
from directory.rules.parts import base_of
from directory.rules.permissions import Permission, claimable, may
from directory.rules.profile import FIELDS, upgraded
from directory.rules.second_look import first_look_at, gave_first_look, goes_further, needs_second_look


@transaction.atomic
def approve(
    *,
    submission: Submission,
    revision: Revision,
    seen_version: int,
    reason: Reason,
    words: str,
    twin: Startup | None = None,
    found_independently: bool = False,
    partner_words: str = "",
    fields: Collection[str] | None = None,
    kept: Collection[str] = (),
    rest_reason: Reason | None = None,
    remarks: Mapping[str, str] = MappingProxyType({}),
    corrections: Mapping[str, str] = MappingProxyType({}),
    by: User,
) -> Decision:
    """Publish exactly the revision that the moderator saw, or the part of it that the moderator chose.

    `seen_version` is the entry's content_version on the moderator's screen (0 for a new entry). `twin` is the
    unclaimed entry that a new one turns out to be: it is coloured in, instead of a second one made. Where a proof is
    needed (rules.entitlement), `found_independently` says that the moderator knows the proposed website from
    elsewhere, and `partner_words` are the partner's word for who claims. Other claims of an entry end with the
    approval of one.

    `fields` are the fields to publish; without them, all that the revision changes. Fields that changed on both sides
    have to be named in it, or in `kept`: those stay as they are public. What is in neither becomes a change of its
    own, with changes requested for `rest_reason` in the same words, and with the `remarks` at its fields.
    `corrections` are texts with a typing error put right, by field: they make a revision of their own.

    Where one approval is not enough (rules.second_look), another moderator has given the first with `look_first`, for
    the same twin and for no fewer of the fields that weigh much.

    Raises NotAllowed, AlreadyDecided, Outdated, NumberListed, AlreadyClaimed, Unproven, Unresolved, NothingPublished,
    NotWithout, Incomplete, ChangePending, NeedsSecondLook, BeyondFirstLook or YourFirstLook; then nothing is changed.
    """
    siblings = lock_submission_and_siblings(submission, twin)
    locked = _checked(siblings[submission.pk], revision, workflow.Step.APPROVE, by)
    keep_names()
    startup = _lock_entry(locked)
    if startup and startup.content_version != seen_version:
        raise Outdated
    own_twin = _lock_twin(locked, twin) if twin else None
    is_weighty = needs_second_look(locked, revision, own_twin)
    look = first_look_at(locked)
    if is_weighty and look is None:
        raise NeedsSecondLook
    is_claim = locked.kind == SubmissionKind.CLAIM
    if startup and is_claim and not claimable().filter(pk=startup.pk).exists():
        raise AlreadyClaimed
    proposed = upgraded(revision.profile, revision.schema_version)
    part = chosen_part(locked, proposed, fields, kept)
    if is_weighty and look and goes_further(look, locked, part.published, own_twin):
        raise BeyondFirstLook
    if part.asked and (rest_reason is None or not (words or any(remarks.get(name) for name in part.asked))):
        raise Incomplete
    before = state_of(locked.pk, own_twin.pk if own_twin else locked.startup_id)
    wait_for_slugs()  # a proof appends to the trail
    if needs_proof(locked, own_twin):
        take_proof(locked, revision, found_independently=found_independently, partner_words=partner_words, by=by)
    named = correct(locked, revision, part, corrections, by=by)
    corrected = upgraded(named.profile, named.schema_version)
    decision = write_decision(
        locked,
        revision=named,
        verdict=Verdict.APPROVE,
        reason=reason,
        words=words,
        part=None if part.is_whole else part,
        told={"corrected": changed_fields(proposed, corrected)} if named.is_correction else None,
        may_be_undone=locked.kind != SubmissionKind.REMOVAL,  # people are forgotten at once
        by=by,
    )
    approved = Approved(locked, revision, part.of(corrected, base_of(locked)), decision)
    if startup and is_claim:
        publish_claim(startup, approved, by)
    elif startup and locked.kind == SubmissionKind.REMOVAL:
        remove_entry(startup, decision, set(siblings), by)
    elif startup:
        publish_change(startup, approved, by)
    else:
        publish_new(approved, own_twin, by)
    if is_claim or own_twin:
        _end_other_claims(locked, by)
    entry = startup or locked.startup
    if part.asked and rest_reason and entry:
        asked = {name: proposed[name] for name in part.asked}
        decision.rest = ask_for_rest(entry, decision, asked, rest_reason, remarks=remarks, by=by)
    _keep_way_back(decision, before)
    mails.submission_approved.using(run_after=decision.undo_until).enqueue(decision.pk)
    return decision


@transaction.atomic
def request_changes(
    *,
    submission: Submission,
    revision: Revision,
    reason: Reason,
    words: str,
    remarks: Mapping[str, str] = MappingProxyType({}),
    by: User,
) -> Decision:
    """Send it back to the founder with words, with remarks at fields of the profile (by name), or both.

    Nothing becomes public. Raises NotAllowed, AlreadyDecided, Outdated, or Incomplete when neither says anything.
    """
    kept = {name: remarks[name] for name in FIELDS if remarks.get(name)}
    if not words and not kept:
        raise Incomplete
    locked = _lock_for_decision(submission, revision, workflow.Step.REQUEST_CHANGES, by)
    before = state_of(locked.pk, None)
    decision = write_decision(
        locked,
        revision=revision,
        verdict=Verdict.REQUEST_CHANGES,
        reason=reason,
        words=words,
        remarks=kept,
        by=by,
    )
    _keep_way_back(decision, before)
    mails.changes_requested.using(run_after=decision.undo_until).enqueue(decision.pk)
    return decision


@transaction.atomic
def reject(*, submission: Submission, revision: Revision, reason: Reason, words: str, by: User) -> Decision:
    """Refuse it for one of the published reasons. Raises NotAllowed, AlreadyDecided, Outdated."""
    locked = _lock_for_decision(submission, revision, workflow.Step.REJECT, by)
    before = state_of(locked.pk, None)
    decision = write_decision(locked, revision=revision, verdict=Verdict.REJECT, reason=reason, words=words, by=by)
    _keep_way_back(decision, before)
    mails.submission_rejected.using(run_after=decision.undo_until).enqueue(decision.pk)
    return decision


CLAIM_ENDED = gettext_lazy(
    "Somebody else of the company claimed this entry as well, and keeps it from now on. "
    "Ask inside your company for an invitation to its team."
)


def _lock_for_decision(submission: Submission, revision: Revision, step: workflow.Step, by: User) -> Submission:
    return _checked(lock_submission_and_siblings(submission)[submission.pk], revision, step, by)


def _checked(locked: Submission, revision: Revision, step: workflow.Step, by: User) -> Submission:
    if not workflow.can(step, locked):
        raise AlreadyDecided
    if not may(by, Permission.DECIDE, locked):
        raise YourFirstLook if gave_first_look(by, locked) else NotAllowed
    latest = locked.latest_revision()
    if latest is None or latest.pk != revision.pk:
        raise Outdated
    return locked


def _lock_entry(submission: Submission) -> Startup | None:
    """With a removal goes what was merged into the entry."""
    if submission.startup is None:
        return None
    if submission.kind == SubmissionKind.REMOVAL:
        family = Startup.objects.filter(pk__in=family_of(submission.startup)).order_by("pk")
        list(family.select_for_update(of=("self",)).values_list("pk"))
    return lock_startup(submission.startup.pk)


def _lock_twin(submission: Submission, twin: Startup) -> Startup:
    """The unclaimed entry, locked, if it is still one that this submission may colour in."""
    locked = lock_startup(twin.pk)
    if not unclaimed_twins(submission).filter(pk=locked.pk).exists():
        raise Outdated
    return locked


def _end_other_claims(approved: Submission, by: User) -> None:
    """Somebody speaks for the company now: who else claimed its entry is told so.

    One that was sent in this very moment, and that its own moderator holds, is left: nothing can approve it any more.
    """
    others = Submission.objects.open().filter(startup=approved.startup, kind=SubmissionKind.CLAIM)
    for other in others.exclude(pk=approved.pk).select_for_update(skip_locked=True, of=("self",)).order_by("pk"):
        latest = other.latest_revision()
        if latest is None:
            continue
        # What was asked for on this revision needs no answer any more; a revision has one decision that stands.
        other.decisions.filter(revision=latest, undone_at=None).update(undone_at=timezone.now(), undone_by=by)
        with translation.override(other.language):
            words = str(CLAIM_ENDED)
        decision = write_decision(
            other, revision=latest, verdict=Verdict.REJECT, reason=Reason.DUPLICATE, words=words, by=by
        )
        mails.submission_rejected.using(run_after=decision.undo_until).enqueue(decision.pk)


def _keep_way_back(decision: Decision, before: State) -> None:
    """What it changed, row by row, for as long as it can be taken back (actions.undo)."""
    if decision.undo_until:
        entry = decision.submission.startup_id if decision.verdict == Verdict.APPROVE else None
        after = state_of(decision.submission_id, entry)
        decision.snapshot = {"entry": entry, "before": before, "after": after}
    decision.save(update_fields=["rest", "snapshot"])
