"""Starts and stops the checkout's own PostgreSQL; never signals a process that is not this folder's server."""

import atexit
import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
import time
from functools import cache, cached_property
from pathlib import Path

from belgiantech.embedded_postgres import users
from belgiantech.embedded_postgres.programs import Place, ServerError, major_version, place_for, short_hash

USER = "belgiantech"
DATABASE = "belgiantech"
PORT = "5432"
PATIENCE = 10.0  # seconds for a killed server's processes to let go of its memory and locks
PAUSE = 0.1
START_SECONDS = "60"
LONGEST_SOCKET_FOLDER = 80  # the kernel takes 107 bytes, and PostgreSQL appends /.s.PGSQL.5432

# Where postmaster.pid says what (documented in PostgreSQL's pidfile.h).
PID_LINE, SOCKET_FOLDER_LINE = 0, 4

CONFIGURATION = """\
# Written by belgiantech.embedded_postgres at each start.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
wal_level = minimal
max_wal_senders = 0
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
jit = off
"""
NOT_DURABLE = """\
# For tests only: a crash loses everything.
fsync = off
full_page_writes = off
synchronous_commit = off
log_min_messages = fatal
"""


class Server:
    """One server of a checkout: `data`, which is durable, or `test`, which is not."""

    def __init__(self, folder: Path, *, for_tests: bool) -> None:
        self.folder = folder.resolve()
        self.for_tests = for_tests
        self.name = "test" if for_tests else "data"

    @cached_property
    def place(self) -> Place:
        return place_for(self.folder)

    @property
    def data(self) -> Path:
        return self.place.home / self.name

    @property
    def users_file(self) -> Path:
        return self.place.home / f"{self.name}.users"

    @property
    def in_use(self) -> bool:
        """Whether this process is counted among the users, so that nobody else stops the server."""
        return users.is_counted(self.users_file)

    def ensure(self) -> Path:
        """Start the server unless it runs; return its socket folder. From now on this process is a user of it.

        Raises ServerError, with what to do or the end of the server's log.
        """
        try:
            if users.join(self.users_file):
                atexit.register(self.leave)
            with users.one_at_a_time(self.place.home / f"{self.name}.lock"):
                sockets = self._wait_until_it_answers()
                self._create_database(sockets)
        except PermissionError as error:
            raise ServerError(
                f"{error.filename} belongs to another user: run as that user, or delete {self.place.home}."
            ) from error
        return sockets

    def leave(self) -> None:
        """Stop being a user; the last one stops the server."""
        with users.leave(self.users_file) as last:
            if last:
                self._stop()

    # ---- Starting ----
    def _wait_until_it_answers(self) -> Path:
        deadline = time.monotonic() + PATIENCE
        problem = ""
        while True:
            sockets = self._socket_folder()
            if self.place.run("pg_isready", "-q", *_login(sockets), "-d", "postgres").returncode == 0:
                return sockets
            if time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL in {self.data} does not start. {problem}")
            problem = self._try_to_start()
            if problem:
                time.sleep(PAUSE)

    def _try_to_start(self) -> str:
        """Return what went wrong, or nothing."""
        self._check_version()
        if not self.data.exists():
            self._initialise()
        sockets = self._make_socket_folder()
        if self._process() is None:
            self._remove_stale_locks(sockets)
        self._configure(sockets)
        # Its output goes nowhere: the server inherits it, and we would wait for its end.
        started = self.place.run(
            "pg_ctl",
            *("-D", self.data, "-l", self.data / "server.log", "-w", "-t", START_SECONDS, "start"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in our terminal is not meant for it
        )
        return "" if started.returncode == 0 else f"Its log ends with:\n{self._log_end()}"

    def _check_version(self) -> None:
        made_by = self.data / "PG_VERSION"
        if made_by.exists() and (found := made_by.read_text().strip()) != major_version():
            raise ServerError(
                f"{self.data} was made by PostgreSQL {found}, and this is {major_version()}: move it away or delete "
                f"it (`make run` then makes a new one and loads the shipped data), or set DATABASE_URL."
            )

    def _initialise(self) -> None:
        """Make the data folder under another name first: one that is cut off half-way is not mistaken for a whole."""
        unfinished = self.data.with_name(f"{self.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.place.hand_over(unfinished)
        options = ["--no-instructions", *(["--no-sync"] if self.for_tests else [])]
        locale = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        made = self.place.run("initdb", "-D", unfinished, "-U", USER, "-A", "trust", *locale, *options)
        if made.returncode:
            raise ServerError(f"PostgreSQL could not make {self.data}:\n{made.stdout.strip()}")
        unfinished.rename(self.data)

    def _make_socket_folder(self) -> Path:
        folder = self._new_socket_folder()
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self.place.hand_over(folder)
        self._check_owner(folder)
        return folder

    def _new_socket_folder(self) -> Path:
        """Short, whatever the checkout's path."""
        temporary = Path(tempfile.gettempdir())
        if len(os.fsencode(temporary)) > LONGEST_SOCKET_FOLDER - 30:
            temporary = Path("/tmp")  # noqa: S108 - the folder made in it is checked
        return temporary / f"belgiantech-{short_hash(self.data)}"

    def _check_owner(self, folder: Path) -> None:
        """Only the server's user (and root) may enter: else somebody else could have put a server there."""
        found = folder.lstat()
        owner = self.place.account.uid if self.place.account else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
            raise ServerError(f"{folder} is not a folder that only PostgreSQL's user may enter: delete it.")

    def _configure(self, sockets: Path) -> None:
        text = CONFIGURATION.format(sockets=str(sockets).replace("'", "''"))
        file = self.data / "postgresql.conf"
        file.write_text(text + (NOT_DURABLE if self.for_tests else ""), encoding="utf-8")
        self.place.hand_over(file)

    def _create_database(self, sockets: Path) -> None:
        query = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608 - a constant
        found = self.place.run("psql", *_login(sockets), "-d", "postgres", "-XAtc", query)
        if found.returncode == 0 and not found.stdout:
            self.place.run("createdb", *_login(sockets), DATABASE)

    # ---- Which process is it? ----
    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _process(self) -> int | None:
        """The server's process, if its pid file tells the truth: after a crash the number may be somebody else's."""
        lines = self._pid_file()
        if not lines or not lines[PID_LINE].strip().isdecimal():
            return None
        pid = int(lines[PID_LINE])
        return pid if _is_server(pid, self.data) else None

    def _socket_folder(self) -> Path:
        """Where the running server listens; it may have been started with another temporary folder than ours."""
        lines = self._pid_file()
        if len(lines) > SOCKET_FOLDER_LINE and self._process():
            return Path(lines[SOCKET_FOLDER_LINE])
        folder = self._new_socket_folder()
        if folder.exists():
            self._check_owner(folder)
        return folder

    def _remove_stale_locks(self, sockets: Path) -> None:
        """PostgreSQL refuses to start while the number in a lock file belongs to any living process.

        A server that is still there is safe: it also holds shared memory, which PostgreSQL checks by itself.
        """
        for file in (self.data / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock"):
            file.unlink(missing_ok=True)

    # ---- Stopping ----
    def _stop(self) -> None:
        if self._process() is None:
            return  # pg_ctl would signal whoever has that number now
        sockets = self._socket_folder()
        self.place.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", START_SECONDS, "stop")
        with contextlib.suppress(OSError):
            sockets.rmdir()

    def _log_end(self) -> str:
        try:
            return (self.data / "server.log").read_text(errors="replace")[-1500:].strip()
        except FileNotFoundError:
            return "(it wrote none)"


def _login(sockets: Path) -> tuple[str | Path, ...]:
    return "-h", sockets, "-p", PORT, "-U", USER


def _is_server(pid: int, data: Path) -> bool:
    """A server's working folder is its data folder, wherever the checkout has been moved since."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            return (process / "comm").read_text().strip() == "postgres" and data.samefile(process / "cwd")
        except OSError:  # gone, or of another user and so not ours
            return False
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return "postgres" in shown.stdout and str(data) in shown.stdout


@cache
def server_of(folder: Path, *, for_tests: bool = False) -> Server:
    """The same object for all threads and connections of a process."""
    return Server(folder, for_tests=for_tests)
