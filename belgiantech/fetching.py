"""Looking at other people's websites and name servers without being led into our own network (SSRF).

Only http and https at their own ports, only names of the public internet, only addresses that are publicly routed.
A name is resolved once and the connection goes to the address that was checked; every redirect is checked like the
first address. Nothing is sent but a plain GET, nothing more is read than asked for, and it is over in time, however
slowly the other side drips.
"""

import io
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from re import compile as pattern
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import dns.exception
import dns.resolver

SECONDS = 10.0
MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
LONGEST_ADDRESS = 2000
USER_AGENT = "BELGIANTECH-directory/1.0 (looks once a day at a website that its firm has sent us)"

LABEL = pattern(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
TOP_LEVEL = pattern(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")

# https://www.iana.org/assignments/iana-ipv4-special-registry and the one for IPv6: everything that is not plainly
# somebody's host on the internet, also what `is_global` lets through because a gateway would translate it.
SPECIAL_IPV4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
]
# All that is routed lies in here: mapped, NAT64, site-local, link-local, unique local and multicast do not.
ROUTED_IPV6 = IPv6Network("2000::/3")
SPECIAL_IPV6 = [
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20")
]


class Unreachable(Exception):
    """It could not be looked at, or was not looked at because it is not public. Says why in a word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


NOT_PUBLIC = "not-public"  # an address, a port or a name that is not one of the public internet
NO_ANSWER = "no-answer"
TOO_SLOW = "too-slow"
TOO_LARGE = "too-large"
TOO_MANY_REDIRECTS = "too-many-redirects"
BAD_CERTIFICATE = "bad-certificate"


@dataclass(frozen=True)
class Fetched:
    status: int
    url: str  # where it stood, after the redirects
    content: bytes


def is_public_address(text: str) -> bool:
    """Whether this is a globally routed unicast address that leads to no special network."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_IPV4)
    return _is_public_ipv6(address)


def _is_public_ipv6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    return address in ROUTED_IPV6 and not any(address in network for network in SPECIAL_IPV6)


def public_name(host: str) -> str:
    """The name in lower case and ASCII, or '' when it is none of the public internet (an address is no name)."""
    try:
        name = host.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        return ""
    labels = name.split(".")
    is_name = len(name) <= 253 and len(labels) > 1 and all(map(LABEL.fullmatch, labels))
    return name if is_name and TOP_LEVEL.fullmatch(labels[-1]) else ""


def _look_up(name: str, kind: str, seconds: float) -> Iterable[Any]:
    """What the name servers say; nothing where they say that there is none. Raises Unreachable."""
    try:
        return dns.resolver.Resolver().resolve(f"{name}.", kind, lifetime=max(0.1, seconds), search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.Timeout as error:
        raise Unreachable(TOO_SLOW) from error
    except (dns.exception.DNSException, OSError) as error:
        raise Unreachable(NO_ANSWER) from error


def addresses_of(name: str, seconds: float) -> list[str]:
    end = time.monotonic() + seconds
    return [row.address for kind in ("A", "AAAA") for row in _look_up(name, kind, end - time.monotonic())]


def texts_of(name: str, seconds: float) -> list[str]:
    return [b"".join(row.strings).decode("utf-8", "replace") for row in _look_up(name, "TXT", seconds)]


@dataclass(frozen=True)
class Network:
    """What looking around asks of the world. A test puts a small world of its own in its place."""

    addresses: Callable[[str, float], list[str]] = addresses_of
    texts: Callable[[str, float], list[str]] = texts_of
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


INTERNET = Network()


@dataclass(frozen=True)
class _Deadline:
    at: float

    def left(self) -> float:
        """Seconds that remain. Raises Unreachable when there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise Unreachable(TOO_SLOW)
        return left


def fetch(url: str, *, accepts: Callable[[str], bool] = lambda name: True, seconds: float = SECONDS) -> Fetched:
    """GET of a public address, whatever it answers. `accepts` is asked for the name of each address on the way.

    Raises Unreachable.
    """
    deadline = _Deadline(time.monotonic() + seconds)
    for _step in range(MOST_REDIRECTS + 1):
        parts, name = _checked(url)
        if not accepts(name):
            raise Unreachable(NOT_PUBLIC)
        status, target, content = _get(parts, name, deadline)
        if status not in REDIRECTS or not target:
            return Fetched(status, url, content)
        url = _led_to(url, target)
    raise Unreachable(TOO_MANY_REDIRECTS)


def texts(name: str, *, seconds: float = SECONDS) -> list[str]:
    """The TXT records of a public name. Raises Unreachable."""
    known = public_name(name)
    if not known:
        raise Unreachable(NOT_PUBLIC)
    return INTERNET.texts(known, seconds)


def _led_to(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise Unreachable(NOT_PUBLIC) from error


def _checked(url: str) -> tuple[SplitResult, str]:
    """The parts of an address and its name, if one may look at it at all."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Unreachable(NOT_PUBLIC) from error
    name = public_name(host)
    is_plain = parts.username is None and parts.password is None and len(url) <= LONGEST_ADDRESS
    if not name or not is_plain or parts.scheme not in PORTS or port not in (None, PORTS[parts.scheme]):
        raise Unreachable(NOT_PUBLIC)
    return parts, name


def _get(parts: SplitResult, name: str, deadline: _Deadline) -> tuple[int, str, bytes]:
    """Status, where it leads on, and the content."""
    try:
        with _connected(parts.scheme, name, deadline) as connection:
            connection.settimeout(deadline.left())
            connection.sendall(_request(parts, name))
            response = HTTPResponse(_Paced(connection, deadline), method="GET")  # type: ignore[arg-type]
            response.begin()
            return response.status, response.headers.get("Location", ""), _content(response)
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(BAD_CERTIFICATE) from error
    except TimeoutError as error:
        raise Unreachable(TOO_SLOW) from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(NO_ANSWER) from error


def _connected(scheme: str, name: str, deadline: _Deadline) -> socket.socket:
    """A connection to the address that was checked. One that is not public among others spoils them all."""
    found = INTERNET.addresses(name, deadline.left())
    if not found:
        raise Unreachable(NO_ANSWER)
    if not all(is_public_address(address) for address in found):
        raise Unreachable(NOT_PUBLIC)
    plain = INTERNET.connect((found[0], PORTS[scheme]), deadline.left())
    if scheme == "http":
        return plain
    try:
        plain.settimeout(deadline.left())
        return INTERNET.tls().wrap_socket(plain, server_hostname=name)
    except BaseException:
        plain.close()
        raise


def _request(parts: SplitResult, name: str) -> bytes:
    path = "".join(_quoted(character) for character in parts.path or "/")
    query = f"?{''.join(map(_quoted, parts.query))}" if parts.query else ""
    lines = [
        f"GET {path}{query} HTTP/1.1",
        f"Host: {name}",
        f"User-Agent: {USER_AGENT}",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _quoted(character: str) -> str:
    """What a redirect names may hold anything: nothing of it becomes another line of the request."""
    if "!" <= character <= "~":
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


def _content(response: HTTPResponse) -> bytes:
    """All of it, if it is not too much."""
    content = response.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreachable(TOO_LARGE)
    return content


class _Paced(io.RawIOBase):
    """A connection as a file that ends when its time is over, not when its last byte comes."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self.connection = connection
        self.deadline = deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.connection.settimeout(self.deadline.left())
        return self.connection.recv_into(buffer)
