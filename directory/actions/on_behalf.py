"""A change that a partner proposes in the company's place, with a reason and a source of its own."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_startup, record, refusing
from directory.actions.drafts import new_reference
from directory.actions.errors import (
    ChangePending,
    Incomplete,
    NotAllowed,
    NothingChanged,
    NumberListed,
    NumberPending,
    Outdated,
    ProposedAlready,
)
from directory.choices import SubmissionKind, SubmissionState, Verb
from directory.models import Revision, Startup, Submission
from directory.notifications import mails
from directory.rules.calendar import due_date
from directory.rules.duplicates import number_is_taken
from directory.rules.keeping import team_of
from directory.rules.permissions import Permission, may
from directory.rules.profile import SCHEMA_VERSION, Profile, profile_of

TAKEN = {
    "submission_enterprise_number_unique": NumberPending,
    "submission_one_open_change_on_behalf": ProposedAlready,
}


@dataclass(frozen=True)
class Source:
    """Where the facts come from, as the public reads it: these are not the company's words."""

    name: str
    url: str
    as_of: date


@transaction.atomic
def propose_on_behalf(
    *, startup: Startup, values: Profile, seen_version: int, reason: str, source: Source, by: User
) -> Revision:
    """Put a change of these fields in the queue of the own territory, marked as on behalf of the company.

    Who proposed it may approve it too, while nobody speaks for the company (rules.permissions); else a colleague
    decides, and the whole team is told by mail. `seen_version` is the entry's content_version on the screen.
    Raises NotAllowed, ChangePending, ProposedAlready, Outdated, NothingChanged, NumberListed, NumberPending or
    Incomplete.
    """
    if not reason or not source.name:
        raise Incomplete
    locked = lock_startup(startup.pk)
    if locked.territory is None or not may(by, Permission.ACT_FOR, locked):
        raise NotAllowed
    if locked.submissions.open().filter(kind=SubmissionKind.CHANGE, on_behalf=None).exists():
        raise ChangePending
    if locked.content_version != seen_version:
        raise Outdated
    base = profile_of(locked)
    profile = base | values
    if profile == base:
        raise NothingChanged
    number = profile["enterprise_number"]
    if number_is_taken(number, without=locked):
        raise NumberListed
    now = timezone.now()
    with refusing(TAKEN):
        submission = Submission.objects.create(
            reference=new_reference(),
            kind=SubmissionKind.CHANGE,
            state=SubmissionState.WAITING,
            startup=locked,
            territory=locked.territory,
            submitted_by=by,
            on_behalf=locked.territory.partner,
            language=by.language,
            name=profile["name"],
            base=base,
            base_version=locked.content_version,
            enterprise_number="" if base["enterprise_number"] == number else number,
            statement=reason,
            source=source.name,
            source_url=source.url,
            source_as_of=source.as_of,
            submitted_at=now,
            due_on=due_date(timezone.localdate(now)),
        )
    revision = Revision.objects.create(
        submission=submission, number=1, schema_version=SCHEMA_VERSION, profile=profile, written_by=by
    )
    record(
        Verb.PROPOSED_ON_BEHALF,
        by=by,
        startup=locked,
        submission=submission,
        after={"revision": 1, "partner": locked.territory.partner.slug},
        personal={"words": reason},
    )
    for person in team_of(locked):
        mails.proposed_on_behalf.enqueue(submission.pk, str(person.pk))
    return revision
