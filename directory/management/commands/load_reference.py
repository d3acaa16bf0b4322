from typing import Any

from django.core.management.base import BaseCommand

from directory.imports.reference import load_reference


class Command(BaseCommand):
    """Load sectors, technologies, revenue stages, places, partners and territories.

    Runs with every start and deployment: it brings changed rows up to date and deletes nothing.
    """

    help = "Load taxonomies, places, partners and territories from directory/data."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        for name, counts in load_reference().items():
            if verbosity:
                self.stdout.write(f"{name}: {counts.created} new, {counts.changed} changed, {counts.same} as before")
