"""Asking for an address as somebody, and what the answer says."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.urls import reverse

from tests.rights.tables import BEFORE, BEHIND, BY, UNKNOWN

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)\b", re.I)
TOKEN = re.compile(r'value="[0-9A-Za-z]{64}"')


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that write, but for the session, which belongs to the browser."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.search(sql) and '"accounts_session"' not in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def address(route: str, key: str) -> str:
    if route == "admin:events":
        return f"{reverse(route)}?entry={key}"
    if route == "admin:export_events":
        return f"{reverse(route, args=['csv'])}?entry={key}"
    return reverse(route, args=[*BEFORE.get(route, []), *key.split("/"), *BEHIND.get(route, [])])


def unknown(route: str) -> str:
    return UNKNOWN[BY.get(route, "reference")]


# Before which part of an address an id or a name stands.
PLACES = (
    "people",
    "partners",
    "territories",
    "imports",
    "suggestions",
    "decisions",
    "entries",
    "duplicates",
    "merge",
    "merges",
    "logos",
    "organisations",
    "firms",
    "accompaniments",
    "collections",
    "contacts",
    "notes",
    "invited",
    "startups",
    "submissions",
    "asks",
    "words",
    "sectors",
    "team",
    "invitations",
    "introductions",
    "passkeys",
    "reports",
    "mails",
)


def without(response: Any, key: str) -> tuple[int, str, str]:
    """The answer as somebody sees it, with nothing in it of the id that was asked for."""
    any_of = "|".join(map(re.escape, [key, quote(key, safe=""), *key.split("/")]))
    before = "|".join(PLACES)
    place = re.compile(rf"((?:{before})(?:/|%2F)|entry(?:=|%3D))(?:{any_of})(?![\w-])")
    body = TOKEN.sub("", response.getvalue().decode(errors="replace"))
    return response.status_code, place.sub(r"\1X", response.get("Location", "")), place.sub(r"\1X", body)


def is_let_in(response: Any) -> bool:
    return response.status_code != 404 and "/accounts/" not in response.get("Location", "")
