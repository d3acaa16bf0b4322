from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand

from directory.models import CatalogueVersion


class Command(BaseCommand):
    """Say that the database's content is another than before: to be run after a backup was restored.

    Versions begin again where the backup was made, so pages that browsers and processes kept since then would bear
    the names of new ones. With another epoch nothing that was kept is found, and each process loads everything anew.
    """

    help = "Run this after restoring a backup: every process and browser asks for everything anew."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        version, created = CatalogueVersion.objects.get_or_create(pk=1)
        if not created:
            version.epoch = uuid4()
            version.save(update_fields=["epoch"])
        if verbosity:
            self.stdout.write(f"Epoch {version.epoch}")
