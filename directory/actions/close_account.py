"""Leaving for good: the person is forgotten, what was decided and published stays."""

import copy
import json
import re

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.closing import erase_account
from accounts.models import User
from accounts.sessions import end_logins_under_way
from directory.actions._introductions import fold
from directory.actions._shared import Actor, record
from directory.actions.alerts import forget_address
from directory.actions.appoint import shown
from directory.actions.erase import ERASED_WORDS, forget
from directory.actions.errors import AccountClosed, NotAllowed, StillNeeded
from directory.choices import OPEN_STATES, SubmissionState, Verb
from directory.models import (
    ErrorReport,
    Event,
    EventDetail,
    Hold,
    Introduction,
    Invitation,
    Membership,
    Message,
    Partner,
    Proof,
    Startup,
    Submission,
    TeamMember,
)
from directory.notifications import mails
from directory.rules import workflow
from directory.rules.leaving import duties_of
from directory.rules.permissions import may_govern, sent_alone
from directory.rules.topics import Topic
from directory.rules.trail import about_person

TYPED_CONTACT = f"draft__{Topic.CONTACT}__typed"


def close_account(*, user: User, words: str = "", by: Actor) -> None:
    """Erase the account: address, name, ways in, drafts, texts that never became public, personal values of events.

    Decisions and events keep the random id. What waits for a decision is withdrawn. The operator does so for somebody
    who is barred, and so does not come to the own page, with `words` that say why. Raises NotAllowed, AccountClosed, or
    StillNeeded while nobody else could take over; then nothing is changed.

    One mail tells the old address. It is sent here, after the commit, and not by a task: a task holds ids only, and
    after this no id leads to the address any more. When the mail server is away, the mail is not sent, and nothing of
    the address is kept to try again. Logins under way end then as well: nobody can finish them any more.
    """
    with transaction.atomic(durable=True):
        locked = _lock_person(user, by)
        if locked.is_closed:
            raise AccountClosed
        if locked.is_active and _is_for_another(locked, by):
            raise NotAllowed
        reader = copy.copy(locked)
        _lock_partners(locked)
        submissions = _lock_submissions(locked)
        _lock_entries(locked)
        if duties_of(locked):
            raise StillNeeded
        _close(locked, submissions, words, by)
    end_logins_under_way(reader)
    mails.account_closed(reader)


def _lock_person(user: User, by: Actor) -> User:
    """With all other operators where it is one, or where one acts: two who leave at once would each count on the other.

    Raises NotAllowed.
    """
    for_operators = user.is_operator or _is_for_another(user, by)
    rows = Q(pk=user.pk) | (Q(is_operator=True, is_active=True) if for_operators else Q(pk__in=[]))
    locked = {row.pk: row for row in User.objects.select_for_update(no_key=True).filter(rows).order_by("pk")}
    if isinstance(by, User) and by.pk != user.pk and not (by.pk in locked and may_govern(locked[by.pk])):
        raise NotAllowed
    return locked[user.pk]


def _is_for_another(user: User, by: Actor) -> bool:
    return isinstance(by, User) and by.pk != user.pk


def _lock_partners(user: User) -> None:
    mine = Membership.objects.filter(user=user).values("partner")
    list(Partner.objects.select_for_update(no_key=True).filter(pk__in=mine).order_by("pk"))


def _lock_submissions(user: User) -> list[Submission]:
    """What this person began, and whatever names the person as the one to ask; what is being approved, as approved."""
    rows = (
        Q(submitted_by=user)
        | _named_in("contact", user)
        | _named_in(f"draft__{Topic.CONTACT}__typed", user, "contact_")
    )
    return list(Submission.objects.select_for_update().filter(rows).order_by("pk"))


def _lock_entries(user: User) -> None:
    asked = Introduction.objects.of_address(user.email).values("startup")
    rows = Q(pk__in=TeamMember.objects.of(user).values("startup")) | Q(pk__in=asked) | _named_in("contact", user)
    list(Startup.objects.select_for_update().filter(rows).order_by("pk"))


def _named_in(path: str, person: User, prefix: str = "") -> Q:
    """Whether a private contact is this person: by address, or by name where there is one."""
    named = Q(**{f"{path}__{prefix}email__iexact": person.email})
    return named | Q(**{f"{path}__{prefix}name__iexact": person.name}) if person.name else named


def _close(user: User, submissions: list[Submission], words: str, by: Actor) -> None:
    """Everything is written before the first event: who appends to the trail waits for nobody else."""
    person = copy.copy(user)
    alone = set(sent_alone(user).exclude(state=SubmissionState.APPROVED).values_list("pk", flat=True))
    _erase_side_rows(person)
    withdrawn = [submission for submission in submissions if submission.pk in alone and _end(submission)]
    _forget_contacts(person, [submission for submission in submissions if submission.pk not in alone])
    teams = list(TeamMember.objects.of(user).select_related("startup__territory").order_by("pk"))
    TeamMember.objects.of(user).update(left_at=timezone.now())
    partners = list(Membership.objects.filter(user=user).select_related("partner").order_by("pk"))
    Membership.objects.filter(user=user).delete()
    Hold.objects.filter(held_by=user).delete()
    Message.objects.filter(written_by=user, from_desk=False).update(text=ERASED_WORDS)
    Introduction.objects.filter(answered_by=user).update(words="")
    for introduction in Introduction.objects.of_address(user.email).order_by("pk"):
        fold(introduction)
    ErrorReport.objects.filter(email__iexact=user.email).update(email="")
    forget_address(user.email)
    erase_account(user)
    _forget_invitations(person, user.email)
    leaver: Actor = "SYSTEM" if _is_for_another(user, by) else user
    for submission in withdrawn:
        record(Verb.WITHDRAWN, by=leaver, startup=submission.startup, submission=submission)
    for member in teams:
        before = {"user": str(user.pk), "role": member.role}  # as in actions.team
        record(Verb.TEAM_LEFT, by=leaver, startup=member.startup, before=before)
    for membership in partners:
        record(Verb.PARTNER_LEFT, by=leaver, before=shown(membership))
    if _is_for_another(user, by):
        record(Verb.ACCOUNT_CLOSED, by=by, after={"user": str(user.pk)}, personal={"words": words})
    else:
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


def _forget_contacts(person: User, kept: list[Submission]) -> None:
    """Whom to ask about a firm is somebody else from now on; the words of who asked are needed no more."""
    Startup.objects.filter(_named_in("contact", person)).update(contact={})
    pks = [submission.pk for submission in kept]
    theirs = Submission.objects.filter(pk__in=pks)
    theirs.filter(_named_in("contact", person)).update(contact={})
    theirs.filter(submitted_by=person).exclude(state__in=OPEN_STATES).update(statement="")
    for submission in theirs.filter(_named_in(TYPED_CONTACT, person, "contact_")):
        submission.draft[Topic.CONTACT]["typed"] |= {"contact_name": "", "contact_email": "", "contact_phone": ""}
        submission.save(update_fields=["draft"])
    tried = Q(submission__in=pks, submission__submitted_by=person)
    Proof.objects.filter(Q(email__iexact=person.email) | tried).update(email="")


def _forget_invitations(person: User, nowhere: str) -> None:
    """That somebody was invited stays, for the team; to which address does not."""
    sent = Invitation.objects.filter(email__iexact=person.email)
    sent.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    Invitation.objects.filter(Q(email__iexact=person.email) | Q(accepted_by=person)).update(email=nowhere)


def _erase_side_rows(person: User) -> None:
    """The personal values of events: of what this person did, of what was done to the person, of own proposals, and
    wherever the person is named."""
    references = sent_alone(person).values("reference")
    events = Event.objects.filter(about_person(str(person.pk)) | Q(submission__in=references))
    named = Q(said__iregex=_address_alone(person.email)) | Q(said__contains=str(person.pk))
    if person.name:
        named |= Q(said__icontains=json.dumps(person.name, ensure_ascii=False))
    details = EventDetail.objects.annotate(said=Cast("personal", TextField()))
    details.filter(Q(position__in=events.values("position")) | named).delete()


def _address_alone(email: str) -> str:
    """A pattern that finds the address in JSON, as a value or within words, and not as the end of a longer one."""
    before, after = r"(^|[^\w.+-]|\\[bfnrt])", r"(?![\w-]|\.\w)"  # JSON writes the end of a line as \n
    return before + re.escape(json.dumps(email, ensure_ascii=False)[1:-1]) + after
