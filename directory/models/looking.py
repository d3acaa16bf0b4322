"""What happens to a submission before it is decided: a first look at it, and an offer to another territory."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import REASONS, Reason, ReferralOutcome, SubmissionState, Verdict
from directory.models.partner import Territory
from directory.models.submission import Revision, Submission

if TYPE_CHECKING:
    from accounts.models import User


class FirstLookQuerySet(models.QuerySet["FirstLook"]):
    def standing(self) -> "FirstLookQuerySet":
        """Those that wait for the second: nothing was sent since, and nothing decided."""
        return self.at_latest().filter(submission__state=SubmissionState.WAITING)

    def at_latest(self) -> "FirstLookQuerySet":
        """Those at the revision that was sent last."""
        newer = Revision.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("revision__number"))
        return self.filter(~Exists(newer))

    def of(self, user: "User") -> "FirstLookQuerySet":
        return self.filter(looked_by=user)


class FirstLook(models.Model):
    """One moderator would approve this revision; another one has to say so, too (rules.second_look).

    `given` is what the approval was given besides (actions.approve): the unclaimed entry it turns out to be, what the
    moderator added to the proofs, left out and corrected. Nothing of it is done yet.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="first_looks")
    revision = models.OneToOneField(Revision, models.CASCADE, related_name="first_look")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    words = models.TextField(_("words to the founder"), blank=True, max_length=4000)
    given = models.JSONField(default=dict, blank=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(default=timezone.now)

    objects = FirstLookQuerySet.as_manager()

    if TYPE_CHECKING:
        submission_id: int

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reason__in=REASONS[Verdict.APPROVE]), name="first_look_reason_is_for_approval"
            ),
        )

    def __str__(self) -> str:
        return f"{self.revision}: {self.looked_by}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def open(self) -> "ReferralQuerySet":
        """Those that can still be answered."""
        return self.filter(outcome="", submission__state=SubmissionState.WAITING)

    def accepted(self) -> "ReferralQuerySet":
        return self.filter(outcome=ReferralOutcome.ACCEPTED)


class Referral(models.Model):
    """A submission offered to another territory, where it belongs. The first one decides until it is accepted."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="referrals")
    from_territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    to_territory = models.ForeignKey(Territory, models.PROTECT, related_name="+", verbose_name=_("territory"))
    reason = models.TextField(_("why it belongs there"), max_length=2000)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("answer"), max_length=10, choices=ReferralOutcome, blank=True, default="")
    answer = models.TextField(_("words with the answer"), max_length=2000, blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ReferralQuerySet.as_manager()

    if TYPE_CHECKING:
        submission_id: int

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["submission"], condition=Q(outcome=""), name="referral_one_open_a_submission"
            ),
            models.CheckConstraint(
                condition=~Q(from_territory=models.F("to_territory")), name="referral_goes_to_another_territory"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None, answered_by=None)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="referral_answered_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ReferralOutcome.DECLINED) | ~Q(answer=""), name="referral_declined_has_words"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission}: {self.from_territory} → {self.to_territory}"
