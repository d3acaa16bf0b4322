"""Starts web servers on free ports of this machine and ends exactly those again."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from belgiantech.supervisor import end_with_parent
from benchmarks.folders import BENCH, CHECKOUT

HOST = "127.0.0.1"
PORT = "{port}"  # stands for the port in a command
START_SECONDS = 60.0
STOP_SECONDS = 10.0


class CannotRun(Exception):
    """The message says what to do."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes


@contextmanager
def served(name: str, command: list[str], **environment: str) -> Iterator[int]:
    """The server's port, once it answers there; its output goes to a file in .bench."""
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
            preexec_fn=lambda: end_with_parent(us),  # noqa: PLW1509 - one thread so far
        )
    try:
        _wait_until_it_answers(process, port, f"{name} does not start: see {log.relative_to(CHECKOUT)}")
        yield port
    finally:
        _end(process)


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


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int, problem: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            get(port, "/healthz")  # any answer will do, 404 too
            return
        time.sleep(0.1)
    raise CannotRun(problem)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and make it and its own group after a while."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
