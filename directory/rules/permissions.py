"""Who may do what, in one place and one shape: a permission narrows a queryset, and asking of an object asks whether
the object is left in it. So the two can never disagree.

Roles come from three places: operator and auditor stand on the user, moderator and lead on a membership of a partner,
owner and editor on the team of an entry. Who is not active has no rights at all.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from directory.choices import EntryState, SubmissionKind, SubmissionState
from directory.models import Event, Membership, Startup, Submission, TeamMember, Territory
from directory.models.event import EventQuerySet
from directory.models.submission import SubmissionQuerySet
from directory.rules.calendar import add_working_days

Rows = TypeVar("Rows", bound=QuerySet[Any])
Person = User | AnonymousUser


class Permission(StrEnum):
    REVIEW = "review"  # Submission: see it on the desk
    DECIDE = "decide"  # Submission: approve, request changes, reject
    FOLLOW = "follow"  # Submission: see it as the founder who sent it
    EDIT = "edit"  # Submission: change, send and withdraw it as a founder
    PROPOSE_CHANGE = "propose-change"  # Startup: start a change of a published entry
    CURATE = "curate"  # Startup: see it on the desk, the undisclosed revenue stage included
    READ_TRAIL = "read-trail"  # Startup: read its events


NOTHING = Q(pk__in=[])


def narrow(queryset: Rows, user: Person, permission: Permission) -> Rows:
    """The rows on which this person has the permission."""
    if not isinstance(user, User) or not user.is_active:
        return queryset.none()
    return queryset.filter(RULES[permission](user))


def may(user: Person, permission: Permission, subject: Model) -> bool:
    """Whether this person has the permission on this saved row, as the database holds it now."""
    rows: QuerySet[Any] = type(subject)._default_manager.filter(pk=subject.pk)
    return narrow(rows, user, permission).exists()


def may_open_desk(user: Person) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_operator or user.is_auditor or Membership.objects.filter(user=user).exists()


def may_keep_words(user: Person) -> bool:
    """Whether this person changes what everybody searches and chooses by: synonyms, and the names of sectors and such.

    They belong to no territory, so no partner changes them for the others.
    """
    return isinstance(user, User) and user.is_active and user.is_operator


def with_interest(submissions: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
    """Each with `is_own_company`: whether this person belongs to the company, or sent the proposal."""
    return submissions.annotate(
        is_own_company=ExpressionWrapper(_own_company(user), output_field=BooleanField()),
    )


def has_interest(user: User, submission: Submission) -> bool:
    return Submission.objects.filter(_own_company(user), pk=submission.pk).exists()


def readable_events(user: Person) -> EventQuerySet:
    """The events of the entries whose trail this person may read, and of what was sent to the own territories."""
    if not isinstance(user, User) or not user.is_active:
        return Event.objects.none()
    if user.is_auditor or user.is_operator:
        return Event.objects.all()
    entries = narrow(Startup.objects.all(), user, Permission.READ_TRAIL).values("pk")
    territories = Territory.objects.curated_by(user).values("slug")
    return Event.objects.filter(Q(startup_id__in=entries) | Q(startup_id=None, territory__in=territories))


def _own_territory(user: User) -> Q:
    return Q(territory__in=Territory.objects.curated_by(user))


def _fallen_back(user: User) -> Q:
    """Waiting longer than the territory's limit, and this person is its fallback (territories.csv).

    A move between two territories falls to the operator alone: neither of the two is to decide in the other's place.
    """
    is_move = Q(kind=SubmissionKind.TRANSFER)
    own = Q(fallback__in=Territory.objects.curated_by(user)) | (Q(fallback=None) if user.is_operator else NOTHING)
    overdue = _overdue(Territory.objects.filter(own)) & ~is_move
    if user.is_operator:
        overdue |= _overdue(Territory.objects.all()) & is_move
    return overdue & Q(state=SubmissionState.WAITING)


def _overdue(territories: Iterable[Territory]) -> Q:
    overdue = NOTHING
    for territory in territories:
        last_day = add_working_days(timezone.localdate(), -territory.fallback_after_working_days)
        overdue |= Q(territory=territory, submitted_at__date__lt=last_day)
    return overdue


def _own_company(user: User) -> Q:
    """The moderator belongs to the company, or sent the proposal."""
    team = TeamMember.objects.of(user).filter(startup=OuterRef("startup"))
    return Q(Exists(team)) | Q(submitted_by=user)


def _review(user: User) -> Q:
    return (_own_territory(user) | _fallen_back(user)) & ~Q(state=SubmissionState.DRAFT)


def _decide(user: User) -> Q:
    return (_own_territory(user) | _fallen_back(user)) & Q(state=SubmissionState.WAITING) & ~_own_company(user)


def _follow(user: User) -> Q:
    team = TeamMember.objects.of(user).filter(startup=OuterRef("startup"))
    # A registration or a claim is its sender's; a change is the team's, whoever of it wrote the words.
    shared = ~Q(kind__in=(SubmissionKind.NEW, SubmissionKind.CLAIM))
    return (~shared & Q(submitted_by=user)) | (shared & Q(Exists(team)))


def _edit(user: User) -> Q:
    editable = (SubmissionState.DRAFT, SubmissionState.WAITING, SubmissionState.CHANGES_REQUESTED)
    own = Q(kind=SubmissionKind.NEW, submitted_by=user)
    team = TeamMember.objects.of(user).filter(startup=OuterRef("startup"))
    return Q(state__in=editable) & (own | (Q(kind=SubmissionKind.CHANGE) & Q(Exists(team))))


def _propose_change(user: User) -> Q:
    team = TeamMember.objects.of(user).filter(startup=OuterRef("pk"))
    return Q(state=EntryState.PUBLISHED) & Q(Exists(team))


def _curate(user: User) -> Q:
    """Stubs lie in no territory yet: the operator places them."""
    return _own_territory(user) | (Q(territory=None) if user.is_operator else NOTHING)


def _read_trail(user: User) -> Q:
    return Q() if user.is_auditor or user.is_operator else _own_territory(user)


RULES: dict[Permission, Callable[[User], Q]] = {
    Permission.REVIEW: _review,
    Permission.DECIDE: _decide,
    Permission.FOLLOW: _follow,
    Permission.EDIT: _edit,
    Permission.PROPOSE_CHANGE: _propose_change,
    Permission.CURATE: _curate,
    Permission.READ_TRAIL: _read_trail,
}

SUBJECTS: dict[Permission, type[Model]] = {
    permission: Startup
    if permission in (Permission.PROPOSE_CHANGE, Permission.CURATE, Permission.READ_TRAIL)
    else Submission
    for permission in Permission
}
