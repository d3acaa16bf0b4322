"""The checkout's own server, with real processes: who starts it, who stops it, and what a crash leaves behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from belgiantech.embedded_postgres import programs
from belgiantech.embedded_postgres.base import DatabaseWrapper
from belgiantech.embedded_postgres.programs import ServerError
from belgiantech.embedded_postgres.server import DATABASE, PORT, USER, Server

REPOSITORY = Path(__file__).resolve().parents[2]
OTHER_PROCESS = """
import sys
from pathlib import Path
from belgiantech.embedded_postgres.server import server_of
print(server_of(Path(sys.argv[1]), for_tests=True).ensure(), flush=True)
sys.stdin.read()
"""


class OtherProcess:
    """A process that uses the server until told to leave."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, str(folder)],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def sockets(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self, *, kill: bool = False) -> None:
        if kill:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A folder that the server's user may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="checkout-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(checkout: Path) -> Iterator[Server]:
    server = Server(checkout / "pg", for_tests=True)
    yield server
    server.leave()


def ask(server: Server, query: str, sockets: Path | None = None) -> str:
    with psycopg2.connect(host=str(sockets or server.ensure()), port=PORT, user=USER, dbname=DATABASE) as connection:
        cursor = connection.cursor()
        cursor.execute(query)
        answer = cursor.fetchone()[0] if cursor.description else ""
    connection.close()
    return str(answer)


def process_of(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def is_running(server: Server) -> bool:
    return (server.data / "postmaster.pid").exists()


def crash(server: Server) -> None:
    """kill -9 of the server's first process, which leaves its lock files behind."""
    os.kill(process_of(server), signal.SIGKILL)
    while server._process() is not None:
        time.sleep(0.01)


def test_it_works(server: Server) -> None:
    version = ask(server, "SHOW server_version_num")
    assert int(version) >= 180000
    assert ask(server, "SELECT datcollate || datlocale FROM pg_database WHERE datname = 'belgiantech'") == "CC.UTF-8"


def test_nothing_starts_before_the_first_connection(checkout: Path) -> None:
    settings = {"ENGINE": "", "NAME": DATABASE, "DATA_DIR": checkout / "pg"}
    DatabaseWrapper(settings)
    assert not (checkout / "pg").exists()


def test_concurrent_starters_get_one_server(server: Server) -> None:
    others = [OtherProcess(server.folder) for _ in range(4)]
    try:
        assert len({other.sockets() for other in others}) == 1
        assert ask(server, "SELECT 1") == "1"
    finally:
        for other in others:
            other.end()
    log = (server.data / "server.log").read_text()
    assert log.count("lock file") == 0


def test_the_last_one_out_stops_it(server: Server) -> None:
    first, second = OtherProcess(server.folder), OtherProcess(server.folder)
    assert first.sockets() == second.sockets() != ""
    first.end()
    assert is_running(server)
    second.end()
    assert not is_running(server)


def test_a_killed_user_does_not_count(server: Server) -> None:
    first, second = OtherProcess(server.folder), OtherProcess(server.folder)
    assert first.sockets() == second.sockets() != ""
    first.end(kill=True)
    second.end()
    assert not is_running(server)


def test_a_newcomer_during_the_last_stop_gets_a_server(server: Server) -> None:
    server.ensure()
    newcomer = OtherProcess(server.folder)
    server.leave()
    assert newcomer.sockets()
    assert is_running(server)
    newcomer.end()


def test_a_fork_does_not_speak_for_its_parent(server: Server) -> None:
    server.ensure()
    child = os.fork()
    if child == 0:
        server.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert is_running(server)


def test_committed_rows_survive_kill_9(checkout: Path) -> None:
    server = Server(checkout / "pg", for_tests=False)
    ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    crash(server)
    assert ask(server, "SELECT answer FROM kept") == "42"
    server.leave()


def test_django_reconnects_after_a_crash(checkout: Path) -> None:
    settings = {"ENGINE": "", "NAME": DATABASE, "DATA_DIR": checkout / "pg", "FOR_TESTS": True}
    settings |= {"OPTIONS": {}, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "AUTOCOMMIT": True}
    settings |= {"TIME_ZONE": None, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    wrapper = DatabaseWrapper(settings)
    connection = wrapper.get_new_connection(wrapper.get_connection_params())
    crash(wrapper.server)
    connection.close()
    connection = wrapper.get_new_connection(wrapper.get_connection_params())
    assert connection.cursor().execute("SELECT 1") is None
    connection.close()
    wrapper.server.leave()


def test_a_pid_file_whose_number_is_somebody_elses(server: Server) -> None:
    server.ensure()
    pid_file = server.data / "postmaster.pid"
    crash(server)
    account = server.place.account
    bystander = subprocess.Popen(["sleep", "60"], cwd="/", **(account.options() if account else {}))
    pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split()[0], str(bystander.pid), 1))
    server.leave()  # must not stop the bystander in the server's place
    assert ask(server, "SELECT 1") == "1"
    assert process_of(server) != bystander.pid
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_long_path_with_spaces_and_quotes(checkout: Path) -> None:
    server = Server(checkout / ("it's a long folder " * 12) / "pg", for_tests=True)
    assert ask(server, "SELECT 1") == "1"
    server.leave()


def test_another_temporary_folder_finds_the_running_server(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    sockets = server.ensure()
    monkeypatch.setattr(tempfile, "tempdir", str(server.folder))
    assert server.ensure() == sockets


@pytest.mark.parametrize(("for_tests", "expected"), [(False, "on"), (True, "off")])
def test_durable_unless_for_tests(checkout: Path, for_tests: bool, expected: str) -> None:
    server = Server(checkout / "pg", for_tests=for_tests)
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert ask(server, f"SHOW {setting}") == expected
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW timezone") == "UTC"
    assert ask(server, "SHOW jit") == "off"
    server.leave()


def test_sockets_are_closed_to_other_users(server: Server) -> None:
    assert server.ensure().stat().st_mode & 0o777 == 0o700


def test_a_socket_folder_made_by_somebody_else_is_refused(server: Server) -> None:
    sockets = server._make_socket_folder()
    sockets.chmod(0o777)
    with pytest.raises(ServerError, match="delete it"):
        server.ensure()
    sockets.rmdir()


def test_data_of_another_major_version_is_named(server: Server) -> None:
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerError, match="made by PostgreSQL 9"):
        server.ensure()


def test_an_interrupted_first_start_begins_again(server: Server) -> None:
    unfinished = server.data.with_name("test.unfinished")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    assert ask(server, "SELECT 1") == "1"
    assert not unfinished.exists()


def test_a_server_that_cannot_start_shows_its_log(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belgiantech.embedded_postgres.server.PATIENCE", 0.2)
    monkeypatch.setattr("belgiantech.embedded_postgres.server.CONFIGURATION", "no_such_setting = 1\n")
    with pytest.raises(ServerError, match="no_such_setting"):
        server.ensure()
    server._new_socket_folder().rmdir()


def test_without_the_wheel_it_says_what_to_do(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    with pytest.raises(ServerError, match="DATABASE_URL"):
        Server(checkout / "pg", for_tests=True).ensure()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_root_under_a_closed_home(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "VAR_LIB", checkout)
    (checkout / "home").mkdir(mode=0o700)
    server = Server(checkout / "home" / "pg", for_tests=True)
    assert ask(server, "SELECT 1") == "1"
    assert server.data.is_relative_to(checkout / f"belgiantech-{programs.short_hash(server.folder)}")
    assert server.place.programs.is_relative_to(server.place.home)
    server.leave()
