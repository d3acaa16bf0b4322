from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.actions.errors import OnlyInDebug
from directory.imports.demo import load_demo


class Command(BaseCommand):
    """Make the demo people, sample entries and a waiting submission. Works in DEBUG only; a second run adds nothing."""

    help = "Load demo people and sample entries (DEBUG only)."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        try:
            loaded = load_demo()
        except OnlyInDebug as refusal:
            raise CommandError(str(refusal)) from None
        if verbosity:
            counts = f"{loaded.samples['created']} created, {loaded.samples['same']} same"
            self.stdout.write(f"demo people: {loaded.people}; samples: {counts}")
