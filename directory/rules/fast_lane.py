"""The fast lane: changes without free text, links or names, approved in bulk after a preview (product.md)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Model, Prefetch

from accounts.models import User
from directory.choices import SubmissionKind
from directory.models import RevenueStage, Revision, Sector, Submission, Technology, Territory
from directory.models.submission import SubmissionQuerySet
from directory.rules.checks import Proposal, quick_checks
from directory.rules.diff import changed_fields
from directory.rules.permissions import Permission, narrow
from directory.rules.profile import FIELDS, SCHEMA_VERSION, Field, Profile, named, shown, stage_in_words, upgraded

# Fields of the profile whose every value comes from a closed list, or is a year.
CLOSED = frozenset(
    {
        "founded",
        "sectors",
        "technologies",
        "client_focus",
        "business_model",
        "people",
        "stage",
        "funding",
        "markets",
        "export",
        "support_languages",
        "hosting_country",
        "owner_country",
    }
)
MOST = 50  # on one page
CHUNK = 100  # looked at together
MOST_LOOKED_AT = 500  # then the rest waits, until these are decided


@dataclass(frozen=True)
class Change:
    """One field in words, before and after."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True)
class FastChange:
    """A change that may be approved without a page of its own, with the revision that was looked at."""

    submission: Submission
    revision: Revision
    changes: list[Change]


def fast_lane(user: User) -> list[FastChange]:
    """The changes of the own territory that this person may approve together, the oldest first."""
    passed: list[Proposal] = []
    for start in range(0, MOST_LOOKED_AT, CHUNK):
        chunk = list(_for_proposals(_candidates(user))[start : start + CHUNK])
        passed += _passed(chunk)
        if len(passed) >= MOST or len(chunk) < CHUNK:
            break
    return _with_words(passed[:MOST])


def still_in_lane(user: User, revisions: Collection[int]) -> list[FastChange]:
    """Those of the lane whose latest revision is one of these, wherever in it they stand."""
    named = Revision.objects.filter(pk__in=revisions).values("submission")
    ticked = _candidates(user).filter(pk__in=named)
    found = _with_words(_passed(_for_proposals(ticked)))
    return [one for one in found if one.revision.pk in revisions]


def may_be_in_lane(user: User) -> bool:
    """Whether it is worth a look: nothing is read or checked for this."""
    return _candidates(user).exists()


def _passed(submissions: Iterable[Submission]) -> list[Proposal]:
    proposals = [Proposal(one, upgraded(_latest(one).profile, _latest(one).schema_version)) for one in submissions]
    closed = [one for one in proposals if _is_closed(one)]
    checks = quick_checks(closed)
    return [one for one in closed if all(check.is_fine for check in checks[one.submission.pk])]


def _with_words(proposals: Iterable[Proposal]) -> list[FastChange]:
    words = Words()
    return [FastChange(one.submission, _latest(one.submission), words.changes(one)) for one in proposals]


def _candidates(user: User) -> SubmissionQuerySet:
    """Nothing was published since the work began, so there is no conflict; and whom to ask stays the same.

    No closed field asks for a second look (rules.second_look) or lies in another territory.
    """
    return narrow(Submission.objects.awaiting_decision(), user, Permission.DECIDE).filter(
        kind=SubmissionKind.CHANGE,
        on_behalf=None,
        territory__in=Territory.objects.curated_by(user),
        base_version=F("startup__content_version"),
    )


def _for_proposals(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    latest = Revision.objects.order_by("submission_id", "-number").distinct("submission_id")
    found = submissions.select_related("startup", "territory").prefetch_related(
        Prefetch("revisions", latest, to_attr="latest")
    )
    return found.oldest_first()


def _is_closed(proposal: Proposal) -> bool:
    submission = proposal.submission
    changed = changed_fields(_base(submission), proposal.profile)
    same_contact = submission.startup is not None and submission.contact in (None, submission.startup.contact)
    return bool(changed) and CLOSED.issuperset(changed) and same_contact


def _latest(submission: Submission) -> Revision:
    revision: Revision = submission.latest[0]  # type: ignore[attr-defined]  # prefetched by _for_proposals
    return revision


def _base(submission: Submission) -> Profile:
    return upgraded(submission.base, SCHEMA_VERSION)


class Words:
    """Values in words, in as many statements for many changes as for one."""

    def changes(self, proposal: Proposal) -> list[Change]:
        base, profile = _base(proposal.submission), proposal.profile
        return [
            Change(FIELDS[name], self.of(name, base[name]), self.of(name, profile[name]))
            for name in changed_fields(base, profile)
        ]

    def of(self, name: str, value: Any) -> str:
        by_id: dict[str, Callable[[], str]] = {
            "sectors": lambda: named(value, self.sectors),
            "technologies": lambda: named(value, self.technologies),
            "stage": lambda: stage_in_words(value, self.stages),
        }
        return by_id[name]() if name in by_id and value else shown(name, value)

    @cached_property
    def sectors(self) -> dict[int, str]:
        return _names(Sector)

    @cached_property
    def technologies(self) -> dict[int, str]:
        return _names(Technology)

    @cached_property
    def stages(self) -> dict[int, str]:
        return _names(RevenueStage)


def _names(model: type[Model]) -> dict[int, str]:
    return {row.pk: str(row) for row in model._default_manager.all()}
