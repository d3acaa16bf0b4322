"""Where sessions live: Django's table of sessions, with whose each is beside it (settings, SESSION_ENGINE)."""

import time
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

BEGAN = "began_at"  # seconds since 1970, when this person signed in
DEVICE = "device"  # what it was opened with, in two words


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import Session  # apps are not loaded when Django imports this

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row as Django writes it, and in columns of their own what lists and ends the sessions of a person."""
        if SESSION_KEY in data:
            data.setdefault(BEGAN, int(time.time()))
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.began_at = datetime.fromtimestamp(data[BEGAN], UTC) if row.user_id else None
        row.device = data.get(DEVICE, "")
        return row
