"""Which code this is: part of the name under which pages are kept, so that a deploy shows its own at once."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

# The lock as well: names of countries and languages come from libraries.
ROOMS = ("accounts", "belgiantech", "directory", "templates", "requirements.txt")
# What else a public page says or leaves out.
SETTINGS = ("DEBUG", "SHOW_SAMPLES", "SITE_URL", "OPERATOR_NAME", "OPERATOR_EMAIL")
NOT_CODE = (".pyc", ".mo")  # made from the others


def release() -> str:
    """Another text for other code, other texts, other shipped data, and other settings that pages show."""
    return f"{code()} {[getattr(settings, name) for name in SETTINGS]}"


@cache
def code() -> str:
    """A digest of all our files. Read once a process, when it starts to serve (directory.views.caching)."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for file in sorted(_files(settings.BASE_DIR / room)):
            if file.suffix not in NOT_CODE:
                digest.update(f"{file.relative_to(settings.BASE_DIR)} ".encode() + _digest(file))
    return digest.hexdigest()[:16]


def _files(place: Path) -> Iterable[Path]:
    return [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]


def _digest(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()
