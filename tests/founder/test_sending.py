"""The last look, sending, and what becomes public of it."""

from typing import Any

from django.test import Client

from accounts.models import User
from directory.choices import SubmissionState
from directory.models import Logo, Startup, Submission, Technology
from directory.rules.topics import Topic
from tests.factories import Make
from tests.founder.answers import MARKET, errors, fill_in, page_of, send_topic, to_send
from tests.founder.conftest import Post


def test_a_second_click_on_send(draft: Submission, founder_client: Client) -> None:
    fill_in(founder_client, draft)
    address, given = f"/en/my/submissions/{draft.reference}/send/", to_send(draft)
    first, second = founder_client.post(address, given), founder_client.post(address, given)
    assert first.headers["Location"] == second.headers["Location"] == f"/en/my/submissions/{draft.reference}/"
    assert Make.fresh(draft).revisions.count() == 1


def test_sending_what_another_window_changed(post: Post, draft: Submission, founder_client: Client) -> None:
    fill_in(founder_client, draft)
    given = to_send(draft)
    post("company", name="Changed since")
    answer = founder_client.post(f"/en/my/submissions/{draft.reference}/send/", given)
    assert answer.headers["Location"] == f"/en/my/submissions/{draft.reference}/check/"
    assert Make.fresh(draft).state == SubmissionState.DRAFT


def test_the_licence_is_needed(draft: Submission, founder_client: Client) -> None:
    fill_in(founder_client, draft)
    answer = founder_client.post(f"/en/my/submissions/{draft.reference}/send/", {"draft_version": draft.draft_version})
    assert list(errors(answer)) == ["accepts_licence"]
    assert Make.fresh(draft).state == SubmissionState.DRAFT


def test_the_check_page_needs_valid_answers(post: Post, draft: Submission, founder_client: Client) -> None:
    edit = f"/en/my/submissions/{draft.reference}/edit/"
    for _step in range(2):
        assert founder_client.get(f"/en/my/submissions/{draft.reference}/check/").headers["Location"] == edit
        post("company", name="", later="1")
    assert (
        founder_client.post(f"/en/my/submissions/{draft.reference}/send/", to_send(draft)).headers["Location"] == edit
    )


def test_look_alikes_are_shown_before_sending(draft: Submission, founder_client: Client) -> None:
    alike = Make.unclaimed(name="Rivière et Fils")
    stub = Make.unclaimed(name="Rivière Fils", postal_code="", municipality="")
    fill_in(founder_client, draft)
    page = page_of(founder_client, draft, "check")
    assert f"/en/startups/{alike.slug}/" in page
    assert stub.name not in page


def test_a_stage_kept_for_the_moderators(draft: Submission, founder_client: Client) -> None:
    fill_in(founder_client, draft, size={"stage_disclosed": "no"})
    founder_client.post(f"/en/my/submissions/{draft.reference}/send/", to_send(draft))
    assert Make.revision(draft).profile["stage"]["disclosed"] is False


def test_a_change_is_public_only_once_approved(founder: User, wallonia: User, founder_client: Client) -> None:
    startup = Make.published(founder, wallonia, name="Before")
    edit = founder_client.post(f"/en/my/startups/{startup.slug}/change/").headers["Location"]
    change = Submission.objects.get(kind="change")
    assert 'value="Before"' in founder_client.get(f"{edit}company/").content.decode()
    send_topic(founder_client, change, "company", name="After", enterprise_number=startup.enterprise_number)
    assert "Changed" in page_of(founder_client, change, "check")
    founder_client.post(f"/en/my/submissions/{change.reference}/send/", to_send(change))
    assert Startup.objects.get(pk=startup.pk).name == "Before"
    change = Make.fresh(change)
    assert change.state == SubmissionState.WAITING
    Make.approve(change, wallonia)
    assert Startup.objects.get(pk=startup.pk).name == "After"


def test_a_change_that_changes_nothing(founder: User, wallonia: User, founder_client: Client) -> None:
    startup = Make.published(founder, wallonia, **full())
    founder_client.post(f"/en/my/startups/{startup.slug}/change/")
    change = Submission.objects.get(kind="change")
    for topic in Topic:  # each page is sent as it came
        form = founder_client.get(f"/en/my/submissions/{change.reference}/edit/{topic}/").context["form"]
        shown = {field.html_name: field.value() for field in form}
        typed = {name: value for name, value in shown.items() if value not in (None, False)}
        mark = Make.fresh(change).mark_of(topic)
        answer = founder_client.post(f"/en/my/submissions/{change.reference}/edit/{topic}/", typed | {"mark": mark})
        assert answer.status_code == 302, (topic, answer.context["form"].errors)
    founder_client.post(f"/en/my/submissions/{change.reference}/send/", to_send(change))
    assert Make.fresh(change).state == SubmissionState.DRAFT


def test_every_part_of_a_profile_becomes_public(
    founder: User, wallonia: User, founder_client: Client, draft: Submission
) -> None:
    typed: dict[str, dict[str, Any]] = {
        "where": {"offices-0-country": "NL", "offices-0-city": "Middelburg"},
        "classification": {"technologies": [str(Technology.objects.get(slug="computer-vision").pk)]},
        "size": {"funding": "bootstrapped"},
        "abroad": MARKET
        | {"references-0-name": "Water board", "references-0-country": "NL"}
        | {"asks-0-kind": "distributor", "asks-0-country": "DE", "asks-0-text": "Hospitals", "asks-0-language": "en"}
        | {"support_languages": ["it"], "export": "exporting"},
        "trust": {"certifications-0-name": "ISO 27001", "hosting_country": "LU", "owner_country": "BE"},
        "contact": {"public_contact": "info@example.com"},
    }
    fill_in(founder_client, draft, **typed)
    words = ["Middelburg", "Computer vision", "Bootstrapped", "Germany", "Water board", "Hospitals", "Italian"]
    words += ["ISO 27001", "Luxembourg", "info@example.com"]
    for page in (page_of(founder_client, draft, "preview"), page_of(founder_client, draft, "check")):
        assert [word for word in words if word not in page] == []
    founder_client.post(f"/en/my/submissions/{draft.reference}/send/", to_send(draft))
    Make.approve(Make.fresh(draft), wallonia)
    startup = Startup.objects.get()
    public = Client().get(f"/en/startups/{startup.slug}/").content.decode()
    assert [word for word in words if word not in public] == []
    assert startup.fact_sources.filter(field="markets", confirmed_by=founder).exists()


def test_the_preview_writes_nothing(founder_client: Client, draft: Submission, post: Post) -> None:
    post("company")
    assert "Rivière" in page_of(founder_client, draft, "preview")
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
