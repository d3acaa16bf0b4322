"""What every action needs: locks in the agreed order, events, and refusals from the database's own constraints.

Lock order, everywhere: people by pk and partners by pk (without their keys, so that rows which name them can be
added), collections, submissions by pk, names (documents.py), entries by pk, addresses, followers by pk, the head of the
event chain. The version of the catalogue comes after all of them, at commit, by trigger (docs/decisions/0009).
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from directory.actions.errors import Gone, Refused
from directory.choices import OPEN_STATES, SubmissionKind, SubmissionState, Verb
from directory.models import Event, EventChain, EventDetail, Startup, Submission, Territory
from directory.models.event import SYSTEM, digest_of
from directory.rules.merging import family_of

Actor = User | Literal["SYSTEM"]


def lock_submission(submission: Submission) -> Submission:
    """Raises Gone for a draft that was deleted in the meantime."""
    locked = Submission.objects.select_for_update().filter(pk=submission.pk).first()
    if locked is None:
        raise Gone
    return locked


def lock_submission_and_siblings(submission: Submission, twin: Startup | None = None) -> dict[int, Submission]:
    """Lock it together with the open submissions of the same entry (or of the `twin` that a new one turns out to be),
    by pk: deciding on one may end another. A removal ends the
    drafts, too, and those of what was merged into the entry. Returns all that is locked."""
    rows = Q(pk=submission.pk)
    startup_id = twin.pk if twin else submission.startup_id
    if startup_id:
        ended = (SubmissionState.DRAFT, *OPEN_STATES) if submission.kind == SubmissionKind.REMOVAL else OPEN_STATES
        family = family_of(Startup(pk=startup_id)) if submission.kind == SubmissionKind.REMOVAL else [startup_id]
        rows |= Q(startup__in=family, state__in=ended)
    locked = {row.pk: row for row in Submission.objects.select_for_update().filter(rows).order_by("pk")}
    if submission.pk not in locked:
        raise Gone
    return locked


def lock_startup(startup_id: int) -> Startup:
    """Raises Gone for a new entry whose approval was taken back in the meantime."""
    locked = Startup.objects.select_for_update().filter(pk=startup_id).first()
    if locked is None:
        raise Gone
    return locked


@contextmanager
def refusing(refusals: Mapping[str, type[Refused]]) -> Iterator[None]:
    """Turn the violation of a named constraint into the refusal that people understand."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if isinstance(name, str) and name in refusals:
            raise refusals[name] from error
        raise


def record(
    verb: Verb,
    *,
    by: Actor,
    startup: Startup | None = None,
    submission: Submission | None = None,
    territory: Territory | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    personal: dict[str, Any] | None = None,
) -> Event:
    """Append one line to the audit trail. Personal values go to the side row; the line holds their digest."""
    place = territory or (startup and startup.territory) or (submission and submission.territory)
    head, _ = EventChain.objects.select_for_update().get_or_create(pk=1)
    event = Event(
        position=head.position + 1,
        at=timezone.now(),
        verb=verb,
        actor=SYSTEM if isinstance(by, str) else str(by.pk),
        startup_id=startup.pk if startup else None,
        submission=submission.reference if submission else "",
        territory=place.slug if place else "",
        before=before or {},
        after=after or {},
        reason=reason,
        previous_hash=head.hash,
    )
    if personal:
        salt = secrets.token_hex(16)
        event.personal_digest = digest_of(salt, personal)
        EventDetail.objects.create(position=event.position, salt=salt, personal=personal)
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    head.position, head.hash = event.position, event.hash
    head.save()
    return event
