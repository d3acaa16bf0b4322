"""What is looked up before a moderator looks."""

from typing import Any

import pytest

from accounts.models import User
from directory.choices import SubmissionKind
from directory.models import Municipality, Submission, TeamMember
from directory.rules.checks import Check, Outcome, Proposal, all_checks, check_languages, quick_checks
from tests.factories import Make

NUMBER, DUPLICATES, PLACE, LANGUAGES, WEBSITE, MAILBOX, LOGO = range(7)
INTEREST = -1


def proposal(submission: Submission, **changed: Any) -> Proposal:
    return Proposal(submission, Make.revision(submission).profile | changed)


def outcomes(checks: list[Check]) -> list[Outcome]:
    return [check.outcome for check in checks]


def test_it_works(founder: User, wallonia: User) -> None:
    checks = all_checks(proposal(Make.waiting(founder)), wallonia)
    assert len(checks) == 12
    assert [check.label for check in checks if not check.is_fine] == ["Website", "Domain and e-mail"]


def test_the_queue_and_the_page_agree(founder: User, other_founder: User, wallonia: User) -> None:
    Make.published(other_founder, wallonia, name="Rivage", website="https://rivage.example.com")
    proposals = [
        proposal(Make.waiting(founder)),
        proposal(Make.waiting(founder, name="Rivages")),
        proposal(Make.waiting(founder, website="https://www.rivage.example.com/fr")),
        proposal(Make.waiting(founder, tagline_nl="Meet rivieren")),
        proposal(Make.waiting(founder), postal_code="1000"),
    ]
    quick = quick_checks(proposals)
    for one in proposals:
        page = all_checks(one, wallonia)[: LANGUAGES + 1]
        assert [(check.outcome, check.text) for check in page] == [
            (check.outcome, check.text) for check in quick[one.submission.pk]
        ]
    assert quick_checks([]) == {}


@pytest.mark.parametrize(
    ("number", "outcome"), [("", Outcome.LOOK), ("0400000000", Outcome.WRONG), ("²", Outcome.WRONG)]
)
def test_a_number_that_is_none(number: str, outcome: Outcome, founder: User, wallonia: User) -> None:
    checks = all_checks(proposal(Make.waiting(founder), enterprise_number=number), wallonia)
    assert checks[NUMBER].outcome == outcome


def test_a_listed_number_names_the_entry(founder: User, wallonia: User) -> None:
    listed = Make.published(founder, wallonia, name="Rivage")
    checks = all_checks(proposal(Make.waiting(founder), enterprise_number=listed.enterprise_number), wallonia)
    assert outcomes(checks[:2]) == [Outcome.WRONG, Outcome.WRONG]
    assert "Rivage" in checks[NUMBER].text
    assert [one.startup for one in checks[DUPLICATES].duplicates] == [listed]


def test_the_own_entry_is_no_duplicate(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    checks = all_checks(proposal(Make.change(startup, founder, founded=2018)), wallonia)
    assert outcomes(checks[:WEBSITE]) == [Outcome.FINE] * 4


@pytest.mark.parametrize("changed", [{"municipality": "99999"}, {"municipality": ""}, {"postal_code": "1000"}])
def test_an_address_that_does_not_exist(changed: dict[str, str], founder: User, wallonia: User) -> None:
    checks = all_checks(proposal(Make.waiting(founder), **changed), wallonia)
    assert checks[PLACE].outcome == Outcome.WRONG


def test_a_move_within_the_territory_is_worth_a_look(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    liege = Municipality.objects.get(name_local="Liège").nis_code
    change = Make.change(startup, founder, postal_code="4000", municipality=liege)
    check = all_checks(proposal(change), wallonia)[PLACE]
    assert check.outcome == Outcome.LOOK
    assert "The territory stays" in check.text


def test_a_move_out_says_who_has_to_accept(founder: User, wallonia: User, ostbelgien: User) -> None:
    startup = Make.published(founder, wallonia)
    eupen = Municipality.objects.get(name_local="Eupen").nis_code
    change = Make.change(startup, founder, postal_code="4700", municipality=eupen)
    assert "which has to accept" in all_checks(proposal(change), wallonia)[PLACE].text
    Make.approve(change, wallonia)
    move = Submission.objects.get(kind=SubmissionKind.TRANSFER)
    assert "New territory" in all_checks(proposal(move), ostbelgien)[PLACE].text


def test_languages_with_one_of_two_texts() -> None:
    texts = {f"{name}_{code}": "" for name in ("tagline", "description") for code in ("en", "fr", "nl", "de")}
    complete = texts | {"original_language": "fr", "tagline_fr": "a", "description_fr": "b"}
    assert check_languages(complete).outcome == Outcome.FINE
    assert check_languages(complete | {"tagline_de": "a"}).outcome == Outcome.LOOK
    assert check_languages(complete | {"description_fr": ""}).outcome == Outcome.WRONG
    assert check_languages(complete | {"original_language": ""}).outcome == Outcome.WRONG
    assert check_languages(dict.fromkeys(texts, "x") | {"original_language": "de"}).outcome == Outcome.FINE


def test_own_interest_ends_with_the_team(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, founded=2018)
    member = TeamMember.objects.create(startup=startup, user=wallonia, role="editor")
    assert all_checks(proposal(change), wallonia)[INTEREST].outcome == Outcome.WRONG
    member.left_at = member.joined_at
    member.save()
    assert all_checks(proposal(change), wallonia)[INTEREST].outcome == Outcome.FINE


@pytest.mark.parametrize(
    ("email", "website", "outcome", "words"),
    [
        ("a@rivage.be", "https://www.rivage.be/fr", Outcome.FINE, "is at rivage.be, too"),
        ("a@mail.rivage.be", "https://rivage.be", Outcome.FINE, "is at rivage.be, too"),
        ("a@rivage.co.uk", "https://other.co.uk", Outcome.LOOK, "at rivage.co.uk, the website at other.co.uk"),
        ("a@gmail.com", "https://rivage.be", Outcome.LOOK, "where anybody may have one"),
        ("a@rivage.be", "", Outcome.LOOK, "no website"),
    ],
)
def test_the_mailbox_of_the_sender(  # noqa: PLR0917  # a row of the table
    email: str, website: str, outcome: Outcome, words: str, founder: User, wallonia: User
) -> None:
    founder.email = email
    founder.save()
    check = all_checks(proposal(Make.waiting(founder), website=website), wallonia)[MAILBOX]
    assert check.outcome == outcome
    assert words in check.text


def test_the_logo(founder: User, wallonia: User) -> None:
    startup = Make.published_with_logo(founder, wallonia)
    same = Make.change(startup, founder, founded=2018)
    assert all_checks(proposal(same), wallonia)[LOGO].outcome == Outcome.FINE
    for logo, words in (("", "taken away"), ("00000000-0000-4000-8000-000000000000", "not there any more")):
        assert words in all_checks(proposal(same, logo=logo), wallonia)[LOGO].text
    other = Make.logo(same, founder, size=(300, 200))
    assert "Another one than before" in all_checks(proposal(same, logo=str(other.pk)), wallonia)[LOGO].text
    small = Make.logo(same, founder, size=(80, 80))
    assert "A small one: 80 × 80" in all_checks(proposal(same, logo=str(small.pk)), wallonia)[LOGO].text


def test_a_change_of_state_brings_no_texts(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    assert len(all_checks(proposal(Make.state(startup, founder)), wallonia)) == 5
