"""What a figure depends on: the machine and the versions."""

import os
import platform
import re
import sqlite3
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.db import connection

from benchmarks import tools, wrk


def facts(count: int, options: wrk.Options) -> list[tuple[str, str]]:
    """Names and values, for the head of a result."""
    return [
        ("date", datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")),
        ("machine", f"{os.cpu_count()} cores, {_processor()}, {_memory()} of memory"),
        ("versions", ", ".join(f"{name} {value}" for name, value in _versions().items())),
        ("entries", str(count)),
        (
            "asked by",
            f"wrk with {options.threads} threads and {options.connections} connections, {options.seconds} s each "
            f"after {options.warm_up} s of warm-up, on the same machine",
        ),
    ]


def _versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone() or ("?",)
    return {
        "Python": platform.python_version(),
        "Django": version("django"),
        "PostgreSQL": postgres,
        "gunicorn": version("gunicorn"),
        "Datasette": tools.version("datasette"),
        "SQLite": sqlite3.sqlite_version,
        "uvicorn": tools.version("uvicorn"),
        "granian": tools.version("granian"),
        "wrk": wrk.version(),
    }


def _processor() -> str:
    return _line("/proc/cpuinfo", r"model name\s*:\s*(.+)") or platform.processor() or "unknown processor"


def _memory() -> str:
    kilobytes = _line("/proc/meminfo", r"MemTotal:\s*(\d+)")
    return f"{int(kilobytes) / 1024**2:.0f} GiB" if kilobytes else "unknown size"


def _line(file: str, pattern: str) -> str:
    """The first match in a file of the kernel's; '' where there is none."""
    try:
        found = re.search(pattern, Path(file).read_text())
    except OSError:
        return ""
    return found.group(1).strip() if found else ""
