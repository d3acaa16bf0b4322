"""The first of two looks: an approval that publishes nothing until another moderator gives it as well."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.db import transaction

from accounts.models import User
from directory.actions._shared import lock_startup, lock_submission, record
from directory.actions.errors import AlreadyDecided, LookedMeanwhile, NotAllowed, Outdated, Unproven, YourFirstLook
from directory.choices import Reason, Verb
from directory.models import FirstLook, Revision, Startup, Submission
from directory.rules import workflow
from directory.rules.entitlement import is_proven, needs_proof
from directory.rules.permissions import Permission, may
from directory.rules.second_look import first_look_at, needs_second_look


@transaction.atomic
def look_first(
    *,
    submission: Submission,
    revision: Revision,
    seen_version: int,
    reason: Reason,
    words: str,
    twin: Startup | None = None,
    found_independently: bool = False,
    partner_words: str = "",
    fields: Collection[str] | None = None,
    kept: Collection[str] = (),
    rest_reason: Reason | None = None,
    remarks: Mapping[str, str] = MappingProxyType({}),
    corrections: Mapping[str, str] = MappingProxyType({}),
    by: User,
) -> FirstLook:
    """Keep an approval that needs a second one (rules.second_look), with all that it was given. Nothing is public.

    The same parameters as `approve`, which the second moderator then calls. Raises YourFirstLook, LookedMeanwhile,
    NotAllowed, AlreadyDecided, Outdated or Unproven.
    """
    locked = lock_submission(submission)
    if not workflow.can(workflow.Step.APPROVE, locked):
        raise AlreadyDecided
    standing = first_look_at(locked)
    if standing:
        raise YourFirstLook if standing.looked_by_id == by.pk else LookedMeanwhile
    if not may(by, Permission.DECIDE, locked):
        raise NotAllowed
    latest = locked.latest_revision()
    if latest is None or latest.pk != revision.pk or not needs_second_look(locked, latest, twin):
        raise Outdated
    if locked.startup_id and lock_startup(locked.startup_id).content_version != seen_version:
        raise Outdated
    if needs_proof(locked, twin) and not (is_proven(locked) or found_independently or partner_words):
        raise Unproven
    given = {
        "twin": twin.pk if twin else None,
        "found_independently": found_independently,
        "partner_words": partner_words,
        "kept": list(kept),
        "rest_reason": rest_reason,
        "remarks": dict(remarks),
        "corrections": dict(corrections),
    }
    chosen = {} if fields is None else {"fields": list(fields)}
    look = FirstLook.objects.create(
        submission=locked,
        revision=latest,
        reason=reason,
        words=words,
        given={name: value for name, value in given.items() if value} | chosen,
        looked_by=by,
    )
    record(
        Verb.LOOKED,
        by=by,
        startup=locked.startup,
        submission=locked,
        after={"revision": latest.number},
        reason=reason,
        personal={"words": words} if words else None,
    )
    return look
