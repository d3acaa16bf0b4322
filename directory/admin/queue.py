"""The start page of the desk: what waits for a decision, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from directory.admin.access import DeskRequest, desk_only
from directory.admin.paging import page_of
from directory.choices import SubmissionKind
from directory.models import Municipality, Revision, Submission, Territory
from directory.models.submission import SubmissionQuerySet
from directory.rules.checks import Check, Proposal, quick_checks
from directory.rules.diff import changed_fields
from directory.rules.fast_lane import fast_lane
from directory.rules.permissions import Permission, narrow, with_interest
from directory.rules.profile import FIELDS, SCHEMA_VERSION, Profile, upgraded
from directory.rules.standing import Standing, standings_of

ROWS = 25


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    submission: Submission
    checks: list[Check]
    fields: int  # changed, or filled in for a new entry
    municipality: Municipality | None
    is_own_company: bool
    standing: Standing

    @property
    def look(self) -> str:
        """Pencil as long as it is not public (house style)."""
        startup = self.submission.startup
        return startup.confirmation if startup else "pencil"

    @property
    def remarks(self) -> list[str]:
        return [check.text for check in self.checks if not check.is_fine]


@dataclass(frozen=True)
class KindChoice:
    kind: str
    label: str
    count: int
    is_current: bool


@desk_only
def queue(request: DeskRequest) -> HttpResponse:
    waiting = waiting_for(request.user)
    kind = request.GET.get("kind", "")
    kind = kind if kind in SubmissionKind.values else ""
    chosen = waiting.filter(kind=kind) if kind else waiting
    page = page_of(request, for_rows(chosen, request.user), ROWS)
    figures = _figures(waiting)
    territories = list(Territory.objects.curated_by(request.user).order_by("slug"))
    context = {
        "page": page,
        "rows": rows_of(list(page)),
        "oldest": narrow(chosen, request.user, Permission.DECIDE).oldest_first().first(),
        "kinds": _kinds(figures, kind),
        "kind": kind,
        "total": figures["total"],
        "late": figures["late"],
        "offered": waiting.filter(referrals__outcome="").exclude(territory__in=territories).count(),
        "fast": len(fast_lane(request.user)),
        "territories": territories,
    }
    return render(request, "desk/queue.html", context)


def waiting_for(user: User) -> SubmissionQuerySet:
    """What this person sees in the queue, the own company included."""
    return narrow(Submission.objects.awaiting_decision(), user, Permission.REVIEW)


def for_rows(submissions: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
    latest = Revision.objects.order_by("submission_id", "-number").distinct("submission_id")
    return (
        with_interest(submissions, user)
        .select_related("startup", "territory__fallback")
        .prefetch_related(Prefetch("revisions", latest, to_attr="latest"))
        .order_by("submitted_at", "pk")
    )


def rows_of(submissions: Sequence[Submission]) -> list[Row]:
    """The lines of these submissions (from for_rows), with checks made for all of them together."""
    proposals = [
        Proposal(submission, upgraded(revision.profile, revision.schema_version))
        for submission in submissions
        for revision in submission.latest  # type: ignore[attr-defined]  # prefetched by for_rows
    ]
    checks = quick_checks(proposals)
    municipalities = Municipality.objects.in_bulk(
        {one.profile["municipality"] for one in proposals}, field_name="nis_code"
    )
    standings = standings_of(submissions)
    return [
        Row(
            submission=one.submission,
            checks=checks[one.submission.pk],
            fields=_count_fields(one),
            municipality=municipalities.get(one.profile["municipality"]),
            is_own_company=one.submission.is_own_company,  # type: ignore[attr-defined]  # annotated by for_rows
            standing=standings[one.submission.pk],
        )
        for one in proposals
    ]


def _count_fields(proposal: Proposal) -> int:
    base: Profile = upgraded(proposal.submission.base, SCHEMA_VERSION)
    if proposal.submission.kind == SubmissionKind.NEW:
        return sum(not field.is_empty(proposal.profile[name]) for name, field in FIELDS.items())
    return len(changed_fields(base, proposal.profile))


def _figures(waiting: SubmissionQuerySet) -> dict[str, int]:
    kinds = {kind: Count("pk", filter=Q(kind=kind)) for kind in SubmissionKind.values}
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    return waiting.aggregate(total=Count("pk"), late=late, **kinds)


def _kinds(figures: dict[str, int], current: str) -> list[KindChoice]:
    return [
        KindChoice(kind.value, str(kind.label), figures[kind], kind == current)
        for kind in SubmissionKind
        if figures[kind] or kind == current
    ]
