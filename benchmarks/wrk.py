"""Asks a server for many addresses with wrk, and reads what wrk measured."""

import json
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.processes import HOST, CannotRun

SCRIPT = Path(__file__).with_suffix(".lua")
TIMEOUT_SECONDS = 10
MISSING = "wrk is needed, which asks web servers for pages. On Debian: apt-get install wrk; on macOS: brew install wrk"


@dataclass(frozen=True)
class Options:
    seconds: int
    warm_up: int
    threads: int = 2
    connections: int = 8


@dataclass(frozen=True)
class Measured:
    requests: int
    rate: float  # a second
    p50: float  # milliseconds
    p99: float
    size: float  # bytes an answer, head included
    used: int  # addresses
    wrong: int  # answers with another status than the right one
    failed: int  # connections refused or broken
    timeouts: int
    marked: int  # answers with the text that was looked for

    @property
    def errors(self) -> int:
        return self.wrong + self.failed + self.timeouts


def require() -> None:
    if shutil.which("wrk") is None:
        raise CannotRun(MISSING)


def version() -> str:
    """`wrk -v` prints its use as well, and fails."""
    shown = subprocess.run(["wrk", "-v"], check=False, capture_output=True, text=True)
    return (shown.stdout + shown.stderr).split("Copyright", maxsplit=1)[0].strip().removeprefix("wrk ")


def measure(
    port: int, addresses: Path, options: Options, *, status: int = 200, text: str = "", headers: tuple[str, ...] = ()
) -> Measured:
    """Warm up, then measure with the addresses that come after."""
    walk = Walk(port, addresses, options, status, text, headers)
    warm = walk.run(options.warm_up, first=0)
    found = walk.run(options.seconds, first=warm.used)
    return replace(found, used=warm.used + found.used)


@dataclass(frozen=True)
class Walk:
    """Over a file of addresses, in several runs."""

    port: int
    addresses: Path
    options: Options
    status: int
    text: str
    headers: tuple[str, ...]

    def run(self, seconds: int, first: int) -> Measured:
        shown = subprocess.run(self._command(seconds, first), check=False, capture_output=True, text=True)
        lines = shown.stdout.strip().splitlines()
        if shown.returncode or not lines or not lines[-1].startswith("{"):
            raise CannotRun(f"wrk failed: {(shown.stderr or shown.stdout).strip()}")
        return _read(json.loads(lines[-1]))

    def _command(self, seconds: int, first: int) -> list[str]:
        threads, connections = self.options.threads, self.options.connections
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{TIMEOUT_SECONDS}s"]
        for header in self.headers:
            command += ["-H", header]
        command += ["-s", str(SCRIPT), f"http://{HOST}:{self.port}", "--"]
        return [*command, str(self.addresses), str(threads), str(first), str(self.status), self.text]


def _read(found: dict[str, int]) -> Measured:
    requests = found["requests"]
    return Measured(
        requests=requests,
        rate=requests * 1_000_000 / found["microseconds"],
        p50=found["p50"] / 1000,
        p99=found["p99"] / 1000,
        size=found["bytes"] / requests if requests else 0.0,
        **{name: found[name] for name in ("used", "wrong", "failed", "timeouts", "marked")},
    )
