"""kill -9 of a real worker in the middle of a mail: it arrives once or twice, never not at all."""

import os
import signal
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import User
from belgiantech import serve
from belgiantech.settings import TASKS
from directory.jobs import periodic
from tests.factories import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]

PATIENCE = 60


class Conversation(socketserver.StreamRequestHandler):
    """As much SMTP as a mail needs. At the step that the server was told to hold at, it falls silent."""

    server: "MailServer"

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            verb = line.strip().upper()[:4].decode()
            if verb == "DATA":
                self.say("354 go on")
                self.server.arrived.append(self.read_mail())
            if verb == self.server.holds_at:
                self.server.holds_at = ""
                self.server.is_held.set()
                self.rfile.read()  # until the other side is gone
                return
            self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def read_mail(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        return b"".join(lines)

    def say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.arrived: list[bytes] = []
        self.holds_at = ""
        self.is_held = threading.Event()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def worker(server: MailServer, *options: str) -> subprocess.Popen[bytes]:
    """The worker that `make run` starts, on the database of this test."""
    database = connection.settings_dict
    who = f"{quote(database['USER'])}:{quote(database['PASSWORD'] or '')}"
    where = f"localhost:{database['PORT'] or 5432}/{database['NAME']}?host={quote(database['HOST'], safe='')}"
    environment = {
        "DATABASE_URL": f"postgres://{who}@{where}",
        "DEBUG": "1",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.server_address[1]),
        "EMAIL_USE_TLS": "0",
    }
    command = serve._manage("db_worker", "--queue-name", "mail", "--no-reload", "--no-startup-delay", *options)
    return subprocess.Popen(
        command,
        cwd=django_settings.BASE_DIR,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("held_at", "arrives"),
    [("RCPT", 1), ("DATA", 2)],
    ids=["before the server has it", "when the server has it and did not say so yet"],
)
def test_a_worker_killed_in_the_middle_of_a_mail(
    server: MailServer, founder: User, settings: Settings, held_at: str, arrives: int
) -> None:
    settings.TASKS = TASKS
    submission = Make.waiting(founder)
    server.holds_at = held_at
    first = worker(server)
    try:
        assert server.is_held.wait(PATIENCE)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait(PATIENCE)
    left = DBTaskResult.objects.get(queue_name="mail")
    assert left.status == "RUNNING"
    assert periodic.requeue_abandoned_tasks() == 0  # it might still be at work
    DBTaskResult.objects.update(started_at=timezone.now() - periodic.LONGEST_MAIL - timedelta(seconds=1))
    assert periodic.requeue_abandoned_tasks() == 1
    assert worker(server, "--batch").wait(PATIENCE) == 0
    assert DBTaskResult.objects.get(queue_name="mail").status == "SUCCESSFUL"
    assert len(server.arrived) == arrives
    assert all(submission.reference.encode() in arrived for arrived in server.arrived)
