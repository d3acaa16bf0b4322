"""What the approval of a removal writes. Called by actions.decide, which holds the locks."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Language, User
from directory import document
from directory.actions._introductions import lapse
from directory.actions._shared import record
from directory.actions.errors import Outdated
from directory.choices import OPEN_STATES, EntryState, IntroductionState, SubmissionState, Verb
from directory.models import (
    Accompaniment,
    CollectionEntry,
    Decision,
    ErrorReport,
    Event,
    EventDetail,
    FactSource,
    FirstLook,
    ImportRow,
    Merge,
    Message,
    Note,
    Proof,
    Referral,
    StageDeclaration,
    Startup,
    Submission,
    Suggestion,
)
from directory.models.startup import StartupQuerySet
from directory.notifications import mails
from directory.rules.entitlement import needs_proof
from directory.rules.merging import family_of

# What only the company wrote, and what it gave so that people may be reached, goes. The name and the number stay: they
# say what was removed, and keep a public list from bringing it back.
TEXTS = tuple(f"{name}_{code}" for name in ("tagline", "description") for code in Language.values)
CHANGES = (Verb.ENTRY_PUBLISHED, Verb.ENTRY_CLAIMED, Verb.ENTRY_CHANGED, Verb.ENTRY_MOVED)  # side rows: contacts
BLANKED = (*TEXTS, "public_contact", "desk_note")


def remove_entry(startup: Startup, decision: Decision, locked: set[int], by: User) -> None:
    """Take the entry off the site for good; its addresses then say that it was removed. With it, what went into it.

    `locked` are the submissions, by pk, whose locks the caller holds. The proof, where one is needed, was
    looked at before. Raises Outdated when something was sent for the entry a moment ago.
    """
    submission = decision.submission
    is_from_outside = needs_proof(submission)
    family = Startup.objects.filter(pk__in=family_of(startup))
    _end_submissions(family, submission, locked)
    startup.asks.open().update(ended_on=timezone.localdate(decision.decided_at))
    _end_team(startup, decision, by)
    before = startup.state
    startup.state = EntryState.REMOVED
    for one in (startup, *family.exclude(pk=startup.pk).order_by("pk")):
        _blank(one)
    for introduction in startup.introductions.filter(state=IntroductionState.WAITING).order_by("pk"):
        lapse(introduction)
    _forget_people(family, submission)
    _forget_lists(family)
    _forget_collections(family)
    record(
        Verb.ENTRY_REMOVED,
        by=by,
        startup=startup,
        submission=submission,
        before={"state": before},
        after={"state": EntryState.REMOVED, "asked_by": "outside" if is_from_outside else "owner"},
        personal={"statement": submission.statement},
    )


def _end_submissions(family: StartupQuerySet, removal: Submission, locked: set[int]) -> None:
    undecided = Submission.objects.filter(startup__in=family, state__in=(SubmissionState.DRAFT, *OPEN_STATES))
    for other in undecided.exclude(pk=removal.pk).select_related("startup__territory").order_by("pk"):
        if other.pk not in locked:
            raise Outdated
        other.state = SubmissionState.WITHDRAWN
        other.changed_at = timezone.now()
        other.save()
        record(Verb.WITHDRAWN, by="SYSTEM", startup=other.startup, submission=other)
        if other.submitted_at:
            mails.submission_ended.enqueue(other.pk)


def _end_team(startup: Startup, decision: Decision, by: User) -> None:
    """Everybody leaves, and is told; the link of an invitation leads nowhere any more."""
    now = decision.decided_at
    startup.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    for member in startup.team.active().order_by("pk"):
        member.left_at = max(now, member.joined_at)
        member.save(update_fields=["left_at"])
        record(
            Verb.TEAM_LEFT,
            by=by,
            startup=startup,
            submission=decision.submission,
            before={"user": str(member.user_id), "role": member.role},
        )
        if member.user_id != decision.submission.submitted_by_id:
            mails.entry_removed.enqueue(member.pk)


def _blank(startup: Startup) -> None:
    for name in BLANKED:
        setattr(startup, name, "")
    startup.contact = {}
    startup.logo = None
    startup.confirmed_by = None
    startup.content_version += 1
    startup.changed_at = timezone.now()
    startup.save()
    FactSource.objects.filter(startup=startup, field__in=(*BLANKED, "logo")).delete()
    document.refresh(startup)


def _forget_people(family: StartupQuerySet, removal: Submission) -> None:
    """Whom to ask, what was written to and fro, what proved that one speaks for the company, revenue of every year,
    what visitors reported.

    Introductions go with the job (rules.introductions.to_erase), once their last mails are out. The reason of the
    removal itself stays in the side row of its event.
    """
    submissions = Submission.objects.filter(startup__in=family)
    submissions.exclude(pk=removal.pk).update(contact=None, statement="")
    Message.objects.filter(submission__in=submissions).delete()
    Proof.objects.filter(submission__in=submissions).delete()
    FirstLook.objects.filter(submission__in=submissions).delete()
    Referral.objects.filter(submission__in=submissions).delete()
    Note.objects.filter(Q(submission__in=submissions) | Q(startup__in=family)).delete()
    ErrorReport.objects.filter(startup__in=family).delete()
    StageDeclaration.objects.filter(startup__in=family).delete()
    changes = Event.objects.filter(startup_id__in=family.values("pk"), verb__in=CHANGES).values("position")
    EventDetail.objects.filter(position__in=changes).delete()


def _forget_lists(family: StartupQuerySet) -> None:
    """What lists said and changed, who accompanied the firm, and what undoing a merging would need. A row that is still
    to be written is looked at again before."""
    Suggestion.objects.filter(startup__in=family).delete()
    ImportRow.objects.filter(startup__in=family).exclude(result="").update(profile={}, cells={}, changes={}, before={})
    Merge.objects.filter(kept__in=family).update(snapshot={})
    Accompaniment.objects.filter(startup__in=family).delete()


def _forget_collections(family: StartupQuerySet) -> None:
    """Where it stood, and what partners said of it there."""
    CollectionEntry.objects.filter(startup__in=family).delete()
    pks = list(family.values_list("pk", flat=True))
    said = Event.objects.filter(Q(before__startup__in=pks) | Q(after__startup__in=pks), verb=Verb.COLLECTION_FIRMS)
    EventDetail.objects.filter(position__in=said.values("position")).delete()
