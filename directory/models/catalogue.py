"""What the processes' catalogues follow: one version of everything public, and which entries changed since.

The database itself keeps both. A row that the public sees carries one of the triggers below; each is deferred, so it
runs when its transaction commits: the version is the last thing that a transaction locks, and nobody can forget it.
"""

import uuid

import pgtrigger
from django.db import models

from directory.choices import EntryState, SubmissionState


class CatalogueVersion(models.Model):
    """One row. A sequence will not do: it hands out numbers before commits, and a reader would skip late ones."""

    version = models.BigIntegerField(default=1)
    # The version at which the names of what can be chosen (sectors, places, synonyms) last changed.
    vocabulary_version = models.BigIntegerField(default=1)
    # Another one begins when a backup is restored: the same version may then mean something else.
    epoch = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="catalogue_version_has_one_row"),)

    def __str__(self) -> str:
        return str(self.version)


class CatalogueChange(models.Model):
    """The version at which an entry last changed, or stopped being public. No foreign key: it outlives the entry."""

    startup_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.startup_id}: {self.version}"


class _OnCommit(pgtrigger.Trigger):
    when = pgtrigger.After
    timing = pgtrigger.Deferred


class PublishesPage(_OnCommit):
    """Public pages show this row: each of its changes is a new version."""

    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    func = "PERFORM public.catalogue_next_version(); RETURN NULL;"


class PublishesName(_OnCommit):
    """The row is something to choose or to search by: catalogues read the names again."""

    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    func = "PERFORM public.catalogue_note_vocabulary(); RETURN NULL;"


class PublishesDetail(_OnCommit):
    """The row belongs to an entry, which changes with it; one that moves changes both. What is not public waits."""

    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    func = f"""
        PERFORM public.catalogue_note_change(entry.id) FROM public.directory_startup entry
        WHERE entry.id IN (OLD.startup_id, NEW.startup_id) AND entry.state = '{EntryState.PUBLISHED.value}';
        RETURN NULL;
    """


class PublishesApproval(_OnCommit):
    """A profile says when a moderator approved it last, also where nothing else changed, or that was taken back."""

    operation = pgtrigger.Update
    condition = pgtrigger.Q(new__startup__isnull=False) & (
        pgtrigger.Q(new__state=SubmissionState.APPROVED) | pgtrigger.Q(old__state=SubmissionState.APPROVED)
    )
    func = "PERFORM public.catalogue_note_change(NEW.startup_id); RETURN NULL;"


def publishes_entry(*, private: tuple[str, ...]) -> tuple[pgtrigger.Trigger, ...]:
    """The triggers of the entries: every column counts but those that the public never sees."""
    note = "PERFORM public.catalogue_note_change({0}.id); RETURN NULL;"
    public = "'" + EntryState.PUBLISHED + "'"
    return (
        _OnCommit(
            name="entry_appears",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__state=EntryState.PUBLISHED),
            func=note.format("NEW"),
        ),
        _OnCommit(
            name="entry_changes",
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=list(private)),
            func=f"IF {public} IN (OLD.state, NEW.state) THEN {note.format('NEW')} END IF; RETURN NULL;",
        ),
        _OnCommit(
            name="entry_disappears",
            operation=pgtrigger.Delete,
            condition=pgtrigger.Q(old__state=EntryState.PUBLISHED),
            func=note.format("OLD"),
        ),
    )
