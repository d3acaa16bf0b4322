"""Where the benchmark keeps what it makes: all of it in .bench/, which git ignores."""

import hashlib
import os
import secrets
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BENCH = CHECKOUT / ".bench"
RESULTS = CHECKOUT / "benchmarks" / "results"


def make() -> None:
    BENCH.mkdir(exist_ok=True)
    (BENCH / ".gitignore").write_text("*\n")  # wherever this folder is, git passes over it


def of(count: int) -> Path:
    """The folder of one number of entries."""
    folder = BENCH / str(count)
    folder.mkdir(exist_ok=True)
    return folder


def set_environment(count: int) -> None:
    """What the settings of production ask for, for us and the servers that we start."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "BENCH_ENTRIES": str(count),
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATABASE_URL": "postgres://replaced@localhost/by_benchmarks_settings",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "http://127.0.0.1",
            "SECURE_SSL_REDIRECT": "0",
            "RUN_DIR": str(BENCH / "run"),
            "STATIC_ROOT": str(BENCH / "staticfiles"),
            "LOG_LEVEL": "WARNING",
        }
    )


def fingerprint(*paths: Path) -> str:
    """Of the contents of files and folders."""
    files = (file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path]))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def generator_fingerprint() -> str:
    here = Path(__file__).parent
    return fingerprint(*(here / name for name in ("chance.py", "places.py", "synthetic.py", "text.py", "words")))
