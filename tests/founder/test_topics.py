"""The fields of each topic: what is needed, refusals, and bad input, with what was typed kept."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import SubmissionState
from directory.models import Event, EventDetail, Municipality, PostalCode, Startup, Submission, Technology
from tests.factories import Make
from tests.founder.answers import MARKET, answers, errors, fill_in, page_of, page_of_desk, send_topic, to_send
from tests.founder.conftest import Post

NAUGHTY = [
    *(Path(__file__).parent.parent / "data" / "naughty.txt").read_text(encoding="utf-8").splitlines(),
    "a\x00b",
    "a\x07b",
    "\u202egnp.exe",
    "x" * 20_000,
    "9" * 400,
]
TEXT_FIELDS = {
    "company": ("name", "enterprise_number", "website", "founded"),
    "what": ("tagline_fr", "description_fr"),
    "where": ("postal_code", "offices-0-city"),
    "abroad": ("markets-0-since", "references-0-name", "references-0-url", "asks-0-text"),
    "trust": ("certifications-0-name", "certifications-0-valid_until"),
    "contact": ("public_contact", "contact_name", "contact_email", "contact_phone"),
}
CHOICES = [
    ("what", "original_language"),
    ("where", "municipality"),
    ("where", "offices-0-country"),
    ("classification", "sector"),
    ("classification", "sector_2"),
    ("classification", "technologies"),
    ("classification", "client_focus"),
    ("classification", "business_model"),
    ("size", "stage"),
    ("size", "stage_year"),
    ("size", "stage_disclosed"),
    ("size", "people"),
    ("size", "funding"),
    ("abroad", "markets-0-country"),
    ("abroad", "markets-0-activities"),
    ("abroad", "export"),
    ("abroad", "support_languages"),
    ("abroad", "asks-0-kind"),
    ("abroad", "asks-0-language"),
    ("trust", "hosting_country"),
    ("trust", "owner_country"),
]
NEEDED = [
    ("company", "name"),
    ("company", "enterprise_number"),
    ("what", "tagline_fr"),
    ("what", "description_fr"),
    ("where", "postal_code"),
    ("classification", "sector"),
]


def test_errors_stand_above_at_the_field_and_in_the_title(post: Post) -> None:
    page = post("company", enterprise_number="0477.472.702", name="").content.decode()
    assert "<title>Error: " in " ".join(page.split()).replace("<title> ", "<title>")
    assert 'href="#id_enterprise_number"' in page
    assert 'id="id_enterprise_number_error"' in page
    assert 'value="0477.472.702"' in page


@pytest.mark.parametrize(("topic", "field"), NEEDED)
def test_what_is_needed(post: Post, topic: str, field: str) -> None:
    assert list(errors(post(topic, **{field: ""}))) == [field]


class TestCompany:
    def test_a_firm_before_incorporation_has_no_number(self, post: Post, draft: Submission) -> None:
        answer = post("company", enterprise_number="", before_incorporation="on")
        assert answer.status_code == 302
        assert "before_incorporation" in errors(post("company", before_incorporation="on"))

    @pytest.mark.parametrize("year", ["1829", "2999", "²", "20.5", "-1"])
    def test_a_year_that_cannot_be(self, post: Post, year: str) -> None:
        assert list(errors(post("company", founded=year))) == ["founded"]

    def test_a_number_that_is_listed_leads_to_the_entry(self, post: Post, other_founder: User, wallonia: User) -> None:
        startup = Make.published(other_founder, wallonia)
        answer = post("company", enterprise_number=startup.enterprise_number)
        assert list(errors(answer)) == ["enterprise_number"]
        assert f'href="/en/startups/{startup.slug}/"' in answer.content.decode()

    def test_a_number_that_nobody_keeps_leads_to_the_claim(self, post: Post) -> None:
        startup = Make.unclaimed(enterprise_number=Make.profile()["enterprise_number"])
        answer = post("company", enterprise_number=startup.enterprise_number)
        assert list(errors(answer)) == ["enterprise_number"]
        page = answer.content.decode()
        assert f'href="/en/startups/{startup.slug}/claim/"' in page
        assert "Somebody of the firm keeps it." not in page

    def test_a_number_that_is_pending_names_nobody(self, post: Post, other_founder: User) -> None:
        pending = Make.waiting(other_founder, name="Secret Company")
        answer = post("company", enterprise_number=pending.enterprise_number)
        assert list(errors(answer)) == ["enterprise_number"]
        page = answer.content.decode()
        assert "pending" in page
        assert "Secret Company" not in page
        assert pending.reference not in page

    def test_is_it_one_of_these(self, post: Post, draft: Submission, founder_client: Client) -> None:
        alike = Make.unclaimed(name="Rivière et Fils")
        stub = Make.unclaimed(name="Rivière Fils", postal_code="", municipality="")
        page = founder_client.get(post("company").headers["Location"]).content.decode()
        assert f"/en/startups/{alike.slug}/" in page
        assert f"/en/startups/{alike.slug}/claim/" in page
        assert stub.name not in page

    def test_nothing_alike_is_not_asked_about(self, post: Post, draft: Submission, founder_client: Client) -> None:
        answer = founder_client.get(post("company").headers["Location"])
        assert answer.headers["Location"] == f"/en/my/submissions/{draft.reference}/edit/what/"


class TestWhat:
    def test_the_original_language_decides_which_text_is_needed(self, post: Post) -> None:
        assert set(errors(post("what", original_language="nl"))) == {"tagline_nl", "description_nl"}

    def test_another_language_comes_first_at_once(self, post: Post, founder_client: Client) -> None:
        address = post("what", original_language="nl", again="1").headers["Location"]
        texts = founder_client.get(address).context["form"].texts
        assert [field.html_name for field in texts[0].fields] == ["tagline_nl", "description_nl"]

    def test_too_many_words(self, post: Post) -> None:
        assert "description_fr" in errors(post("what", description_fr="mot " * 121))
        assert post("what", description_fr="mot " * 120).status_code == 302

    def test_a_line_that_is_too_long(self, post: Post) -> None:
        assert "tagline_fr" in errors(post("what", tagline_fr="x" * 141))
        assert post("what", tagline_fr="x" * 140).status_code == 302


class TestWhere:
    def test_a_postal_code_of_two_municipalities_asks(self, post: Post) -> None:
        code = _code_of_two()
        answer = post("where", postal_code=code)
        assert list(errors(answer)) == ["municipality"]
        chosen, other = (row.municipality.nis_code for row in PostalCode.objects.filter(code=code).order_by("pk"))
        assert chosen in answer.content.decode()
        assert other in answer.content.decode()
        assert post("where", postal_code=code, municipality=chosen).status_code == 302
        elsewhere = Municipality.objects.get(name_local="Namur").nis_code
        assert list(errors(post("where", postal_code=code, municipality=elsewhere))) == ["municipality"]

    def test_an_unknown_postal_code_asks_for_any_municipality(self, post: Post) -> None:
        assert not PostalCode.objects.filter(code="9999").exists()
        assert list(errors(post("where", postal_code="9999"))) == ["municipality"]
        any_of_them = Municipality.objects.order_by("pk")[0].nis_code
        assert post("where", postal_code="9999", municipality=any_of_them).status_code == 302

    @pytest.mark.parametrize("code", ["0860", "50000", "５０００", "B-5000"])
    def test_not_a_postal_code(self, post: Post, code: str) -> None:
        assert list(errors(post("where", postal_code=code))) == ["postal_code"]

    def test_an_office_in_belgium_lies_in_a_municipality(self, post: Post) -> None:
        office = {"offices-0-country": "BE", "offices-0-city": "Gent"}
        assert list(errors(post("where", **office))) == ["offices-0-postal_code"]
        assert post("where", **office, **{"offices-0-postal_code": "9000"}).status_code == 302

    def test_an_office_needs_a_country_and_a_city(self, post: Post) -> None:
        assert list(errors(post("where", **{"offices-0-city": "Lyon"}))) == ["offices-0-country"]
        assert list(errors(post("where", **{"offices-0-country": "FR"}))) == ["offices-0-city"]


class TestClassification:
    def test_a_sector_once(self, post: Post) -> None:
        sector = answers("classification")["sector"]
        assert list(errors(post("classification", sector_2=sector))) == ["sector_2"]

    def test_five_technologies_at_most(self, post: Post) -> None:
        some = [str(pk) for pk in Technology.objects.values_list("pk", flat=True)[:6]]
        assert list(errors(post("classification", technologies=some))) == ["technologies"]
        assert post("classification", technologies=some[:5]).status_code == 302


class TestSize:
    def test_a_stage_has_a_year_and_an_audience(self, post: Post) -> None:
        assert set(errors(post("size", stage_year="", stage_disclosed=None))) == {"stage_year", "stage_disclosed"}
        assert post("size", stage="", stage_year="", stage_disclosed=None).status_code == 302


class TestAbroad:
    def test_a_country_once(self, post: Post) -> None:
        twice = MARKET | {"markets-1-country": "DE", "markets-1-activities": ["staff"]}
        assert list(errors(post("abroad", **twice))) == ["markets-1-country"]

    def test_a_country_says_what_is_done_there(self, post: Post) -> None:
        assert list(errors(post("abroad", **MARKET | {"markets-0-activities": []}))) == ["markets-0-activities"]

    def test_belgium_is_not_abroad(self, post: Post) -> None:
        assert list(errors(post("abroad", **MARKET | {"markets-0-country": "BE"}))) == ["markets-0-country"]

    def test_one_more_row_is_asked_for_without_script(self, post: Post, founder_client: Client) -> None:
        address = post("abroad", **MARKET, add="markets").headers["Location"]
        assert address.endswith("#markets-1")
        page = founder_client.get(address).content.decode()
        assert 'name="markets-1-country"' in page
        assert 'name="markets-2-country"' not in page

    def test_a_row_is_removed_and_those_below_move_up(self, post: Post, draft: Submission) -> None:
        below = {"markets-1-country": "FR", "markets-1-activities": ["staff"]}
        post("abroad", **MARKET, **below, remove="markets-0")
        typed = Make.fresh(draft).draft_of("abroad")
        assert typed is not None
        assert typed["markets-0-country"] == "FR"
        assert "markets-1-country" not in typed

    @pytest.mark.parametrize("asked", ["x", "markets-²", "markets-9999", "../etc", "a" * 500])
    def test_strange_rows_are_no_obstacle(self, post: Post, founder_client: Client, asked: str) -> None:
        assert post("abroad", **MARKET, remove=asked).status_code == 302
        assert founder_client.get(post("abroad", **MARKET, add=asked).headers["Location"]).status_code == 200

    def test_very_many_rows_are_cut(self, post: Post, draft: Submission) -> None:
        many = {f"asks-{number}-text": "x" for number in range(200)}
        assert post("abroad", **many).status_code == 200
        typed = Make.fresh(draft).draft_of("abroad")
        assert typed is not None
        assert len(typed) == 5

    def test_an_empty_row_with_its_language_is_none(self, post: Post) -> None:
        assert post("abroad", **{"asks-0-language": "fr", "asks-0-text": ""}).status_code == 302
        assert set(errors(post("abroad", **{"asks-0-language": "fr", "asks-0-text": "x"}))) == {"asks-0-kind"}


class TestTrust:
    def test_a_certificate_that_has_run_out_is_said(self, post: Post) -> None:
        given = {"certifications-0-name": "ISO 9001", "certifications-0-valid_until": "2020-01-01"}
        assert list(errors(post("trust", **given))) == ["certifications-0-valid_until"]

    def test_one_that_ran_out_since_is_no_obstacle(self, founder: User, wallonia: User, founder_client: Client) -> None:
        known = [{"name": "ISO 9001", "valid_until": "2020-01-01"}]
        change = Make.change(Make.published(founder, wallonia, certifications=known), founder, people="2-9")
        given = {"certifications-0-name": "ISO 9001", "certifications-0-valid_until": "2020-01-01"}
        assert send_topic(founder_client, change, "trust", **given).status_code == 302


class TestContact:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("info@example.com", "info@example.com"), ("example.com/contact", "https://example.com/contact")],
    )
    def test_a_page_or_an_address(
        self, post: Post, draft: Submission, founder_client: Client, typed: str, kept: str
    ) -> None:
        assert post("contact", public_contact=typed).status_code == 302
        fill_in(founder_client, draft, contact={"public_contact": typed})
        founder_client.post(f"/en/my/submissions/{draft.reference}/send/", to_send(draft))
        assert Make.revision(draft).profile["public_contact"] == kept

    @pytest.mark.parametrize(
        "typed", ["x", "a@b", "javascript:alert(1)", "info@example.com\nBcc: x@example.com", "info?cc=evil@example.com"]
    )
    def test_neither(self, post: Post, typed: str) -> None:
        assert list(errors(post("contact", public_contact=typed))) == ["public_contact"]

    def test_a_telephone_number(self, post: Post) -> None:
        assert list(errors(post("contact", contact_phone="call me"))) == ["contact_phone"]
        assert post("contact", contact_phone="0470 12 34 56").status_code == 302

    def test_the_private_contact_is_no_part_of_the_profile(
        self, founder_client: Client, draft: Submission, wallonia: User, as_user: Any
    ) -> None:
        private = {"contact_name": "Reception", "contact_email": "desk@example.com", "contact_phone": "081 12 34 56"}
        fill_in(founder_client, draft, contact=private)
        founder_client.post(f"/en/my/submissions/{draft.reference}/send/", to_send(draft))
        sent = Make.fresh(draft)
        assert "desk@example.com" not in str(Make.revision(sent).profile)
        assert sent.contact == {"name": "Reception", "email": "desk@example.com", "phone": "+32 81 12 34 56"}
        assert "desk@example.com" in page_of_desk(as_user(wallonia), sent)
        Make.approve(sent, wallonia)
        startup = Startup.objects.get()
        assert startup.contact["email"] == "desk@example.com"
        assert "desk@example.com" not in Client().get(startup.get_absolute_url()).content.decode()


class TestPrivateContactOfAnEntry:
    KNOWN = {"name": "Jan", "email": "jan@example.com", "phone": ""}  # noqa: RUF012

    @pytest.fixture
    def change(self, founder: User, wallonia: User, founder_client: Client) -> Submission:
        startup = Make.published(founder, wallonia)
        Startup.objects.filter(pk=startup.pk).update(contact=self.KNOWN)
        return actions.start_change(startup=startup, language="fr", by=founder)

    @pytest.mark.parametrize("email", ["", "new@example.com"])
    def test_it_is_changed_or_taken_back_by_itself(
        self, change: Submission, founder_client: Client, wallonia: User, email: str
    ) -> None:
        assert 'value="jan@example.com"' in page_of(founder_client, change, "edit/contact")
        send_topic(founder_client, change, "contact", contact_email=email)
        founder_client.post(f"/en/my/submissions/{change.reference}/send/", to_send(change))
        sent = Make.fresh(change)
        assert sent.state == SubmissionState.WAITING
        Make.approve(sent, wallonia)
        assert Startup.objects.get().contact.get("email", "") == email

    def test_left_alone_it_is_no_change(self, change: Submission, founder_client: Client) -> None:
        send_topic(founder_client, change, "contact", contact_name="Jan", contact_email="jan@example.com")
        founder_client.post(f"/en/my/submissions/{change.reference}/send/", to_send(change))
        assert Make.fresh(change).state == SubmissionState.DRAFT


def test_a_public_contact_stands_in_no_event_for_ever(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, public_contact="jan@example.com")
    Make.approve(Make.change(startup, founder, public_contact="piet@example.com"), wallonia)
    lasting = str(list(Event.objects.values_list("before", "after", "reason")))
    assert "@example.com" not in lasting
    assert {"before": "jan@example.com", "after": "piet@example.com"} in [
        detail.personal.get("public_contact") for detail in EventDetail.objects.all()
    ]


@pytest.mark.parametrize("topic", TEXT_FIELDS)
def test_bad_text_is_answered_and_kept(post: Post, topic: str) -> None:
    """In every field of the page at once: whichever is refused, none loses what was typed."""
    fields = TEXT_FIELDS[topic]
    for typed in NAUGHTY:
        answer = post(topic, **dict.fromkeys(fields, typed))
        assert answer.status_code in (200, 302), typed
        if answer.status_code == 200:
            refused = errors(answer)
            # What is wrong in a row stands at the row.
            assert any(field in refused for field in fields) or any("-0-" in field for field in fields), typed
            for field in fields:
                assert answer.context["form"][field].value() == typed.replace("\x00", ""), (field, typed)


@pytest.mark.parametrize(("topic", "field"), CHOICES)
def test_bad_choices_are_answered(post: Post, topic: str, field: str) -> None:
    for typed in ("", "x", "9" * 30, "-1", "²", "a\x00b", "1 OR 1=1"):
        assert post(topic, **{field: typed}).status_code in (200, 302), typed


def test_bytes_that_are_no_text(founder_client: Client, draft: Submission) -> None:
    """A lone surrogate and a cut sequence, as only a program sends them."""
    answer = founder_client.post(
        f"/en/my/submissions/{draft.reference}/edit/company/",
        b"mark=0-0&name=%ED%A0%80%C3&enterprise_number=%FF",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["a\x07b", "\u202egnp.exe", "a\u2028b"])
def test_what_cannot_be_shown_is_refused_in_words(post: Post, typed: str) -> None:
    [message] = errors(post("company", name=typed))["name"]
    assert "cannot be shown" in message


def _code_of_two() -> str:
    codes = PostalCode.objects.values_list("code", flat=True).distinct()
    return next(code for code in codes if PostalCode.objects.filter(code=code).count() == 2)
