"""What a moderator decided, on which revision, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import REASONS, Reason, SubmissionState, Verdict
from directory.models.submission import Revision, Submission


def _reason_matches_verdict() -> Q:
    allowed = Q()
    for verdict, reasons in REASONS.items():
        allowed |= Q(verdict=verdict, reason__in=reasons)
    return allowed


OUTCOMES = {
    Verdict.APPROVE: SubmissionState.APPROVED,
    Verdict.REQUEST_CHANGES: SubmissionState.CHANGES_REQUESTED,
    Verdict.REJECT: SubmissionState.REJECTED,
}


class Decision(models.Model):
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="decisions")
    verdict = models.CharField(_("decision"), max_length=16, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    words = models.TextField(_("words to the founder"), blank=True, max_length=4000)
    # What the moderator asks for, by field of the profile: {"tagline_fr": "…"}.
    remarks = models.JSONField(
        _("remarks at fields"), default=dict, blank=True, db_default=Value({}, models.JSONField())
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = (
            models.CheckConstraint(condition=_reason_matches_verdict(), name="decision_reason_matches_verdict"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.APPROVE)
                | ~Q(words="")
                | (Q(verdict=Verdict.REQUEST_CHANGES) & ~Q(remarks={})),
                name="decision_against_has_words",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="decision_undone_when_and_by_whom",
            ),
            models.UniqueConstraint(fields=["revision"], condition=Q(undone_at=None), name="decision_once_a_revision"),
        )

    def __str__(self) -> str:
        return f"{self.submission}: {self.verdict}"

    @property
    def outcome(self) -> str:
        """The verdict as what became of the submission: "Approved", not "Approve"."""
        return str(OUTCOMES[Verdict(self.verdict)].label)
