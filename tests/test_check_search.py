"""Whether every entry is found by what it says now."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Value

from accounts.models import User
from directory.models import Municipality, Startup
from tests.factories import Make


def check() -> str:
    out = StringIO()
    call_command("check_search", stdout=out)
    return out.getvalue()


def test_it_works(founder: User, wallonia: User) -> None:
    Make.published(founder, wallonia)
    Make.unclaimed()
    Make.unclaimed(postal_code="", municipality="")
    assert check() == "ok: 3 entries\n"


def test_without_entries(db: None) -> None:
    assert check() == "ok: 0 entries\n"


def test_a_name_changed_behind_our_back(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Rivage")
    Make.unclaimed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_sector SET name_de = 'Leuchtkäfer' WHERE slug = 'circular-water'")
    with pytest.raises(CommandError) as refused:
        check()
    assert str(refused.value) == (
        f"1 of 2 entries are not found by what they say now: {startup.slug}. manage.py refresh_search mends it."
    )
    call_command("refresh_search", verbosity=0)
    assert check() == "ok: 2 entries\n"


@pytest.mark.parametrize("document", ["other", None])
def test_another_document(db: None, document: str | None) -> None:
    startup = Make.unclaimed(name="Polder")
    Startup.objects.update(search_document=Value(document))
    with pytest.raises(CommandError, match=startup.slug):
        check()


def test_a_municipality(db: None) -> None:
    Make.unclaimed(name="Polder")
    Municipality.objects.filter(name_local="Gent").update(name_en="Glowworm")
    with pytest.raises(CommandError, match="1 of 1"):
        check()


def test_more_than_a_chunk(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("directory.management.commands.check_search.CHUNK", 2)
    monkeypatch.setattr("directory.actions.documents.CHUNK", 2)
    for number in range(5):
        Make.unclaimed(name=f"Polder {number}")
    Municipality.objects.filter(name_local="Gent").update(name_en="Glowworm")
    with pytest.raises(CommandError, match="5 of 5"):
        check()
    call_command("refresh_search", verbosity=0)
    assert check() == "ok: 5 entries\n"
