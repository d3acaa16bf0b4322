"""A fixed cast of people whose rights one remembers, real reference data, and a strict run."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pgtrigger
import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.plugin import blocking_manager_key

from accounts.models import User
from accounts.sessions import IDLE
from belgiantech.catalogues import compile_catalogues
from belgiantech.fetching import Network
from directory.models import Membership, Partner
from directory.search import catalogue
from directory.views import counting
from tests import later
from tests.websites import World, put_in_place, served


def pytest_configure() -> None:
    """Pages speak four languages in tests too, on a checkout that never ran."""
    for locale in django_settings.LOCALE_PATHS:
        compile_catalogues(locale)


OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(autouse=True, scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """WhiteNoise warns where the folder is missing; nothing is collected for tests."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def plain_settings(settings: Settings, media_root: Path) -> None:
    """No hashed file names, no mail folder, files out of the way, tasks run when enqueued, or when a test
    says that their time has come; limits forgotten between tests."""
    settings.MEDIA_ROOT = media_root
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True  # looks for files when asked, so none need to be collected
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS = {"default": {"BACKEND": "tests.later.PatientBackend", "QUEUES": ["mail", "long"]}}
    later.waiting.clear()
    in_memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {
        alias: {"BACKEND": in_memory, "LOCATION": alias} for alias in ("default", "pictures")
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ROBOTS_COST = 1


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts in English, whatever language the one before it left behind."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_cache(plain_settings: None) -> None:
    from django.core.cache import caches

    for alias in django_settings.CACHES:
        caches[alias].clear()


@pytest.fixture(autouse=True)
def empty_catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test starts without a catalogue. One that runs in a transaction sees what it wrote as if that were
    committed: the triggers that note changes are made to run before the version is read."""
    read_state = catalogue.read_state

    def noted() -> catalogue.State:
        if connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                cursor.execute("SELECT set_config('directory.catalogue_version', '', true)")
        return read_state()

    monkeypatch.setattr(catalogue, "read_state", noted)
    catalogue.forget()
    yield
    catalogue.forget()


@pytest.fixture(autouse=True)
def views_counted_apart(monkeypatch: pytest.MonkeyPatch) -> counting.ViewCounter:
    """Each test counts for itself, and flushes when it says so: no thread writes while another test runs."""
    counter = counting.ViewCounter(in_background=False)
    monkeypatch.setattr(counting, "counter", counter)
    return counter


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Tests speak to this machine only: the database's socket and the loopback address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test tried to reach {address!r}")
        connect(self, address)

    with patch.object(socket.socket, "connect", guarded):
        yield


@pytest.fixture(autouse=True)
def no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name leads anywhere, and no name server is asked: `internet` puts a small world in its place."""
    put_in_place(monkeypatch, Network(addresses=lambda name, seconds: [], texts=lambda name, seconds: []))


@pytest.fixture
def internet(no_internet: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The website and the name server of firm.example.com, on this machine."""
    world = World()
    with served(world, tmp_path, ["firm.example.com", "www.firm.example.com", "other.example.com"]) as network:
        put_in_place(monkeypatch, network)
        yield world


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Taxonomies, places, territories and partners are there for every test.

    At the end, threads of the live server may still hold a connection that a browser kept alive: they go first.
    """
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(OTHER_SESSIONS)


@pytest.fixture
def committed(transactional_db: None) -> None:
    """For a test that uses real commits and several connections. The reference data is there, as everywhere."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with real commits ends with a flush: put back what every other test expects."""
    with pgtrigger.ignore("directory.Event:event_never_emptied"):
        yield
    marker = item.get_closest_marker("django_db")
    if nextitem and marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            call_command("load_reference", verbosity=0)
            connection.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded, whichever worker they ran in."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(str(value))


def _person(email: str, **fields: Any) -> User:
    user = User.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _moderator(email: str, partner: str, language: str) -> User:
    user = _person(email, language=language)
    Membership.objects.create(user=user, partner=Partner.objects.get(slug=partner))
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def make_moderator(db: None) -> Callable[[str], User]:
    """A further moderator of this partner."""
    return lambda partner: _moderator(f"colleague-{partner}@example.test", partner, "en")


@pytest.fixture
def founder(db: None) -> User:
    return _person("founder@example.test", language="fr")


@pytest.fixture
def other_founder(db: None) -> User:
    return _person("other-founder@example.test", language="nl")


@pytest.fixture
def wallonia(db: None) -> User:
    return _moderator("wallonia@example.test", "walloon-partner", "fr")


@pytest.fixture
def flanders(db: None) -> User:
    return _moderator("flanders@example.test", "flemish-partner", "nl")


@pytest.fixture
def brussels(db: None) -> User:
    return _moderator("brussels@example.test", "brussels-partner", "fr")


@pytest.fixture
def ostbelgien(db: None) -> User:
    return _moderator("ostbelgien@example.test", "ostbelgien-partner", "de")


@pytest.fixture
def operator(db: None) -> User:
    user = _person("operator@example.test", language="en", is_operator=True)
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def auditor(db: None) -> User:
    user = _person("auditor@example.test", language="en", is_auditor=True)
    TOTP.activate(user, generate_totp_secret())
    return user


def show_second_factor(client: Client, user: User) -> None:
    """What allauth notes in the session once a code of the second factor was right, and the first page after it."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.set_expiry(timezone.now() + IDLE)
    session.save()


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A client signed in as this person, with the second factor where the account has one."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        if Authenticator.objects.filter(user=user).exists():
            show_second_factor(client, user)
        return client

    return sign_in
