"""The fast lane: changes without free text, links or names, approved in bulk after a preview (product.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Model, Prefetch

from accounts.models import User
from directory.choices import SubmissionKind
from directory.models import RevenueStage, Revision, Sector, Submission, Technology, Territory
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
    proposals = {one.submission.pk: one for one in _closed_ones(user)[:MOST]}
    checks = quick_checks(list(proposals.values()))
    words = Words()
    return [
        FastChange(one.submission, _latest(one.submission), words.changes(one))
        for pk, one in proposals.items()
        if all(check.is_fine for check in checks[pk])
    ]


def _closed_ones(user: User) -> list[Proposal]:
    """Nothing was published since the work began, so there is no conflict; and whom to ask stays the same.

    No closed field asks for a second look (rules.second_look) or lies in another territory.
    """
    latest = Revision.objects.order_by("submission_id", "-number").distinct("submission_id")
    mine = narrow(Submission.objects.awaiting_decision(), user, Permission.DECIDE).filter(
        kind=SubmissionKind.CHANGE,
        on_behalf=None,
        territory__in=Territory.objects.curated_by(user),
        base_version=F("startup__content_version"),
    )
    found = mine.select_related("startup", "territory").prefetch_related(
        Prefetch("revisions", latest, to_attr="latest")
    )
    proposals = [
        Proposal(one, upgraded(_latest(one).profile, _latest(one).schema_version)) for one in found.oldest_first()
    ]
    return [one for one in proposals if _is_closed(one)]


def _is_closed(proposal: Proposal) -> bool:
    submission = proposal.submission
    changed = changed_fields(_base(submission), proposal.profile)
    same_contact = submission.startup is not None and submission.contact in (None, submission.startup.contact)
    return bool(changed) and CLOSED.issuperset(changed) and same_contact


def _latest(submission: Submission) -> Revision:
    revision: Revision = submission.latest[0]  # type: ignore[attr-defined]  # prefetched by _closed_ones
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
