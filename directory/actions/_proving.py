"""Writing that a proof stands, or no longer does. Callers hold the lock of the submission."""

from django.utils import timezone

from accounts.models import User
from directory.actions._shared import Actor, record
from directory.actions.errors import Unproven
from directory.choices import ProofMethod, Verb
from directory.models import Proof, Revision, Submission
from directory.rules.proofs import is_enough, unproven_domain


def stands(proof: Proof, submission: Submission, by: Actor) -> None:
    proof.verified_at = proof.verified_at or timezone.now()
    proof.lapsed_at, proof.attempts = None, 0
    proof.save()
    tell(Verb.PROOF_GIVEN, proof, submission, by)


def tell(verb: Verb, proof: Proof, submission: Submission, by: Actor) -> None:
    """One line of the trail. Addresses and words are personal."""
    personal = {"email": proof.email, "words": proof.words}
    record(
        verb,
        by=by,
        startup=submission.startup,
        submission=submission,
        after={"method": proof.method, "domain": proof.domain, "is_independent": proof.is_independent},
        personal={name: value for name, value in personal.items() if value},
    )


def take_proof(
    submission: Submission, revision: Revision, *, found_independently: bool, partner_words: str, by: User
) -> None:
    """What the moderator adds to the proofs of a claim with the decision. Raises Unproven if it is too little."""
    standing = list(Proof.objects.standing().filter(submission=submission).order_by("pk"))
    if found_independently:
        found = unproven_domain(standing, revision.profile["website"])
        for proof in standing:
            if found and proof.domain == found and not proof.is_independent:
                proof.is_independent = True
                stands(proof, submission, by)
    if partner_words:
        standing.append(_give_word(submission, partner_words, by))
    if not is_enough(standing):
        raise Unproven


def _give_word(submission: Submission, words: str, by: User) -> Proof:
    proof = Proof(submission=submission, method=ProofMethod.PARTNER, words=words, given_by=by, is_independent=True)
    stands(proof, submission, by)
    return proof
