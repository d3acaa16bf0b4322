"""Looking for a record or a file. No transaction is open meanwhile: it may take ten seconds."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from belgiantech import fetching
from belgiantech.fetching import Unreachable
from directory.actions.errors import Busy
from directory.choices import ProofMethod
from directory.rules.proofs import FILE, NOT_THERE, OTHER_WORDS, RECORD

MOST_AT_ONCE = 2  # of one process: the others of its threads go on answering
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def problem_with(method: str, domain: str, token: str) -> str:
    """'' when the proof is there; else what is the matter, as a key of PROBLEMS.

    Raises Busy when others are being looked at.
    """
    with _place():
        try:
            return _record(domain, token) if method == ProofMethod.DNS else _file(domain, token)
        except Unreachable as unreachable:
            return unreachable.why


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()


def _record(domain: str, token: str) -> str:
    found = [text.strip() for text in fetching.texts(domain) if text.strip().startswith(RECORD)]
    if RECORD + token in found:
        return ""
    return OTHER_WORDS if found else NOT_THERE


def _file(domain: str, token: str) -> str:
    """On the domain or on its www. A redirect to somebody else's name is no proof."""
    end = time.monotonic() + fetching.SECONDS
    names = (domain, f"www.{domain}")
    problem = ""
    for name in names:
        try:
            found = fetching.fetch(f"https://{name}{FILE}", accepts=names.__contains__, seconds=end - time.monotonic())
        except Unreachable as unreachable:
            problem = problem or unreachable.why
            continue
        lines = [line.strip() for line in found.content.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()]
        if found.status == 200 and (token in lines or RECORD + token in lines):
            return ""
        problem = OTHER_WORDS if found.status == 200 else NOT_THERE
    return problem
