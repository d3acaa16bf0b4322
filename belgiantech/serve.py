"""`make run`: prepares the site and runs web server, task workers, scheduler and the checkout's own database.

Nothing here is for production, which starts the same programs under its own supervisor (docs/deploy).
"""

import errno
import http.client
import io
import os
import signal
import socket
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from belgiantech.embedded_postgres.programs import ServerError
from belgiantech.supervisor import Child, Supervisor, end_with_parent

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
WEB_WORKERS = "2"
WEB_THREADS = "4"
QUEUES = ("mail", "long")
PORT_PATIENCE = 3.0  # a killed run may need a moment to let go of the port
PROBE_SECONDS = 1.0
SLOW_START = 60.0
EMBEDDED = "belgiantech.embedded_postgres"
DEMO_PEOPLE = ("founder", "wallonia", "flanders", "brussels", "ostbelgien", "operator")


def main() -> int:
    """Return the exit code: 0 after a stop signal, 1 with a message if it could not start."""
    if os.environ.get("MAKELEVEL"):
        end_with_parent(os.getppid())  # kill -9 of make is meant for all of it
    os.chdir(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belgiantech.settings")
    os.environ["PYTHONUNBUFFERED"] = "1"
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what is printed appears at once, in a log file too
    supervisor = Supervisor()
    try:
        port = _port(os.environ.get("PORT") or DEFAULT_PORT)
        address = f"http://{HOST}:{port}"
        os.environ.setdefault("SITE_URL", address)
        with _listen(port) as listener:
            _start_database()
            return _serve(supervisor, listener, address)
    except (CannotStart, ServerError) as error:
        print(error, file=sys.stderr)
        return 1


class CannotStart(Exception):
    """The message says what to do."""


def _serve(supervisor: Supervisor, listener: socket.socket, address: str) -> int:
    if not supervisor.run_once(Child("prepare", _manage("prepare"))):
        return 0 if supervisor.stopping else 1
    supervisor.run(_children(listener), Announcement(address))
    print("Stopped.")
    return 0


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 2**16:
        return int(text)
    raise CannotStart(f"PORT must be a number up to 65535, not {text!r}.")


def _listen(port: int) -> socket.socket:
    """Take the port before anything else starts; the web server inherits it, so no visitor is refused meanwhile."""
    deadline = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            return socket.create_server((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(f"Port {port} cannot be used: {error.strerror}.") from error
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"Port {port} is taken. Stop what runs there, or choose another: PORT=8123 make run"
                ) from error
        time.sleep(0.1)


def _start_database() -> None:
    """Be a user of the checkout's own server, so that it runs as long as we do; nothing to do for another one."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == EMBEDDED:
        from belgiantech.embedded_postgres.server import server_of

        server_of(Path(database["DATA_DIR"])).ensure()


def _children(listener: socket.socket) -> list[Child]:
    web = [sys.executable, "-m", "gunicorn", "belgiantech.wsgi:application", "--bind", f"fd://{listener.fileno()}"]
    web += ["--worker-class", "gthread", "--workers", WEB_WORKERS, "--threads", WEB_THREADS]
    web += ["--no-control-socket", "--graceful-timeout", "5", "--log-level", "warning"]
    children = [Child("web server", web, inherited=(listener.fileno(),))]
    for queue in QUEUES:
        command = _manage("db_worker", "--queue-name", queue, "--no-reload", "--no-startup-delay", "--skip-checks")
        children.append(Child(f"worker for {queue}", command))
    if find_spec("directory.management.commands.run_scheduler"):
        children.append(Child("scheduler", _manage("run_scheduler")))
    return children


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


class Announcement:
    """Prints the addresses once the site answers. Called until it returns True."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.deadline = time.monotonic() + SLOW_START

    def __call__(self) -> bool:
        status = self._status()
        if status is None and time.monotonic() < self.deadline:
            return False
        if status is None or status >= http.client.INTERNAL_SERVER_ERROR:
            print(f"{self.address} does not work: see the messages above.", file=sys.stderr)
        else:
            print(self._text())
        return True

    def _status(self) -> int | None:
        """None while nothing answers. With other ALLOWED_HOSTS than this address it is 400, which is an answer."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=PROBE_SECONDS)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _text(self) -> str:
        lines = ["", f"  The directory:  {self.address}/"]
        if settings.DEBUG:
            people = [f"{name}@demo.test" for name in DEMO_PEOPLE]
            lines += [
                f"  Back office:    {self.address}/admin/",
                f"  Mails:          {self.address}/dev/mail/",
                f"  Demo people:    {', '.join(people[:3])},",
                f"                  {', '.join(people[3:])}",
                "                  (give the address at the login; the code comes by mail,",
                f"                  second factors stand at {self.address}/dev/)",
            ]
        return "\n".join([*lines, "  Ctrl-C stops it all.", ""])


if __name__ == "__main__":
    code = main()
    # A second Ctrl-C must not interrupt the database's orderly stop at exit.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)
