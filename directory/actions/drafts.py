"""A founder's work before it is sent."""

import json
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_startup, lock_submission
from directory.actions.errors import DraftChangedElsewhere, NotAllowed, TooLong, TooMany
from directory.choices import OPEN_STATES, SubmissionKind, SubmissionState
from directory.models import Startup, Submission
from directory.models.submission import ASKED_ON
from directory.rules.permissions import Permission, may
from directory.rules.profile import empty_profile, profile_of
from directory.rules.topics import Topic

# Without vowels, so that no reference spells a word, and without characters that look alike.
ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"

MOST_TYPED = 200_000  # characters on one topic, as JSON
MOST_UNFINISHED = 50  # registrations that one person has under way


def new_reference() -> str:
    return f"BT-{timezone.localdate().year}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))


@transaction.atomic
def start_registration(*, language: str, by: User) -> Submission:
    """A new draft for a company that is not listed yet. It reserves nothing and is nobody else's to see.

    Raises TooMany when a person has very many under way.
    """
    unfinished = Submission.objects.of(by).filter(
        kind=SubmissionKind.NEW, state__in=(SubmissionState.DRAFT, *OPEN_STATES)
    )
    if unfinished.count() >= MOST_UNFINISHED:
        raise TooMany
    return Submission.objects.create(
        reference=new_reference(),
        kind=SubmissionKind.NEW,
        submitted_by=by,
        language=language,
        base=empty_profile(),
    )


@transaction.atomic
def start_change(*, startup: Startup, language: str, by: User) -> Submission:
    """The team's open change of this entry, or a new one that starts from what is public.

    A team has one change at a time. Raises NotAllowed, or Gone.
    """
    locked = lock_startup(startup.pk)
    if not may(by, Permission.PROPOSE_CHANGE, locked):
        raise NotAllowed
    current = locked.submissions.filter(
        kind=SubmissionKind.CHANGE, state__in=(SubmissionState.DRAFT, *OPEN_STATES), on_behalf=None
    ).first()
    return current or Submission.objects.create(
        reference=new_reference(),
        kind=SubmissionKind.CHANGE,
        startup=locked,
        territory=locked.territory,
        submitted_by=by,
        language=language,
        name=locked.name,
        base=profile_of(locked),
        base_version=locked.content_version,
    )


@transaction.atomic
def save_draft(*, submission: Submission, topic: Topic, typed: dict[str, Any], seen_mark: str, by: User) -> Submission:
    """Keep what was typed on one topic, valid or not. Nothing that was sent changes.

    `seen_mark` is Submission.mark_of(topic) of the page that was sent. Raises NotAllowed, TooLong, or
    DraftChangedElsewhere when another window said something else on this topic since; the same once more is no other.
    """
    locked = lock_submission(submission)
    if locked.kind in ASKED_ON or not may(by, Permission.EDIT, locked):
        raise NotAllowed
    if len(json.dumps(typed)) > MOST_TYPED:
        raise TooLong
    if locked.draft_of(topic) == typed:
        return locked
    if locked.mark_of(topic) != seen_mark:
        raise DraftChangedElsewhere
    locked.draft_version += 1
    locked.draft[topic] = {"typed": typed, "version": locked.draft_version}
    locked.changed_at = timezone.now()
    if locked.state == SubmissionState.DRAFT and topic == Topic.COMPANY:
        locked.name = str(typed.get("name", ""))[:120]
    locked.save()
    return locked
