"""A proposal to the directory: the only way in which outside words become public."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from directory.choices import DECIDED_STATES, OPEN_STATES, SubmissionKind, SubmissionState
from directory.models.catalogue import PublishesApproval
from directory.models.partner import Partner, Territory
from directory.models.startup import Startup

if TYPE_CHECKING:
    from accounts.models import User

# Whose number it is: several people may claim one entry with one number; every other submission stands for itself.
CLAIMED = Case(When(kind=SubmissionKind.CLAIM, then=F("startup")), default=F("id") * Value(-1))
# Two that reserve the same number at once would wait for each other in the exclusion constraint: they come in turn.
WRITING = pgtrigger.Insert | pgtrigger.Update
IN_TURN = """
    IF NEW.enterprise_number <> '' AND NEW.state IN ('waiting', 'changes-requested') THEN
        PERFORM pg_advisory_xact_lock(16978, hashtext(NEW.enterprise_number));
    END IF;
    RETURN NEW;
"""
# What is asked for on a page of its own, in one step and without a draft.
ASKED_ON = {SubmissionKind.STATE: "startup_state", SubmissionKind.REMOVAL: "startup_remove"}
ONE_OPEN_CHANGE = _("A change of this entry is already waiting for a decision.")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def open(self) -> "SubmissionQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def awaiting_decision(self) -> "SubmissionQuerySet":
        return self.filter(state=SubmissionState.WAITING)

    def oldest_first(self) -> "SubmissionQuerySet":
        return self.order_by("submitted_at", "pk")

    def of(self, user: "User") -> "SubmissionQuerySet":
        return self.filter(submitted_by=user)


class Submission(models.Model):
    """A proposed profile on its way to a decision.

    `draft` is what the founder types, topic by topic, and may change at will. Submitting freezes it as a Revision; a
    decision names the revision it was made on. `base` is what was public when the work began.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SubmissionKind)
    state = models.CharField(_("state"), max_length=18, choices=SubmissionState, default=SubmissionState.DRAFT)
    startup = models.ForeignKey(Startup, models.PROTECT, null=True, related_name="submissions")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="submissions")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions")
    language = models.CharField(_("language of the founder"), max_length=2, choices=Language)

    # {topic: {"typed": {field: text}, "version": the draft_version that saved it}}
    draft = models.JSONField(default=dict)
    draft_version = models.PositiveIntegerField(default=0)
    base = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(default=0)
    # The number this submission reserves while it is open; empty where it proposes none of its own. Claims of one entry
    # may reserve the same.
    enterprise_number = models.CharField(_("enterprise number"), max_length=10, blank=True, default="")
    name = models.CharField(_("name"), max_length=120, blank=True)
    # Why, in the founder's words: who claims an entry, why one is to be removed. For the moderator only.
    statement = models.TextField(_("words to the moderator"), max_length=2000, blank=True, db_default="")
    # Whom to ask about it, {} for nobody; becomes Startup.contact on approval. None where that was not asked.
    contact = models.JSONField(_("private contact"), null=True, default=None, blank=True)
    # Of a change that a partner proposes in the company's place: whose, and where its facts come from. The reason is
    # the `statement`.
    on_behalf = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    source = models.CharField(_("source"), max_length=300, blank=True, db_default="")
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True, db_default="")
    source_as_of = models.DateField(_("as of"), null=True)
    licence = models.CharField(_("licence accepted"), max_length=20, blank=True)
    licence_accepted_at = models.DateTimeField(null=True)

    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    due_on = models.DateField(_("to be decided by"), null=True)
    decided_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    if TYPE_CHECKING:
        id: int
        startup_id: int | None
        territory_id: int | None
        on_behalf_id: int | None

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = (
            ExclusionConstraint(
                expressions=[("enterprise_number", RangeOperators.EQUAL), (CLAIMED, RangeOperators.NOT_EQUAL)],
                condition=Q(state__in=OPEN_STATES) & ~Q(enterprise_number=""),
                name="submission_enterprise_number_unique",
                violation_error_message=_("A submission for this enterprise number is already pending."),
            ),
            models.UniqueConstraint(
                fields=["startup"],
                condition=Q(
                    state__in=(SubmissionState.DRAFT, *OPEN_STATES), kind=SubmissionKind.CHANGE, on_behalf=None
                ),
                name="submission_one_open_change_a_team",
                violation_error_message=ONE_OPEN_CHANGE,
            ),
            models.UniqueConstraint(
                fields=["startup"],
                condition=Q(state__in=OPEN_STATES, kind=SubmissionKind.CHANGE, on_behalf__isnull=False),
                name="submission_one_open_change_on_behalf",
            ),
            models.UniqueConstraint(
                fields=["startup", "submitted_by"],
                condition=Q(state__in=(SubmissionState.DRAFT, *OPEN_STATES), kind=SubmissionKind.CLAIM),
                name="submission_one_claim_a_person",
            ),
            models.UniqueConstraint(
                fields=["startup"],
                condition=Q(state__in=OPEN_STATES, kind=SubmissionKind.TRANSFER),
                name="submission_one_open_transfer",
            ),
            models.UniqueConstraint(
                fields=["startup"],
                condition=Q(state__in=OPEN_STATES, kind=SubmissionKind.STATE),
                name="submission_one_open_change_of_state",
            ),
            models.UniqueConstraint(
                fields=["startup", "submitted_by"],
                condition=Q(state__in=OPEN_STATES, kind=SubmissionKind.REMOVAL),
                name="submission_one_removal_a_person",
            ),
            models.CheckConstraint(
                condition=Q(kind=SubmissionKind.NEW) | Q(startup__isnull=False),
                name="submission_concerns_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED_STATES, decided_at__isnull=False)
                | (~Q(state__in=DECIDED_STATES) & Q(decided_at=None)),
                name="submission_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(*OPEN_STATES, *DECIDED_STATES))
                | Q(submitted_at__isnull=False, due_on__isnull=False, territory__isnull=False),
                name="submission_sent_to_a_territory",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf=None)
                | (
                    Q(kind__in=(SubmissionKind.CHANGE, SubmissionKind.TRANSFER), source_as_of__isnull=False)
                    & ~Q(source="")
                ),
                name="submission_on_behalf_names_its_source",
            ),
            models.CheckConstraint(
                condition=Q(licence="", licence_accepted_at=None)
                | (~Q(licence="") & Q(licence_accepted_at__isnull=False)),
                name="submission_licence_accepted_when",
            ),
        )
        indexes = (models.Index(fields=["territory", "state", "submitted_at"], name="submission_queue"),)
        triggers = (
            PublishesApproval(name="submission_is_approved"),
            pgtrigger.Trigger(name="submission_number_in_turn", when=pgtrigger.Before, operation=WRITING, func=IN_TURN),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.reference])

    def get_edit_url(self) -> str:
        """Where its sender writes it, and corrects it after it was sent."""
        if self.startup and self.kind in ASKED_ON:
            return reverse(ASKED_ON[SubmissionKind(self.kind)], args=[self.startup.slug])
        return reverse("submission_edit", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_late(self) -> bool:
        due: date | None = self.due_on
        return self.state == SubmissionState.WAITING and due is not None and due < timezone.localdate()

    def draft_of(self, topic: str) -> dict[str, Any] | None:
        """What was typed on a topic and not sent yet; None where nothing was."""
        saved = self.draft.get(topic)
        return saved["typed"] if saved else None

    def mark_of(self, topic: str) -> str:
        """Changes whenever a topic says something else than before: a page that shows an older one is told so."""
        saved = self.draft.get(topic)
        return f"{self.revisions.count()}-{saved['version'] if saved else 0}"

    def latest_revision(self) -> "Revision | None":
        return self.revisions.order_by("-number").first()

    def latest_sent(self) -> "Revision | None":
        """What the company sent last, without what a moderator corrected in it."""
        return self.revisions.filter(is_correction=False).order_by("-number").first()


class Revision(models.Model):
    """A proposed profile as it was sent; never changed afterwards.

    A correction is the moderator's: the revision before it with typing errors put right, approved in the same step.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    schema_version = models.PositiveSmallIntegerField()
    profile = models.JSONField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_correction = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["submission", "number"], name="revision_number_once"),)
        triggers = (pgtrigger.Protect(name="revision_never_changes", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.submission} #{self.number}"


class Message(models.Model):
    """A word between founder and moderator about a submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="messages")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_desk = models.BooleanField()
    text = models.TextField(_("message"), max_length=4000)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.submission}: {self.text[:40]}"
