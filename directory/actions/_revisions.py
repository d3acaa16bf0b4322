"""What is sent becomes a revision. Callers hold the lock of the submission, and have saved it."""

from accounts.models import User
from directory import websites
from directory.actions._shared import record
from directory.choices import Verb
from directory.models import Revision, Submission
from directory.notifications import mails
from directory.rules.profile import SCHEMA_VERSION, Profile


def add_revision(
    submission: Submission, profile: Profile, *, after: Revision | None, again: bool, by: User
) -> Revision:
    """The revision that follows `after`, with its event and the mail that says it arrived; `again` if it corrects."""
    revision = Revision.objects.create(
        submission=submission,
        number=after.number + 1 if after else 1,
        schema_version=SCHEMA_VERSION,
        profile=profile,
        written_by=by,
    )
    record(
        Verb.RESUBMITTED if again else Verb.SUBMITTED,
        by=by,
        startup=submission.startup,
        submission=submission,
        after={"revision": revision.number},
    )
    mails.submission_received.enqueue(revision.pk)
    if profile["website"]:
        websites.look_for.enqueue(revision.pk)
    return revision
