"""One function a mail, named after what happened. Each is a task that commits with the change it tells of.

A task may run twice when a worker is killed; a mail then comes twice rather than never.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from accounts.models import User
from directory.choices import SubmissionKind, SubmissionState, TeamRole
from directory.models import Decision, Proof, Revision, Submission, TeamMember, Territory
from directory.notifications import wording
from directory.notifications.sending import described, in_language_of, send, tried_again
from directory.rules.criteria import address_of
from directory.rules.keeping import team_of
from directory.rules.outcomes import corrections_of, outcome_of
from directory.rules.permissions import OF_THE_SENDER, Permission, may
from directory.rules.prepared import signature_of
from directory.rules.proofs import CODE_LASTS, code_of, placed_at, text_of
from directory.rules.remarks import labelled

CODE_MINUTES = CODE_LASTS // timedelta(minutes=1)
logger = logging.getLogger(__name__)


@task(queue_name="mail")
def submission_received(revision_id: int, attempt: int = 1) -> None:
    """To the founder: it arrived, who decides, and until when."""
    revision = Revision.objects.select_related(*_with("submission__")).filter(pk=revision_id).first()
    if revision is None:
        return
    submission = revision.submission
    founder = founder_of(submission)
    if founder is None:
        return
    with tried_again(submission_received, revision_id, attempt), in_language_of(founder):
        again = revision.number > 1
        said = wording.of_receipt(submission, again=again)
        send("submission_received", founder, _about(submission) | said)


@task(queue_name="mail")
def submission_approved(decision_id: int, attempt: int = 1) -> None:
    """To the founder: what was approved, and where it is public."""
    _tell("submission_approved", submission_approved, decision_id, attempt)


@task(queue_name="mail")
def changes_requested(decision_id: int, attempt: int = 1) -> None:
    """To the founder: what the moderator asks for."""
    _tell("changes_requested", changes_requested, decision_id, attempt)


@task(queue_name="mail")
def submission_rejected(decision_id: int, attempt: int = 1) -> None:
    """To the founder: for which of the published reasons, and in the moderator's words."""
    _tell("submission_rejected", submission_rejected, decision_id, attempt)


@task(queue_name="mail")
def submission_handed_on(submission_id: int, attempt: int = 1) -> None:
    """To the founder: another partner has taken it over, and decides from now on."""
    submission = Submission.objects.open().select_related(*_with("")).filter(pk=submission_id).first()
    founder = founder_of(submission) if submission else None
    if submission is None or founder is None:
        return
    with tried_again(submission_handed_on, submission_id, attempt), in_language_of(founder):
        send("submission_handed_on", founder, _about(submission) | wording.of_handing_on(submission))


@task(queue_name="mail")
def proposed_on_behalf(submission_id: int, to: str, attempt: int = 1) -> None:
    """To everybody of the team: their partner proposes a change in the firm's place. Not once it is decided."""
    waiting = Submission.objects.awaiting_decision().select_related(*_with(""), "on_behalf")
    submission = waiting.filter(pk=submission_id, on_behalf__isnull=False).first()
    team = team_of(submission.startup) if submission and submission.startup else []
    person = next((member for member in team if str(member.pk) == to), None)
    if submission is None or person is None:
        return
    with tried_again(proposed_on_behalf, submission_id, attempt, to=to), in_language_of(person):
        send("proposed_on_behalf", person, _about(submission))


@task(queue_name="mail")
def proof_code(proof_id: int, attempt: int = 1) -> None:
    """To the address at the firm's domain that somebody named: the code that proves to be reached there."""
    proof = Proof.objects.select_related("submission__submitted_by").filter(pk=proof_id, verified_at=None).first()
    if proof is None or proof.code_expires_at is None or proof.code_expires_at <= timezone.now():
        return
    founder = proof.submission.submitted_by
    if not founder.is_active:
        return
    context = {"name": proof.submission.name, "code": code_of(proof), "proof": proof, "minutes": CODE_MINUTES}
    with tried_again(proof_code, proof_id, attempt), in_language_of(founder):
        send("proof_code", proof.email, context)


@task(queue_name="mail")
def proof_lapsed(proof_id: int, attempt: int = 1) -> None:
    """To an owner of the entry: the record or the file is gone. Nothing public changes by it."""
    path = _with("submission__")
    proof = Proof.objects.select_related(*path).filter(pk=proof_id, lapsed_at__isnull=False).first()
    owner = _owner_of(proof.submission) if proof else None
    if proof is None or owner is None:
        return
    context = _about(proof.submission) | {"proof": proof, "where": placed_at(proof), "text": text_of(proof)}
    with tried_again(proof_lapsed, proof_id, attempt), in_language_of(owner):
        send("proof_lapsed", owner, context)


def _owner_of(submission: Submission) -> User | None:
    """Who claimed it, if still an owner; else another one."""
    owners = TeamMember.objects.active().filter(startup=submission.startup_id, role=TeamRole.OWNER)
    members = owners.filter(user__is_active=True).select_related("user").order_by("pk")
    member = members.filter(user=submission.submitted_by_id).first() or members.first()
    return member.user if member else None


@task(queue_name="mail")
def submission_withdrawn(submission_id: int, attempt: int = 1) -> None:
    """To the founder: somebody of the own side took it back."""
    _tell_end("taken-back", submission_withdrawn, submission_id, attempt)


@task(queue_name="mail")
def submission_lapsed(submission_id: int, attempt: int = 1) -> None:
    """To the founder: nobody corrected it, so it was taken back."""
    _tell_end("lapsed", submission_lapsed, submission_id, attempt)


@task(queue_name="mail")
def submission_replaced(submission_id: int, attempt: int = 1) -> None:
    """To the founder: a newer address takes the place of one that another territory had yet to accept."""
    _tell_end("replaced", submission_replaced, submission_id, attempt)


@task(queue_name="mail")
def submission_ended(submission_id: int, attempt: int = 1) -> None:
    """To the founder: the entry that it was about was removed."""
    _tell_end("ended", submission_ended, submission_id, attempt)


@task(queue_name="mail")
def entry_removed(member_id: int, attempt: int = 1) -> None:
    """To somebody who kept the entry, other than who asked for it: it was removed."""
    member = TeamMember.objects.select_related("user", "startup__territory__partner").filter(pk=member_id).first()
    if member is None or not member.user.is_active:
        return
    startup = member.startup
    with tried_again(entry_removed, member_id, attempt), in_language_of(member.user):
        partner = startup.territory and startup.territory.partner
        send("entry_removed", member.user, {"name": startup.name, "partner": partner, "register_url": _register_url()})


def _register_url() -> str:
    return settings.SITE_URL + reverse("register")


def _tell_end(why: str, mail: Task[Any, Any], submission_id: int, attempt: int) -> None:
    found = Submission.objects.select_related(*_with("")).filter(pk=submission_id)
    submission = found.filter(state=SubmissionState.WITHDRAWN).exclude(name="").first()  # nameless: erased meanwhile
    founder = founder_of(submission) if submission else None
    if submission is None or founder is None:
        return
    with tried_again(mail, submission_id, attempt), in_language_of(founder):
        said = wording.of_withdrawal(submission, why)
        send("submission_withdrawn", founder, _about(submission) | said | {"decision": None})


def _with(path: str) -> list[str]:
    return [f"{path}{name}" for name in ("submitted_by", "startup", "territory__partner")]


def _tell(event: str, mail: Task[Any, Any], decision_id: int, attempt: int) -> None:
    """A decision that was taken back meanwhile is not told; one that still may be, later."""
    decision = _standing(decision_id)
    if decision is None:
        return
    if decision.is_unsettled:  # this machine's clock is ahead of the database's
        mail.using(run_after=decision.undo_until).enqueue(decision_id, attempt=attempt)
        return
    founder = founder_of(decision.submission)
    if founder is None:
        return
    with tried_again(mail, decision_id, attempt), in_language_of(founder):
        moving_to = _moving_to(decision)
        said = wording.of_decision(decision, moves=moving_to is not None)
        criterion = settings.SITE_URL + address_of(decision.reason)
        more = {
            "decision": decision,
            "criterion_url": criterion,
            "moving_to": moving_to,
            "remarks": labelled(decision.remarks),
            "signature": signature_of(decision.submission),
            "corrected": corrections_of(decision),
            "outcome": outcome_of(decision),
            "rest_url": settings.SITE_URL + decision.rest.get_edit_url() if decision.rest else "",
        }
        send(event, founder, _about(decision.submission) | said | more)


def _standing(decision_id: int) -> Decision | None:
    """The decision as it stands once nobody is about to take it back: that holds the lock of its row."""
    with transaction.atomic():
        locked = Decision.objects.select_for_update(no_key=True).filter(pk=decision_id, undone_at=None).first()
    if locked is None:
        return None
    return Decision.objects.select_related(*_with("submission__"), "revision", "rest").get(pk=locked.pk)


def _moving_to(decision: Decision) -> Territory | None:
    """The territory that has yet to accept the address that was approved."""
    startup = decision.submission.startup
    if startup is None or decision.submission.kind not in (SubmissionKind.CHANGE, SubmissionKind.CLAIM):
        return None
    transfer = startup.submissions.open().filter(kind=SubmissionKind.TRANSFER).select_related("territory").first()
    return transfer.territory if transfer else None


def founder_of(submission: Submission) -> User | None:
    """Who is told about it: of a registration its sender, of a change who wrote it last, else an owner.

    Nobody who has left the team or the site: a mail may say what the public is not to know.
    """
    sender = submission.submitted_by
    if submission.kind in OF_THE_SENDER:
        return sender if sender.is_active else None
    if submission.kind == SubmissionKind.REMOVAL and may(sender, Permission.FOLLOW, submission):
        return sender
    team = TeamMember.objects.active().filter(startup=submission.startup_id, user__is_active=True)
    latest = submission.latest_sent()
    members = team.select_related("user").order_by("-role", "pk")  # owner before editor
    writer = members.filter(user=latest.written_by_id).first() if latest else None
    member = writer or members.first()
    return member.user if member else None


def _about(submission: Submission) -> dict[str, Any]:
    startup = submission.startup
    return {
        "submission": submission,
        "name": submission.name,
        "url": settings.SITE_URL + submission.get_absolute_url(),
        "my_url": settings.SITE_URL + reverse("my"),
        "edit_url": settings.SITE_URL + submission.get_edit_url(),
        "public_url": settings.SITE_URL + startup.get_absolute_url() if startup and startup.is_public else "",
    }


def account_closed(person: User) -> None:
    """To who closed the account, at the address that is erased by now. Not a task: see actions.close_account."""
    try:
        with in_language_of(person):
            send("account_closed", person, {"signup_url": settings.SITE_URL + reverse("account_signup")})
    except Exception as error:  # whatever it is, the account is closed, and nobody can act on it
        logger.warning("account_closed: not sent: %s", described(error))
