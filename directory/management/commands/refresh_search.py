from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from directory import document
from directory.models import Startup

CHUNK = 200


class Command(BaseCommand):
    """Write the searchable text of every entry again: for a new kind of words, or a renamed sector or place."""

    help = "Write the searchable text of every entry again."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        keys = list(Startup.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            with transaction.atomic():  # so that nobody waits for long
                chunk = Startup.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + CHUNK])
                for startup in chunk.order_by("pk"):
                    document.refresh(startup)
        if verbosity:
            self.stdout.write(f"{len(keys)} entries")
