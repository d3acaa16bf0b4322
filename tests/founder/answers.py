"""What a founder types into the pages of the topics, as the browser sends it."""

from typing import Any

from django.test import Client

from directory.models import RevenueStage, Sector, Submission
from directory.rules.topics import Topic
from tests.factories import Make, enterprise_number

Given = dict[str, Any]

MARKET = {"markets-0-country": "DE", "markets-0-activities": ["customers"], "markets-0-since": "2021"}


def answers(topic: str, **changed: Any) -> Given:
    """Complete, valid answers on one topic; any can be given otherwise, None leaves it out."""
    given = GIVEN[Topic(topic)]() | changed
    return {name: value for name, value in given.items() if value is not None}


def send_topic(client: Client, submission: Submission, topic: str, **changed: Any) -> Any:
    """Sends the page of one topic, in English, as if it had been opened just now."""
    submission.refresh_from_db()
    given = {"mark": submission.mark_of(topic)} | answers(topic, **changed)
    return client.post(f"/en/my/submissions/{submission.reference}/edit/{topic}/", given)


def fill_in(client: Client, submission: Submission, **changed: Given) -> None:
    """Answers every topic. `changed` is by topic: `where={"postal_code": "9000"}`."""
    for topic in Topic:
        answer = send_topic(client, submission, topic, **changed.get(topic.value, {}))
        assert answer.status_code == 302, (topic, answer.context["form"].errors)
    submission.refresh_from_db()


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200, answer.headers
    return dict(answer.context["form"].errors)


def page_of(client: Client, submission: Submission, step: str = "edit", language: str = "en") -> str:
    answer = client.get(f"/{language}/my/submissions/{submission.reference}/{step}/")
    assert answer.status_code == 200, answer.headers
    return answer.content.decode()


def page_of_desk(desk: Client, submission: Submission) -> str:
    answer = desk.get(f"/admin/submissions/{submission.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def to_send(submission: Submission) -> dict[str, Any]:
    return {"draft_version": Make.fresh(submission).draft_version, "accepts_licence": "on"}


def _company() -> Given:
    return {
        "enterprise_number": enterprise_number(900_001),
        "name": "Rivière & Fils",
        "website": "riviere.example.com",
        "founded": "2019",
    }


def _what() -> Given:
    return {
        "original_language": "fr",
        "tagline_fr": "Mesure le niveau des rivières",
        "description_fr": "Des capteurs mesurent le niveau des rivières.\r\nIls préviennent les communes.",
    }


def _classification() -> Given:
    return {"sector": str(Sector.objects.get(slug="circular-water").pk)}


def _size() -> Given:
    return {
        "people": "10-19",
        "stage": str(RevenueStage.objects.get(slug="2m-3m").pk),
        "stage_year": "2025",
        "stage_disclosed": "yes",
    }


GIVEN = {
    Topic.COMPANY: _company,
    Topic.WHAT: _what,
    Topic.WHERE: lambda: {"postal_code": "5000"},
    Topic.CLASSIFICATION: _classification,
    Topic.SIZE: _size,
    Topic.ABROAD: dict,
    Topic.TRUST: dict,
    Topic.CONTACT: dict,
}
