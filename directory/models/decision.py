"""What a moderator decided, on which revision, and why."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import REASONS, Reason, SubmissionKind, SubmissionState, Verdict
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


UNDO_LASTS = timedelta(seconds=60)


class DatabaseClock(Func):
    """The time on the database's clock at this very moment: every process agrees on it."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class DecisionQuerySet(models.QuerySet["Decision"]):
    def unsettled(self) -> "DecisionQuerySet":
        """Those whose minute is not over: nobody is told by mail yet."""
        return self.filter(undone_at=None, undo_until__gt=DatabaseClock())

    def undoable(self) -> "DecisionQuerySet":
        """Those that whoever made them may still take back; what followed from one goes with it."""
        return self.unsettled().filter(snapshot__isnull=False)


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
    # Of an approval: the fields that it published, None for all that were proposed; and those that changed on both
    # sides and stay as they were public. What is left of the proposal waits in `rest` for the company.
    fields = models.JSONField(_("published fields"), null=True, default=None, blank=True)
    kept = models.JSONField(
        _("fields kept as public"), default=list, blank=True, db_default=Value([], models.JSONField())
    )
    rest = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # How to take it back, and until when. The snapshot may hold what is not disclosed: it goes once the minute is over.
    undo_until = models.DateTimeField(null=True)
    snapshot = models.JSONField(null=True, default=None, editable=False)

    objects = DecisionQuerySet.as_manager()

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
    def is_unsettled(self) -> bool:
        return Decision.objects.unsettled().filter(pk=self.pk).exists()

    @property
    def is_undoable(self) -> bool:
        """Asks the database, whose clock counts."""
        return Decision.objects.undoable().filter(pk=self.pk).exists()

    @property
    def names_reason(self) -> bool:
        """Whether its reason says anything: what a claim, a state or a removal asks meets no criteria of an entry."""
        about_facts = (SubmissionKind.NEW, SubmissionKind.CHANGE)
        return self.verdict != Verdict.APPROVE or self.submission.kind in about_facts

    @property
    def outcome(self) -> str:
        """The verdict as what became of the submission: "Approved", not "Approve"."""
        return str(OUTCOMES[Verdict(self.verdict)].label)
