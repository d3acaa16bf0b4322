"""A founder takes over an entry that nobody of the company keeps."""

from django.db import transaction

from accounts.models import User
from directory.actions._shared import lock_startup
from directory.actions.drafts import MOST_UNFINISHED, new_reference
from directory.actions.errors import AlreadyClaimed, TooMany
from directory.choices import OPEN_STATES, SubmissionKind, SubmissionState
from directory.models import Startup, Submission
from directory.rules.permissions import Permission, may
from directory.rules.profile import public_profile_of


@transaction.atomic
def start_claim(*, startup: Startup, language: str, by: User) -> Submission:
    """This person's open claim of the entry, or a new draft that starts from what is public.

    Others may claim it as well: the moderator decides who speaks for the company. Raises AlreadyClaimed or TooMany.
    """
    locked = lock_startup(startup.pk)
    if not may(by, Permission.CLAIM, locked):
        raise AlreadyClaimed
    unfinished = Submission.objects.of(by).filter(
        kind=SubmissionKind.CLAIM, state__in=(SubmissionState.DRAFT, *OPEN_STATES)
    )
    current = unfinished.filter(startup=locked).first()
    if current is None and unfinished.count() >= MOST_UNFINISHED:
        raise TooMany
    return current or Submission.objects.create(
        reference=new_reference(),
        kind=SubmissionKind.CLAIM,
        startup=locked,
        territory=locked.territory,
        submitted_by=by,
        language=language,
        name=locked.name,
        base=public_profile_of(locked),
        base_version=locked.content_version,
    )
