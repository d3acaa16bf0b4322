"""Lists that partners bring in: the file, its rows, what became of each, and what is suggested to owners."""

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import DuplicateChoice, ImportOutcome, ImportResult, ImportState, SuggestionState
from directory.models.partner import Partner
from directory.models.startup import Startup

FOLDER = "imports"
AT_WORK = (ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING)
UNCONFIRMED = (ImportState.MATCHING, ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED)


class ImportBatch(models.Model):
    """One list, from its upload to its end.

    `files` are [{"name", "stored"}]; they stay until the list is confirmed or dropped, for a week at most.
    `samples` are the first cells of each column, without those about people. `columns` is {field: number of a column}.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Who set off what is being done now: confirmed it, released rows, or undoes it.
    acts_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.MATCHING)

    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=300)
    as_of = models.DateField(_("as of"))

    files = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    separator = models.CharField(max_length=1, default=";")
    headings = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    is_queued = models.BooleanField(default=False)  # the partner's setting on the day it was confirmed

    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)  # of what is being done now
    worked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    uploaded_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        id: int
        partner_id: int

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = (
            models.CheckConstraint(condition=~Q(source=""), name="import_batch_names_its_source"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="import_batch_confirmed_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["partner", "uploaded_at"], name="import_batch_by_partner"),)

    def __str__(self) -> str:
        return self.source

    def get_absolute_url(self) -> str:
        return reverse("admin:import", args=[self.pk])

    @property
    def file_names(self) -> str:
        return ", ".join(file["name"] for file in self.files)

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def percent(self) -> int:
        return min(100, self.rows_done * 100 // self.rows_total) if self.rows_total else 0


class ImportRow(models.Model):
    """A row of a list: its facts, what the dry run found, and what was done.

    `changes` holds, by field, what stood there before; `profile` what the list says. `cells` are the taken columns as
    they came, kept for rows with an error only. `before` is what an undo puts back.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField(_("line"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    key = models.CharField(max_length=200)
    profile = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)
    problems = models.JSONField(default=list)  # [{"field", "reason"}]
    note = models.CharField(max_length=300, blank=True)  # a doubt, which becomes the entry's flag for the desk

    outcome = models.CharField(_("outcome"), max_length=10, choices=ImportOutcome)
    startup = models.ForeignKey(Startup, models.SET_NULL, null=True, related_name="+")
    changes = models.JSONField(default=dict)
    candidate = models.ForeignKey(Startup, models.SET_NULL, null=True, related_name="+")
    similarity = models.FloatField(default=0)
    choice = models.CharField(_("choice"), max_length=10, choices=DuplicateChoice, blank=True)

    result = models.CharField(_("result"), max_length=10, choices=ImportResult, blank=True)
    is_released = models.BooleanField(default=False)  # a moderator has looked at it
    before = models.JSONField(default=dict)
    written_version = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        id: int
        batch_id: int
        startup_id: int | None
        candidate_id: int | None

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(choice="") | Q(candidate__isnull=False) | ~Q(outcome=ImportOutcome.DUPLICATE),
                name="import_row_choice_of_a_duplicate",
            ),
        )
        indexes = (
            models.Index(fields=["batch", "outcome", "number"], name="import_row_by_outcome"),
            models.Index(fields=["batch", "result", "number"], name="import_row_by_result"),
            models.Index(fields=["batch", "key"], name="import_row_by_key"),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.line}: {self.name}"


class ImportKey(models.Model):
    """Which entry a row of this partner's lists is about, so that the same row finds it again without a number."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="import_keys")

    if TYPE_CHECKING:
        startup_id: int

    class Meta:
        constraints = (models.UniqueConstraint(fields=["partner", "key"], name="import_key_once_a_partner"),)

    def __str__(self) -> str:
        return self.key


class ColumnMatch(models.Model):
    """How a partner matched the columns of a list with these headings, for the next time."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    headings = models.CharField(max_length=64)  # their digest
    columns = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["partner", "headings"], name="column_match_once"),)

    def __str__(self) -> str:
        return f"{self.partner}: {self.headings[:8]}"


class Suggestion(models.Model):
    """What a list says of an entry that a company keeps: its owner takes it over into a change, or declines."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="suggestions")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="suggestions")
    row = models.OneToOneField(ImportRow, models.CASCADE, related_name="suggestion")
    values = models.JSONField()  # {field: what the list says}
    state = models.CharField(_("state"), max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        id: int
        startup_id: int

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=SuggestionState.OPEN, answered_at=None)
                | (~Q(state=SuggestionState.OPEN) & Q(answered_at__isnull=False)),
                name="suggestion_answered_when",
            ),
        )
        indexes = (models.Index(fields=["startup", "state"], name="suggestion_of_entry"),)

    def __str__(self) -> str:
        return f"{self.startup}: {', '.join(self.values)}"


def digest_of_headings(headings: list[str]) -> str:
    """The same for the same headings in the same order."""
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()
