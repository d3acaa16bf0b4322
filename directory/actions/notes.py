"""What the people of the desk note for colleagues. A note is no fact: it leaves no event and tells nobody by mail."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from directory.actions._shared import lock_submission
from directory.actions.errors import NotAllowed
from directory.actions.holds import prolong_hold
from directory.actions.write_message import SENT_TWICE, clean_text
from directory.models import Note, Startup, Submission
from directory.rules.notes import may_note


@transaction.atomic
def add_note(*, about: Submission | Startup, text: str, by: User) -> Note:
    """Note something about a submission or an entry. The same text within a minute is the same note.

    Raises NotAllowed or Incomplete, or ValidationError for a text that cannot be kept.
    """
    if isinstance(about, Submission):
        about = lock_submission(about)
        prolong_hold(about, by)
    if not may_note(by, about):
        raise NotAllowed
    text = clean_text(text)
    return _noted_just_now(about, text, by) or about.notes.create(written_by=by, text=text)


@transaction.atomic
def remove_note(*, note: Note, by: User) -> None:
    """Take an own note back. Raises NotAllowed."""
    about = note.submission or note.startup
    if about is None or note.written_by_id != by.pk or not may_note(by, about):
        raise NotAllowed
    Note.objects.filter(pk=note.pk).delete()


def _noted_just_now(about: Submission | Startup, text: str, by: User) -> Note | None:
    since = Q(created_at__gte=timezone.now() - SENT_TWICE)
    return about.notes.filter(since, written_by=by, text=text).order_by("pk").first()
