"""What is kept only for so long (product.md, Rules: drafts 6 months, rejected submissions 12)."""

from datetime import datetime

import pgtrigger
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.actions._shared import Actor, lock_submission, record
from directory.choices import SubmissionState, Verb
from directory.models import Event, EventDetail, Revision, Submission
from directory.notifications import mails
from directory.rules.profile import empty_profile

ERASED_WORDS = "–"  # a decision against something has words (decision_against_has_words)


def erase_drafts(*, untouched_since: datetime, by: Actor) -> int:
    """Delete what was never sent, and forget what was typed and not sent. How many submissions that was."""
    never_sent = Q(state__in=(SubmissionState.DRAFT, SubmissionState.WITHDRAWN), submitted_at=None)
    old = Submission.objects.filter(never_sent | ~Q(draft={}), changed_at__lt=untouched_since)
    return sum(_erase_draft(submission, untouched_since) for submission in old.order_by("pk"))


@transaction.atomic
def _erase_draft(submission: Submission, untouched_since: datetime) -> bool:
    locked = lock_submission(submission)
    if locked.changed_at >= untouched_since:  # somebody went on writing in the meantime
        return False
    if locked.submitted_at is None:
        forget_side_rows(locked)  # of proofs that were given for it
        locked.delete()
    else:
        locked.draft = {}
        locked.draft_version += 1
        locked.save(update_fields=["draft", "draft_version"])
    return True


def erase_refused(*, ended_before: datetime, by: Actor) -> int:
    """Blank the texts of what was rejected or taken back; that, when and why stays. How many that was."""
    ended = Q(state=SubmissionState.REJECTED) | Q(state=SubmissionState.WITHDRAWN, submitted_at__isnull=False)
    old = Submission.objects.filter(ended, changed_at__lt=ended_before).exclude(name="")
    return sum(_erase_refused(submission) for submission in old.order_by("pk"))


def withdraw_unanswered(*, asked_before: datetime, by: Actor) -> int:
    """Take back what nobody corrected after changes were requested: it would keep its number for ever. How many."""
    waiting = Submission.objects.filter(state=SubmissionState.CHANGES_REQUESTED, changed_at__lt=asked_before)
    return sum(_withdraw_unanswered(submission, asked_before, by) for submission in waiting.order_by("pk"))


@transaction.atomic
def _withdraw_unanswered(submission: Submission, asked_before: datetime, by: Actor) -> bool:
    locked = lock_submission(submission)
    if locked.state != SubmissionState.CHANGES_REQUESTED or locked.changed_at >= asked_before:
        return False
    locked.state = SubmissionState.WITHDRAWN
    locked.changed_at = timezone.now()
    locked.save()
    record(Verb.WITHDRAWN, by=by, startup=locked.startup, submission=locked)
    mails.submission_lapsed.enqueue(locked.pk)
    return True


@transaction.atomic
def _erase_refused(submission: Submission) -> bool:
    forget(lock_submission(submission))
    return True


def forget(locked: Submission) -> None:
    """Blank the texts of a submission that is over and whose lock the caller holds. That, when and why stays."""
    locked.messages.all().delete()
    locked.notes.all().delete()
    locked.decisions.exclude(words="", remarks={}).update(words=ERASED_WORDS, remarks={})
    locked.proofs.all().delete()
    locked.first_looks.all().delete()
    locked.referrals.all().delete()
    # The one exception from "a revision never changes": the rule that it has to be forgotten stands above it.
    with pgtrigger.ignore("directory.Revision:revision_never_changes"):
        Revision.objects.filter(submission=locked).update(profile=empty_profile())
    forget_side_rows(locked)
    locked.name, locked.enterprise_number, locked.statement = "", "", ""
    locked.draft, locked.base, locked.contact = {}, {}, {}
    locked.save(update_fields=["name", "enterprise_number", "statement", "draft", "base", "contact"])


def forget_side_rows(submission: Submission) -> None:
    """Personal values of its events. The chain covers only a digest of these rows, so that it still verifies."""
    events = Event.objects.of_submission(submission.reference).values("position")
    EventDetail.objects.filter(position__in=events).delete()
