"""Settings as a whole, each time in a process of its own: they are read once, at import."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql import psycopg_any

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "not-a-secret",
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "ALLOWED_HOSTS": "directory.example",
}

READ = {*PRODUCTION, "EMAIL_HOST", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"}


def load_settings(environment: dict[str, str], show: str = "0") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in READ}
    code = f"from belgiantech import settings; print(*({show},))"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=REPOSITORY, env=kept | environment, capture_output=True, text=True, check=False)


def test_it_runs_with_nothing_set() -> None:
    assert load_settings({}, "settings.DEBUG").stdout.strip() == "True"


def test_production_starts_with_everything_set() -> None:
    assert load_settings(PRODUCTION, "settings.DEBUG, settings.SECURE_SSL_REDIRECT").stdout.strip() == "False True"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"])
def test_production_names_what_is_missing(name: str) -> None:
    result = load_settings({key: value for key, value in PRODUCTION.items() if key != name})
    assert result.returncode != 0
    assert f"Set {name}: with DEBUG=0 the site does not start without it." in result.stderr


def test_production_names_all_that_is_missing() -> None:
    assert "Set SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS:" in load_settings({"DEBUG": "0"}).stderr


def test_production_writes_no_mail_to_disk() -> None:
    show = "settings.EMAIL_BACKEND, hasattr(settings, 'EMAIL_FILE_PATH')"
    assert load_settings(PRODUCTION, show).stdout.strip() == "belgiantech.mail.MissingServer False"
    with_server = load_settings(
        PRODUCTION | {"EMAIL_HOST": "mail.example"}, "settings.EMAIL_BACKEND, settings.EMAIL_HOST"
    )
    assert with_server.stdout.strip() == "django.core.mail.backends.smtp.EmailBackend mail.example"


def test_promises_for_other_names_are_made_only_when_asked() -> None:
    show = "settings.SECURE_HSTS_SECONDS > 0, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD"
    asked = {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "1", "SECURE_HSTS_PRELOAD": "1"}
    assert load_settings(PRODUCTION, show).stdout.strip() == "True False False"
    assert load_settings(PRODUCTION | asked, show).stdout.strip() == "True True True"


def test_django_uses_psycopg2() -> None:
    """If anything brings psycopg 3 in, Django prefers it without a word (libraries.md)."""
    assert psycopg_any.is_psycopg3 is False


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "belgiantech.embedded_postgres",
    reason="DATABASE_URL names another server",
)
@pytest.mark.django_db
def test_tests_run_on_the_server_without_durability() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)
        cursor.execute("SHOW data_directory")
        assert cursor.fetchone()[0].endswith("/test")
