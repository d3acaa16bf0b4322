"""Writing a draft over several pages and windows: nothing is lost, nobody overwrites what they did not see."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from directory import actions
from directory.choices import Reason
from directory.models import Submission
from directory.rules.topics import Topic
from tests.factories import Make
from tests.founder.answers import fill_in, page_of, send_topic, to_send
from tests.founder.conftest import Post


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

    def test_a_minimal_submission_answers_few_questions(self, founder_client: Client, draft: Submission) -> None:
        """Five minutes: this many fields must be filled in, of which the language is filled in beforehand."""
        needed = []
        for topic in Topic:
            form = founder_client.get(f"/en/my/submissions/{draft.reference}/edit/{topic}/").context["form"]
            needed += [name for name, field in form.fields.items() if field.required]
        assert sorted(needed) == sorted(
            ["name", "original_language", "tagline_en", "description_en", "postal_code", "sector"]
        )  # and the number, or that there is none yet

    def test_the_list_says_how_far_each_topic_is(self, founder_client: Client, draft: Submission, post: Post) -> None:
        post("company", name="")
        post("what")
        tasks = founder_client.get(f"/en/my/submissions/{draft.reference}/edit/").context["tasks"]
        said = {task.topic: task.progress for task in tasks}
        asked = [said[name] for name in ("company", "what", "where", "abroad")]
        assert asked == ["needed", "done", "needed", "optional"]
        post("company", name="x", enterprise_number="nonsense")
        tasks = founder_client.get(f"/en/my/submissions/{draft.reference}/edit/").context["tasks"]
        assert tasks[0].progress == "faulty"

    def test_once_all_that_is_needed_is_there_one_may_go_and_check(
        self, founder_client: Client, draft: Submission, post: Post
    ) -> None:
        assert 'name="check"' not in page_of(founder_client, draft, "edit/size")
        fill_in(founder_client, draft)
        assert 'name="check"' in page_of(founder_client, draft, "edit/size")
        assert post("size", check="1").headers["Location"].endswith("/check/")

    def test_a_topic_with_a_remark_asks_for_another_look_until_it_is_saved(
        self, founder_client: Client, founder: User, wallonia: User
    ) -> None:
        waiting = Make.waiting(founder)
        revision, remarks = Make.revision(waiting), {"people": "Vraiment ?"}
        actions.request_changes(
            submission=waiting, revision=revision, reason=Reason.UNCLEAR, words="", remarks=remarks, by=wallonia
        )

        def progress() -> list[str]:
            tasks = founder_client.get(f"/en/my/submissions/{waiting.reference}/edit/").context["tasks"]
            return [task.topic for task in tasks if task.progress == "remarked"]

        assert progress() == ["size"]
        send_topic(founder_client, waiting, "size", people="2-9")
        assert progress() == []

    def test_corrections_that_are_not_sent_are_said(self, founder_client: Client, founder: User) -> None:
        waiting = Make.waiting(founder)
        assert "not sent yet" not in founder_client.get(f"/en/my/submissions/{waiting.reference}/").content.decode()
        send_topic(founder_client, waiting, "size", people="2-9")
        assert "not sent yet" in founder_client.get(f"/en/my/submissions/{waiting.reference}/").content.decode()

    def test_an_unknown_topic(self, founder_client: Client, draft: Submission) -> None:
        for name in ("nothing", "status", "2"):
            assert founder_client.get(f"/en/my/submissions/{draft.reference}/edit/{name}/").status_code == 404

    def test_a_draft_goes_on_elsewhere(self, post: Post, draft: Submission, founder: User, as_user: Any) -> None:
        post("company", name="Begun here")
        assert 'value="Begun here"' in page_of(as_user(founder), draft, "edit/company")


class TestSavedByItself:
    def test_it_keeps_what_is_typed_and_says_what_it_is_now(self, founder_client: Client, draft: Submission) -> None:
        address = f"/en/my/submissions/{draft.reference}/edit/company/"
        typed = {"mark": draft.mark_of("company"), "name": "Half a na"}
        answer = founder_client.post(address, typed, headers={"X-Saved-By-Itself": "yes"})
        assert answer.status_code == 204
        assert Make.fresh(draft).draft_of("company") == {"name": "Half a na"}
        again = founder_client.post(
            address, {"mark": answer.headers["X-Mark"], "name": "Half a name"}, headers={"X-Saved-By-Itself": "yes"}
        )
        assert again.status_code == 204

    def test_an_older_window_changes_nothing(self, founder_client: Client, draft: Submission, post: Post) -> None:
        older = draft.mark_of("company")
        post("company", name="Newer")
        answer = founder_client.post(
            f"/en/my/submissions/{draft.reference}/edit/company/",
            {"mark": older, "name": "Older"},
            headers={"X-Saved-By-Itself": "yes"},
        )
        assert answer.status_code == 409
        assert (Make.fresh(draft).draft_of("company") or {})["name"] == "Newer"


def test_what_is_far_too_long_is_not_kept(post: Post, draft: Submission) -> None:
    answer = post("what", description_fr="x" * 250_000)
    assert answer.status_code == 409
    assert Make.fresh(draft).draft == {}


def test_saved_for_later_right_or_wrong(post: Post, draft: Submission, founder_client: Client) -> None:
    answer = post("company", enterprise_number="nonsense", name="Half\x00", later="1")
    assert answer.headers["Location"] == "/en/my/"
    page = page_of(founder_client, draft, "edit/company")
    assert 'value="nonsense"' in page
    assert 'value="Half"' in page
    assert "Error:" not in page


def test_a_stale_window_is_told_and_keeps_what_was_typed(post: Post, draft: Submission, founder_client: Client) -> None:
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


def test_a_window_from_before_the_sending_is_told(post: Post, draft: Submission, founder_client: Client) -> None:
    older = draft.mark_of("size")
    fill_in(founder_client, draft)
    founder_client.post(f"/en/my/submissions/{draft.reference}/send/", to_send(draft))
    assert post("size", people="50-99", mark=older).status_code == 409


@pytest.mark.parametrize("mark", ["", "x", "-1", "²", "9" * 30])
def test_a_mark_that_never_was(post: Post, mark: str) -> None:
    assert post("company", mark=mark).status_code == 409


def test_decided_while_somebody_writes(founder: User, wallonia: User, founder_client: Client) -> None:
    waiting = Make.waiting(founder)
    Make.approve(waiting, wallonia)
    answer = send_topic(founder_client, waiting, "company", name="Too late")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="Too late"' in page
    assert "Save and finish later" not in page
    for step in ("edit", "edit/company", "send"):
        answer = founder_client.get(f"/en/my/submissions/{waiting.reference}/{step}/")
        assert answer.headers["Location"] == f"/en/my/submissions/{waiting.reference}/"


def test_the_words_of_the_moderator_stand_above_the_form(founder: User, wallonia: User, founder_client: Client) -> None:
    waiting = Make.waiting(founder, name="Eau Vive")
    actions.request_changes(
        submission=waiting, revision=Make.revision(waiting), reason=Reason.UNCLEAR, words="Qui achète ?", by=wallonia
    )
    page = page_of(founder_client, waiting, "edit/company", "fr")
    assert "Qui achète ?" in page
    assert 'value="Eau Vive"' in page


def test_the_remarks_of_the_moderator_stand_beside_the_fields(
    founder: User, wallonia: User, founder_client: Client
) -> None:
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
        assert remark in page_of(founder_client, waiting, f"edit/{topic}").split("<form")[1]
    assert "Plus court ?" not in page_of(founder_client, waiting, "edit/size").split("<form")[1]
