"""Looking again for the records and files of approved claims, once a month."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.actions._looking import problem_with
from directory.actions._proving import stands, tell
from directory.actions._shared import Actor, lock_startup, lock_submission
from directory.actions.errors import Busy
from directory.choices import SubmissionKind, SubmissionState, Verb
from directory.models import Proof, Startup
from directory.models.proof import ProofQuerySet
from directory.notifications import mails

EVERY = timedelta(days=30)
DAYS_TO_LAPSE = 3  # days in a row on which it was not found
NOTE = "The proof at %(domain)s is no longer found."


def due_for_recheck() -> ProofQuerySet:
    """A month after the last look; on the next day where that one found nothing. Oldest first."""
    now = timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    missed = Q(attempts__gt=0, lapsed_at=None, checked_at__lt=today)
    return (
        Proof.objects.placed()
        .filter(Q(checked_at__lt=now - EVERY) | missed, verified_at__isnull=False)
        .filter(submission__kind=SubmissionKind.CLAIM, submission__state=SubmissionState.APPROVED)
        .order_by("checked_at", "pk")
    )


def recheck_proofs(*, most: int, by: Actor) -> int:
    """Look at those that are due, at most so many. Nothing is unpublished; how many lapsed."""
    return sum(_recheck(proof, by) for proof in due_for_recheck().select_related("submission")[:most])


def _recheck(proof: Proof, by: Actor) -> bool:
    try:
        problem = problem_with(proof.method, proof.domain, proof.token)
    except Busy:
        return False
    return _keep(proof, problem, by)


@transaction.atomic
def _keep(proof: Proof, problem: str, by: Actor) -> bool:
    """Note what the look found. Whether the proof lapsed by it; a lapsed one that is back stands again."""
    submission = lock_submission(proof.submission)
    startup = lock_startup(submission.startup_id) if submission.startup_id else None
    locked = Proof.objects.select_for_update().get(pk=proof.pk)
    if locked.checked_at != proof.checked_at:  # somebody else has looked in the meantime
        return False
    was_lapsed, locked.checked_at = locked.lapsed_at is not None, timezone.now()
    if not problem and was_lapsed:
        stands(locked, submission, by)
        _note(startup, "", NOTE % {"domain": locked.domain})
        return False
    if not was_lapsed:
        locked.attempts = locked.attempts + 1 if problem else 0
    lapses = not was_lapsed and locked.attempts >= DAYS_TO_LAPSE
    locked.lapsed_at = locked.checked_at if lapses else locked.lapsed_at
    locked.save()
    if lapses:
        tell(Verb.PROOF_LAPSED, locked, submission, by)
        _note(startup, NOTE % {"domain": locked.domain}, "")
        mails.proof_lapsed.enqueue(locked.pk)
    return lapses


def _note(startup: Startup | None, note: str, instead_of: str) -> None:
    """Flag the entry for its moderator, beside what the flag says already."""
    if startup is None:
        return
    kept = startup.desk_note.replace(instead_of, "") if instead_of else startup.desk_note
    startup.desk_note = " ".join(f"{kept} {note}".split())[: Startup._meta.get_field("desk_note").max_length]
    startup.save(update_fields=["desk_note"])
