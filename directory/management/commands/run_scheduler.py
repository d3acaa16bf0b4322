import signal
from threading import Event as Flag
from typing import Any

from django.core.management.base import BaseCommand

from directory.jobs.schedule import Scheduler


class Command(BaseCommand):
    """Run the periodic jobs until stopped: sweep tasks and sessions, erase what is kept only for so long.

    Several schedulers may run at once; one of them works.
    """

    help = "Run the periodic jobs until stopped."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="one round of all jobs, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        scheduler = Scheduler()
        if once:
            scheduler.tick()
            return
        stop = Flag()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        scheduler.run(stop)
