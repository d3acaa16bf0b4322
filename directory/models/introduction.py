"""A visitor asks to be introduced to a firm. Erased after two years; what remains are counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.choices import (
    ANSWERS,
    ENDED_INTRODUCTIONS,
    IntroductionBudget,
    IntroductionOutcome,
    IntroductionPurpose,
    IntroductionState,
    IntroductionTiming,
)
from directory.models.startup import Startup

LONGEST_TEXT = 1000


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def sent(self) -> "IntroductionQuerySet":
        """Whose visitor has confirmed the address: the firm knows of these."""
        return self.exclude(state=IntroductionState.UNCONFIRMED)

    def kept(self) -> "IntroductionQuerySet":
        """What the visitor has not taken back."""
        return self.filter(withdrawn_at=None)

    def awaiting_answer(self) -> "IntroductionQuerySet":
        """Without those that the firm has reported: they wait for the moderator."""
        return self.filter(state=IntroductionState.WAITING).exclude(self._reported())

    def reported(self) -> "IntroductionQuerySet":
        return self.filter(self._reported())

    def of_address(self, email: str) -> "IntroductionQuerySet":
        """What somebody asked from this address, however it was written."""
        return self.filter(email__iexact=email)

    @staticmethod
    def _reported() -> Q:
        return Q(reported_at__isnull=False, dismissed_at=None)


class Introduction(models.Model):
    """One request. `email` is the visitor's; the firm learns it when it says yes."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="introductions")
    state = models.CharField(
        _("state"), max_length=12, choices=IntroductionState, default=IntroductionState.UNCONFIRMED
    )
    name = models.CharField(_("name"), max_length=80)
    company = models.CharField(_("company"), max_length=120)
    role = models.CharField(_("role"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"))
    country = models.CharField(_("country"), max_length=2)
    purpose = models.CharField(_("what for"), max_length=12, choices=IntroductionPurpose)
    message = models.TextField(_("message"), max_length=LONGEST_TEXT)
    timing = models.CharField(_("when"), max_length=12, choices=IntroductionTiming)
    budget = models.CharField(_("budget"), max_length=12, choices=IntroductionBudget, blank=True)
    answer_language = models.CharField(_("language of the answer"), max_length=3)
    language = models.CharField(_("language of our mails"), max_length=2, choices=Language)  # of the form's page

    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)  # the address was, and the firm was told
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # answered, or lapsed
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("words"), max_length=LONGEST_TEXT, blank=True)

    outcome_asked_at = models.DateTimeField(null=True)
    visitor_outcome = models.CharField(max_length=12, choices=IntroductionOutcome, blank=True)
    firm_outcome = models.CharField(max_length=12, choices=IntroductionOutcome, blank=True)

    reported_at = models.DateTimeField(null=True)
    report = models.TextField(_("report"), max_length=LONGEST_TEXT, blank=True)
    dismissed_at = models.DateTimeField(null=True)
    # The visitor took it back while a moderator had to look at it: nobody else sees it, and it goes after that.
    withdrawn_at = models.DateTimeField(null=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        constraints = (
            models.UniqueConstraint(
                "startup",
                Lower("email"),
                condition=Q(state=IntroductionState.WAITING),
                name="introduction_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state=IntroductionState.UNCONFIRMED, confirmed_at=None)
                | (~Q(state=IntroductionState.UNCONFIRMED) & Q(confirmed_at__isnull=False)),
                name="introduction_sent_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_INTRODUCTIONS, ended_at__isnull=False)
                | (~Q(state__in=ENDED_INTRODUCTIONS) & Q(ended_at=None)),
                name="introduction_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ANSWERS, answered_by__isnull=False)
                | (~Q(state__in=ANSWERS) & Q(answered_by=None)),
                name="introduction_answered_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None) | Q(reported_at__isnull=False), name="introduction_dismissed_is_reported"
            ),
        )
        indexes = (models.Index(Lower("email"), name="introduction_by_address"),)

    def __str__(self) -> str:
        return f"{self.company} → {self.startup}"

    @property
    def outcome(self) -> str:
        """What came of it. The visitor's word first, who has nothing to gain by it."""
        return self.visitor_outcome or self.firm_outcome

    @property
    def is_reported(self) -> bool:
        return self.reported_at is not None and self.dismissed_at is None


class IntroductionCount(models.Model):
    """What remains of introductions that were erased: how many of a month, from a country, with this end."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="introduction_counts")
    month = models.DateField()  # its first day
    country = models.CharField(max_length=2)
    answer = models.CharField(max_length=12, choices=IntroductionState)
    outcome = models.CharField(max_length=12, choices=IntroductionOutcome, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["startup", "month", "country", "answer", "outcome"], name="introduction_count_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="introduction_count_first_of_month"),
        )

    def __str__(self) -> str:
        return f"{self.startup}: {self.month:%Y-%m} {self.country} {self.count}"


class BlockedAddress(models.Model):
    """An address from which no introduction is passed on any more. Only a keyed digest of it is kept."""

    digest = models.CharField(max_length=64, unique=True)
    blocked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest[:8]
