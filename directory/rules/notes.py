"""Notes of the desk: who reads and writes them, and which belong together."""

from django.db.models import Q, QuerySet

from directory.models import Note, Startup, Submission
from directory.rules.permissions import Permission, Person, may
from directory.rules.thread import is_of_desk


def may_note(user: Person, about: Submission | Startup) -> bool:
    """Whoever sees it on the desk, unless it is the own company: a note is never for its people."""
    if isinstance(about, Submission):
        return is_of_desk(user, about)
    return may(user, Permission.ANNOTATE, about)


def notes_about(about: Submission | Startup, *, with_entry: bool = True) -> QuerySet[Note]:
    """The oldest first. Those of an entry and of all its submissions belong together.

    `with_entry`: whether the reader of a submission also looks after its entry; a territory that is only asked to
    accept an address does not.
    """
    startup = about if isinstance(about, Startup) else about.startup
    found = Q(submission=about) if isinstance(about, Submission) else Q(pk__in=[])
    if startup and with_entry:
        found |= Q(startup=startup) | Q(submission__startup=startup)
    return Note.objects.filter(found).select_related("written_by", "submission").order_by("created_at", "pk")
