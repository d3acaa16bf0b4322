"""What waits for somebody of the desk, as the daily mail tells it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from directory.choices import SubmissionKind
from directory.models import ErrorReport, Submission
from directory.rules.permissions import Permission, narrow


@dataclass(frozen=True)
class Digest:
    kinds: list[tuple[str, int]]  # in words, and how many; none of which there is none
    total: int  # of submissions
    late: int
    reports: int  # of errors

    @property
    def is_empty(self) -> bool:
        return not self.total and not self.reports


def digest_for(user: User) -> Digest:
    """What this person may decide now: not about the own company."""
    waiting = narrow(Submission.objects.awaiting_decision(), user, Permission.DECIDE)
    kinds = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in SubmissionKind}
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    counts = waiting.order_by().aggregate(total=Count("pk"), late=late, **kinds)
    named = [(str(kind.label), counts[kind.value]) for kind in SubmissionKind if counts[kind.value]]
    return Digest(named, counts["total"], counts["late"], open_reports(user))


def open_reports(user: User) -> int:
    """How many errors that visitors report wait for this person."""
    return narrow(ErrorReport.objects.open(), user, Permission.HANDLE_REPORT).count()
