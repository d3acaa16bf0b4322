"""A visitor reports that something in an entry is wrong. Erased a year after it was dealt with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.choices import ReportAnswer, ReportState
from directory.models.startup import Startup

LONGEST_WORDS = 1000
LONGEST_EVIDENCE = 300


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def open(self) -> "ErrorReportQuerySet":
        """Those that no moderator has looked at."""
        return self.filter(state=ReportState.OPEN)

    def awaiting_company(self) -> "ErrorReportQuerySet":
        return self.filter(state=ReportState.PASSED_ON, answer="")


class ErrorReport(models.Model):
    """`fact` is one of rules.reports.FACTS, or nothing where it is about something else.

    `email` is the reporter's, whom the company never learns of: it goes as soon as the answer is sent.
    """

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="error_reports")
    fact = models.CharField(_("fact"), max_length=24, blank=True)
    words = models.TextField(_("words"), max_length=LONGEST_WORDS)
    evidence = models.CharField(_("how one knows"), max_length=LONGEST_EVIDENCE, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)  # of the form's page
    created_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(_("state"), max_length=12, choices=ReportState, default=ReportState.OPEN)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(null=True)

    answer = models.CharField(_("answer of the company"), max_length=12, choices=ReportAnswer, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, handled_at=None, handled_by=None)
                | (~Q(state=ReportState.OPEN) & Q(handled_at__isnull=False, handled_by__isnull=False)),
                name="error_report_handled_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (
                    ~Q(answer="") & ~Q(state=ReportState.OPEN) & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="error_report_answered_once_passed_on",
            ),
        )
        indexes = (models.Index(fields=["state", "created_at"], name="error_report_by_age"),)

    def __str__(self) -> str:
        return f"{self.startup}: {self.fact}"
