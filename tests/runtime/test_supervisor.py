"""The supervisor of `make run`, with small processes in place of the real ones."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from belgiantech import serve

REPOSITORY = Path(__file__).resolve().parents[2]
SUPERVISOR = """
import sys
from belgiantech.supervisor import Child, Supervisor
code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
supervisor = Supervisor()
if supervisor.run_once(Child("first", [sys.executable, "-c", sys.argv[1]])):
    supervisor.run([Child("child", [sys.executable, "-c", code])], lambda: True)
    print("stopped", flush=True)
"""


class Run:
    def __init__(self, first: str = "") -> None:
        command = [sys.executable, "-u", "-c", SUPERVISOR, first]
        self.process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def rest(self) -> str:
        return self.process.communicate(timeout=15)[0]


@pytest.fixture
def run() -> Iterator[Run]:
    run = Run()
    yield run
    run.process.kill()
    run.process.communicate()


def has_ended(pid: int) -> bool:
    """A killed process whose parent is gone may stay as a zombie for a moment."""
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.1)
    return False


def test_a_killed_child_starts_again(run: Run) -> None:
    first = int(run.line())
    os.kill(first, signal.SIGKILL)
    assert run.line() == "child ended (signal 9), starting again in 0.2 s"
    second = int(run.line())
    assert second != first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_all(run: Run, number: signal.Signals) -> None:
    child = int(run.line())
    run.process.send_signal(number)
    assert run.rest() == "stopped\n"
    assert run.process.returncode == 0
    assert has_ended(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_children_end_with_a_killed_supervisor(run: Run) -> None:
    child = int(run.line())
    run.process.kill()
    assert has_ended(child)


def test_nothing_starts_if_the_first_step_fails() -> None:
    assert Run("raise SystemExit(3)").rest() == ""


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PORT_PATIENCE", 0)
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(serve.CannotStart, match=f"Port {port} is taken"):
            serve._listen(port)


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "²"])
def test_refused_ports(text: str) -> None:
    with pytest.raises(serve.CannotStart, match="PORT must be a number"):
        serve._port(text)


def test_each_queue_has_a_worker_of_its_own() -> None:
    """So that no import delays a mail."""
    with socket.socket() as listener:
        commands = [child.command for child in serve._children(listener)]
    workers = [command[command.index("--queue-name") + 1] for command in commands if "db_worker" in command]
    assert sorted(workers) == sorted(settings.TASKS["default"]["QUEUES"]) == ["long", "mail"]
