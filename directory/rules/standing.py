"""What a moderator should know of a waiting submission beside its facts, for a page of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.choices import ReferralOutcome, SubmissionState
from directory.models import FirstLook, Referral, Submission
from directory.rules.fallback import Fallback, fallback_of


@dataclass(frozen=True)
class Standing:
    """A first look that waits for the second, an open offer to another territory, and who may decide instead."""

    first_look: FirstLook | None
    referral: Referral | None
    declined: Referral | None  # the last offer, where the other territory has said no
    fallback: Fallback | None


def standings_of(submissions: Iterable[Submission]) -> dict[int, Standing]:
    """By submission, in two statements. Their territories should come with the fallback (select_related)."""
    submissions = list(submissions)
    looks = FirstLook.objects.standing().filter(submission__in=submissions).select_related("looked_by")
    look_at = {look.submission_id: look for look in looks}
    latest = Referral.objects.order_by("submission", "-offered_at", "-pk").distinct("submission")
    offers = latest.filter(submission__in=submissions).select_related("from_territory", "to_territory")
    offer_of = {offer.submission_id: offer for offer in offers}
    return {one.pk: _standing(one, look_at.get(one.pk), offer_of.get(one.pk)) for one in submissions}


def _standing(submission: Submission, look: FirstLook | None, offer: Referral | None) -> Standing:
    is_open = offer is not None and not offer.outcome and submission.state == SubmissionState.WAITING
    is_declined = offer is not None and offer.outcome == ReferralOutcome.DECLINED
    return Standing(
        first_look=look,
        referral=offer if is_open else None,
        declined=offer if is_declined else None,
        fallback=fallback_of(submission),
    )
