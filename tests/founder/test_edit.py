"""The form: drafts, refusals, stale windows, and bad input, with what was typed kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Reason, SubmissionState
from directory.models import Municipality, PostalCode, Startup, Submission
from tests.factories import Make
from tests.founder.answers import answers

NAUGHTY = [
    *(Path(__file__).parent.parent / "data" / "naughty.txt").read_text(encoding="utf-8").splitlines(),
    "a\x00b",
    "a\x07b",
    "\u202egnp.exe",
    "x" * 20_000,
    "9" * 400,
]
TEXT_FIELDS = ["name", "enterprise_number", "website", "postal_code", "founded", "tagline_fr", "description_fr"]
CHOICES = [
    "original_language",
    "sector",
    "sector_2",
    "people",
    "stage",
    "stage_year",
    "stage_disclosed",
    "municipality",
]

Page = Callable[..., Any]


@pytest.fixture
def draft(founder: User) -> Submission:
    return Make.draft(founder)


@pytest.fixture
def post(draft: Submission, founder: User, as_user: Callable[[User], Client]) -> Page:
    """Sends the form of the draft, in English; returns the answer."""
    client = as_user(founder)

    def send(step: str = "edit", **changed: Any) -> Any:
        changed = {"draft_version": str(Make.fresh(draft).draft_version)} | changed
        return client.post(f"/en/my/submissions/{draft.reference}/{step}/", answers(**changed))

    return send


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200, answer.headers
    return dict(answer.context["form"].errors)


def test_it_works(post: Page, draft: Submission) -> None:
    assert post().headers["Location"] == f"/en/my/submissions/{draft.reference}/check/"
    assert Make.fresh(draft).state == SubmissionState.DRAFT
    assert Make.fresh(draft).draft["name"] == "Rivière & Fils"


def test_errors_stand_above_at_the_field_and_in_the_title(post: Page) -> None:
    page = post(enterprise_number="0477.472.702", name="").content.decode()
    assert "<title>Error: " in " ".join(page.split()).replace("<title> ", "<title>")
    assert 'href="#id_enterprise_number"' in page
    assert 'id="id_enterprise_number_error"' in page
    assert 'value="0477.472.702"' in page


@pytest.mark.parametrize(
    "field", ["name", "enterprise_number", "postal_code", "tagline_fr", "description_fr", "sector"]
)
def test_what_is_needed(post: Page, field: str) -> None:
    assert list(errors(post(**{field: ""}))) == [field]


def test_the_licence_is_needed(post: Page) -> None:
    assert list(errors(post(accepts_licence=None))) == ["accepts_licence"]


def test_the_original_language_decides_which_text_is_needed(post: Page) -> None:
    assert set(errors(post(original_language="nl"))) == {"tagline_nl", "description_nl"}


def test_too_many_words(post: Page) -> None:
    assert "description_fr" in errors(post(description_fr="mot " * 121))
    assert post(description_fr="mot " * 120).status_code == 302


def test_a_sector_once(post: Page) -> None:
    sector = answers()["sector"]
    assert list(errors(post(sector_2=sector))) == ["sector_2"]


def test_a_stage_has_a_year_and_an_audience(post: Page) -> None:
    assert set(errors(post(stage_year="", stage_disclosed=None))) == {"stage_year", "stage_disclosed"}
    assert post(stage="", stage_year="", stage_disclosed=None).status_code == 302


@pytest.mark.parametrize("year", ["1829", "2999", "²", "20.5", "-1"])
def test_a_year_that_cannot_be(post: Page, year: str) -> None:
    assert list(errors(post(founded=year))) == ["founded"]


def test_a_postal_code_of_two_municipalities_asks(post: Page, draft: Submission) -> None:
    code = next(
        code
        for code in PostalCode.objects.values_list("code", flat=True).distinct()
        if PostalCode.objects.filter(code=code).count() == 2
    )
    answer = post(postal_code=code)
    assert list(errors(answer)) == ["municipality"]
    chosen, other = (row.municipality.nis_code for row in PostalCode.objects.filter(code=code).order_by("pk"))
    assert chosen in answer.content.decode()
    assert other in answer.content.decode()
    assert post(postal_code=code, municipality=chosen).status_code == 302
    elsewhere = Municipality.objects.get(name_local="Namur").nis_code
    assert list(errors(post(postal_code=code, municipality=elsewhere))) == ["municipality"]


def test_an_unknown_postal_code_asks_for_any_municipality(post: Page) -> None:
    assert not PostalCode.objects.filter(code="9999").exists()
    assert list(errors(post(postal_code="9999"))) == ["municipality"]
    assert post(postal_code="9999", municipality=Municipality.objects.order_by("pk")[0].nis_code).status_code == 302


@pytest.mark.parametrize("code", ["0860", "50000", "５０００", "B-5000"])
def test_not_a_postal_code(post: Page, code: str) -> None:
    assert list(errors(post(postal_code=code))) == ["postal_code"]


def test_a_number_that_is_listed_leads_to_the_entry(post: Page, other_founder: User, wallonia: User) -> None:
    startup = Make.published(other_founder, wallonia)
    answer = post(enterprise_number=startup.enterprise_number)
    assert list(errors(answer)) == ["enterprise_number"]
    assert f'href="/en/startups/{startup.slug}/"' in answer.content.decode()


def test_a_number_that_is_pending_names_nobody(post: Page, other_founder: User) -> None:
    pending = Make.waiting(other_founder, name="Secret Company")
    answer = post(enterprise_number=pending.enterprise_number)
    assert list(errors(answer)) == ["enterprise_number"]
    page = answer.content.decode()
    assert "pending" in page
    assert "Secret Company" not in page
    assert pending.reference not in page


@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_bad_text_is_answered_and_kept(post: Page, field: str) -> None:
    for typed in NAUGHTY:
        answer = post(**{field: typed})
        assert answer.status_code in (200, 302), typed
        if answer.status_code == 200:
            assert list(errors(answer)) == [field], typed
            assert answer.context["form"][field].value() == typed


@pytest.mark.parametrize("field", CHOICES)
def test_bad_choices_are_answered(post: Page, field: str) -> None:
    for typed in ("", "x", "9" * 30, "-1", "²", "a\x00b", "1 OR 1=1"):
        assert post(**{field: typed}).status_code in (200, 302), typed


def test_bytes_that_are_no_text(founder: User, draft: Submission, as_user: Callable[[User], Client]) -> None:
    """A lone surrogate and a cut sequence, as only a program sends them."""
    answer = as_user(founder).post(
        f"/en/my/submissions/{draft.reference}/edit/",
        b"draft_version=0&name=%ED%A0%80%C3&enterprise_number=%FF",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["a\x07b", "\u202egnp.exe", "a\u2028b"])
def test_what_cannot_be_shown_is_refused_in_words(post: Page, typed: str) -> None:
    [message] = errors(post(name=typed))["name"]
    assert "cannot be shown" in message


def test_saved_for_later_right_or_wrong(post: Page, draft: Submission, founder: User, as_user: Any) -> None:
    answer = post("save", enterprise_number="nonsense", name="Half\x00", accepts_licence=None)
    assert answer.headers["Location"] == "/en/my/"
    page = as_user(founder).get(f"/en/my/submissions/{draft.reference}/edit/").content.decode()
    assert 'value="nonsense"' in page
    assert 'value="Half"' in page
    assert "Error:" not in page


def test_a_stale_window_is_told_and_keeps_what_was_typed(post: Page, draft: Submission) -> None:
    assert post("save", name="First window").status_code == 302
    for step in ("edit", "save"):
        answer = post(step, name="Second window", draft_version="0")
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "changed in another window" in page
        assert 'value="Second window"' in page
        assert Make.fresh(draft).draft["name"] == "First window"
    assert 'name="draft_version" value="1"' in " ".join(page.split())


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 30])
def test_a_version_that_never_was(post: Page, version: str) -> None:
    assert post(draft_version=version).status_code == 409


def test_decided_while_somebody_writes(founder: User, wallonia: User, as_user: Callable[[User], Client]) -> None:
    waiting = Make.waiting(founder)
    Make.approve(waiting, wallonia)
    client = as_user(founder)
    typed = answers(name="Too late", draft_version=str(waiting.draft_version))
    answer = client.post(f"/en/my/submissions/{waiting.reference}/edit/", typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="Too late"' in page
    assert "Check and send" not in page.split("<main")[1].split("formgo")[-1].split("steps")[0]
    assert client.get(f"/en/my/submissions/{waiting.reference}/edit/").status_code == 302


def test_a_second_click_on_send(post: Page, draft: Submission) -> None:
    post()
    version = str(Make.fresh(draft).draft_version)
    first = post("send", draft_version=version)
    second = post("send", draft_version=version)
    assert first.headers["Location"] == second.headers["Location"] == f"/en/my/submissions/{draft.reference}/"
    assert Make.fresh(draft).revisions.count() == 1


def test_sending_what_another_window_changed(post: Page, draft: Submission) -> None:
    post()
    version = str(Make.fresh(draft).draft_version)
    post(name="Changed since")
    answer = post("send", draft_version=version)
    assert answer.headers["Location"] == f"/en/my/submissions/{draft.reference}/check/"
    assert Make.fresh(draft).state == SubmissionState.DRAFT


def test_the_check_page_needs_valid_answers(post: Page, draft: Submission, founder: User, as_user: Any) -> None:
    client = as_user(founder)
    edit = f"/en/my/submissions/{draft.reference}/edit/"
    assert client.get(f"/en/my/submissions/{draft.reference}/check/").headers["Location"] == edit
    post("save", name="")
    assert client.get(f"/en/my/submissions/{draft.reference}/check/").headers["Location"] == edit
    assert post("send", draft_version="1").headers["Location"] == edit


def test_look_alikes_are_shown_before_sending(post: Page, draft: Submission, founder: User, as_user: Any) -> None:
    alike = Make.unclaimed(name="Rivière et Fils")
    stub = Make.unclaimed(name="Rivière Fils", postal_code="", municipality="")
    post()
    page = as_user(founder).get(f"/en/my/submissions/{draft.reference}/check/").content.decode()
    assert f"/en/startups/{alike.slug}/" in page
    assert stub.name not in page


def test_a_stage_kept_for_the_moderators(post: Page, draft: Submission) -> None:
    post(stage_disclosed="no")
    post("send", draft_version="1")
    assert Make.revision(Make.fresh(draft)).profile["stage"]["disclosed"] is False


def test_the_words_of_the_moderator_stand_above_the_form(
    founder: User, wallonia: User, as_user: Callable[[User], Client]
) -> None:
    waiting = Make.waiting(founder, name="Eau Vive")
    actions.request_changes(
        submission=waiting, revision=Make.revision(waiting), reason=Reason.UNCLEAR, words="Qui achète ?", by=wallonia
    )
    page = as_user(founder).get(f"/fr/my/submissions/{waiting.reference}/edit/").content.decode()
    assert "Qui achète ?" in page
    assert 'value="Eau Vive"' in page


def test_a_change_is_public_only_once_approved(
    founder: User, wallonia: User, as_user: Callable[[User], Client]
) -> None:
    startup = Make.published(founder, wallonia, name="Before")
    client = as_user(founder)
    edit = client.post(f"/en/my/startups/{startup.slug}/change/").headers["Location"]
    assert 'value="Before"' in client.get(edit).content.decode()
    typed = answers(name="After", enterprise_number=startup.enterprise_number)
    check = client.post(edit, typed).headers["Location"]
    assert "Changed" in client.get(check).content.decode()
    client.post(check.replace("check", "send"), {"draft_version": "1"})
    assert Startup.objects.get(pk=startup.pk).name == "Before"
    change = Submission.objects.get(kind="change")
    assert change.state == SubmissionState.WAITING
    Make.approve(change, wallonia)
    assert Startup.objects.get(pk=startup.pk).name == "After"
