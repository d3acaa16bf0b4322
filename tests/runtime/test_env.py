"""Readers of the environment: what they accept, and that a wrong value names the variable."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from belgiantech import env


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)])
def test_boolean(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("SWITCH", value)
    assert env.boolean("SWITCH", not expected) is expected


def test_absent_values_give_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ABSENT", raising=False)
    assert env.text("ABSENT", "x") == "x"
    assert env.boolean("ABSENT", True) is True
    assert env.integer("ABSENT", 3) == 3
    assert env.words("ABSENT", "a, b") == ["a", "b"]
    assert env.path("ABSENT", Path("/x")) == Path("/x")


def test_values_are_read_and_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUE", " 12 ")
    assert env.integer("VALUE", 3) == 12
    monkeypatch.setenv("VALUE", " one,, two , ")
    assert env.words("VALUE") == ["one", "two"]
    assert env.path("VALUE", Path("/x")) == Path("one,, two ,")


def test_wrong_values_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRONG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="WRONG must be 1 or 0, not 'perhaps'"):
        env.boolean("WRONG", True)
    with pytest.raises(ImproperlyConfigured, match="WRONG must be a whole number, not 'perhaps'"):
        env.integer("WRONG", 1)


def test_database_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://us%40er:p%2Fw@db.example:5433/na%20me?sslmode=require")
    assert env.database() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "na me",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"connect_timeout": "2", "sslmode": "require"},
    }


def test_database_address_with_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///name?host=/run/postgresql&user=me")
    database = env.database()
    assert (database["HOST"], database["USER"], database["PORT"]) == ("/run/postgresql", "me", "")
    assert database["OPTIONS"] == {"connect_timeout": "2"}
    monkeypatch.setenv("DATABASE_URL", "postgres:///name?connect_timeout=7")
    assert env.database()["OPTIONS"] == {"connect_timeout": "7"}


@pytest.mark.parametrize(
    ("address", "message"),
    [("mysql://host/name", "must start with postgres://"), ("postgres://host", "names no database")],
)
def test_refused_database_addresses(monkeypatch: pytest.MonkeyPatch, address: str, message: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(ImproperlyConfigured, match=f"DATABASE_URL {message}"):
        env.database()


def test_require_names_all_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENT", "x")
    monkeypatch.setenv("BLANK", " ")
    monkeypatch.delenv("ABSENT", raising=False)
    env.require(["PRESENT"])
    with pytest.raises(ImproperlyConfigured, match=r"Set BLANK, ABSENT: .* without them"):
        env.require(["BLANK", "PRESENT", "ABSENT"])
