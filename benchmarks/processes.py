"""Starts web servers on free ports of this machine and ends exactly those again."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from belgiantech.supervisor import end_with_parent
from benchmarks.folders import BENCH, CHECKOUT

HOST = "127.0.0.1"
PORT = "{port}"  # stands for the port in a command
START_SECONDS = 60.0
LOAD_SECONDS = 600.0  # for what a process of a large directory reads before its first answer
AT_ONCE = 16  # requests, so that each process gets one
STOP_SECONDS = 10.0


class CannotRun(Exception):
    """The message says what to do."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes


@contextmanager
def served(name: str, command: list[str], address: str, **environment: str) -> Iterator[int]:
    """The server's port, once all its processes answer at the address; its output goes to a file in .bench."""
    port = _free_port()
    us = os.getpid()
    log = BENCH / f"{name.replace(' ', '-')}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [part.replace(PORT, str(port)) for part in command],
            cwd=CHECKOUT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C is for us, and we end it
            preexec_fn=lambda: end_with_parent(us),  # noqa: PLW1509 - one thread now
        )
    try:
        _wait_until_it_listens(process, port)
        _wake(port, address)
        yield port
    except Silent as error:
        raise CannotRun(f"{name} {error}: see {log.relative_to(CHECKOUT)}") from error
    finally:
        _end(process)


class Silent(Exception):
    """A server does not answer as it should."""


def get(port: int, address: str, timeout: float = 60.0) -> Answer:
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.1)
    raise Silent("does not start")


def _wake(port: int, address: str) -> None:
    """Before the clock runs, each process has read what it needs. Nothing is compared with an error page."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(get, port, address, LOAD_SECONDS) for _ in range(AT_ONCE)]
    try:
        statuses = {answer.result().status for answer in asked}
    except (OSError, http.client.HTTPException) as error:
        raise Silent("ended or hangs") from error
    if statuses != {200}:
        raise Silent(f"answers {statuses} at {address}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and make it and its own group after a while."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
