"""The append-only audit trail. It holds no foreign keys, so that it outlives what it describes."""

import hashlib
import json
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.choices import Verb

SYSTEM = "SYSTEM"
GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """The same bytes for the same value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(salt: str, personal: dict[str, Any]) -> str:
    return hashlib.sha256(salt.encode() + canonical(personal)).hexdigest()


class EventQuerySet(models.QuerySet["Event"]):
    def of_submission(self, reference: str) -> "EventQuerySet":
        return self.filter(submission=reference)


class Event(models.Model):
    """Who did what, when, with what before and after, and why.

    `actor` is a random id or SYSTEM. Personal values stand in EventDetail; the chain covers only their salted digest,
    so that it still verifies after they are erased (product.md, Rules).
    """

    position = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=24, choices=Verb)
    actor = models.CharField(max_length=36)
    startup_id = models.BigIntegerField(null=True, db_index=True)
    submission = models.CharField(max_length=20, blank=True, db_index=True)
    territory = models.CharField(max_length=60, blank=True, db_index=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    personal_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        triggers = (
            pgtrigger.Protect(name="event_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="event_never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'event_never_emptied: events cannot be removed';",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.verb}"

    def computed_hash(self) -> str:
        """SHA-256 over the previous hash and everything this line says."""
        line = [
            self.previous_hash,
            self.position,
            self.at.isoformat(),
            self.verb,
            self.actor,
            self.startup_id,
            self.submission,
            self.territory,
            self.before,
            self.after,
            self.reason,
            self.personal_digest,
        ]
        return hashlib.sha256(canonical(line)).hexdigest()


class EventDetail(models.Model):
    """Personal values of an event; may be erased without breaking the chain."""

    position = models.BigIntegerField(primary_key=True)
    salt = models.CharField(max_length=32)
    personal = models.JSONField()

    def __str__(self) -> str:
        return str(self.position)


class EventChain(models.Model):
    """The head of the hash chain: one row, locked by whoever appends."""

    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="event_chain_has_one_row"),)

    def __str__(self) -> str:
        return str(self.position)
