"""Looking at other people's websites: never into our own network, never for longer or for more than allowed."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from belgiantech import fetching
from belgiantech.fetching import Network, Unreachable, fetch, is_public_address, public_name
from tests.websites import PUBLIC, World, put_in_place, served

HOSTILE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
    "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
    "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "2a00:1450::1%eth0", "fec0::1", "ff02::1",
    "2130706433", "0x7f000001", "127.1", "017700000001", "", "localhost", "１２７.0.0.1",
]  # fmt: skip

NOT_A_NAME = [
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/",
    "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[fe80::1%25eth0]/",
    "http://localhost/", "http://localhost./", "http://firm/", "http://127.0.0.1./", "http://１２７.0.0.1/",
    "http://127。0。0。1/", "http://firm.example.com:8080/", "http://firm.example.com:443/",
    "https://firm.example.com:80/", "https://firm.example.com:99999/", "https://firm.example.com:²/",
    "http://user@firm.example.com/", "http://user:word@firm.example.com/", "http://@firm.example.com/",
    "http://firm.example.com@127.0.0.1/", "ftp://firm.example.com/", "file:///etc/passwd", "gopher://firm.example.com/",
    "//firm.example.com/", "", "http://", "http:///", "http://[", "http://a..b/", "http://-a.be/", "http://a b.be/",
    "http://firm.example.com\\@127.0.0.1/", "http://firm.example.com/" + "a" * 3000, "javascript:alert(1)",
    "http://" + "a" * 64 + ".be/", "http://" + "a." * 200 + "be/", "http://\x00.be/", "http://firm.1/", "http://\ud800.be/",
]  # fmt: skip


def leads_elsewhere(url: str) -> bool:
    """As the target of a redirect: no header holds some of them, and others name the page itself."""
    return url.isprintable() and url not in {"", "http:///", "//firm.example.com/"}


NAMES = ["firm.example.com", "www.firm.example.com", "other.example.com", "xn--mnchen-3ya.example.com"]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def network(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    with served(world, tmp_path, NAMES) as network:
        put_in_place(monkeypatch, network)
        yield network


def why(url: str, **options: float) -> str:
    with pytest.raises(Unreachable) as refusal:
        fetch(url, **options)  # type: ignore[arg-type]
    return refusal.value.why


def test_it_works(world: World) -> None:
    world.put("https://firm.example.com/a?b=c", "Bonjour")
    found = fetch("https://firm.example.com/a?b=c")
    assert (found.status, found.content) == (200, b"Bonjour")
    assert world.reached == [(PUBLIC, 443)]


def test_plain_http_too(world: World) -> None:
    world.put("http://firm.example.com/", "Bonjour")
    assert fetch("http://firm.example.com").content == b"Bonjour"
    assert world.reached == [(PUBLIC, 80)]


@pytest.mark.parametrize("address", HOSTILE)
def test_no_address_of_a_special_network(world: World, address: str) -> None:
    assert not is_public_address(address)
    world.put("https://firm.example.com/", "secret")
    world.addresses["firm.example.com"] = [address]
    assert why("https://firm.example.com/") == fetching.NOT_PUBLIC
    assert world.reached == []


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "193.190.1.1", "2a00:1450:400e::1", "2606:4700::1111"])
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public_address(address)


def test_one_bad_address_among_good_ones_spoils_them(world: World) -> None:
    world.put("https://firm.example.com/", "secret")
    world.addresses["firm.example.com"] = [PUBLIC, "127.0.0.1"]
    assert why("https://firm.example.com/") == fetching.NOT_PUBLIC
    assert world.reached == []


@pytest.mark.parametrize("url", NOT_A_NAME)
def test_nothing_but_names_at_their_own_ports(world: World, url: str) -> None:
    assert why(url) == fetching.NOT_PUBLIC
    assert world.reached == []


@pytest.mark.parametrize("url", [url for url in NOT_A_NAME if leads_elsewhere(url)])
def test_nor_by_a_redirect(world: World, url: str) -> None:
    world.pages["https://firm.example.com/"] = (302, {"Location": url.encode().decode("latin-1")}, b"")
    world.addresses["firm.example.com"] = [PUBLIC]
    with pytest.raises(Unreachable):
        fetch("https://firm.example.com/")
    assert world.reached == [(PUBLIC, 443)]


def test_a_name_is_resolved_once_and_the_checked_address_is_reached(world: World, network: Network) -> None:
    """A second answer of the name server comes too late to matter."""
    world.put("https://firm.example.com/", "Bonjour")
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    object.__setattr__(network, "addresses", lambda name, seconds: next(answers))
    assert fetch("https://firm.example.com/").content == b"Bonjour"
    assert world.reached == [(PUBLIC, 443)]


def test_names_in_other_letters_and_with_a_dot_at_the_end(world: World) -> None:
    world.put("https://xn--mnchen-3ya.example.com/", "Grüß Gott")
    for url in ("https://MÜNCHEN.example.com/", "https://münchen.example.com./"):
        assert fetch(url).status == 200
    assert world.headers["Host"] == "xn--mnchen-3ya.example.com"
    assert public_name("MÜNCHEN.example.com") == "xn--mnchen-3ya.example.com"


def test_redirects_are_followed_and_checked(world: World) -> None:
    world.put("http://firm.example.com/a", "", 301, Location="https://www.firm.example.com/b")
    world.put("https://www.firm.example.com/b", "", 302, Location="/c")
    world.put("https://www.firm.example.com/c", "Bonjour")
    found = fetch("http://firm.example.com/a")
    assert (found.url, found.content) == ("https://www.firm.example.com/c", b"Bonjour")


def test_a_redirect_to_a_name_that_leads_inside(world: World) -> None:
    world.put("https://firm.example.com/", "", 302, Location="https://other.example.com/")
    world.put("https://other.example.com/", "secret")
    world.addresses["other.example.com"] = ["10.0.0.1"]
    assert why("https://firm.example.com/") == fetching.NOT_PUBLIC
    assert world.asked == ["https://firm.example.com/"]


def test_a_redirect_to_a_name_that_the_caller_does_not_accept(world: World) -> None:
    world.put("https://firm.example.com/", "", 302, Location="https://other.example.com/")
    world.put("https://other.example.com/", "theirs")
    with pytest.raises(Unreachable, match=fetching.NOT_PUBLIC):
        fetch("https://firm.example.com/", accepts={"firm.example.com"}.__contains__)


def test_three_redirects_and_no_more(world: World) -> None:
    for step in range(3):
        world.put(f"https://firm.example.com/{step}", "", 302, Location=f"/{step + 1}")
    world.put("https://firm.example.com/3", "there")
    assert fetch("https://firm.example.com/0").content == b"there"
    world.put("https://firm.example.com/start", "", 302, Location="/0")
    assert why("https://firm.example.com/start") == fetching.TOO_MANY_REDIRECTS


def test_a_redirect_adds_no_header(world: World) -> None:
    world.put("https://firm.example.com/", "", 302, Location="/a b\tc")
    fetch("https://firm.example.com/")
    assert world.asked[-1] in ("https://firm.example.com/a%20b%09c", "https://firm.example.com/a%20bc")


def test_two_megabytes_and_no_more(world: World) -> None:
    world.put("https://firm.example.com/", "x" * fetching.MOST_BYTES)
    assert len(fetch("https://firm.example.com/").content) == fetching.MOST_BYTES
    world.put("https://firm.example.com/", "x" * (fetching.MOST_BYTES + 1))
    assert why("https://firm.example.com/") == fetching.TOO_LARGE


def test_whoever_drips_is_left(world: World) -> None:
    world.put("https://firm.example.com/", "x" * 200)
    world.pause = 0.05  # each byte comes well within any time-out of its own
    began = time.monotonic()
    assert why("https://firm.example.com/", seconds=0.5) == fetching.TOO_SLOW
    assert time.monotonic() - began < 2


def test_whoever_says_nothing_is_left(network: Network) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    object.__setattr__(network, "addresses", lambda name, seconds: [PUBLIC])
    object.__setattr__(
        network, "connect", lambda address, timeout: socket.create_connection(silent.getsockname(), timeout)
    )
    for scheme in ("http", "https"):
        assert why(f"{scheme}://firm.example.com/", seconds=0.3) == fetching.TOO_SLOW
    silent.close()


def test_the_certificate_has_to_be_of_that_name(world: World) -> None:
    world.put("https://unnamed.example.com/", "secret")
    assert why("https://unnamed.example.com/") == fetching.BAD_CERTIFICATE
    assert world.asked == []


def test_no_cookie_no_word_and_no_proxy_of_ours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    world.put("https://firm.example.com/", "", 302, Location="/again", Set_Cookie="a=b")
    world.put("https://firm.example.com/again", "Bonjour")
    assert fetch("https://firm.example.com/").content == b"Bonjour"
    assert set(world.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_a_name_that_leads_nowhere(world: World) -> None:
    assert why("https://firm.example.com/") == fetching.NO_ANSWER


@pytest.mark.parametrize(
    "answer", [b"", b"\x00\xff" * 40, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000, b"HTTP/9 x\r\n"]
)
def test_whatever_comes_instead_of_an_answer(network: Network, answer: bytes) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    object.__setattr__(network, "addresses", lambda name, seconds: [PUBLIC])
    object.__setattr__(
        network, "connect", lambda address, timeout: socket.create_connection(listener.getsockname(), timeout)
    )
    assert why("http://firm.example.com/", seconds=2) == fetching.NO_ANSWER
    thread.join()
    listener.close()


def test_records_of_a_name_only(world: World) -> None:
    world.records["firm.example.com"] = ["a", "b"]
    assert fetching.texts("FIRM.example.com.") == ["a", "b"]
    for name in ("127.0.0.1", "localhost", "", "a..b"):
        with pytest.raises(Unreachable):
            fetching.texts(name)
