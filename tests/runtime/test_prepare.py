"""`manage.py prepare`: every step the first time, none when nothing has changed, and again when it has."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from directory.management.commands import prepare

LOADERS = ["load_reference", "load_companies", "refresh_search"]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path, db: None) -> list[str]:
    """The commands that preparing called; none of them really runs."""
    called: list[str] = []

    def note(name: str, **options: object) -> None:
        called.append(name)
        if name == "collectstatic":
            Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
            (Path(settings.STATIC_ROOT) / "staticfiles.json").touch()

    settings.RUN_DIR = tmp_path / "run"
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(prepare, "call_command", note)
    monkeypatch.setattr(prepare, "_loaders", lambda: LOADERS)
    monkeypatch.setattr(prepare, "_has_data", lambda: True)
    return called


def run(called: list[str], **options: bool) -> list[str]:
    called.clear()
    call_command("prepare", **options)
    return [name for name in called if name != "createcachetable"]


def test_it_works(called: list[str]) -> None:
    assert run(called) == ["collectstatic", *LOADERS]


def test_nothing_is_done_twice(called: list[str]) -> None:
    run(called)
    assert run(called) == []


def test_all_is_done_again_when_asked(called: list[str]) -> None:
    run(called)
    assert run(called, again=True) == ["collectstatic", *LOADERS]


def test_changed_data_is_loaded_again(called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(called)
    monkeypatch.setattr(prepare, "_loaders_fingerprint", lambda: "another")
    assert run(called) == LOADERS


def test_an_emptied_database_is_loaded_again(called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(called)
    monkeypatch.setattr(prepare, "_has_data", lambda: False)
    assert run(called) == LOADERS


def test_removed_static_files_are_collected_again(called: list[str], settings: Settings) -> None:
    run(called)
    (Path(settings.STATIC_ROOT) / "staticfiles.json").unlink()
    assert run(called) == ["collectstatic"]


def test_demo_people_are_loaded_in_debug_only(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG = False
    assert prepare._loaders() == LOADERS
    settings.DEBUG = True
    assert prepare._loaders() == ["load_reference", "load_companies", "load_demo", "refresh_search"]


def test_demo_people_are_refused_outside_debug(called: list[str], settings: Settings) -> None:
    """What an earlier run with DEBUG on left behind could sign in with second factors that everybody can compute."""
    settings.DEBUG = False
    person = User.objects.create_user("wallonia@demo.test")
    with pytest.raises(CommandError, match=r"wallonia@demo\.test could sign in .* --close-demo-accounts"):
        run(called)
    assert "load_reference" not in called
    run(called, close_demo_accounts=True)
    person.refresh_from_db()
    assert person.is_active is False
    assert run(called) == []


def test_demo_people_belong_to_debug(called: list[str], settings: Settings) -> None:
    settings.DEBUG = True
    User.objects.create_user("wallonia@demo.test")
    assert run(called) == ["collectstatic", *LOADERS]
