"""What an older database goes through."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db


def migrate(to: str) -> None:
    MigrationExecutor(connection).migrate([("accounts", to)])


def test_the_old_sessions_go_and_their_table_stays_for_the_old_version() -> None:
    migrate("0002_sessions")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY)")
        cursor.execute("INSERT INTO django_session VALUES ('x')")
        migrate("0003_old_sessions")
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


def test_a_database_without_them() -> None:
    migrate("0002_sessions")
    migrate("0003_old_sessions")
    assert "django_session" not in connection.introspection.table_names()
