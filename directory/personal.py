"""Everything that is kept about one person, for that person alone: own words and acts, and what was said on them.

Nothing of other people: neither who decided, nor whom one invited, nor what a colleague wrote. No secrets: of what
signs somebody in only the kinds and the dates. A test walks all models and fails for a key to a person that stands
neither in HELD nor in NOT_TOLD.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import Exists, Model, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Session, User
from directory.models import (
    Alert,
    ClaimInvitation,
    Decision,
    ErrorReport,
    Event,
    EventDetail,
    FactSource,
    FirstLook,
    Hold,
    ImportBatch,
    Introduction,
    Invitation,
    Logo,
    Membership,
    Message,
    Note,
    Proof,
    Referral,
    Revision,
    Startup,
    Submission,
    TeamMember,
)
from directory.rules.permissions import Permission, narrow, sent_alone

Row = dict[str, Any]


@dataclass(frozen=True)
class Holding:
    """The rows of a model that are a person's: by these foreign keys, or by `also`. `told` is what the person gets."""

    model: type[Model]
    keys: tuple[str, ...]
    told: tuple[str, ...]
    also: Callable[[User], Q] | None = None

    def rows(self, user: User) -> list[Row]:
        mine = self.also(user) if self.also else Q(pk__in=[])
        for key in self.keys:
            mine |= Q(**{key: user})
        found = self.model._default_manager.filter(mine).order_by("pk").values(*self.told)
        return [{path.replace("__", "_"): value for path, value in row.items()} for row in found]


def _contact_given(user: User) -> Q:
    """Where this person is named; and what the person gave alone without an address, which names nobody else."""
    return _contact(user) | Q(pk__in=sent_alone(user).filter(contact__email="").values("pk"))


def _drafts(user: User) -> Q:
    """What was typed and not sent: only where this person may still read it."""
    mine = narrow(Submission.objects.of(user), user, Permission.FOLLOW)
    return Q(pk__in=mine.exclude(draft={}).values("pk"))


def _statements(user: User) -> Q:
    """Words to the moderator: own ones, and what a colleague made of them only for who may still read it."""
    sent = Submission.objects.of(user).exclude(statement="")
    sent_by = Revision.objects.filter(submission=OuterRef("pk"), is_correction=False).order_by("-number")
    latest = sent_by.values("written_by")[:1]
    own = sent.alias(writer=Subquery(latest)).filter(Q(writer=user.pk) | Q(pk__in=sent_alone(user).values("pk")))
    return Q(pk__in=own.values("pk")) | Q(pk__in=narrow(sent, user, Permission.FOLLOW).values("pk"))


def _decided_on(user: User) -> Q:
    """What was decided on what this person wrote, whether or not a moderator corrected it in the same step."""
    sent = Revision.objects.filter(submission=OuterRef("submission"), is_correction=False, written_by=user)
    own = Decision.objects.filter(Exists(sent), revision__is_correction=True)
    return Q(revision__written_by=user, revision__is_correction=False) | Q(pk__in=own.values("pk"))


def _answers(user: User) -> Q:
    """What moderators wrote to this person."""
    return Q(from_desk=True, submission__submitted_by=user) & ~Q(written_by=user)


def _contact(user: User) -> Q:
    """Where this person is named as the one to ask."""
    return Q(contact__email__iexact=user.email)


def _addressed(user: User) -> Q:
    """The mails that invited a company at this address, for as long as that is kept."""
    return Q(position__in=EventDetail.objects.filter(personal__email__iexact=user.email).values("position"))


def _asked_by_mail(user: User) -> Q:
    """What was asked of firms from this address, once it was confirmed: anybody can type one."""
    return Q(email__iexact=user.email, confirmed_at__isnull=False)


def _followed(user: User) -> Q:
    """The lists that this address follows, once that was confirmed."""
    return Q(follower__email=user.email.lower(), confirmed_at__isnull=False)


HELD: dict[str, Holding] = {
    "email_addresses": Holding(EmailAddress, ("user",), ("email", "verified", "primary")),
    "sessions": Holding(Session, ("user",), ("began_at", "device", "expire_date")),
    "authenticators": Holding(Authenticator, ("user",), ("type", "created_at", "last_used_at")),
    "teams": Holding(TeamMember, ("user",), ("startup__name", "startup__slug", "role", "joined_at", "left_at")),
    "partners": Holding(Membership, ("user",), ("partner__name", "partner__slug", "role", "wants_digest")),
    "invitations_received": Holding(
        Invitation,
        ("accepted_by",),
        ("startup__name", "email", "role", "invited_at", "expires_at", "accepted_at", "revoked_at"),
        also=lambda user: Q(email__iexact=user.email),
    ),
    "invitations_to_claim_received": Holding(
        ClaimInvitation, (), ("startup__name", "language", "invited_at"), also=_addressed
    ),
    "invitations_sent": Holding(
        Invitation,
        ("invited_by",),
        ("startup__name", "role", "invited_at", "expires_at", "accepted_at", "revoked_at"),
    ),
    "introductions_asked": Holding(
        Introduction,
        (),
        (
            "startup__name",
            "state",
            "name",
            "company",
            "role",
            "email",
            "country",
            "purpose",
            "message",
            "timing",
            "budget",
            "answer_language",
            "asked_at",
            "confirmed_at",
            "ended_at",
            "words",
            "visitor_outcome",
        ),
        also=_asked_by_mail,
    ),
    "lists_followed": Holding(
        Alert, (), ("query", "follower__language", "asked_at", "confirmed_at", "ended_at"), also=_followed
    ),
    # Of who asked nothing: that is the visitor's to ask for.
    "introductions_answered": Holding(
        Introduction, ("answered_by",), ("startup__name", "state", "words", "ended_at", "firm_outcome")
    ),
    # Not what was reported from this address: anybody can type one, and it is never confirmed.
    "error_reports_handled": Holding(ErrorReport, ("handled_by",), ("startup__name", "fact", "state", "handled_at")),
    "error_reports_answered": Holding(
        ErrorReport, ("answered_by",), ("startup__name", "fact", "answer", "answered_at")
    ),
    "submissions": Holding(
        Submission,
        ("submitted_by",),
        (
            "reference",
            "kind",
            "state",
            "name",
            "startup__name",
            "enterprise_number",
            "language",
            "licence",
            "licence_accepted_at",
            "on_behalf__name",
            "source",
            "source_url",
            "source_as_of",
            "created_at",
            "changed_at",
            "submitted_at",
            "due_on",
            "decided_at",
        ),
    ),
    "statements": Holding(Submission, (), ("reference", "statement"), also=_statements),
    "drafts": Holding(Submission, (), ("reference", "draft", "changed_at"), also=_drafts),
    "logos": Holding(Logo, ("uploaded_by",), ("id", "submission__reference", "uploaded_at", "width", "height")),
    "proofs_tried": Holding(
        Proof,
        (),
        ("submission__reference", "method", "domain", "email", "created_at", "verified_at", "lapsed_at"),
        also=lambda user: Q(submission__in=sent_alone(user)),
    ),
    "proofs_given": Holding(Proof, ("given_by",), ("submission__reference", "method", "words", "created_at")),
    "private_contact_of_entries": Holding(Startup, (), ("name", "contact"), also=_contact),
    "private_contact_of_submissions": Holding(Submission, (), ("reference", "contact"), also=_contact_given),
    "revisions": Holding(
        Revision, ("written_by",), ("submission__reference", "number", "schema_version", "profile", "created_at")
    ),
    "messages_written": Holding(Message, ("written_by",), ("submission__reference", "from_desk", "text", "created_at")),
    "notes_written": Holding(Note, ("written_by",), ("submission__reference", "startup__name", "text", "created_at")),
    "submissions_held": Holding(Hold, ("held_by",), ("submission__reference", "until")),
    "messages_received": Holding(Message, (), ("submission__reference", "text", "created_at"), also=_answers),
    "decisions_received": Holding(
        Decision,
        (),
        (
            "submission__reference",
            "revision__number",
            "verdict",
            "reason",
            "words",
            "remarks",
            "fields",
            "kept",
            "decided_at",
            "undone_at",
        ),
        also=_decided_on,
    ),
    "decisions_made": Holding(
        Decision,
        ("decided_by",),
        (
            "submission__reference",
            "revision__number",
            "verdict",
            "reason",
            "words",
            "remarks",
            "fields",
            "kept",
            "decided_at",
            "undone_at",
        ),
    ),
    "decisions_taken_back": Holding(
        Decision, ("undone_by",), ("submission__reference", "revision__number", "verdict", "undone_at")
    ),
    "first_looks": Holding(
        FirstLook,
        ("looked_by",),
        ("submission__reference", "revision__number", "reason", "words", "given", "looked_at"),
    ),
    "offers_made": Holding(
        Referral,
        ("offered_by",),
        ("submission__reference", "from_territory__slug", "to_territory__slug", "reason", "offered_at"),
    ),
    "offers_answered": Holding(
        Referral,
        ("answered_by",),
        ("submission__reference", "from_territory__slug", "to_territory__slug", "outcome", "answer", "answered_at"),
    ),
    "lists_brought_in": Holding(
        ImportBatch,
        ("uploaded_by", "confirmed_by", "acts_for"),
        ("source", "partner__name", "state", "uploaded_at", "confirmed_at", "ended_at"),
    ),
    "entries_confirmed": Holding(Startup, ("confirmed_by",), ("name", "slug", "confirmed_on")),
    "facts_confirmed": Holding(
        FactSource, ("confirmed_by",), ("startup__name", "field", "licence", "as_of", "confirmed_at")
    ),
}
NOT_TOLD: dict[tuple[type[Model], str], str] = {
    (
        LogEntry,
        "user",
    ): "Django's own log of its admin: nothing here writes it, the back office has the trail",
}


def personal_data(user: User) -> dict[str, Any]:
    """All of it, as one value for a JSON file."""
    return {
        "about": {"site": settings.SITE_URL, "made_at": timezone.now(), "format": 1},
        "account": _account(user),
        **{section: holding.rows(user) for section, holding in HELD.items()},
        "events": _events(user),
    }


def _account(user: User) -> Row:
    told = ("id", "email", "name", "language", "is_operator", "is_auditor", "joined_at", "last_login")
    return {name: getattr(user, name) for name in told} | {"has_password": user.has_usable_password()}


def _events(user: User) -> list[Row]:
    """What this person did, with the personal side rows, and what was done to this person by others."""
    own_id = str(user.pk)
    events = list(
        Event.objects.filter(Q(actor=own_id) | Q(before__user=own_id) | Q(after__user=own_id)).order_by("position")
    )
    done = [event.position for event in events if event.actor == own_id]
    details = EventDetail.objects.in_bulk(done)
    return [_told(event, details.get(event.position), user) for event in events]


def _told(event: Event, detail: EventDetail | None, user: User) -> Row:
    told = ("position", "at", "verb", "startup_id", "submission", "territory", "reason")
    return {name: getattr(event, name) for name in told} | {
        "by_you": event.actor == str(user.pk),
        "before": _without_others(event.before, user),
        "after": _without_others(event.after, user),
        "personal": _without_others(detail.personal, user) if detail else {},
    }


def _without_others(values: Row, user: User) -> Row:
    """Whom one appointed or invited is somebody else's to ask for."""
    own = {str(user.pk), user.email.lower()}
    return {name: value for name, value in values.items() if name not in ("user", "email") or str(value).lower() in own}
