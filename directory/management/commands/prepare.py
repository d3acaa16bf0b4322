import hashlib
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from belgiantech.catalogues import compile_catalogues

DEMO = "@demo.test"
LOCK = 0x42454C47  # any number, the same for everybody
# Whatever decides on what the loaders write.
LOADERS = ("data", "imports", "management", "migrations", "models", "rules", "actions", "choices.py", "document.py")
REMEMBERED = "CREATE TABLE IF NOT EXISTS prepared (step text PRIMARY KEY, fingerprint text NOT NULL)"
RECALL = "SELECT fingerprint FROM prepared WHERE step = %s"
REMEMBER = """
    INSERT INTO prepared (step, fingerprint) VALUES (%s, %s)
    ON CONFLICT (step) DO UPDATE SET fingerprint = excluded.fingerprint
"""


class Command(BaseCommand):
    """Bring database, message catalogues and static files to what the code needs.

    Quick when nothing has changed: migrations are asked of the database, catalogues carry a fingerprint of their
    source, the loaders' is kept in the database (so another or an emptied database loads again), and that of the
    static files in RUN_DIR.
    """

    help = "Migrate, load the shipped data, compile the message catalogues and collect static files, where needed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="do every step, needed or not")
        parser.add_argument("--close-demo-accounts", action="store_true", help="close the accounts of the demo people")

    def handle(self, *args: Any, again: bool, close_demo_accounts: bool, verbosity: int, **options: Any) -> None:
        settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time():
            for locale in settings.LOCALE_PATHS:
                compile_catalogues(Path(locale))
            self._collect_static(again)
            self._migrate()
            if not settings.DEBUG:
                self._refuse_demo_people(close_demo_accounts)
            self._load(again)

    def _collect_static(self, again: bool) -> None:
        remembered = settings.RUN_DIR / "static.fingerprint"
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        now = _static_fingerprint()
        if not again and manifest.exists() and remembered.exists() and remembered.read_text() == now:
            return
        self.stdout.write("Collecting static files")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        remembered.write_text(now)

    def _migrate(self) -> None:
        call_command("createcachetable", verbosity=0)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Migrating the database")
            call_command("migrate", interactive=False, verbosity=0)

    def _refuse_demo_people(self, close: bool) -> None:
        """Their second factors are published: anybody who reads mail for demo.test would moderate."""
        open_accounts = User.objects.filter(email__iendswith=DEMO, is_active=True)
        if close:
            self.stdout.write(f"Demo accounts closed: {open_accounts.update(is_active=False)}")
        elif emails := list(open_accounts.order_by("email").values_list("email", flat=True)):
            raise CommandError(
                f"This database once ran with DEBUG on: {', '.join(emails)} could sign in with published second "
                "factors. Use another database, or close these accounts: manage.py prepare --close-demo-accounts"
            )

    def _load(self, again: bool) -> None:
        now = _loaders_fingerprint()
        if not again and now == _recall("load") and _has_data():
            return
        for command in _loaders():
            self.stdout.write(f"Running {command}")
            call_command(command)
        _remember("load", now)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two runs on one database wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(REMEMBERED)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _loaders() -> list[str]:
    demo = ["load_demo"] if settings.DEBUG else []
    return ["load_reference", "load_companies", *demo, "refresh_search"]


def _has_data() -> bool:
    """`manage.py flush` empties the tables but not what we remember."""
    return apps.get_model("directory", "Startup")._default_manager.exists()


def _recall(step: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(RECALL, [step])
        row = cursor.fetchone()
    return row[0] if row else ""


def _remember(step: str, fingerprint: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [step, fingerprint])


def _loaders_fingerprint() -> str:
    """Of contents: the database may be somebody else's, for whom our files' dates mean nothing."""
    roots = [settings.BASE_DIR / "directory" / name for name in LOADERS]
    files = [file for root in roots for file in (root.rglob("*") if root.is_dir() else [root])]
    sources = sorted(file for file in files if file.is_file() and file.suffix != ".pyc")
    contents = (f"{file.relative_to(settings.BASE_DIR)} {_digest(file.read_bytes())}" for file in sources)
    return _fingerprint([*contents, *_loaders()])


def _static_fingerprint() -> str:
    """Of names, sizes and dates: quicker than contents, and only ever compared on this machine."""
    found = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            found.append(f"{storage.path(path)} {state.st_size} {state.st_mtime_ns}")
    return _fingerprint([str(settings.STATIC_ROOT), *sorted(found)])


def _fingerprint(lines: Iterable[str]) -> str:
    return _digest("\n".join(lines).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
