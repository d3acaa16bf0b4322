"""What a moderator should know of a waiting submission beside its facts, for a page of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.models import FirstLook, Referral, Submission
from directory.rules.fallback import Fallback, fallback_of


@dataclass(frozen=True)
class Standing:
    """A first look that waits for the second, an open offer to another territory, and who may decide instead."""

    first_look: FirstLook | None
    referral: Referral | None
    fallback: Fallback | None


def standings_of(submissions: Iterable[Submission]) -> dict[int, Standing]:
    """By submission, in two statements. Their territories should come with the fallback (select_related)."""
    submissions = list(submissions)
    looks = FirstLook.objects.standing().filter(submission__in=submissions).select_related("looked_by")
    look_at = {look.submission_id: look for look in looks}
    offers = Referral.objects.open().filter(submission__in=submissions)
    offer_of = {offer.submission_id: offer for offer in offers.select_related("from_territory", "to_territory")}
    return {one.pk: Standing(look_at.get(one.pk), offer_of.get(one.pk), fallback_of(one)) for one in submissions}
