from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from accounts.models import User
from directory import actions
from directory.choices import Reason, Verb
from directory.models import Event, EventChain, EventDetail
from directory.rules.trail import first_broken_position
from tests.factories import Make

pytestmark = pytest.mark.django_db
NEVER_CHANGES = "directory.Event:event_never_changes"


@pytest.fixture
def events(founder: User, wallonia: User) -> list[Event]:
    """Three lines; the last one has personal words."""
    submission = Make.waiting(founder)
    Make.unclaimed()
    actions.reject(
        submission=submission,
        revision=Make.revision(submission),
        reason=Reason.DUPLICATE,
        words="Déjà dans l’annuaire.",
        by=wallonia,
    )
    return list(Event.objects.order_by("position"))


def test_it_works(events: list[Event]) -> None:
    out = StringIO()
    call_command("check_events", stdout=out)
    assert out.getvalue() == "ok: 3 events\n"


def test_an_empty_trail_is_whole() -> None:
    assert first_broken_position() is None


def test_erasing_personal_values_keeps_it_whole(events: list[Event]) -> None:
    detail = EventDetail.objects.get()
    assert detail.personal == {"words": "Déjà dans l’annuaire."}
    detail.delete()
    assert first_broken_position() is None


def test_altered_personal_values_are_found(events: list[Event]) -> None:
    EventDetail.objects.update(personal={"words": "Bienvenue !"})
    assert first_broken_position() == 3


def test_personal_values_slipped_in_are_found(events: list[Event]) -> None:
    EventDetail.objects.create(position=1, salt="00", personal={"words": "…"})
    assert first_broken_position() == 1


@pytest.mark.parametrize(
    "altered",
    [
        {"actor": "somebody"},
        {"after": {"revision": 9}},
        {"reason": "unlawful"},
        {"verb": Verb.APPROVED},
        {"territory": "brussels"},
        {"startup_id": 9},
        {"personal_digest": "f" * 64},
        {"hash": "f" * 64},
        {"previous_hash": "f" * 64},
    ],
)
def test_an_altered_line_is_found(events: list[Event], altered: dict[str, object]) -> None:
    with pgtrigger.ignore(NEVER_CHANGES):
        Event.objects.filter(position=2).update(**altered)
    with pytest.raises(CommandError, match="broken at position 2"):
        call_command("check_events")


@pytest.mark.parametrize("position", [1, 2, 3])
def test_a_removed_line_is_found(events: list[Event], position: int) -> None:
    with pgtrigger.ignore(NEVER_CHANGES):
        Event.objects.filter(position=position).delete()
    assert first_broken_position() == position


def test_a_rewritten_line_breaks_the_next_one(events: list[Event]) -> None:
    event = events[1]
    event.actor = "somebody"
    with pgtrigger.ignore(NEVER_CHANGES):
        Event.objects.filter(pk=event.pk).update(actor=event.actor, hash=event.computed_hash())
    assert first_broken_position() == 3


def test_a_head_that_names_another_line_is_found(events: list[Event]) -> None:
    EventChain.objects.update(hash="f" * 64)
    assert first_broken_position() == 3


def test_a_line_slipped_in_after_the_head_is_found(events: list[Event]) -> None:
    last = events[-1]
    extra = Event(position=4, at=last.at, verb=Verb.APPROVED, actor="somebody", previous_hash=last.hash)
    extra.hash = extra.computed_hash()
    extra.save()
    assert first_broken_position() == 4


def test_a_missing_head_is_found(events: list[Event]) -> None:
    EventChain.objects.all().delete()
    assert first_broken_position() == 1


def test_the_database_refuses_to_change_or_delete_a_line(events: list[Event]) -> None:
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Event.objects.filter(position=1).update(actor="somebody")
    with pytest.raises(DatabaseError, match="delete"), transaction.atomic():
        Event.objects.filter(position=1).delete()
    assert first_broken_position() is None
