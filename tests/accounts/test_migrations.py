"""What an older database goes through."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db


def migrate(to: str) -> None:
    MigrationExecutor(connection).migrate([("accounts", to)])


def has_old_sessions() -> bool:
    return "django_session" in connection.introspection.table_names()


def test_the_old_sessions_go() -> None:
    migrate("0002_sessions")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY)")
    assert has_old_sessions()
    migrate("0003_old_sessions")
    assert not has_old_sessions()


def test_a_database_without_them() -> None:
    migrate("0002_sessions")
    migrate("0003_old_sessions")
    assert not has_old_sessions()
