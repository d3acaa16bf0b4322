"""Typed readers of environment variables: a wrong value stops the start and says what to set."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
# A visitor is told soon that the database is away, even where its host swallows the packets. libpq knows no less.
CONNECT_SECONDS = "2"


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def boolean(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    value = text(name)
    return Path(value) if value else default


def database(name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's connection settings from postgres://user:password@host:port/name?option=value.

    Connecting is given up after 2 seconds unless connect_timeout says otherwise.
    A socket folder goes into the query: postgres:///name?host=/run/postgresql.
    """
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must start with postgres://, not {url.scheme}://.")
    if not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database.")
    options = {"connect_timeout": CONNECT_SECONDS} | dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or options.pop("user", "")),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": options,
    }


def require(names: list[str]) -> None:
    """Refuse to start while one of these is unset, naming all that are missing."""
    missing = [name for name in names if not text(name)]
    if missing:
        raise ImproperlyConfigured(
            f"Set {', '.join(missing)}: with DEBUG=0 the site does not start without {'them' if missing[1:] else 'it'}."
        )
