"""Showing that one speaks for a company: record, file, mailed code, words; each refusal; the monthly look."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from belgiantech import fetching
from directory import actions
from directory.actions import errors
from directory.actions._looking import MOST_AT_ONCE, _places
from directory.actions.recheck import NOTE
from directory.choices import ProofMethod, Verb
from directory.models import Event, EventDetail, Proof, Startup, Submission
from directory.rules.proofs import FILE, NOT_THERE, OTHER_WORDS, RECORD, firm_domain, place_of_proof, token_of
from tests.factories import Make
from tests.websites import World

DNS, BY_FILE = ProofMethod.DNS, ProofMethod.FILE
SITE = "https://firm.example.com"


@pytest.fixture
def startup(db: None) -> Startup:
    return Make.unclaimed(website=SITE)


@pytest.fixture
def claim(startup: Startup, founder: User) -> Submission:
    return actions.start_claim(startup=startup, language="fr", by=founder)


def token(claim: Submission) -> str:
    return token_of(claim, "firm.example.com")


def typed(website: object) -> dict[str, Any]:
    """A draft of which the first topic was saved."""
    return {"company": {"typed": {"website": website}, "version": 1}}


def later(seconds: int) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


class TestPlaces:
    @pytest.mark.parametrize(
        ("address", "domain"),
        [
            ("https://www.firm.example.com/fr/", "firm.example.com"),
            ("https://MÜNCHEN.example.com", "xn--mnchen-3ya.example.com"),
            ("https://firm.github.io", "firm.github.io"),
            *(
                (f"https://{name}", "")
                for name in ("gmail.com", "outlook.com", "telenet.be", "skynet.be", "proximus.be")
            ),
            *(
                (f"https://{name}", "")
                for name in (
                    "be",
                    "co.uk",
                    "github.io",
                    "sites.google.com",
                    "www.facebook.com/x",
                    "bit.ly",
                    "wa.me",
                    "apps.apple.com",
                    "play.google.com",
                    "f6s.com",
                )
            ),
            ("https://127.0.0.1", ""),
            ("", ""),
        ],
    )
    def test_whose_domain(self, address: str, domain: str) -> None:
        assert firm_domain(address) == domain

    def test_the_entry_comes_first(self, claim: Submission) -> None:
        claim.draft = typed("https://other.example.com")
        place = place_of_proof(claim)
        assert place is not None
        assert (place.domain, place.is_independent) == ("firm.example.com", True)

    @pytest.mark.parametrize(
        ("public", "independent"),
        [
            ("https://firm.example.com", True),
            ("https://www.firm.example.com/", True),
            ("https://university.example.com/spinoff", False),
            ("https://university.example.com/~spinoff/", False),
        ],
    )
    def test_a_page_on_the_site_of_somebody_else(
        self, founder: User, client: Client, public: str, independent: bool
    ) -> None:
        startup = Make.unclaimed(website=public)
        claim = actions.start_claim(startup=startup, language="fr", by=founder)
        claim.draft = typed(public)
        place = place_of_proof(claim)
        assert place is not None
        assert place.is_independent == independent
        named = place.domain in client.get(f"/en/startups/{startup.slug}/claim/").content.decode()
        assert named == independent

    @pytest.mark.parametrize("public", ["", "https://www.facebook.com/firm"])
    def test_else_what_the_claim_brings(self, founder: User, public: str) -> None:
        claim = actions.start_claim(startup=Make.unclaimed(website=public), language="fr", by=founder)
        assert place_of_proof(claim) is None
        for website in ("gmail.com", "²", ["x"], "http://[", 5, None):
            claim.draft = typed(website)
            assert place_of_proof(claim) is None
        claim.draft = typed("other.example.com")
        place = place_of_proof(claim)
        assert place is not None
        assert (place.domain, place.is_independent) == ("other.example.com", False)

    def test_tokens_are_nobody_elses(self, claim: Submission, startup: Startup, other_founder: User) -> None:
        other = actions.start_claim(startup=startup, language="nl", by=other_founder)
        assert len({token(claim), token(other), token_of(claim, "other.example.com")}) == 3


class TestRecord:
    def test_it_works(self, claim: Submission, founder: User, internet: World) -> None:
        internet.records["firm.example.com"] = ["v=spf1 -all", f" {RECORD}{token(claim)}"]
        assert actions.check_proof(submission=claim, method=DNS, by=founder) == ""
        proof = claim.proofs.standing().get()
        assert (proof.method, proof.domain, proof.is_independent) == (DNS, "firm.example.com", True)
        event = Event.objects.get(verb=Verb.PROOF_GIVEN)
        assert event.after == {"method": "dns", "domain": "firm.example.com", "is_independent": True}

    @pytest.mark.parametrize(
        ("records", "problem"), [([], NOT_THERE), (["v=spf1"], NOT_THERE), ([f"{RECORD}other"], OTHER_WORDS)]
    )
    def test_not_yet(self, claim: Submission, founder: User, internet: World, records: list[str], problem: str) -> None:
        internet.records["firm.example.com"] = records
        assert actions.check_proof(submission=claim, method=DNS, by=founder) == problem
        assert not claim.proofs.standing().exists()
        assert not Event.objects.filter(verb=Verb.PROOF_GIVEN).exists()

    def test_twice_is_told_once(self, claim: Submission, founder: User, internet: World) -> None:
        internet.records["firm.example.com"] = [RECORD + token(claim)]
        for _ in range(2):
            actions.check_proof(submission=claim, method=DNS, by=founder)
        assert claim.proofs.count() == Event.objects.filter(verb=Verb.PROOF_GIVEN).count() == 1


class TestFile:
    @pytest.mark.parametrize("content", ["{}", "{}\n", "\ufeff{}\r\n", "# ours\n belgiantech-verification={}\n"])
    def test_it_works(self, claim: Submission, founder: User, internet: World, content: str) -> None:
        internet.put(SITE + FILE, content.format(token(claim)))
        assert actions.check_proof(submission=claim, method=BY_FILE, by=founder) == ""
        assert claim.proofs.standing().get().method == BY_FILE

    def test_with_www(self, claim: Submission, founder: User, internet: World) -> None:
        internet.put(f"https://www.firm.example.com{FILE}", token(claim))
        assert actions.check_proof(submission=claim, method=BY_FILE, by=founder) == ""

    def test_not_a_page_that_happens_to_hold_it(self, claim: Submission, founder: User, internet: World) -> None:
        internet.put(SITE + FILE, f"<p>You asked for {token(claim)}, which is not here.</p>")
        assert actions.check_proof(submission=claim, method=BY_FILE, by=founder) == OTHER_WORDS

    def test_not_with_another_status(self, claim: Submission, founder: User, internet: World) -> None:
        internet.put(SITE + FILE, token(claim), 404)
        assert actions.check_proof(submission=claim, method=BY_FILE, by=founder) == NOT_THERE

    def test_not_on_another_domain(self, claim: Submission, founder: User, internet: World) -> None:
        internet.put(SITE + FILE, "", 302, Location="https://other.example.com/file")
        internet.put("https://other.example.com/file", token(claim))
        assert actions.check_proof(submission=claim, method=BY_FILE, by=founder) == fetching.NOT_PUBLIC

    def test_not_from_inside_our_network(self, claim: Submission, founder: User, internet: World) -> None:
        internet.put(SITE + FILE, token(claim))
        internet.addresses["firm.example.com"] = ["169.254.169.254"]
        assert actions.check_proof(submission=claim, method=BY_FILE, by=founder) == fetching.NOT_PUBLIC
        assert internet.reached == []


class TestRefusals:
    def test_somebody_elses(self, claim: Submission, other_founder: User, flanders: User) -> None:
        for person in (other_founder, flanders):
            with pytest.raises(errors.NotAllowed):
                actions.check_proof(submission=claim, method=DNS, by=person)
            with pytest.raises(errors.NotAllowed):
                actions.mail_code(submission=claim, local_part="info", by=person)
            with pytest.raises(errors.NotAllowed):
                actions.confirm_code(submission=claim, code="1", by=person)
            with pytest.raises(errors.NotAllowed):
                actions.say_who(submission=claim, statement="Moi", by=person)
        assert not Proof.objects.exists()

    def test_a_registration_needs_none(self, founder: User) -> None:
        with pytest.raises(errors.NotAllowed):
            actions.check_proof(submission=Make.draft(founder), method=DNS, by=founder)

    def test_nothing_after_the_decision(self, startup: Startup, founder: User, flanders: User) -> None:
        claim = Make.claim(startup, founder)
        Make.proof(claim)
        Make.approve(claim, flanders)
        with pytest.raises(errors.NotAllowed):
            actions.check_proof(submission=claim, method=DNS, by=founder)

    def test_a_firm_without_website(self, founder: User) -> None:
        claim = actions.start_claim(startup=Make.unclaimed(), language="fr", by=founder)
        with pytest.raises(errors.NoDomain):
            actions.check_proof(submission=claim, method=DNS, by=founder)
        with pytest.raises(errors.NoDomain):
            actions.mail_code(submission=claim, local_part="info", by=founder)

    def test_a_person_does_not_look_all_the_time(self, claim: Submission, founder: User, internet: World) -> None:
        actions.check_proof(submission=claim, method=DNS, by=founder)
        other = actions.start_claim(startup=Make.unclaimed(website=SITE), language="fr", by=founder)
        for submission, method in ((claim, DNS), (claim, BY_FILE), (other, DNS)):
            with pytest.raises(errors.TooSoon):
                actions.check_proof(submission=submission, method=method, by=founder)
        with time_machine.travel(later(21)):
            assert actions.check_proof(submission=claim, method=DNS, by=founder) == NOT_THERE

    def test_few_look_at_once(self, claim: Submission, founder: User, internet: World) -> None:
        for _ in range(MOST_AT_ONCE):
            assert _places.acquire(blocking=False)
        try:
            with pytest.raises(errors.Busy):
                actions.check_proof(submission=claim, method=DNS, by=founder)
        finally:
            _places.release(MOST_AT_ONCE)

    def test_a_claim_withdrawn_while_we_look(
        self, claim: Submission, founder: User, internet: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def look(*args: str) -> str:
            actions.withdraw(submission=claim, by=founder)
            return ""

        monkeypatch.setattr("directory.actions.proofs.problem_with", look)
        with pytest.raises(errors.NotAllowed):
            actions.check_proof(submission=claim, method=DNS, by=founder)
        assert not claim.proofs.standing().exists()


def code_in_the_mail() -> str:
    found = re.search(r"^(\d{8})$", str(mail.outbox[-1].body), re.M)
    assert found
    return found.group(1)


class TestCode:
    def test_it_works(self, claim: Submission, founder: User) -> None:
        sent = actions.mail_code(submission=claim, local_part="Info", by=founder)
        assert mail.outbox[-1].to == ["info@firm.example.com"]
        assert code_in_the_mail() not in (sent.code_digest, sent.token)
        actions.confirm_code(submission=claim, code=code_in_the_mail(), by=founder)
        proof = claim.proofs.standing().get()
        assert (proof.method, proof.email) == ("email", "info@firm.example.com")
        event = Event.objects.get(verb=Verb.PROOF_GIVEN)
        assert "info@" not in str(event.after)
        assert EventDetail.objects.get(position=event.position).personal == {"email": "info@firm.example.com"}

    def test_five_tries(self, claim: Submission, founder: User) -> None:
        actions.mail_code(submission=claim, local_part="info", by=founder)
        right = code_in_the_mail()
        for typed in ("00000000", "", "²", "\ud800", right[:-1]):
            if typed != right:
                with pytest.raises(errors.WrongCode):
                    actions.confirm_code(submission=claim, code=typed, by=founder)
        with pytest.raises(errors.CodeExpired):
            actions.confirm_code(submission=claim, code=right, by=founder)

    def test_fifteen_minutes(self, claim: Submission, founder: User) -> None:
        actions.mail_code(submission=claim, local_part="info", by=founder)
        with time_machine.travel(later(15 * 60 + 1)), pytest.raises(errors.CodeExpired):
            actions.confirm_code(submission=claim, code=code_in_the_mail(), by=founder)

    def test_a_newer_one_ends_the_older(self, claim: Submission, founder: User) -> None:
        actions.mail_code(submission=claim, local_part="info", by=founder)
        older = code_in_the_mail()
        actions.mail_code(submission=claim, local_part="sales", by=founder)
        with pytest.raises(errors.WrongCode):
            actions.confirm_code(submission=claim, code=older, by=founder)
        actions.confirm_code(submission=claim, code=code_in_the_mail(), by=founder)
        assert claim.proofs.standing().get().email == "sales@firm.example.com"

    def test_once(self, claim: Submission, founder: User) -> None:
        actions.mail_code(submission=claim, local_part="info", by=founder)
        actions.confirm_code(submission=claim, code=code_in_the_mail(), by=founder)
        with pytest.raises(errors.CodeExpired):
            actions.confirm_code(submission=claim, code=code_in_the_mail(), by=founder)

    def test_few_a_day(self, claim: Submission, startup: Startup, founder: User, other_founder: User) -> None:
        for local_part in ("info", "info", "info"):
            actions.mail_code(submission=claim, local_part=local_part, by=founder)
        other = actions.start_claim(startup=startup, language="nl", by=other_founder)
        for submission, person in ((claim, founder), (other, other_founder)):
            with pytest.raises(errors.TooManyCodes):
                actions.mail_code(submission=submission, local_part="INFO", by=person)
        for local_part in ("sales", "press"):
            actions.mail_code(submission=claim, local_part=local_part, by=founder)
        with pytest.raises(errors.TooManyCodes):
            actions.mail_code(submission=claim, local_part="ceo", by=founder)
        with time_machine.travel(later(24 * 3600 + 1)):
            actions.mail_code(submission=claim, local_part="ceo", by=founder)


def test_who_asks_for_the_word_of_the_partner(claim: Submission, founder: User) -> None:
    actions.say_who(submission=claim, statement="Anna, CEO", by=founder)
    assert Make.fresh(claim).statement == "Anna, CEO"


class TestMonthlyLook:
    @pytest.fixture
    def proof(self, startup: Startup, founder: User, flanders: User, internet: World) -> Proof:
        claim = Make.claim(startup, founder)
        internet.put(SITE + FILE, token(claim))
        actions.check_proof(submission=claim, method=BY_FILE, by=founder)
        Make.approve(claim, flanders)
        mail.outbox.clear()
        return claim.proofs.get()

    @staticmethod
    def look(days: int) -> int:
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            return actions.recheck_proofs(most=10, by="SYSTEM")

    def test_it_works(self, proof: Proof, internet: World) -> None:
        internet.asked.clear()
        assert self.look(29) == 0
        assert internet.asked == []
        assert self.look(31) == 0
        assert internet.asked == [SITE + FILE]
        proof.refresh_from_db()
        assert proof.lapsed_at is None
        assert mail.outbox == []

    def test_three_days_without_it(self, proof: Proof, startup: Startup, founder: User, internet: World) -> None:
        internet.pages.clear()
        assert [self.look(days) for days in (31, 31, 32, 32, 33)] == [0, 0, 0, 0, 1]
        proof.refresh_from_db()
        assert proof.lapsed_at is not None
        event = Event.objects.get(verb=Verb.PROOF_LAPSED)
        assert (event.actor, event.startup_id) == ("SYSTEM", startup.pk)
        [message] = mail.outbox
        assert message.to == [founder.email]
        assert SITE + FILE in message.body
        startup.refresh_from_db()
        assert startup.desk_note == NOTE % {"domain": "firm.example.com"}
        assert startup.state == "published"
        assert startup.team.active().exists()

    def test_a_day_in_between_counts_anew(self, proof: Proof, internet: World) -> None:
        pages = dict(internet.pages)
        internet.pages.clear()
        self.look(31), self.look(32)
        internet.pages.update(pages)
        self.look(33)
        internet.pages.clear()
        assert [self.look(days) for days in (64, 65, 66)] == [0, 0, 1]

    def test_put_back_it_stands_again(self, proof: Proof, startup: Startup, internet: World) -> None:
        pages = dict(internet.pages)
        internet.pages.clear()
        assert sum(self.look(days) for days in (31, 32, 33, 34)) == 1
        internet.pages.update(pages)
        self.look(70)
        proof.refresh_from_db()
        assert proof.lapsed_at is None
        startup.refresh_from_db()
        assert startup.desk_note == ""
        assert Event.objects.filter(verb=Verb.PROOF_GIVEN, actor="SYSTEM").count() == 1

    def test_only_what_stays_where_it_is_and_was_approved(
        self, startup: Startup, founder: User, flanders: User, internet: World
    ) -> None:
        waiting = Make.claim(Make.unclaimed(website=SITE), founder)
        Make.proof(waiting, checked_at=timezone.now())
        approved = Make.claim(startup, founder)
        Make.proof(approved, method="email", checked_at=timezone.now())
        Make.approve(approved, flanders)
        assert self.look(40) == 0
        assert internet.asked == []

    def test_few_at_a_time_the_longest_ago_first(self, founder: User, flanders: User, internet: World) -> None:
        for days in (1, 3, 2):
            claim = Make.claim(Make.unclaimed(website=SITE), founder)
            Make.proof(claim, token=f"{days}", checked_at=timezone.now() - timedelta(days=days))
            Make.approve(claim, flanders)
        with time_machine.travel(timezone.now() + timedelta(days=40)):
            actions.recheck_proofs(most=2, by="SYSTEM")
        assert set(Proof.objects.filter(attempts=1).values_list("token", flat=True)) == {"3", "2"}
