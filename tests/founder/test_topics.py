"""The pages of the topics: drafts, refusals, stale windows, and bad input, with what was typed kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Reason, SubmissionState
from directory.models import Event, EventDetail, Logo, Municipality, PostalCode, Startup, Submission, Technology
from directory.rules.topics import Topic
from tests.factories import Make
from tests.founder.answers import answers, fill_in, send_topic

NAUGHTY = [
    *(Path(__file__).parent.parent / "data" / "naughty.txt").read_text(encoding="utf-8").splitlines(),
    "a\x00b",
    "a\x07b",
    "\u202egnp.exe",
    "x" * 20_000,
    "9" * 400,
]
TEXT_FIELDS = [
    ("company", "name"),
    ("company", "enterprise_number"),
    ("company", "website"),
    ("company", "founded"),
    ("what", "tagline_fr"),
    ("what", "description_fr"),
    ("where", "postal_code"),
    ("where", "offices-0-city"),
    ("abroad", "markets-0-since"),
    ("abroad", "references-0-name"),
    ("abroad", "references-0-url"),
    ("abroad", "asks-0-text"),
    ("trust", "certifications-0-name"),
    ("trust", "certifications-0-valid_until"),
    ("contact", "public_contact"),
    ("contact", "contact_name"),
    ("contact", "contact_email"),
    ("contact", "contact_phone"),
]
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

Post = Callable[..., Any]


@pytest.fixture
def draft(founder: User) -> Submission:
    return Make.draft(founder)


@pytest.fixture
def client(founder: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(founder)


@pytest.fixture
def post(draft: Submission, client: Client) -> Post:
    """Sends the page of a topic of the draft, in English; returns the answer."""
    return lambda topic, **changed: send_topic(client, draft, topic, **changed)


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200, answer.headers
    return dict(answer.context["form"].errors)


def page_of(client: Client, submission: Submission, step: str = "edit", language: str = "en") -> str:
    answer = client.get(f"/{language}/my/submissions/{submission.reference}/{step}/")
    assert answer.status_code == 200, answer.headers
    return answer.content.decode()


class TestGoingOn:
    def test_each_topic_leads_to_the_next_and_the_last_to_the_check(self, post: Post, draft: Submission) -> None:
        base = f"/en/my/submissions/{draft.reference}"
        assert post("company").headers["Location"] == f"{base}/similar/"
        for topic in list(Topic)[1:-1]:
            following = topic.following
            assert post(topic).headers["Location"] == f"{base}/edit/{following}/"
        assert post("contact").headers["Location"] == f"{base}/check/"

    def test_the_last_topic_leads_back_to_the_list_while_something_is_missing(
        self, post: Post, draft: Submission
    ) -> None:
        assert post("contact").headers["Location"] == f"/en/my/submissions/{draft.reference}/edit/"

    def test_a_minimal_submission_answers_few_questions(self, client: Client, draft: Submission) -> None:
        """Five minutes: this many fields must be filled in, of which the language is filled in beforehand."""
        needed = []
        for topic in Topic:
            form = client.get(f"/en/my/submissions/{draft.reference}/edit/{topic}/").context["form"]
            needed += [name for name, field in form.fields.items() if field.required]
        assert sorted(needed) == sorted(
            ["name", "original_language", "tagline_en", "description_en", "postal_code", "sector"]
        )  # and the number, or that there is none yet

    def test_the_list_says_how_far_each_topic_is(self, client: Client, draft: Submission, post: Post) -> None:
        post("company", name="")
        post("what")
        tasks = client.get(f"/en/my/submissions/{draft.reference}/edit/").context["tasks"]
        said = {task.topic: task.progress for task in tasks}
        asked = [said[name] for name in ("company", "what", "where", "abroad")]
        assert asked == ["needed", "done", "needed", "optional"]
        post("company", name="x", enterprise_number="nonsense")
        tasks = client.get(f"/en/my/submissions/{draft.reference}/edit/").context["tasks"]
        assert tasks[0].progress == "faulty"

    def test_once_all_that_is_needed_is_there_one_may_go_and_check(
        self, client: Client, draft: Submission, post: Post
    ) -> None:
        assert 'name="check"' not in page_of(client, draft, "edit/size")
        fill_in(client, draft)
        assert 'name="check"' in page_of(client, draft, "edit/size")
        assert post("size", check="1").headers["Location"].endswith("/check/")

    def test_a_topic_with_a_remark_asks_for_another_look_until_it_is_saved(
        self, client: Client, founder: User, wallonia: User
    ) -> None:
        waiting = Make.waiting(founder)
        revision, remarks = Make.revision(waiting), {"people": "Vraiment ?"}
        actions.request_changes(
            submission=waiting, revision=revision, reason=Reason.UNCLEAR, words="", remarks=remarks, by=wallonia
        )

        def progress() -> list[str]:
            tasks = client.get(f"/en/my/submissions/{waiting.reference}/edit/").context["tasks"]
            return [task.topic for task in tasks if task.progress == "remarked"]

        assert progress() == ["size"]
        send_topic(client, waiting, "size", people="2-9")
        assert progress() == []

    def test_corrections_that_are_not_sent_are_said(self, client: Client, founder: User) -> None:
        waiting = Make.waiting(founder)
        assert "not sent yet" not in client.get(f"/en/my/submissions/{waiting.reference}/").content.decode()
        send_topic(client, waiting, "size", people="2-9")
        assert "not sent yet" in client.get(f"/en/my/submissions/{waiting.reference}/").content.decode()

    def test_an_unknown_topic(self, client: Client, draft: Submission) -> None:
        for name in ("nothing", "status", "2"):
            assert client.get(f"/en/my/submissions/{draft.reference}/edit/{name}/").status_code == 404

    def test_a_draft_goes_on_elsewhere(self, post: Post, draft: Submission, founder: User, as_user: Any) -> None:
        post("company", name="Begun here")
        assert 'value="Begun here"' in page_of(as_user(founder), draft, "edit/company")


class TestSavedByItself:
    def test_it_keeps_what_is_typed_and_says_what_it_is_now(self, client: Client, draft: Submission) -> None:
        address = f"/en/my/submissions/{draft.reference}/edit/company/"
        typed = {"mark": draft.mark_of("company"), "name": "Half a na"}
        answer = client.post(address, typed, headers={"X-Saved-By-Itself": "yes"})
        assert answer.status_code == 204
        assert Make.fresh(draft).draft_of("company") == {"name": "Half a na"}
        again = client.post(
            address, {"mark": answer.headers["X-Mark"], "name": "Half a name"}, headers={"X-Saved-By-Itself": "yes"}
        )
        assert again.status_code == 204

    def test_an_older_window_changes_nothing(self, client: Client, draft: Submission, post: Post) -> None:
        older = draft.mark_of("company")
        post("company", name="Newer")
        answer = client.post(
            f"/en/my/submissions/{draft.reference}/edit/company/",
            {"mark": older, "name": "Older"},
            headers={"X-Saved-By-Itself": "yes"},
        )
        assert answer.status_code == 409
        assert (Make.fresh(draft).draft_of("company") or {})["name"] == "Newer"


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

    def test_is_it_one_of_these(self, post: Post, draft: Submission, client: Client) -> None:
        alike = Make.unclaimed(name="Rivière et Fils")
        stub = Make.unclaimed(name="Rivière Fils", postal_code="", municipality="")
        page = client.get(post("company").headers["Location"]).content.decode()
        assert f"/en/startups/{alike.slug}/" in page
        assert f"/en/startups/{alike.slug}/claim/" in page
        assert stub.name not in page

    def test_nothing_alike_is_not_asked_about(self, post: Post, draft: Submission, client: Client) -> None:
        answer = client.get(post("company").headers["Location"])
        assert answer.headers["Location"] == f"/en/my/submissions/{draft.reference}/edit/what/"


class TestWhat:
    def test_the_original_language_decides_which_text_is_needed(self, post: Post) -> None:
        assert set(errors(post("what", original_language="nl"))) == {"tagline_nl", "description_nl"}

    def test_another_language_comes_first_at_once(self, post: Post, client: Client) -> None:
        address = post("what", original_language="nl", again="1").headers["Location"]
        texts = client.get(address).context["form"].texts
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
    MARKET = {"markets-0-country": "DE", "markets-0-activities": ["customers"], "markets-0-since": "2021"}  # noqa: RUF012

    def test_a_country_once(self, post: Post) -> None:
        twice = self.MARKET | {"markets-1-country": "DE", "markets-1-activities": ["staff"]}
        assert list(errors(post("abroad", **twice))) == ["markets-1-country"]

    def test_a_country_says_what_is_done_there(self, post: Post) -> None:
        assert list(errors(post("abroad", **self.MARKET | {"markets-0-activities": []}))) == ["markets-0-activities"]

    def test_belgium_is_not_abroad(self, post: Post) -> None:
        assert list(errors(post("abroad", **self.MARKET | {"markets-0-country": "BE"}))) == ["markets-0-country"]

    def test_one_more_row_is_asked_for_without_script(self, post: Post, client: Client) -> None:
        address = post("abroad", **self.MARKET, add="markets").headers["Location"]
        assert address.endswith("#markets-1")
        page = client.get(address).content.decode()
        assert 'name="markets-1-country"' in page
        assert 'name="markets-2-country"' not in page

    def test_a_row_is_removed_and_those_below_move_up(self, post: Post, draft: Submission) -> None:
        below = {"markets-1-country": "FR", "markets-1-activities": ["staff"]}
        post("abroad", **self.MARKET, **below, remove="markets-0")
        typed = Make.fresh(draft).draft_of("abroad")
        assert typed is not None
        assert typed["markets-0-country"] == "FR"
        assert "markets-1-country" not in typed

    @pytest.mark.parametrize("asked", ["x", "markets-²", "markets-9999", "../etc", "a" * 500])
    def test_strange_rows_are_no_obstacle(self, post: Post, client: Client, asked: str) -> None:
        assert post("abroad", **self.MARKET, remove=asked).status_code == 302
        assert client.get(post("abroad", **self.MARKET, add=asked).headers["Location"]).status_code == 200

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

    def test_one_that_ran_out_since_is_no_obstacle(self, founder: User, wallonia: User, client: Client) -> None:
        known = [{"name": "ISO 9001", "valid_until": "2020-01-01"}]
        change = Make.change(Make.published(founder, wallonia, certifications=known), founder, people="2-9")
        given = {"certifications-0-name": "ISO 9001", "certifications-0-valid_until": "2020-01-01"}
        assert send_topic(client, change, "trust", **given).status_code == 302


class TestContact:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("info@example.com", "info@example.com"), ("example.com/contact", "https://example.com/contact")],
    )
    def test_a_page_or_an_address(self, post: Post, draft: Submission, client: Client, typed: str, kept: str) -> None:
        assert post("contact", public_contact=typed).status_code == 302
        fill_in(client, draft, contact={"public_contact": typed})
        client.post(f"/en/my/submissions/{draft.reference}/send/", _sent(draft))
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
        self, client: Client, draft: Submission, wallonia: User, as_user: Any
    ) -> None:
        private = {"contact_name": "Reception", "contact_email": "desk@example.com", "contact_phone": "081 12 34 56"}
        fill_in(client, draft, contact=private)
        client.post(f"/en/my/submissions/{draft.reference}/send/", _sent(draft))
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
    def change(self, founder: User, wallonia: User, client: Client) -> Submission:
        startup = Make.published(founder, wallonia)
        Startup.objects.filter(pk=startup.pk).update(contact=self.KNOWN)
        return actions.start_change(startup=startup, language="fr", by=founder)

    @pytest.mark.parametrize("email", ["", "new@example.com"])
    def test_it_is_changed_or_taken_back_by_itself(
        self, change: Submission, client: Client, wallonia: User, email: str
    ) -> None:
        assert 'value="jan@example.com"' in page_of(client, change, "edit/contact")
        send_topic(client, change, "contact", contact_email=email)
        client.post(f"/en/my/submissions/{change.reference}/send/", _sent(change))
        sent = Make.fresh(change)
        assert sent.state == SubmissionState.WAITING
        Make.approve(sent, wallonia)
        assert Startup.objects.get().contact.get("email", "") == email

    def test_left_alone_it_is_no_change(self, change: Submission, client: Client) -> None:
        send_topic(client, change, "contact", contact_name="Jan", contact_email="jan@example.com")
        client.post(f"/en/my/submissions/{change.reference}/send/", _sent(change))
        assert Make.fresh(change).state == SubmissionState.DRAFT


def test_a_public_contact_stands_in_no_event_for_ever(founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, public_contact="jan@example.com")
    Make.approve(Make.change(startup, founder, public_contact="piet@example.com"), wallonia)
    lasting = str(list(Event.objects.values_list("before", "after", "reason")))
    assert "@example.com" not in lasting
    assert {"before": "jan@example.com", "after": "piet@example.com"} in [
        detail.personal.get("public_contact") for detail in EventDetail.objects.all()
    ]


def test_what_is_far_too_long_is_not_kept(post: Post, draft: Submission) -> None:
    answer = post("what", description_fr="x" * 250_000)
    assert answer.status_code == 409
    assert Make.fresh(draft).draft == {}


@pytest.mark.parametrize(("topic", "field"), TEXT_FIELDS)
def test_bad_text_is_answered_and_kept(post: Post, topic: str, field: str) -> None:
    for typed in NAUGHTY:
        answer = post(topic, **{field: typed})
        assert answer.status_code in (200, 302), typed
        if answer.status_code == 200:
            assert field in errors(answer) or field.startswith(("offices", "markets", "references", "asks")), typed
            assert answer.context["form"][field].value() == typed.replace("\x00", "")


@pytest.mark.parametrize(("topic", "field"), CHOICES)
def test_bad_choices_are_answered(post: Post, topic: str, field: str) -> None:
    for typed in ("", "x", "9" * 30, "-1", "²", "a\x00b", "1 OR 1=1"):
        assert post(topic, **{field: typed}).status_code in (200, 302), typed


def test_bytes_that_are_no_text(client: Client, draft: Submission) -> None:
    """A lone surrogate and a cut sequence, as only a program sends them."""
    answer = client.post(
        f"/en/my/submissions/{draft.reference}/edit/company/",
        b"mark=0-0&name=%ED%A0%80%C3&enterprise_number=%FF",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["a\x07b", "\u202egnp.exe", "a\u2028b"])
def test_what_cannot_be_shown_is_refused_in_words(post: Post, typed: str) -> None:
    [message] = errors(post("company", name=typed))["name"]
    assert "cannot be shown" in message


def test_saved_for_later_right_or_wrong(post: Post, draft: Submission, client: Client) -> None:
    answer = post("company", enterprise_number="nonsense", name="Half\x00", later="1")
    assert answer.headers["Location"] == "/en/my/"
    page = page_of(client, draft, "edit/company")
    assert 'value="nonsense"' in page
    assert 'value="Half"' in page
    assert "Error:" not in page


def test_a_stale_window_is_told_and_keeps_what_was_typed(post: Post, draft: Submission, client: Client) -> None:
    older = draft.mark_of("company")
    assert post("company", name="First window").status_code == 302
    answer = post("company", name="Second window", mark=older)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "changed in another window" in page
    assert 'value="Second window"' in page
    kept = Make.fresh(draft)
    assert (kept.draft_of("company") or {})["name"] == "First window"
    assert f'name="mark" value="{kept.mark_of("company")}"' in " ".join(page.split())


def test_two_windows_on_two_topics_do_not_meet(post: Post, draft: Submission) -> None:
    older = draft.mark_of("where")
    assert post("company").status_code == 302
    assert post("where", mark=older).status_code == 302


def test_a_window_from_before_the_sending_is_told(post: Post, draft: Submission, client: Client) -> None:
    older = draft.mark_of("size")
    fill_in(client, draft)
    client.post(f"/en/my/submissions/{draft.reference}/send/", _sent(draft))
    assert post("size", people="50-99", mark=older).status_code == 409


@pytest.mark.parametrize("mark", ["", "x", "-1", "²", "9" * 30])
def test_a_mark_that_never_was(post: Post, mark: str) -> None:
    assert post("company", mark=mark).status_code == 409


def test_decided_while_somebody_writes(founder: User, wallonia: User, client: Client) -> None:
    waiting = Make.waiting(founder)
    Make.approve(waiting, wallonia)
    answer = send_topic(client, waiting, "company", name="Too late")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="Too late"' in page
    assert "Save and finish later" not in page
    for step in ("edit", "edit/company", "send"):
        answer = client.get(f"/en/my/submissions/{waiting.reference}/{step}/")
        assert answer.headers["Location"] == f"/en/my/submissions/{waiting.reference}/"


def test_a_second_click_on_send(draft: Submission, client: Client) -> None:
    fill_in(client, draft)
    address, given = f"/en/my/submissions/{draft.reference}/send/", _sent(draft)
    first, second = client.post(address, given), client.post(address, given)
    assert first.headers["Location"] == second.headers["Location"] == f"/en/my/submissions/{draft.reference}/"
    assert Make.fresh(draft).revisions.count() == 1


def test_sending_what_another_window_changed(post: Post, draft: Submission, client: Client) -> None:
    fill_in(client, draft)
    given = _sent(draft)
    post("company", name="Changed since")
    answer = client.post(f"/en/my/submissions/{draft.reference}/send/", given)
    assert answer.headers["Location"] == f"/en/my/submissions/{draft.reference}/check/"
    assert Make.fresh(draft).state == SubmissionState.DRAFT


def test_the_licence_is_needed(draft: Submission, client: Client) -> None:
    fill_in(client, draft)
    answer = client.post(f"/en/my/submissions/{draft.reference}/send/", {"draft_version": draft.draft_version})
    assert list(errors(answer)) == ["accepts_licence"]
    assert Make.fresh(draft).state == SubmissionState.DRAFT


def test_the_check_page_needs_valid_answers(post: Post, draft: Submission, client: Client) -> None:
    edit = f"/en/my/submissions/{draft.reference}/edit/"
    for _step in range(2):
        assert client.get(f"/en/my/submissions/{draft.reference}/check/").headers["Location"] == edit
        post("company", name="", later="1")
    assert client.post(f"/en/my/submissions/{draft.reference}/send/", _sent(draft)).headers["Location"] == edit


def test_look_alikes_are_shown_before_sending(draft: Submission, client: Client) -> None:
    alike = Make.unclaimed(name="Rivière et Fils")
    stub = Make.unclaimed(name="Rivière Fils", postal_code="", municipality="")
    fill_in(client, draft)
    page = page_of(client, draft, "check")
    assert f"/en/startups/{alike.slug}/" in page
    assert stub.name not in page


def test_a_stage_kept_for_the_moderators(draft: Submission, client: Client) -> None:
    fill_in(client, draft, size={"stage_disclosed": "no"})
    client.post(f"/en/my/submissions/{draft.reference}/send/", _sent(draft))
    assert Make.revision(draft).profile["stage"]["disclosed"] is False


def test_the_words_of_the_moderator_stand_above_the_form(founder: User, wallonia: User, client: Client) -> None:
    waiting = Make.waiting(founder, name="Eau Vive")
    actions.request_changes(
        submission=waiting, revision=Make.revision(waiting), reason=Reason.UNCLEAR, words="Qui achète ?", by=wallonia
    )
    page = page_of(client, waiting, "edit/company", "fr")
    assert "Qui achète ?" in page
    assert 'value="Eau Vive"' in page


def test_the_remarks_of_the_moderator_stand_beside_the_fields(founder: User, wallonia: User, client: Client) -> None:
    waiting = Make.waiting(founder)
    remarks = {"tagline_fr": "Plus court ?", "markets": "Depuis quand ?", "sectors": "Vraiment l’eau ?"}
    actions.request_changes(
        submission=waiting,
        revision=Make.revision(waiting),
        reason=Reason.UNCLEAR,
        words="",
        remarks=remarks,
        by=wallonia,
    )
    for topic, remark in (("what", "Plus court ?"), ("abroad", "Depuis quand ?"), ("classification", "Vraiment")):
        assert remark in page_of(client, waiting, f"edit/{topic}").split("<form")[1]
    assert "Plus court ?" not in page_of(client, waiting, "edit/size").split("<form")[1]


def test_a_change_is_public_only_once_approved(founder: User, wallonia: User, client: Client) -> None:
    startup = Make.published(founder, wallonia, name="Before")
    edit = client.post(f"/en/my/startups/{startup.slug}/change/").headers["Location"]
    change = Submission.objects.get(kind="change")
    assert 'value="Before"' in client.get(f"{edit}company/").content.decode()
    send_topic(client, change, "company", name="After", enterprise_number=startup.enterprise_number)
    assert "Changed" in page_of(client, change, "check")
    client.post(f"/en/my/submissions/{change.reference}/send/", _sent(change))
    assert Startup.objects.get(pk=startup.pk).name == "Before"
    change = Make.fresh(change)
    assert change.state == SubmissionState.WAITING
    Make.approve(change, wallonia)
    assert Startup.objects.get(pk=startup.pk).name == "After"


def test_a_change_that_changes_nothing(founder: User, wallonia: User, client: Client) -> None:
    startup = Make.published(founder, wallonia, **full())
    client.post(f"/en/my/startups/{startup.slug}/change/")
    change = Submission.objects.get(kind="change")
    for topic in Topic:  # each page is sent as it came
        form = client.get(f"/en/my/submissions/{change.reference}/edit/{topic}/").context["form"]
        shown = {field.html_name: field.value() for field in form}
        typed = {name: value for name, value in shown.items() if value not in (None, False)}
        mark = Make.fresh(change).mark_of(topic)
        answer = client.post(f"/en/my/submissions/{change.reference}/edit/{topic}/", typed | {"mark": mark})
        assert answer.status_code == 302, (topic, answer.context["form"].errors)
    client.post(f"/en/my/submissions/{change.reference}/send/", _sent(change))
    assert Make.fresh(change).state == SubmissionState.DRAFT


def test_every_part_of_a_profile_becomes_public(
    founder: User, wallonia: User, client: Client, draft: Submission
) -> None:
    typed: dict[str, dict[str, Any]] = {
        "where": {"offices-0-country": "NL", "offices-0-city": "Middelburg"},
        "classification": {"technologies": [str(Technology.objects.get(slug="computer-vision").pk)]},
        "size": {"funding": "bootstrapped"},
        "abroad": TestAbroad.MARKET
        | {"references-0-name": "Water board", "references-0-country": "NL"}
        | {"asks-0-kind": "distributor", "asks-0-country": "DE", "asks-0-text": "Hospitals", "asks-0-language": "en"}
        | {"support_languages": ["it"], "export": "exporting"},
        "trust": {"certifications-0-name": "ISO 27001", "hosting_country": "LU", "owner_country": "BE"},
        "contact": {"public_contact": "info@example.com"},
    }
    fill_in(client, draft, **typed)
    words = ["Middelburg", "Computer vision", "Bootstrapped", "Germany", "Water board", "Hospitals", "Italian"]
    words += ["ISO 27001", "Luxembourg", "info@example.com"]
    for page in (page_of(client, draft, "preview"), page_of(client, draft, "check")):
        assert [word for word in words if word not in page] == []
    client.post(f"/en/my/submissions/{draft.reference}/send/", _sent(draft))
    Make.approve(Make.fresh(draft), wallonia)
    startup = Startup.objects.get()
    public = Client().get(f"/en/startups/{startup.slug}/").content.decode()
    assert [word for word in words if word not in public] == []
    assert startup.fact_sources.filter(field="markets", confirmed_by=founder).exists()


def test_the_preview_writes_nothing(client: Client, draft: Submission, post: Post) -> None:
    post("company")
    assert "Rivière" in page_of(client, draft, "preview")
    assert not Startup.objects.exists()
    assert not Logo.objects.exists()


def full() -> dict[str, Any]:
    """Something in every field that no other test fills in."""
    return {
        "offices": [{"country": "NL", "city": "Middelburg", "postal_code": "", "municipality": ""}],
        "technologies": sorted(Technology.objects.values_list("pk", flat=True)[:3]),
        "client_focus": ["b2b", "b2g"],
        "business_model": ["hardware", "subscription"],
        "funding": "seed",
        "markets": [{"country": "DE", "activities": ["customers", "staff"], "since": 2021}],
        "export": "exporting",
        "support_languages": ["de", "fr", "it"],
        "references": [{"name": "Water board", "country": "NL", "url": ""}],
        "asks": [{"kind": "distributor", "country": "", "text": "In Bavaria", "language": "en"}],
        "certifications": [{"name": "ISO 27001", "valid_until": "2027-01-31"}],
        "hosting_country": "LU",
        "owner_country": "BE",
        "public_contact": "info@example.com",
    }


def page_of_desk(desk: Client, submission: Submission) -> str:
    answer = desk.get(f"/admin/submissions/{submission.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def _sent(submission: Submission) -> dict[str, Any]:
    return {"draft_version": Make.fresh(submission).draft_version, "accepts_licence": "on"}


def _code_of_two() -> str:
    codes = PostalCode.objects.values_list("code", flat=True).distinct()
    return next(code for code in codes if PostalCode.objects.filter(code=code).count() == 2)
