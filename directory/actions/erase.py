"""What is kept only for so long (product.md, Rules: drafts 6 months, rejected submissions 12)."""

from datetime import datetime

import pgtrigger
from django.db import transaction
from django.db.models import Q

from directory.actions._shared import Actor, lock_submission
from directory.choices import SubmissionState
from directory.models import Event, EventDetail, Revision, Submission
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
        locked.delete()
    else:
        locked.draft = {}
        locked.draft_version += 1
        locked.save(update_fields=["draft", "draft_version"])
    return True


def erase_rejected(*, decided_before: datetime, by: Actor) -> int:
    """Blank the texts of rejected submissions; that, when and why they were rejected stays. How many that was."""
    old = Submission.objects.filter(state=SubmissionState.REJECTED, decided_at__lt=decided_before).exclude(name="")
    return sum(_erase_rejected(submission) for submission in old.order_by("pk"))


@transaction.atomic
def _erase_rejected(submission: Submission) -> bool:
    locked = lock_submission(submission)
    locked.messages.all().delete()
    locked.decisions.exclude(words="").update(words=ERASED_WORDS)
    # The one exception from "a revision never changes": the rule that it has to be forgotten stands above it.
    with pgtrigger.ignore("directory.Revision:revision_never_changes"):
        Revision.objects.filter(submission=locked).update(profile=empty_profile())
    # The chain of events covers only a digest of these rows, so that it still verifies.
    events = Event.objects.of_submission(locked.reference).values("position")
    EventDetail.objects.filter(position__in=events).delete()
    locked.name, locked.enterprise_number, locked.draft = "", "", {}
    locked.save(update_fields=["name", "enterprise_number", "draft"])
    return True
