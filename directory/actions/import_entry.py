"""Writing an unclaimed entry from a public list."""

from typing import Literal

from django.db import transaction

from directory.actions._lists import ImportedEntry, write_listed
from directory.actions._shared import Actor
from directory.actions.documents import keep_names
from directory.choices import EntryState
from directory.models import Startup, Submission
from directory.rules.diff import changed_fields
from directory.rules.profile import empty_profile, profile_of

Outcome = Literal["created", "changed", "same", "skipped"]


@transaction.atomic
def import_entry(*, row: ImportedEntry, by: Actor) -> Outcome:
    """Create the row's unclaimed entry, or bring it up to date; a second run changes nothing.

    Without a place it stays a stub. An entry that somebody claimed, or that has an open submission, is left alone
    (architecture.md, From draft to public).
    """
    keep_names()
    startup = Startup.objects.select_for_update().filter(import_key=row.key).first()
    if startup and not _is_the_list_s(startup):
        return "skipped"
    base = profile_of(startup) if startup else empty_profile()
    # What became of the firm is the desk's to say, unless the list says something itself.
    profile = empty_profile() | {"status": base["status"]} | row.profile
    names = changed_fields(base, profile)
    if startup and not names and startup.desk_note == row.desk_note:
        return "same"
    write_listed(startup, row, base=base, profile=profile, names=names).record(by)
    return "changed" if startup else "created"


def _is_the_list_s(startup: Startup) -> bool:
    """Nobody claimed it, took it off the site or merged it with another, and nobody is proposing anything for it."""
    kept = startup.state in (EntryState.STUB, EntryState.PUBLISHED) and not startup.merged_from.exists()
    return kept and not startup.claimed_at and not Submission.objects.open().filter(startup=startup).exists()
