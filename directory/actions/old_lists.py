"""What became of entries that only a list knows: the firm is gone, or it is none for this directory.

Each is one transaction, however many are chosen at once: nobody waits for the others.
"""

from datetime import date

from django.db import transaction
from django.utils.dateparse import parse_date

from accounts.models import User
from directory.actions._entries import write_profile
from directory.actions._shared import lock_startup, record, refusing
from directory.actions.documents import keep_names
from directory.actions.errors import LISTED, ChangePending, CompanyKeepsIt, NotAllowed, Refused, SaidAlready
from directory.choices import CompanyStatus, EntryState, Reason, Verb
from directory.models import FactSource, Startup
from directory.rules.old_lists import is_listed, said_of
from directory.rules.permissions import Permission, may
from directory.rules.profile import profile_of

MOST_AT_ONCE = 200
LONGEST_REASON = 300  # of an event


@transaction.atomic
def mark_gone(*, startup: Startup, source: str, as_of: date, words: str, by: User) -> None:
    """Say that the firm is no longer in business: the entry stays, dated, and outside what one finds at first.

    `source` and `as_of` stand on the public page, `words` only beside the event. Raises NotAllowed, CompanyKeepsIt,
    ChangePending or SaidAlready.
    """
    keep_names()
    locked = _lock(startup, by)
    before = _shown(locked)
    status = {"status": CompanyStatus.CEASED, "since": "", "by": "", "source": source}
    locked.content_version += 1
    write_profile(locked, profile_of(locked) | {"status": status}, ["status"])
    origin = {"source": source, "source_url": source if source.startswith("https://") else "", "as_of": as_of}
    FactSource.objects.update_or_create(startup=locked, field="status", defaults=origin)
    record(
        Verb.ENTRY_GONE,
        by=by,
        startup=locked,
        before=before,
        after=_shown(locked) | {"as_of": as_of.isoformat()},
        reason=source[:LONGEST_REASON],
        personal={"words": words},
    )


@transaction.atomic
def mark_not_a_firm(*, startup: Startup, reason: Reason, words: str = "", by: User) -> None:
    """Take it off the public pages, for one of the published reasons. The list does not bring it back.

    Raises NotAllowed, CompanyKeepsIt, ChangePending or SaidAlready.
    """
    locked = _lock(startup, by)
    before = _shown(locked)
    locked.state = EntryState.UNPUBLISHED
    locked.content_version += 1
    locked.save(update_fields=["state", "content_version"])
    record(
        Verb.ENTRY_NOT_A_FIRM,
        by=by,
        startup=locked,
        before=before,
        after=_shown(locked),
        reason=reason,
        personal={"words": words} if words else None,
    )


@transaction.atomic
def put_back(*, startup: Startup, by: User) -> None:
    """Take back what was said: the entry is again what the list made of it.

    Raises NotAllowed, SaidAlready where nothing stands to be taken back, or NumberListed.
    """
    keep_names()
    locked = lock_startup(startup.pk)
    if not may(by, Permission.SORT_OUT, locked):
        raise NotAllowed
    said = said_of(locked)
    if said is None:
        raise SaidAlready
    before = _shown(locked)
    locked.state, locked.status = said.before["state"], said.before["status"]
    locked.status_since = parse_date(said.before["since"])
    locked.status_source = said.before["source"]
    locked.content_version += 1
    with refusing(LISTED):
        locked.save(update_fields=["state", "status", "status_since", "status_source", "content_version"])
    if said.verb == Verb.ENTRY_GONE:
        FactSource.objects.filter(startup=locked, field="status").delete()
    record(Verb.ENTRY_PUT_BACK, by=by, startup=locked, before=before, after=_shown(locked))


def why_not(startup: Startup, *, has_open: bool) -> Refused | None:
    """Why nothing can be said of an entry of the own territory. `has_open`: it has a submission that is not decided."""
    if startup.claimed_at:
        return CompanyKeepsIt()
    if has_open:
        return ChangePending()
    return None if is_listed(startup) else SaidAlready()


def _lock(startup: Startup, by: User) -> Startup:
    locked = lock_startup(startup.pk)
    if not may(by, Permission.SORT_OUT, locked):
        raise NotAllowed
    if refusal := why_not(locked, has_open=locked.submissions.open().exists()):
        raise refusal
    return locked


def _shown(startup: Startup) -> dict[str, str]:
    since = startup.status_since
    return {
        "state": startup.state,
        "status": startup.status,
        "since": since.isoformat() if since else "",
        "source": startup.status_source,
    }
