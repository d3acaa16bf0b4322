from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from directory.actions.documents import CHUNK, write_documents
from directory.models import Startup


class Command(BaseCommand):
    """Write the searchable text of every entry again: for a new kind of words, or where check_search finds old ones."""

    help = "Write the searchable text of every entry again."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        keys = list(Startup.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            with transaction.atomic():  # so that nobody waits for long
                write_documents(keys[start : start + CHUNK])
        if verbosity:
            self.stdout.write(f"{len(keys)} entries")
