"""Which code this is: part of the name under which pages are kept, so that a deploy shows its own at once."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

ROOMS = ("accounts", "belgiantech", "directory", "templates")
# What else a public page says or leaves out.
SETTINGS = ("DEBUG", "SHOW_SAMPLES", "SITE_URL", "OPERATOR_NAME", "OPERATOR_EMAIL")
NOT_CODE = (".pyc", ".mo")  # made from the others


def release() -> str:
    """Another text for other code, other texts, other shipped data, and other settings that pages show."""
    return f"{code()} {[getattr(settings, name) for name in SETTINGS]}"


@cache
def code() -> str:
    """A digest of all our files. Read once a process."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for file in sorted(path for path in (settings.BASE_DIR / room).rglob("*") if path.is_file()):
            if file.suffix not in NOT_CODE:
                digest.update(f"{file.relative_to(settings.BASE_DIR)} ".encode() + _digest(file))
    return digest.hexdigest()[:16]


def _digest(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()
