"""Whether somebody has to show to speak for a company, and whether that was shown."""

from accounts.models import User
from directory.choices import EntryState, SubmissionKind, TeamRole
from directory.models import Startup, Submission, TeamMember
from directory.rules.proofs import is_enough


def needs_proof(submission: Submission, twin: Startup | None = None) -> bool:
    """A claim always does; a removal does unless an owner of the entry asks for it. A registration does where it is
    to be given the unclaimed public entry `twin`: that is a claim under another name."""
    if twin and twin.state == EntryState.PUBLISHED:
        return True
    if submission.kind == SubmissionKind.CLAIM:
        return True
    if submission.kind != SubmissionKind.REMOVAL or submission.startup is None:
        return False
    return not is_owner(submission.submitted_by, submission.startup)


def is_proven(submission: Submission) -> bool:
    """Whether a proof stands that is enough as it is."""
    return is_enough(submission.proofs.standing())


def is_owner(user: User, startup: Startup) -> bool:
    return user.is_active and TeamMember.objects.of(user).filter(startup=startup, role=TeamRole.OWNER).exists()
