"""Leaving for good: the person is forgotten, what was decided and published stays."""

import copy
import json

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.closing import erase_account
from accounts.models import User
from directory.actions._shared import Actor, record
from directory.actions.appoint import shown
from directory.actions.erase import ERASED_WORDS, forget
from directory.actions.errors import AccountClosed, NotAllowed, StillNeeded
from directory.choices import SubmissionKind, SubmissionState, Verb
from directory.models import (
    Event,
    EventDetail,
    Invitation,
    Membership,
    Message,
    Partner,
    Startup,
    Submission,
    TeamMember,
)
from directory.notifications import mails
from directory.rules import workflow
from directory.rules.leaving import duties_of

# A proposal of one person; the others are the team's, which goes on with them.
OWN_KINDS = (SubmissionKind.NEW, SubmissionKind.CLAIM)


def close_account(*, user: User, by: Actor) -> None:
    """Erase the account: address, name, ways in, drafts, texts that never became public, personal values of events.

    Decisions and events keep the random id. What waits for a decision is withdrawn. Raises NotAllowed, AccountClosed,
    or StillNeeded while nobody else could take over; then nothing is changed.

    One mail tells the old address. It is sent here, after the commit, and not by a task: a task holds ids only, and
    after this no id leads to the address any more. When the mail server is away, the mail is not sent, and nothing of
    the address is kept to try again.
    """
    with transaction.atomic(durable=True):
        locked = _lock_person(user)
        if not isinstance(by, str) and by.pk != locked.pk:
            raise NotAllowed
        if not locked.is_active:
            raise AccountClosed
        reader = copy.copy(locked)
        _lock_partners(locked)
        own = _lock_own_submissions(locked)
        _lock_entries(locked)
        if duties_of(locked):
            raise StillNeeded
        _close(locked, own)
    mails.account_closed(reader)


def _lock_person(user: User) -> User:
    """With all other operators where it is one: two who leave at once would each count on the other."""
    rows = Q(pk=user.pk) | (Q(is_operator=True, is_active=True) if user.is_operator else Q(pk__in=[]))
    locked = {row.pk: row for row in User.objects.select_for_update(no_key=True).filter(rows).order_by("pk")}
    return locked[user.pk]


def _lock_partners(user: User) -> None:
    mine = Membership.objects.filter(user=user).values("partner")
    list(Partner.objects.select_for_update(no_key=True).filter(pk__in=mine).order_by("pk"))


def _lock_own_submissions(user: User) -> list[Submission]:
    """What of this person's own never became public. One that is being approved now is not in it afterwards."""
    own = Submission.objects.of(user).filter(kind__in=OWN_KINDS).exclude(state=SubmissionState.APPROVED)
    return list(own.select_for_update().order_by("pk"))


def _lock_entries(user: User) -> None:
    mine = TeamMember.objects.of(user).values("startup")
    list(Startup.objects.select_for_update().filter(pk__in=mine).order_by("pk"))


def _close(user: User, own: list[Submission]) -> None:
    """Everything is written before the first event: who appends to the trail waits for nobody else."""
    person = copy.copy(user)
    withdrawn = [submission for submission in own if _end(submission)]
    teams = list(TeamMember.objects.of(user).select_related("startup__territory").order_by("pk"))
    TeamMember.objects.of(user).update(left_at=timezone.now())
    partners = list(Membership.objects.filter(user=user).select_related("partner").order_by("pk"))
    Membership.objects.filter(user=user).delete()
    Message.objects.filter(written_by=user, from_desk=False).update(text=ERASED_WORDS)
    erase_account(user)
    _forget_invitations(person, user.email)
    _erase_side_rows(person)
    for submission in withdrawn:
        record(Verb.WITHDRAWN, by=user, startup=submission.startup, submission=submission)
    for member in teams:
        record(Verb.TEAM_LEFT, by=user, startup=member.startup, before={"role": member.role})
    for membership in partners:
        record(Verb.PARTNER_LEFT, by=user, before=shown(membership))
    record(Verb.ACCOUNT_CLOSED, by=user)


def _end(submission: Submission) -> bool:
    """Delete what was never sent, and blank what was. Whether it was still open, and is withdrawn now."""
    if submission.submitted_at is None:
        submission.delete()
        return False
    was_open = workflow.can(workflow.Step.WITHDRAW, submission)
    if was_open:
        submission.state = workflow.after(workflow.Step.WITHDRAW)
        submission.changed_at = timezone.now()
        submission.save()
    forget(submission)
    return was_open


def _forget_invitations(person: User, nowhere: str) -> None:
    """That somebody was invited stays, for the team; to which address does not."""
    sent = Invitation.objects.filter(email__iexact=person.email)
    sent.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    Invitation.objects.filter(Q(email__iexact=person.email) | Q(accepted_by=person)).update(email=nowhere)


def _erase_side_rows(person: User) -> None:
    """The personal values of events: of what this person did, of own proposals, and wherever the person is named."""
    references = Submission.objects.of(person).filter(kind__in=OWN_KINDS).values("reference")
    events = Event.objects.filter(Q(actor=str(person.pk)) | Q(submission__in=references))
    named = Q(said__icontains=person.email) | Q(said__contains=str(person.pk))
    if person.name:
        named |= Q(said__icontains=json.dumps(person.name, ensure_ascii=False))
    details = EventDetail.objects.annotate(said=Cast("personal", TextField()))
    details.filter(Q(position__in=events.values("position")) | named).delete()
