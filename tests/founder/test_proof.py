"""The page on which somebody shows to speak for the company."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from directory import actions
from directory.models import Submission
from directory.rules.proofs import FILE, RECORD, token_of
from tests.factories import Make
from tests.websites import World

AsUser = Callable[[User], Client]
SITE = "https://firm.example.com"


@pytest.fixture
def claim(founder: User) -> Submission:
    return actions.start_claim(startup=Make.unclaimed(website=SITE), language="fr", by=founder)


@pytest.fixture
def client(founder: User, as_user: AsUser) -> Client:
    return as_user(founder)


def address(claim: Submission, step: str = "") -> str:
    return f"/en/my/submissions/{claim.reference}/proof/{step}"


def html(client: Client, claim: Submission, way: str = "") -> str:
    answer = client.get(address(claim), {"way": way} if way else {})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_ways(client: Client, claim: Submission) -> None:
    page = html(client, claim)
    for way in ("dns", "file", "email", "partner"):
        assert f"?way={way}" in page
    assert "firm.example.com" in page
    token = token_of(claim, "firm.example.com")
    assert f"{RECORD}{token}" in html(client, claim, "dns")
    assert f"{SITE}{FILE}" in html(client, claim, "file")
    assert not claim.proofs.exists()  # reading writes nothing


@pytest.mark.parametrize("way", ["²", "x" * 3000, "partner", "new"])
def test_any_other_way_shows_them_all(client: Client, claim: Submission, way: str) -> None:
    html(client, claim, way)


def test_by_file(client: Client, claim: Submission, internet: World) -> None:
    answer = client.post(address(claim, "check/"), {"way": "file"})
    assert answer.status_code == 200
    internet.put(SITE + FILE, token_of(claim, "firm.example.com"))
    claim.proofs.update(checked_at=None)
    answer = client.post(address(claim, "check/"), {"way": "file"}, follow=True)
    assert "Found." in answer.content.decode()
    assert claim.proofs.standing().count() == 1


def test_too_soon(client: Client, claim: Submission, internet: World) -> None:
    client.post(address(claim, "check/"), {"way": "dns"})
    answer = client.post(address(claim, "check/"), {"way": "dns"})
    assert answer.status_code == 409
    assert "We have just looked" in answer.content.decode()


@pytest.mark.parametrize("way", ["", "email", "²", "partner"])
def test_there_is_nothing_to_look_for(client: Client, claim: Submission, way: str) -> None:
    assert client.post(address(claim, "check/"), {"way": way}).status_code == 302
    assert not claim.proofs.exists()


def test_by_code(client: Client, claim: Submission) -> None:
    answer = client.post(address(claim, "code/"), {"local_part": "Info@firm.example.com"}, follow=True)
    assert "info@firm.example.com" in answer.content.decode()
    code = next(line for line in str(mail.outbox[-1].body).splitlines() if line.isdigit())
    assert client.post(address(claim, "confirm/"), {"code": "1"}).status_code == 200
    answer = client.post(address(claim, "confirm/"), {"code": f" {code[:4]} {code[4:]}"}, follow=True)
    assert "you can be reached there" in answer.content.decode()
    assert claim.proofs.standing().get().method == "email"


@pytest.mark.parametrize(
    "typed",
    ["", "a b", "info@elsewhere.example", "a" * 65, "²", "a..b", ".a", "a\nBcc: x", "é", '"a"@x', "%00", "a\x1fb"],
)
def test_only_what_stands_before_the_at(client: Client, claim: Submission, typed: str) -> None:
    answer = client.post(address(claim, "code/"), {"local_part": typed})
    assert answer.status_code == 200
    assert mail.outbox == []


def test_too_many_codes_keep_what_was_typed(client: Client, claim: Submission) -> None:
    for _ in range(3):
        client.post(address(claim, "code/"), {"local_part": "info"})
    answer = client.post(address(claim, "code/"), {"local_part": "info"})
    assert answer.status_code == 409
    assert 'value="info"' in answer.content.decode()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("typed", ["", "²", "1" * 50, "00000000", "é"])
def test_not_the_code(client: Client, claim: Submission, typed: str) -> None:
    client.post(address(claim, "code/"), {"local_part": "info"})
    assert client.post(address(claim, "confirm/"), {"code": typed}).status_code == 200
    assert not claim.proofs.standing().exists()


def test_by_the_word_of_the_partner(client: Client, claim: Submission) -> None:
    client.post(address(claim, "words/"), {"statement": "Anna,\r\nCEO"})
    assert Make.fresh(claim).statement == "Anna,\nCEO"
    assert "Anna," in html(client, claim, "partner")


@pytest.mark.parametrize("typed", ["", " ", "word " * 300, "x" * 2001, "a\u202eb"])
def test_words_that_are_refused_stay(client: Client, claim: Submission, typed: str) -> None:
    answer = client.post(address(claim, "words/"), {"statement": typed})
    assert answer.status_code == 200
    assert typed.strip()[:50] in answer.content.decode()
    assert Make.fresh(claim).statement == ""


def test_without_a_website_there_is_the_partner(founder: User, client: Client) -> None:
    claim = actions.start_claim(startup=Make.unclaimed(), language="fr", by=founder)
    page = html(client, claim)
    assert "?way=partner" in page
    assert "?way=dns" not in page
    assert client.post(address(claim, "check/"), {"way": "dns"}).status_code == 409
    assert client.post(address(claim, "code/"), {"local_part": "info"}).status_code == 302


@pytest.mark.parametrize("step", ["check/", "code/", "confirm/", "words/"])
def test_a_get_leads_back(client: Client, claim: Submission, step: str) -> None:
    assert client.get(address(claim, step)).headers["Location"] == address(claim)


@pytest.mark.parametrize("step", ["", "check/", "code/", "confirm/", "words/"])
def test_of_a_registration_there_is_no_such_page(founder: User, client: Client, step: str) -> None:
    assert client.get(address(Make.draft(founder), step)).status_code == 404


@pytest.mark.parametrize("step", ["", "check/", "code/", "confirm/", "words/"])
def test_nor_of_one_that_was_withdrawn(founder: User, client: Client, claim: Submission, step: str) -> None:
    actions.withdraw(submission=claim, by=founder)
    assert client.post(address(claim, step), {"way": "dns", "statement": "a"}).status_code == 404
