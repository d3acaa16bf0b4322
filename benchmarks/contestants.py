"""How each contestant is started: all with two processes, on this machine only."""

import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from belgiantech.serve import WEB_THREADS, WEB_WORKERS
from benchmarks import tools
from benchmarks.folders import CHECKOUT
from benchmarks.processes import HOST, PORT, served

OURS, DATASETTE, BARE = "this directory", "Datasette", "bare Django"
TUNED = "Datasette without suggestions"  # of further facets, which it looks for on each page unless told not to
APPLICATION = "belgiantech.wsgi:application"
PROCESSES = "2"
PER_PAGE = 24
LIST = "/en/startups/"
TABLE = "/bench/startups"  # of Datasette's
THREADED = ("--worker-class", "gthread", "--workers", WEB_WORKERS, "--threads", WEB_THREADS)  # as `make run`


def gunicorn(application: str, *options: str) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{PORT}"]
    return [*command, "--no-control-socket", "--log-level", "warning", *options]


@contextmanager
def ours() -> Iterator[int]:
    with served("ours", gunicorn(APPLICATION, *THREADED), LIST) as port:
        yield port


@contextmanager
def bare(size: int) -> Iterator[int]:
    """Its page has so many bytes."""
    with served("bare", gunicorn("benchmarks.bare:application", *THREADED), "/", BENCH_BYTES=str(size)) as port:
        yield port


@contextmanager
def datasette(folder: Path, **settings: bool) -> Iterator[int]:
    """Under its own web server, uvicorn, which can run several processes though `datasette serve` does not."""
    command = [str(tools.PYTHON), "-m", "uvicorn", "benchmarks.datasette_app:app", "--workers", PROCESSES]
    command += ["--host", HOST, "--port", PORT, "--no-access-log", "--log-level", "warning"]
    environment = {"BENCH_DATASETTE": str(folder), "BENCH_DATASETTE_SETTINGS": json.dumps(settings)}
    name = "datasette-tuned" if settings else "datasette"
    with served(name, command, f"{TABLE}?_size={PER_PAGE}", **environment) as port:
        yield port


@contextmanager
def granian() -> Iterator[int]:
    """Our application under granian, which finds it and the project's packages by PYTHONPATH."""
    command = [str(tools.PYTHON), "-m", "granian", "--interface", "wsgi", "--workers", PROCESSES]
    command += ["--blocking-threads", WEB_THREADS, "--host", HOST, "--port", PORT, "--no-access-log", APPLICATION]
    path = os.pathsep.join([str(CHECKOUT), sysconfig.get_paths()["purelib"]])
    with served("granian", command, LIST, PYTHONPATH=path) as port:
        yield port
