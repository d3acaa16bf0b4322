from typing import Any

from django.core.management.base import BaseCommand

from directory.imports.companies import load_companies


class Command(BaseCommand):
    """Load the real starting list as unclaimed entries of unknown status.

    Runs with every start: a second run changes nothing, and an entry that somebody claimed is left alone.
    """

    help = "Load the companies of public lists and of the source article from directory/data."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        loaded = load_companies()
        for line in loaded.left_out:
            self.stderr.write(line)
        if verbosity:
            outcomes = ("created", "changed", "same", "skipped")
            counts = ", ".join(f"{loaded.outcomes[name]} {name}" for name in outcomes)
            self.stdout.write(f"companies: {counts}; {loaded.stubs} stubs, {loaded.flagged} flagged for the desk")
