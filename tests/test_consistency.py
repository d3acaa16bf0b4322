"""The repository tests itself."""

import re
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Manager

ROOT = Path(settings.BASE_DIR)
OURS = ("accounts", "belgiantech", "directory")
ERRORS = ("400", "403", "404", "410", "429", "500", "503")
# Django and allauth find these by name.
FOUND_BY_NAME = ("my/topics/", "account/", "mfa/", "allauth/", "django/", "_forms/", "admin/", *ERRORS)


def python_files() -> list[Path]:
    return [path for app in OURS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", "accounts", "directory", check=True, dry_run=True, stdout=StringIO())


def test_migrations_have_names() -> None:
    for app in OURS:
        for path in (ROOT / app / "migrations").glob("0*.py"):
            assert not re.search(r"_auto_\d{8}", path.name), path


def test_every_template_is_used() -> None:
    sources = [path.read_text() for path in [*python_files(), *(ROOT / "templates").rglob("*.*")]]
    everything = "\n".join(sources)
    for path in (ROOT / "templates").rglob("*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        stem = name.rsplit(".", 1)[0]
        if not name.startswith(FOUND_BY_NAME) and not stem.startswith("mail/"):
            assert name in everything, f"{name} is used nowhere"


def test_no_manager_hides_rows() -> None:
    """`objects` hides nothing (docs/decisions)."""
    for app in ("accounts", "directory"):
        for model in apps.get_app_config(app).get_models():
            assert isinstance(model._default_manager, Manager)
            assert "WHERE" not in str(model._default_manager.all().query), model


def test_no_text_speaks_to_another_host() -> None:
    """Nothing is requested from another host: no script, style, font or picture from elsewhere."""
    loads = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""")
    for path in (ROOT / "templates").rglob("*.html"):
        assert not loads.search(path.read_text()), path


def test_no_inline_script_or_style() -> None:
    inline = re.compile(r"""<script(?![^>]*\bsrc=)[^>]*>|\sstyle=["']|\son[a-z]+=["']""")
    for path in (ROOT / "templates").rglob("*.html"):
        found = inline.search(path.read_text())
        assert not found, f"{path}: {found and found.group()}"
