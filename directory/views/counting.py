"""How often the page of an entry was shown, by month: about right, and of nobody in particular.

Each process counts in memory, from the address alone: no cookie, no visitor's address, nothing kept of who asked. A
thread adds the sums to the database every minute and when the process ends; a request never does. What a process that
is killed had counted in its last minute is lost.
"""

import atexit
import logging
import os
import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from directory import actions
from directory.views.caching import is_personal

logger = logging.getLogger(__name__)

EVERY = 60.0  # seconds
MOST_COUNTED = 50_000  # entries and months in memory; the rest of that minute, or of an outage, goes uncounted
PROFILE = re.compile(rf"/(?:{'|'.join(code for code, _name in settings.LANGUAGES)})/startups/([a-zA-Z0-9_-]{{1,80}})/")
SHOWN = (200, 304)
# Who says of itself that it is no person. The others are few, and "about" has room for them.
CRAWLERS = re.compile(
    r"bot|crawl|spider|slurp|archiver|facebookexternalhit|embedly|preview|monitor|curl|wget|python|java/|go-http|headless",
    re.IGNORECASE,
)

Views = Counter[tuple[str, date]]


class ViewCounter:
    """The counts of this process, and the thread that flushes them."""

    def __init__(self, *, in_background: bool = True) -> None:
        self.in_background = in_background
        self.begin_anew()

    def begin_anew(self) -> None:
        """With nothing counted and no thread: in a process that was forked, both are its parent's."""
        self.lock = threading.Lock()
        self.flushing = threading.Lock()
        self.views: Views = Counter()
        self.stop = threading.Event()
        self.thread: threading.Thread | None = None

    def note(self, slug: str) -> None:
        key = slug, timezone.localdate().replace(day=1)
        with self.lock:
            if key in self.views or len(self.views) < MOST_COUNTED:
                self.views[key] += 1
            if self.thread is None and self.in_background:
                self.thread = threading.Thread(target=self._run, name="views", daemon=True)
                self.thread.start()

    def flush(self) -> None:
        """Add what was counted to the database. If that fails, it is kept for the next time."""
        with self.flushing:  # the end of the process waits for the thread
            with self.lock:
                counted, self.views = self.views, Counter()
            try:
                actions.add_views(views=counted)
            except Exception as error:
                logger.warning("Views of %d pages stay in memory: %s", len(counted), error)
                with self.lock:
                    self.views.update(counted)

    def _run(self) -> None:
        while not self.stop.wait(EVERY):
            if self.views:
                self.flush()
                connection.close()  # none is held while nothing is to do

    def end(self) -> None:
        """At the end of the process."""
        self.stop.set()
        if self.thread is not None:
            self.flush()
            connection.close()


counter = ViewCounter()
os.register_at_fork(after_in_child=counter.begin_anew)
atexit.register(counter.end)


def count_views(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, outside the one that keeps pages: a page that was kept, or not modified, was shown as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        slug = _shown(request, response)
        if slug:
            counter.note(slug)
        return response

    return middleware


def _shown(request: HttpRequest, response: HttpResponse) -> str:
    """The entry whose page a person was shown. Nobody who is signed in counts: mostly they look after their own."""
    found = PROFILE.fullmatch(request.path) if request.method == "GET" and response.status_code in SHOWN else None
    if not found or is_personal(request) or CRAWLERS.search(request.headers.get("User-Agent", "bot")):
        return ""
    return found[1]
