"""The review page: proposed beside public, checks, history, and the panel that decides."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from directory import actions
from directory.choices import SubmissionKind, Verdict
from directory.models import Municipality, RevenueStage, Startup, Submission
from tests.factories import Make

SignIn = Callable[[User], Client]
Send = Callable[..., Any]


def review(client: Client, submission: Submission) -> Any:
    return client.get(reverse("admin:review", args=[submission.reference]))


def html_of(client: Client, submission: Submission) -> str:
    response = review(client, submission)
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_works(wallonia: User, founder: User, as_user: SignIn) -> None:
    submission = Make.waiting(founder, name="Rivage")
    html = html_of(as_user(wallonia), submission)
    number = Make.revision(submission).profile["enterprise_number"]
    assert "Rivage" in html
    assert founder.email in html
    assert submission.reference in html
    assert "1 of 1" in html
    assert f"ondernemingsnummer={number}" in html
    assert "<ins>Mesure le niveau des rivières</ins>" in html
    assert "In French, the language of the company." in html
    assert "The company sent it in." in html


def test_another_territory_is_unknown(flanders: User, founder: User, as_user: SignIn) -> None:
    assert review(as_user(flanders), Make.waiting(founder)).status_code == 404


def test_a_draft_is_unknown(wallonia: User, founder: User, as_user: SignIn) -> None:
    assert review(as_user(wallonia), Make.draft(founder)).status_code == 404


def test_a_founder_is_not_of_the_desk(founder: User, as_user: SignIn) -> None:
    assert review(as_user(founder), Make.waiting(founder)).status_code == 404


def test_anonymous_is_led_to_the_login(client: Client, founder: User) -> None:
    response = review(client, Make.waiting(founder))
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("reference", ["x", "BT-2026-ZZZZZZ", "a" * 5000, "-", "%C2%B2", "%ED%A0%80", "a'b"])
def test_garbage_references_are_unknown(reference: str, wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get(f"/admin/submissions/{reference}/").status_code == 404


def test_nul_in_the_address_is_refused(wallonia: User, as_user: SignIn) -> None:
    assert as_user(wallonia).get("/admin/submissions/BT%00/").status_code == 400


def test_a_change_shows_changed_words_only(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    html = html_of(as_user(wallonia), Make.change(startup, founder, tagline_fr="Mesure le débit des rivières"))
    assert "1 field changed" in html
    assert "Mesure le <del>niveau</del> des rivières" in html
    assert "Mesure le <ins>débit</ins> des rivières" in html
    assert "more fields, unchanged" in html
    assert "Changed on both sides" not in html


def test_a_conflict_shows_where_the_proposal_began(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    submission = Make.change(startup, founder, founded=2018)
    Startup.objects.filter(pk=startup.pk).update(founded=2020)
    html = html_of(as_user(wallonia), submission)
    assert "Changed on both sides" in html
    for year in ("2018", "2019", "2020"):
        assert year in html


def test_the_own_company_is_explained_and_not_decided(wallonia: User, as_user: SignIn) -> None:
    html = html_of(as_user(wallonia), Make.waiting(wallonia))
    assert "Your own company: a colleague decides." in html
    assert 'name="verdict"' not in html


def test_the_flag_for_the_desk_is_shown(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published(founder, wallonia)
    Startup.objects.filter(pk=startup.pk).update(desk_note="NIS code disagrees with the city")
    submission = Make.change(startup, founder, founded=2018)
    assert "NIS code disagrees with the city" in html_of(as_user(wallonia), submission)


def test_duplicates_are_named_with_their_likeness(wallonia: User, founder: User, as_user: SignIn) -> None:
    twin = Make.unclaimed(name="Rivagetech")
    html = html_of(as_user(wallonia), Make.waiting(founder, name="Rivage Tech"))
    assert "Rivagetech" in html
    assert "alike (" in html
    assert twin.slug in html


def test_a_new_address_says_which_territory_it_moves_to(
    wallonia: User, ostbelgien: User, founder: User, as_user: SignIn
) -> None:
    startup = Make.published(founder, wallonia)
    eupen = Municipality.objects.get(name_local="Eupen").nis_code
    submission = Make.change(startup, founder, postal_code="4700", municipality=eupen)
    assert "which has to accept the new address" in html_of(as_user(wallonia), submission)
    assert review(as_user(ostbelgien), submission).status_code == 404


def test_a_move_offers_no_third_way(
    wallonia: User, ostbelgien: User, founder: User, as_user: SignIn, send: Send
) -> None:
    startup = Make.published(founder, wallonia)
    eupen = Municipality.objects.get(name_local="Eupen").nis_code
    send(wallonia, Make.change(startup, founder, postal_code="4700", municipality=eupen))
    move = Submission.objects.get(kind=SubmissionKind.TRANSFER)
    assert 'value="request-changes"' not in html_of(as_user(ostbelgien), move)
    assert send(ostbelgien, move, Verdict.REQUEST_CHANGES).status_code == 422
    assert send(ostbelgien, move, Verdict.APPROVE).status_code == 302
    assert Startup.objects.get(pk=startup.pk).territory == move.territory


def test_a_move_does_not_tell_what_is_not_disclosed(
    wallonia: User, ostbelgien: User, founder: User, as_user: SignIn, send: Send
) -> None:
    stage = RevenueStage.objects.get(slug="2m-3m")
    startup = Make.published(founder, wallonia, stage={"year": 2025, "stage": stage.pk, "disclosed": False})
    eupen = Municipality.objects.get(name_local="Eupen").nis_code
    send(wallonia, Make.change(startup, founder, postal_code="4700", municipality=eupen))
    move = Submission.objects.get(kind=SubmissionKind.TRANSFER)
    assert stage.name_en not in html_of(as_user(ostbelgien), move)
    assert "Revenue stage" not in html_of(as_user(ostbelgien), move)


def test_a_move_does_not_tell_the_history_of_the_entry(
    wallonia: User, ostbelgien: User, founder: User, as_user: SignIn, send: Send
) -> None:
    startup = Make.published(founder, wallonia)
    registration = startup.submissions.get()
    eupen = Municipality.objects.get(name_local="Eupen").nis_code
    change = Make.change(startup, founder, postal_code="4700", municipality=eupen)
    send(wallonia, change)
    move = Submission.objects.get(kind=SubmissionKind.TRANSFER)
    html = html_of(as_user(ostbelgien), move)
    assert "asked the other territory to accept the new address." in html
    assert registration.reference not in html
    assert change.reference not in html
    assert "published the entry." not in html
    history = html_of(as_user(wallonia), change)
    assert registration.reference in history
    assert "published the entry." in history


def test_an_undisclosed_stage_is_seen_and_marked(wallonia: User, founder: User, as_user: SignIn) -> None:
    stage = RevenueStage.objects.get(slug="2m-3m")
    submission = Make.waiting(founder, stage={"year": 2025, "stage": stage.pk, "disclosed": False})
    html = html_of(as_user(wallonia), submission)
    assert stage.name_en in html
    assert "not shown to the public" in html


def test_after_a_correction_both_revisions_are_told_apart(
    wallonia: User, founder: User, as_user: SignIn, send: Send
) -> None:
    submission = Make.waiting(founder)
    send(wallonia, submission, Verdict.REQUEST_CHANGES, words="La première phrase, s’il vous plaît.")
    profile = Make.revision(submission).profile | {"tagline_fr": "Compte les bateaux"}
    actions.submit(submission=submission, profile=profile, accepts_licence=True, by=founder)
    html = html_of(as_user(wallonia), submission)
    assert "Revision 2 of 2" in html
    assert "La première phrase, s’il vous plaît." in html
    assert "Something is missing" in html
    assert "What the company corrected last" in html
    assert "The company corrected it and sent it again." in html


def test_neighbours_lead_through_the_queue(wallonia: User, founder: User, as_user: SignIn) -> None:
    first, second, third = (Make.waiting(founder) for _ in range(3))
    html = html_of(as_user(wallonia), second)
    assert "2 of 3" in html
    for neighbour in (first, third):
        assert reverse("admin:review", args=[neighbour.reference]) in html


def test_the_page_asks_the_database_little(
    wallonia: User, ostbelgien: User, founder: User, as_user: SignIn, django_assert_max_num_queries: Any
) -> None:
    """Of each kind; what is shown in several places is looked up once."""
    startup = Make.published(founder, wallonia)
    eupen = Make.place("4700", "Eupen")
    change = Make.change(startup, founder, people="50-99", tagline_fr="Mesure le débit", **eupen)
    Make.unclaimed(name="Rivagetech", **Make.place("5000", "Namur"))
    new = Make.waiting(founder, name="Rivage Tech")
    here, there = as_user(wallonia), as_user(ostbelgien)
    for submission in (change, new):
        with django_assert_max_num_queries(49):
            html_of(here, submission)
    Make.approve(change, wallonia)
    move = Submission.objects.get(kind=SubmissionKind.TRANSFER)
    with django_assert_max_num_queries(49):
        html_of(there, move)


def test_words_are_escaped(wallonia: User, founder: User, as_user: SignIn) -> None:
    html = html_of(as_user(wallonia), Make.waiting(founder, name="<script>x</script>", tagline_fr="<img src=x>"))
    assert "<script>x" not in html
    assert "<img" not in html


def test_the_logo_as_it_is_and_as_it_would_be(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published_with_logo(founder, wallonia, name="Rivage")
    change = actions.start_change(startup=startup, language="fr", by=founder)
    other = Make.logo(change, founder, size=(120, 120))
    html = html_of(as_user(wallonia), Make.change(startup, founder, logo=str(other.pk)))
    for logo, words in ((startup.logo, "An image of 300 × 200 pixels"), (other, "An image of 120 × 120 pixels")):
        assert logo is not None
        assert html.count(f'src="/logos/{logo.pk}-192.png"') == 1
        assert html.count(words) == 1
    assert html.count('alt="Logo of Rivage"') == 2


def test_a_logo_that_is_new_and_one_that_goes(wallonia: User, founder: User, as_user: SignIn) -> None:
    startup = Make.published_with_logo(founder, wallonia)
    html = html_of(as_user(wallonia), Make.change(startup, founder, logo=""))
    assert html.count("/logos/") == 3  # its two sizes, and the link to the large one
    plain = html_of(as_user(wallonia), Make.waiting(founder))
    assert "/logos/" not in plain
