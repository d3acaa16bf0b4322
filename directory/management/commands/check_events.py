from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.models import Event
from directory.rules.trail import first_broken_position


class Command(BaseCommand):
    """Verify the hash chain of the audit trail; ends with 1 where a line was altered, removed or slipped in."""

    help = "Check that no event was altered or removed."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        broken = first_broken_position()
        if broken is not None:
            raise CommandError(f"The audit trail is broken at position {broken}.")
        if verbosity:
            self.stdout.write(f"ok: {Event.objects.count()} events")
