"""The start page of the desk: what waits for a decision, oldest first."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from directory.admin.access import DeskRequest, desk_only
from directory.admin.filters import STATES, Filters, Held, Scope, free, held_by, late, listed_for, territories_of
from directory.admin.paging import page_of
from directory.choices import DECIDED_STATES, SubmissionKind, SubmissionState
from directory.models import Hold, Municipality, Revision, Submission, Territory
from directory.models.submission import SubmissionQuerySet
from directory.rules.calendar import working_days_since
from directory.rules.checks import Check, Proposal, quick_checks
from directory.rules.diff import changed_fields
from directory.rules.digest import open_reports
from directory.rules.fast_lane import may_be_in_lane
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

    @property
    def hold(self) -> Hold | None:
        return standing_hold(self.submission)

    @property
    def age(self) -> str:
        """How long it has waited, or waited until it was decided."""
        sent, ended = self.submission.submitted_at, self.submission.decided_at or timezone.now()
        days = working_days_since(timezone.localdate(sent), timezone.localdate(ended))
        if not days:
            return _("today") if self.submission.decided_at is None else _("on the same day")
        return ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days}


@dataclass(frozen=True)
class Choice:
    """A value of a filter, with how many it would show and the address that shows them."""

    value: str
    label: str
    count: int
    is_current: bool
    query: str


@dataclass(frozen=True)
class Figures:
    """How many submissions each state and each kind would show beside the other filters, and what all of it is."""

    states: dict[str, int]
    kinds: dict[str, int]
    total: int  # waiting, whatever the filters
    late: int  # of those


@desk_only
def queue(request: DeskRequest) -> HttpResponse:
    user, territories = request.user, territories_of(request.user)
    filters = Filters.of(request.GET, territories, only_reads=user.is_auditor)
    chosen = chosen_by(filters, user)
    figures = _figures(filters, user)
    common = {
        "filters": filters,
        "kinds": _kinds(filters, figures),
        "states": _states(filters, figures),
        "seen_territories": territories,
        "total": figures.total,
        "late": figures.late,
        "is_waiting": filters.state == SubmissionState.WAITING,
    }
    if user.is_auditor:
        page = page_of(request, chosen.select_related("startup", "territory__partner"), ROWS)
        return render(request, "desk/queue_read.html", common | {"page": page})
    page = page_of(request, for_rows(chosen, user), ROWS)
    own = Territory.objects.curated_by(user).order_by("slug")
    context = common | {
        "page": page,
        "rows": rows_of(list(page)),
        "oldest": free_for(user, chosen).first(),
        "scopes": Scope.choices,
        "holds": Held.choices,
        "territories": list(own),
        "reports": open_reports(user),
        "offered": waiting_for(user).filter(referrals__outcome="").exclude(territory__in=own.order_by()).count(),
        "has_fast": may_be_in_lane(user),
    }
    return render(request, "desk/queue.html", context)


def waiting_for(user: User) -> SubmissionQuerySet:
    """What waits in the queue that this person sees, the own company included."""
    return narrow(Submission.objects.awaiting_decision(), user, Permission.REVIEW)


def chosen_by(filters: Filters, user: User) -> SubmissionQuerySet:
    """In order: what is open from the oldest on, what was decided from the newest."""
    found = listed_for(user, filters.scope).filter(*filters.conditions(user).values())
    return found.order_by("-decided_at", "-pk") if filters.state in DECIDED_STATES else found.oldest_first()


def standing_hold(submission: Submission) -> Hold | None:
    """Who looks at it just now, if anybody."""
    hold: Hold | None = getattr(submission, "hold", None)
    return hold if hold and hold.stands else None


def free_for(user: User, submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Of these, the ones that this person may decide and no colleague holds, the oldest first."""
    return narrow(submissions.filter(free() | held_by(user)), user, Permission.DECIDE).oldest_first()


def for_rows(submissions: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
    latest = Revision.objects.order_by("submission_id", "-number").distinct("submission_id")
    return (
        with_interest(submissions, user)
        .select_related("startup", "territory__fallback", "hold__held_by")
        .prefetch_related(Prefetch("revisions", latest, to_attr="latest"))
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


def _figures(filters: Filters, user: User) -> Figures:
    """One statement, however many there are."""
    conditions = filters.conditions(user)
    waits = Q(state=SubmissionState.WAITING)

    def beside(name: str) -> Q:
        return reduce(operator.and_, (each for key, each in conditions.items() if key != name), Q())

    states = {f"state_{value}": Count("pk", filter=Q(state=value) & beside("state")) for value in STATES}
    kinds = {f"kind_{value}": Count("pk", filter=Q(kind=value) & beside("kind")) for value in SubmissionKind.values}
    whole = {"total": Count("pk", filter=waits), "late": Count("pk", filter=late())}
    found = listed_for(user, filters.scope).aggregate(**states, **kinds, **whole)
    return Figures(
        states={value: found[f"state_{value}"] for value in STATES},
        kinds={value: found[f"kind_{value}"] for value in SubmissionKind.values},
        total=found["total"],
        late=found["late"],
    )


def _states(filters: Filters, figures: Figures) -> list[Choice]:
    return [
        Choice(
            value=state.value,
            label=str(state.label),
            count=figures.states[state],
            is_current=state == filters.state,
            query=filters.as_query(state=state),
        )
        for state in STATES
    ]


def _kinds(filters: Filters, figures: Figures) -> list[Choice]:
    every = Choice("", _("All"), sum(figures.kinds.values()), not filters.kind, filters.as_query(kind=""))
    return [
        every,
        *(
            Choice(
                value=kind.value,
                label=str(kind.label),
                count=figures.kinds[kind],
                is_current=kind == filters.kind,
                query=filters.as_query(kind=kind),
            )
            for kind in SubmissionKind
            if figures.kinds[kind] or kind == filters.kind
        ),
    ]
