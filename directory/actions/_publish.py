"""What an approval writes: a new entry, a claimed one, a change, or a move to another territory.

Called by actions.decide, which holds the locks.
"""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from directory.actions import _entries
from directory.actions._shared import record, refusing
from directory.actions.drafts import new_reference
from directory.actions.errors import LISTED
from directory.actions.invitations import end_invitation
from directory.choices import CompanyStatus, EntryState, SubmissionKind, SubmissionState, TeamRole, Verb
from directory.models import Decision, Municipality, Revision, Startup, Submission, TeamMember, Territory
from directory.notifications import mails
from directory.rules.calendar import due_date
from directory.rules.diff import changed_fields
from directory.rules.places import territory_of
from directory.rules.profile import (
    FIELDS,
    PLACE,
    SCHEMA_VERSION,
    Profile,
    personal_values,
    profile_of,
    public_value,
    upgraded,
)


@dataclass(frozen=True)
class Approved:
    """What was approved: the submission, the revision that the company sent, and the profile that becomes public,
    without what is left out and with what was corrected. Its author and day stay the company's."""

    submission: Submission
    revision: Revision
    profile: Profile
    decision: Decision


def publish_new(approved: Approved, twin: Startup | None, by: User) -> None:
    """Make the entry, or colour in the unclaimed `twin` that it turned out to be.

    A fact that a list knew and the founder left open stays, with its source. The founder becomes the owner.
    """
    submission, revision, profile = approved.submission, approved.revision, approved.profile
    given = [name for name, field in FIELDS.items() if not field.is_empty(profile[name])]
    public = profile_of(twin) if twin else None
    startup = twin or Startup(content_version=0)
    startup.state = EntryState.PUBLISHED
    startup.status = CompanyStatus.ACTIVE
    startup.territory = submission.territory
    startup.claimed_at = revision.created_at
    startup.changed_at = timezone.now()
    startup.published_at = startup.published_at or timezone.now()
    # Words that nobody of the firm wrote go: they would stand under the firm's confirmation.
    written = given + [name for name, field in FIELDS.items() if field.language and twin]
    names = [name for name in FIELDS if name in written and (public is None or public[name] != profile[name])]
    _confirm(startup, submission, revision)
    _write(startup, profile, names)
    _entries.source_from_founder(startup, profile, written, revision.written_by, revision.created_at)
    submission.startup = startup
    submission.save(update_fields=["startup"])
    record(
        Verb.ENTRY_CLAIMED if twin else Verb.ENTRY_PUBLISHED,
        by=by,
        startup=startup,
        submission=submission,
        before={name: public_value(name, public[name]) for name in names} if public else {},
        after={name: public_value(name, profile[name]) for name in names},
        personal=personal_values(public, profile, names),
    )
    _hand_over(startup, submission)


def publish_claim(startup: Startup, approved: Approved, by: User) -> None:
    """Hand the entry to who claims it, with what the claim changes. An orphan keeps the day it was claimed first."""
    startup.claimed_at = startup.claimed_at or approved.revision.created_at
    startup.changed_at = timezone.now()
    if startup.status == CompanyStatus.UNKNOWN:
        startup.status = CompanyStatus.ACTIVE  # the company itself has spoken
    publish_change(startup, approved, by)
    for invitation in startup.invitations.open().order_by("pk"):  # of people who have no say any more
        end_invitation(invitation, by=by)
    _hand_over(startup, approved.submission)


def _hand_over(startup: Startup, submission: Submission) -> None:
    owner = submission.submitted_by
    TeamMember.objects.create(startup=startup, user=owner, role=TeamRole.OWNER)
    record(Verb.TEAM_JOINED, by=owner, startup=startup, submission=submission, after={"role": TeamRole.OWNER})


def publish_change(startup: Startup, approved: Approved, by: User) -> None:
    """Publish only what the revision changed. An address in another territory waits for that territory."""
    submission, revision, profile = approved.submission, approved.revision, approved.profile
    names = changed_fields(upgraded(submission.base, SCHEMA_VERSION), profile)
    target = _territory_after(startup, profile, names)
    if set(names) & set(PLACE):
        _end_earlier_moves(startup, approved.decision)
    leaves = target != startup.territory
    accepted = leaves and submission.kind == SubmissionKind.TRANSFER
    claimed = submission.kind == SubmissionKind.CLAIM
    if accepted:
        startup.territory = target
    elif leaves:
        names = [name for name in names if name not in PLACE]
    if names or claimed:
        public = profile_of(startup)
        if not accepted and _says_all_is_right(submission):
            _confirm(startup, submission, revision)
        _write(startup, profile, names)
        _source(startup, submission, revision, profile, names)
        record(
            Verb.ENTRY_MOVED if accepted else Verb.ENTRY_CLAIMED if claimed else Verb.ENTRY_CHANGED,
            by=by,
            startup=startup,
            submission=submission,
            before={name: public_value(name, public[name]) for name in names},
            after={name: public_value(name, profile[name]) for name in names},
            personal=personal_values(public, profile, names),
        )
    elif submission.contact is not None:  # whom to ask is all that changed
        startup.contact = submission.contact
        startup.save(update_fields=["contact"])
    if leaves and not accepted:
        _ask_other_territory(startup, approved, target, by)


def _says_all_is_right(submission: Submission) -> bool:
    """What became of a company says nothing of its other facts, and a partner's words are none of the company."""
    return submission.kind != SubmissionKind.STATE and submission.on_behalf_id is None


def _source(startup: Startup, submission: Submission, revision: Revision, profile: Profile, names: list[str]) -> None:
    if submission.on_behalf_id:
        _entries.source_from_partner(startup, profile, names, submission)
    else:
        _entries.source_from_founder(startup, profile, names, revision.written_by, revision.created_at)


def _confirm(startup: Startup, submission: Submission, revision: Revision) -> None:
    """Who sent the profile said, on that day, that it is right, and whom to ask. A later confirmation stands."""
    if submission.contact is not None:
        startup.contact = submission.contact
    day = timezone.localdate(revision.created_at)
    if startup.confirmed_on is None or startup.confirmed_on <= day:
        startup.confirmed_on = day
        startup.confirmed_by = revision.written_by


def _write(startup: Startup, profile: Profile, names: list[str]) -> None:
    startup.content_version += 1
    with refusing(LISTED):
        _entries.write_profile(startup, profile, names)


def _territory_after(startup: Startup, profile: Profile, names: list[str]) -> Territory | None:
    if not set(names) & set(PLACE):
        return startup.territory
    municipality = Municipality.objects.select_related("area__parent").get(nis_code=profile["municipality"])
    return territory_of(profile["postal_code"], municipality)


def _end_earlier_moves(startup: Startup, decision: Decision) -> None:
    """A newer address takes the place of one that another territory has yet to accept. Told once that stands."""
    for earlier in startup.submissions.open().filter(kind=SubmissionKind.TRANSFER):
        earlier.state = SubmissionState.WITHDRAWN
        earlier.changed_at = timezone.now()
        earlier.save()
        record(Verb.WITHDRAWN, by="SYSTEM", startup=startup, submission=earlier)
        mails.submission_replaced.using(run_after=decision.undo_until).enqueue(earlier.pk)


def _ask_other_territory(startup: Startup, approved: Approved, target: Territory | None, by: User) -> None:
    """The approved address stays unpublished until the territory it lies in accepts it (product.md, Rules)."""
    submission = approved.submission
    now = timezone.now()
    base = profile_of(startup)
    transfer = Submission.objects.create(
        reference=new_reference(),
        kind=SubmissionKind.TRANSFER,
        state=SubmissionState.WAITING,
        startup=startup,
        territory=target,
        submitted_by=submission.submitted_by,
        language=submission.language,
        name=startup.name,
        base=base,
        base_version=startup.content_version,
        submitted_at=now,
        due_on=due_date(timezone.localdate(now)),
        on_behalf=submission.on_behalf,
        source=submission.source,
        source_url=submission.source_url,
        source_as_of=submission.source_as_of,
        licence=submission.licence,
        licence_accepted_at=submission.licence_accepted_at,
    )
    Revision.objects.create(
        submission=transfer,
        number=1,
        schema_version=SCHEMA_VERSION,
        profile=base | {name: approved.profile[name] for name in PLACE},
        written_by=approved.revision.written_by,
    )
    record(Verb.SUBMITTED, by=by, startup=startup, submission=transfer, after={"revision": 1})
