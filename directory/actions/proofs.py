"""Showing that one speaks for a company: a record, a file, a mailed code, or words for the partner.

All of them serve a claim and a removal asked from outside alike (directory.rules.proofs.PROVED).
"""

import secrets
from datetime import timedelta
from hmac import compare_digest

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from directory.actions._looking import problem_with
from directory.actions._proving import stands
from directory.actions._shared import lock_submission
from directory.actions.errors import (
    CodeExpired,
    NoDomain,
    NotAllowed,
    Refused,
    TooManyCodes,
    TooSoon,
    WrongCode,
)
from directory.choices import ProofMethod
from directory.models import Proof, Submission
from directory.models.proof import ProofQuerySet
from directory.notifications import mails
from directory.rules.permissions import Permission, may
from directory.rules.proofs import CODE_LASTS, PROVED, code_of, digest_of_code, place_of_proof, token_of

PAUSE = timedelta(seconds=20)  # of one person, between two looks
MOST_TRIES = 5  # of one code
MOST_CODES = 5  # a day, of one person
MOST_TO_ADDRESS = 3  # a day, whoever asks
DAY = timedelta(days=1)


def check_proof(*, submission: Submission, method: ProofMethod, by: User) -> str:
    """Look for the record or the file now. '' when it is there, else what is the matter (rules.proofs.PROBLEMS).

    Takes up to ten seconds. Raises NotAllowed, NoDomain, TooSoon or Busy.
    """
    proof = _announce(submission, method, by)
    problem = problem_with(method, proof.domain, proof.token)
    if not problem:
        _keep_found(proof, by)
    return problem


@transaction.atomic
def _announce(submission: Submission, method: ProofMethod, by: User) -> Proof:
    """The proof that is looked for. A person looks for one at a time."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    locked = _may_prove(lock_submission(submission), by)
    place = place_of_proof(locked)
    if place is None:
        raise NoDomain
    now = timezone.now()
    mine = Proof.objects.placed().filter(submission__submitted_by=by)
    if mine.filter(checked_at__gt=now - PAUSE, verified_at=None).exists():
        raise TooSoon
    proof, _ = Proof.objects.get_or_create(
        submission=locked,
        method=method,
        domain=place.domain,
        defaults={"token": token_of(locked, place.domain), "is_independent": place.is_independent},
    )
    proof.checked_at = now
    proof.save(update_fields=["checked_at"])
    return proof


@transaction.atomic
def _keep_found(proof: Proof, by: User) -> None:
    submission = _may_prove(lock_submission(proof.submission), by)
    locked = Proof.objects.select_for_update().get(pk=proof.pk)
    if locked.verified_at is None:
        stands(locked, submission, by)


@transaction.atomic
def mail_code(*, submission: Submission, local_part: str, by: User) -> Proof:
    """Send a code to an address at the firm's domain; the ones sent before do not work any more.

    Raises NotAllowed, NoDomain or TooManyCodes.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    locked = _may_prove(lock_submission(submission), by)
    place = place_of_proof(locked)
    if place is None:
        raise NoDomain
    now = timezone.now()
    email = f"{local_part.lower()}@{place.domain}"
    lately = Proof.objects.filter(method=ProofMethod.EMAIL, created_at__gt=now - DAY)
    if lately.filter(submission__submitted_by=by).count() >= MOST_CODES:
        raise TooManyCodes
    if lately.filter(email=email).count() >= MOST_TO_ADDRESS:
        raise TooManyCodes
    _pending_codes(locked).update(code_expires_at=now)
    proof = Proof(
        submission=locked,
        method=ProofMethod.EMAIL,
        domain=place.domain,
        email=email,
        token=secrets.token_hex(16),
        code_expires_at=now + CODE_LASTS,
        is_independent=place.is_independent,
    )
    proof.save()
    proof.code_digest = digest_of_code(proof, code_of(proof))
    proof.save(update_fields=["code_digest"])
    mails.proof_code.enqueue(proof.pk)
    return proof


def confirm_code(*, submission: Submission, code: str, by: User) -> None:
    """The code came back: whoever typed it can be reached there. Raises NotAllowed, CodeExpired or WrongCode."""
    refusal = _try_code(submission, code, by)
    if refusal:
        raise refusal


@transaction.atomic
def _try_code(submission: Submission, code: str, by: User) -> Refused | None:
    """A wrong code is counted, and stays counted: so the refusal is given, not raised."""
    locked = _may_prove(lock_submission(submission), by)
    proof = _pending_codes(locked).select_for_update().order_by("-pk").first()
    if proof is None:
        return CodeExpired()
    if not compare_digest(proof.code_digest, digest_of_code(proof, code)):
        Proof.objects.filter(pk=proof.pk).update(attempts=F("attempts") + 1)
        return WrongCode()
    proof.checked_at = timezone.now()
    stands(proof, locked, by)
    return None


def pending_code(submission: Submission) -> Proof | None:
    """The code that was sent and still works."""
    return _pending_codes(submission).order_by("-pk").first()


def _pending_codes(submission: Submission) -> ProofQuerySet:
    return Proof.objects.filter(
        submission=submission,
        method=ProofMethod.EMAIL,
        verified_at=None,
        code_expires_at__gt=timezone.now(),
        attempts__lt=MOST_TRIES,
    )


@transaction.atomic
def say_who(*, submission: Submission, statement: str, by: User) -> None:
    """Who asks, in that person's words: for the moderator, who may give the partner's word. Raises NotAllowed."""
    locked = _may_prove(lock_submission(submission), by)
    locked.statement = statement
    locked.changed_at = timezone.now()
    locked.save(update_fields=["statement", "changed_at"])


def _may_prove(locked: Submission, by: User) -> Submission:
    if locked.kind not in PROVED or not may(by, Permission.EDIT, locked):
        raise NotAllowed
    return locked
