"""Who uses a server: each process holds a shared lock on a file, which the kernel releases however the process ends."""

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_guard = threading.Lock()
_held: dict[Path, IO[str]] = {}


def join(file: Path) -> bool:
    """Count this process among the users; waits while the last one before us is stopping the server.

    True the first time, False when this process was counted already.
    """
    with _guard:
        if file in _held:
            return False
        handle = file.open("a")
        fcntl.flock(handle, fcntl.LOCK_SH)
        _held[file] = handle
        return True


def is_counted(file: Path) -> bool:
    return file in _held


@contextlib.contextmanager
def leave(file: Path) -> Iterator[bool]:
    """Stop being a user. Yields True to the last one, whom newcomers wait for until the block ends."""
    with _guard:
        handle = _held.pop(file, None)
    if handle is None:
        yield False
        return
    with handle:
        yield _alone(handle)


@contextlib.contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Hold a lock that one process (and one thread) at a time can hold."""
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _alone(handle: IO[str]) -> bool:
    """The kernel turns our shared lock into an exclusive one only if no other process holds one."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_in_child() -> None:
    """A forked child is a user of its own: with the parent's handle it could speak for the parent."""
    if _guard.locked():  # by a thread that does not exist in the child
        _guard.release()
    for handle in _held.values():
        handle.close()
    _held.clear()


os.register_at_fork(after_in_child=_forget_in_child)
