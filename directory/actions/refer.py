"""Handing a submission to the territory where it belongs: offered, and accepted, declined or taken back."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_startup, lock_submission, lock_submission_and_siblings, record
from directory.actions.errors import AlreadyDecided, Incomplete, NotAllowed, OfferedAlready, OfferOver
from directory.choices import OPEN_STATES, ReferralOutcome, SubmissionKind, Verb
from directory.models import Referral, Submission, Territory
from directory.notifications import mails
from directory.rules import workflow
from directory.rules.calendar import due_date
from directory.rules.permissions import Permission, may


@transaction.atomic
def offer(*, submission: Submission, territory: Territory, reason: str, by: User) -> Referral:
    """Ask another territory to take a submission over. Until it accepts, the own one keeps deciding.

    Raises NotAllowed, AlreadyDecided, OfferedAlready or Incomplete.
    """
    locked = lock_submission(submission)
    if not workflow.can(workflow.Step.APPROVE, locked):
        raise AlreadyDecided
    if locked.territory is None or locked.territory == territory or not may(by, Permission.REFER, locked):
        raise NotAllowed
    if not reason:
        raise Incomplete
    if Referral.objects.open().filter(submission=locked).exists():
        raise OfferedAlready
    referral = Referral.objects.create(
        submission=locked, from_territory=locked.territory, to_territory=territory, reason=reason, offered_by=by
    )
    record(
        Verb.OFFERED,
        by=by,
        startup=locked.startup,
        submission=locked,
        after={"territory": territory.slug},
        personal={"words": reason},
    )
    return referral


@transaction.atomic
def accept(*, submission: Submission, words: str, by: User) -> Referral:
    """Take it over: the own territory decides from now on, with as much time as for what has just arrived.

    An entry that it is about moves along, with everything else that is open for it. Who sent these is told by mail.
    Raises NotAllowed, AlreadyDecided or OfferOver.
    """
    siblings = lock_submission_and_siblings(submission)
    locked = siblings[submission.pk]
    referral = _answered(locked, ReferralOutcome.ACCEPTED, words, by)
    startup = lock_startup(locked.startup_id) if locked.startup_id else None
    if startup:
        startup.territory = referral.to_territory
        startup.save(update_fields=["territory"])
    moved = [one for one in siblings.values() if one == locked or _moves_along(one)]
    today = timezone.localdate()
    for one in moved:
        one.territory, one.due_on = referral.to_territory, due_date(today)
        one.save(update_fields=["territory", "due_on"])
    _end_offers_to_itself(moved, referral)
    if startup:
        record(
            Verb.ENTRY_MOVED,
            by=by,
            startup=startup,
            submission=locked,
            before={"territory": referral.from_territory.slug},
            after={"territory": referral.to_territory.slug},
        )
    for one in moved:
        _record_answer(one, referral, by)
        mails.submission_handed_on.enqueue(one.pk)
    return referral


@transaction.atomic
def decline(*, submission: Submission, words: str, by: User) -> Referral:
    """Leave it where it is, with words for who offered it. Raises NotAllowed, AlreadyDecided, OfferOver, Incomplete."""
    if not words:
        raise Incomplete
    locked = lock_submission(submission)
    referral = _answered(locked, ReferralOutcome.DECLINED, words, by)
    _record_answer(locked, referral, by)
    return referral


@transaction.atomic
def take_offer_back(*, submission: Submission, by: User) -> Referral:
    """End an offer that nobody has answered. Raises NotAllowed, AlreadyDecided or OfferOver."""
    locked = lock_submission(submission)
    referral = _answered(locked, ReferralOutcome.TAKEN_BACK, "", by)
    _record_answer(locked, referral, by)
    return referral


def _answered(locked: Submission, outcome: ReferralOutcome, words: str, by: User) -> Referral:
    if not workflow.can(workflow.Step.APPROVE, locked):
        raise AlreadyDecided
    referral = Referral.objects.open().filter(submission=locked).first()
    if referral is None:
        raise OfferOver
    permission = Permission.REFER if outcome == ReferralOutcome.TAKEN_BACK else Permission.ANSWER_OFFER
    if not may(by, permission, locked):
        raise NotAllowed
    referral.outcome, referral.answer = outcome, words
    referral.answered_by, referral.answered_at = by, timezone.now()
    referral.save()
    return referral


def _moves_along(other: Submission) -> bool:
    """What is open for the same entry; a move that another territory was asked about stays with that one."""
    return other.state in OPEN_STATES and other.kind != SubmissionKind.TRANSFER


def _end_offers_to_itself(moved: list[Submission], referral: Referral) -> None:
    """What came along needs no answer of its own."""
    Referral.objects.open().filter(submission__in=moved, to_territory=referral.to_territory).update(
        outcome=ReferralOutcome.ACCEPTED, answered_by=referral.answered_by, answered_at=referral.answered_at
    )


def _record_answer(submission: Submission, referral: Referral, by: User) -> None:
    record(
        Verb.OFFER_ANSWERED,
        by=by,
        startup=submission.startup,
        submission=submission,
        before={"territory": referral.from_territory.slug},
        after={"territory": referral.to_territory.slug, "outcome": referral.outcome},
        personal={"words": referral.answer} if referral.answer else None,
    )
