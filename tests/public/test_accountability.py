"""Criteria, and how well it is decided: figures of each territory, public changes, and their files."""

import csv
import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory import actions
from directory.choices import REASONS, IntroductionState, Reason, Verdict
from directory.insights.accountability import Figures, report
from directory.insights.counting import count_decisions
from directory.insights.introductions import Parts
from directory.models import Decision, DecisionFigures, RevenueStage, Startup, Submission
from directory.rules.criteria import CRITERIA
from directory.rules.spreadsheets import csv_text
from tests.factories import Make
from tests.later import minute_over

pytestmark = pytest.mark.django_db
PAGE = "/en/accountability/"
MONDAY = "2026-11-02 09:00:00+01:00"


def at(moment: str) -> Any:
    return time_machine.travel(moment, tick=False)


def reject(submission: Submission, by: User, reason: Reason = Reason.NOT_BELGIAN) -> None:
    actions.reject(submission=submission, revision=Make.revision(submission), reason=reason, words="Non.", by=by)


def figures_of(slug: str) -> Figures:
    return next(one for one in report().territories if one.territory.slug == slug)


def html_of(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def lines_of(client: Client, name: str) -> list[dict[str, str]]:
    response = client.get(f"{PAGE}{name}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


@pytest.fixture
def decided(founder: User, wallonia: User) -> None:
    """In Wallonia: six approved and five rejected a week after they were sent, seven waiting of which five are late."""
    with at(MONDAY):
        sent = [Make.waiting(founder) for _serial in range(11)]
        for _serial in range(5):
            Make.waiting(founder)
    with at("2026-11-09 09:00:00+01:00"):
        for submission in sent[:6]:
            Make.approve(submission, wallonia)
        for submission in sent[6:]:
            reject(submission, wallonia)
    with at("2026-11-23 09:00:00+01:00"):
        Make.waiting(founder)
        Make.waiting(founder)


@at("2026-11-24 12:00:00+01:00")
def test_it_works(client: Client, decided: None) -> None:
    assert "Nothing has been counted yet." in html_of(client)
    assert count_decisions() == 5
    wallonia, flanders = figures_of("wallonia"), figures_of("flanders")
    assert (wallonia.waiting, wallonia.decided, wallonia.median_days) == (7, 11, 5)
    assert wallonia.late is None  # else two in time
    assert wallonia.verdicts == {Verdict.APPROVE: 6, Verdict.REQUEST_CHANGES: None, Verdict.REJECT: 5}
    assert wallonia.reasons[Reason.NOT_BELGIAN] == 5
    assert {flanders.waiting, flanders.decided, flanders.median_days, *flanders.reasons.values()} == {None}
    html = html_of(client)
    assert "Counted on Nov. 24, 2026" in html or "24 November 2026" in html
    assert "fewer than 5 or withheld" in html
    assert "55%" in html
    names = [one.territory.name_en for one in report().territories]
    assert names == sorted(names)
    for language in ("fr", "nl", "de"):
        html_of(client, f"/{language}/accountability/")


@at("2026-11-24 12:00:00+01:00")
def test_undone_decisions_and_samples_do_not_count(decided: None, wallonia: User) -> None:
    rejected = Decision.objects.filter(verdict=Verdict.REJECT)
    Decision.objects.filter(pk=rejected[0].pk).update(undone_at=timezone.now(), undone_by=wallonia)
    Startup.objects.filter(pk=Startup.objects.order_by("pk")[0].pk).update(is_sample=True)
    count_decisions()
    assert DecisionFigures.objects.get(territory__slug="wallonia").reasons == {
        Reason.MEETS_CRITERIA: 5,
        Reason.NOT_BELGIAN: 4,
    }
    assert figures_of("wallonia").verdicts == dict.fromkeys(REASONS)  # four would be left over


def test_counted_once_a_day_and_never_stale(client: Client, decided: None, wallonia: User) -> None:
    with at("2026-11-24 12:00:00+01:00"):
        count_decisions()
        first = client.get(PAGE)
        reject(Submission.objects.filter(state="waiting")[0], wallonia)
        assert count_decisions() == 0
        assert figures_of("wallonia").decided == 11
        assert client.get(PAGE, headers={"If-None-Match": first["ETag"]}).status_code == 304
    with at("2026-11-25 00:05:00+01:00"):
        count_decisions()
        second = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
        assert (second.status_code, figures_of("wallonia").decided) == (200, 12)
        DecisionFigures.objects.filter(territory__slug="wallonia").update(waiting=4321)
        assert "4,321" in client.get(PAGE, headers={"If-None-Match": second["ETag"]}).content.decode()


def test_introductions(client: Client, founder: User, wallonia: User) -> None:
    """Counted with the decisions; hidden while there are too few."""
    with at(MONDAY):
        startup = Make.published(founder, wallonia)
        for number in range(12):
            introduction = Make.introduction(startup, email=f"v{number}@isar.example")
            if number < 11:
                answer = IntroductionState.YES if number < 8 else IntroductionState.NO
                actions.answer_introduction(introduction=introduction, answer=answer, words="", by=founder)
        assert 'id="introductions"' not in html_of(client)
        count_decisions()
        assert report().introductions.answers == Parts(11, {}, 11)  # else three would be told
        section = html_of(client).partition('id="introductions"')[2].partition("</section>")[0]
        assert "Others together" in section
        assert "Median of days to an answer: 0" in section
        DecisionFigures.objects.update(introductions={})
        assert 'id="introductions"' not in html_of(client)


@at("2026-11-24 12:00:00+01:00")
def test_files(client: Client, decided: None) -> None:
    count_decisions()
    [line] = [line for line in lines_of(client, "times") if line["territory"] == "Wallonia"]
    assert (line["waiting"], line["late"], line["decided"], line["median_working_days"]) == ("7", "", "11", "5.0")
    told = {
        (line["decision"], line["reason"]): line["decisions"]
        for line in lines_of(client, "decisions")
        if line["territory"] == "Wallonia"
    }
    assert told["reject", "not-belgian"] == "5"
    assert told["reject", "unlawful"] == ""


def test_changes(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="=Rivage")
    Make.approve(Make.change(startup, founder, people="50-99", public_contact="person@example.test"), wallonia)
    html = html_of(client)
    assert "People, Public contact" in html
    assert startup.get_absolute_url() in html
    assert "person@example.test" not in html
    assert founder.email not in html
    assert [line["firm"] for line in lines_of(client, "changes")] == ["'=Rivage", "'=Rivage"]
    Startup.objects.filter(pk=startup.pk).update(is_sample=True)
    assert "Nothing has changed yet." in html_of(client)


def test_what_was_taken_back_is_a_change_too(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia)
    change = Make.change(startup, founder, people="50-99")
    Make.approve(change, wallonia)
    actions.undo(decision=Decision.objects.get(submission=change), by=wallonia)
    latest = client.get(PAGE).context["changes"][0]
    assert (str(latest.what), latest.fields) == ("Taken back: as it was before", ["People"])


def test_an_undisclosed_stage_is_no_change(client: Client, founder: User, wallonia: User) -> None:
    stages = [stage.pk for stage in RevenueStage.objects.order_by("position")[2:5]]
    hidden = [{"year": 2025, "stage": stage, "disclosed": False} for stage in stages]
    startup = Make.published(founder, wallonia, stage=hidden[0])
    Make.approve(Make.change(startup, founder, stage=hidden[1]), wallonia)
    assert len(client.get(PAGE).context["changes"]) == 1
    Make.approve(Make.change(Startup.objects.get(), founder, stage=hidden[2], people="250+"), wallonia)
    assert client.get(PAGE).context["changes"][0].fields == ["People"]
    Make.approve(Make.change(Startup.objects.get(), founder, stage=hidden[0] | {"disclosed": True}), wallonia)
    assert client.get(PAGE).context["changes"][0].fields == ["Revenue stage"]


def test_what_the_desk_said_of_lists_and_merged(client: Client, flanders: User) -> None:
    def latest() -> tuple[str, str]:
        change = client.get(PAGE).context["changes"][0]
        return str(change.what), change.startup.name if change.startup else ""

    kept, twin = Make.unclaimed(name="Polder"), Make.unclaimed(name="Polders")
    actions.mark_gone(startup=kept, source="Gazette", as_of=date(2026, 4, 2), words="", by=flanders)
    assert latest() == ("No longer in business", "Polder")
    actions.put_back(startup=kept, by=flanders)
    assert latest() == ("Taken back: as it was before", "Polder")
    actions.mark_not_a_firm(startup=kept, reason=Reason.NO_OWN_TECHNOLOGY, by=flanders)
    assert latest() == ("Taken off the public pages: not a firm for this directory", "")
    actions.put_back(startup=kept, by=flanders)
    versions = [Startup.objects.get(pk=one.pk).content_version for one in (kept, twin)]
    row = actions.merge(
        kept=kept, merged=twin, choices={}, seen_versions=(versions[0], versions[1]), reason="One.", by=flanders
    )
    assert latest() == ("Merged into another entry", "")
    actions.unmerge(merge=row, by=flanders)
    assert latest() == ("An entry of its own again", "Polders")


def test_what_is_gone_is_not_named(client: Client, founder: User, wallonia: User) -> None:
    startup = Make.published(founder, wallonia, name="Disparue")
    Startup.objects.filter(pk=startup.pk).update(confirmed_on="2020-01-01")
    actions.hide(startup=startup, words="Silence.", by=wallonia)
    html = html_of(client)
    assert "An entry that is not public any more" in html
    assert "Disparue" not in html + client.get(f"{PAGE}changes.csv").content.decode()


@pytest.mark.parametrize("page", ["2", str(2**63), "9" * 5000])
def test_a_page_past_the_end(client: Client, page: str) -> None:
    assert client.get(PAGE, {"page": page}).status_code == 404


@pytest.mark.parametrize("page", ["", "x", "²", "-1", "0"])
def test_a_malformed_page(client: Client, page: str) -> None:
    assert client.get(PAGE, {"page": page}).status_code == 200


def test_no_text_is_a_formula() -> None:
    text = csv_text(["a"], [["=1"], [" +1"], ["@x"], ["-x"], [-1], ["\tx"], [None], ["plain"]])
    assert [row[0] if row else "" for row in csv.reader(io.StringIO(text))][1:] == [
        "'=1",
        "' +1",
        "'@x",
        "'-x",
        "-1",
        "'\tx",
        "",
        "plain",
    ]


def test_every_reason_is_explained(client: Client) -> None:
    against = {reason for verdict in (Verdict.REQUEST_CHANGES, Verdict.REJECT) for reason in REASONS[verdict]}
    assert set(CRITERIA) == against
    for language in ("en", "fr", "nl", "de"):
        html = html_of(client, f"/{language}/criteria/")
        for reason in Reason:
            assert f'id="{reason}"' in html
    assert "after 10 working days: Wallonia" in " ".join(html_of(client, "/en/criteria/").split())


def test_decisions_lead_to_the_criteria(client: Client, founder: User, wallonia: User, mailoutbox: Any) -> None:
    submission = Make.waiting(founder)
    reject(submission, wallonia, Reason.MISLEADING)
    minute_over()
    for body in (mailoutbox[-1].body, mailoutbox[-1].alternatives[0][0]):
        assert "/fr/criteria/#misleading" in body
    client.force_login(founder)
    assert "/en/criteria/#misleading" in html_of(client, f"/en/my/submissions/{submission.reference}/")
