"""Keeps a few processes running: restarts what dies, stops all together, and takes them along when it is killed."""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

FIRST_PAUSE = 0.2  # seconds before a restart; doubles while a process keeps dying
LONGEST_PAUSE = 5.0
HEALTHY_AFTER = 10.0
STOP_PATIENCE = 8.0
TICK = 0.1  # while something is expected within moments; otherwise signals wake us
IDLE_TICK = 5.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(parent: int) -> None:
    """Ask the kernel for a SIGTERM when our parent ends, however it does (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)


@dataclass
class Child:
    """A process to keep running, in a process group of its own: Ctrl-C in the terminal is for the supervisor."""

    name: str
    command: list[str]
    inherited: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = FIRST_PAUSE

    def start(self) -> None:
        supervisor = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            pass_fds=self.inherited,
            process_group=0,
            preexec_fn=lambda: end_with_parent(supervisor),  # noqa: PLW1509 - the supervisor has one thread
        )
        self.started_at = time.monotonic()

    def keep_running(self) -> None:
        """Start it if it is due; notice its end and set the time of the next start."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif self.process.poll() is not None:
            if now - self.started_at > HEALTHY_AFTER:
                self.pause = FIRST_PAUSE
            print(f"{self.name} ended ({_reason(self.process.returncode)}), starting again in {self.pause:g} s")
            self.start_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.process = None

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs children until a stop signal. One per process: it takes over signal handling."""

    def __init__(self) -> None:
        self.stopping = False
        self._wake, alarm = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(alarm, False)
        signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run_once(self, child: Child) -> bool:
        """Run one to its end; False if it failed, or if we are to stop."""
        child.start()
        while child.running and not self.stopping:
            self._sleep(IDLE_TICK)
        if self.stopping:
            self.stop([child])
        return not self.stopping and child.process is not None and child.process.returncode == 0

    def run(self, children: list[Child], until_true: Callable[[], bool]) -> None:
        """Keep all running until a stop signal. `until_true` is called every moment until it returns True."""
        done = False
        while not self.stopping:
            for child in children:
                child.keep_running()
            done = done or until_true()
            waiting = not done or any(child.process is None for child in children)
            self._sleep(TICK if waiting else IDLE_TICK)
        self.stop(children)

    def stop(self, children: list[Child]) -> None:
        """Ask them to end, and make them after a while, or at once on a second stop signal."""
        self.stopping = False
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_PATIENCE
        while any(child.running for child in children) and time.monotonic() < deadline and not self.stopping:
            self._sleep(TICK)
        for child in children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        self.stopping = True

    def _sleep(self, seconds: float) -> None:
        """Sleep until a signal, at most so long."""
        if select.select([self._wake], [], [], seconds)[0]:
            os.read(self._wake, 1024)


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
