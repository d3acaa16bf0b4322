from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from directory import document
from directory.actions.documents import CHUNK, is_stale, with_words
from directory.models import Startup


class Command(BaseCommand):
    """Prove that every entry is found by what it says now; ends with 1 where a search document is out of date."""

    help = "Check that the searchable text of every entry is that of its facts."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        keys = list(Startup.objects.order_by("pk").values_list("pk", flat=True))
        stale: list[str] = []
        for start in range(0, len(keys), CHUNK):
            stale += self._stale(keys[start : start + CHUNK])
        if stale:
            raise CommandError(
                f"{len(stale)} of {len(keys)} entries are not found by what they say now: {', '.join(stale)}. "
                "manage.py refresh_search mends it."
            )
        if verbosity:
            self.stdout.write(f"ok: {len(keys)} entries")

    def _stale(self, keys: list[int]) -> list[str]:
        """The addresses of those out of date. What seems so is looked at again with the entry locked: it may have
        changed between the reading of its facts and that of its document."""
        seeming = [
            startup
            for startup in with_words(Startup.objects.filter(pk__in=keys)).order_by("pk")
            if document.is_stale(startup)
        ]
        with transaction.atomic():
            return [startup.slug for startup in seeming if is_stale(startup.pk)]
