"""A firm's website and name server on the loopback address, put in the place of the internet."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from belgiantech import fetching
from belgiantech.fetching import Network

PUBLIC = "93.184.215.14"  # never connected to: `connect` leads to the loopback address instead

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class World:
    """What the names lead to, what stands in their records and under their addresses, and what was asked."""

    addresses: dict[str, list[str]] = field(default_factory=dict)
    records: dict[str, list[str]] = field(default_factory=dict)
    pages: dict[str, Answer] = field(default_factory=dict)  # by https://name/path
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)  # of the last request
    reached: list[tuple[str, int]] = field(default_factory=list)
    pause: float = 0.0  # between two bytes of an answer

    def put(self, url: str, content: str, status: int = 200, **headers: str) -> None:
        self.pages[url] = (status, headers, content.encode())
        name = url.split("/")[2]
        self.addresses.setdefault(name, [PUBLIC])


def certificate(folder: Path, names: list[str]) -> tuple[Path, Path]:
    """One that is signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


class Handler(BaseHTTPRequestHandler):
    world: ClassVar[World]
    scheme: ClassVar[str]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = f"{self.scheme}://{self.headers['Host']}{self.path}"
        self.world.asked.append(url)
        self.world.headers = dict(self.headers.items())
        status, headers, content = self.world.pages.get(url, (404, {}, b"not here"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not self.world.pause:
            self.wfile.write(content)
            return
        for byte in content:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(self.world.pause)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever looks may hang up."""


@contextmanager
def served(world: World, folder: Path, names: list[str]) -> Iterator[Network]:
    """The world behind a network whose every public address is this machine."""
    public, private = certificate(folder, names)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    servers = {
        port: Server(("127.0.0.1", 0), type(scheme, (Handler,), {"world": world, "scheme": scheme}))
        for port, scheme in ((80, "http"), (443, "https"))
    }
    servers[443].socket = context.wrap_socket(servers[443].socket, server_side=True, do_handshake_on_connect=False)
    for server in servers.values():
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        world.reached.append(address)
        return socket.create_connection(("127.0.0.1", servers[address[1]].server_address[1]), timeout)

    trusted: Callable[[], ssl.SSLContext] = lambda: ssl.create_default_context(cafile=str(public))  # noqa: E731
    try:
        yield Network(
            addresses=lambda name, seconds: world.addresses.get(name, []),
            texts=lambda name, seconds: world.records.get(name, []),
            connect=connect,
            tls=trusted,
        )
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()


def put_in_place(monkeypatch: Any, network: Network) -> None:
    monkeypatch.setattr(fetching, "INTERNET", network)
