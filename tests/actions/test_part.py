"""Approving in part, with a typing error corrected, and where both sides changed a field."""

from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from directory import actions
from directory.actions import errors
from directory.choices import Reason, SubmissionKind, SubmissionState, Verb
from directory.models import Event, FactSource, Partner, Startup, Submission
from directory.rules.diff import changed_fields
from directory.rules.remarks import remarks_of
from tests.factories import Make
from tests.later import minute_over

WORDS = "D’où vient ce chiffre ?"


def approve(submission: Submission, by: User, **given: Any) -> Submission:
    Make.approve(submission, by, given.pop("words", WORDS), **given)
    return Make.fresh(submission)


def without(submission: Submission, *names: str) -> dict[str, Any]:
    """All fields but these, which are asked for again."""
    fields = set(Make.revision(submission).profile) - set(names)
    return {"fields": fields, "rest_reason": Reason.FACT_IN_DOUBT}


class TestInPart:
    def test_of_a_change(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia, founded=2019)
        change = Make.change(startup, founder, founded=1999, people="50-99")
        approved = approve(change, wallonia, remarks={"founded": "Une source ?"}, **without(change, "founded"))
        startup = Startup.objects.get()
        assert (startup.founded, startup.people, approved.state) == (2019, "50-99", SubmissionState.APPROVED)
        decision = approved.decisions.get()
        assert (decision.fields, decision.kept) == (["people"], [])
        rest = decision.rest
        assert rest is not None
        assert (rest.kind, rest.state) == (SubmissionKind.CHANGE, SubmissionState.CHANGES_REQUESTED)
        assert rest.base["people"] == "50-99"
        assert changed_fields(rest.base, Make.revision(rest).profile) == ["founded"]
        assert remarks_of(rest) == {"founded": "Une source ?"}
        assert Make.revision(rest).written_by == founder
        event = Event.objects.get(verb=Verb.APPROVED, submission=change.reference)
        assert (event.after["published"], event.after["asked"]) == (["people"], ["founded"])

    def test_the_company_corrects_the_rest(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia, founded=2019)
        change = Make.change(startup, founder, founded=1999, people="50-99")
        rest = approve(change, wallonia, **without(change, "founded")).decisions.get().rest
        assert rest is not None
        profile = Make.revision(rest).profile | {"founded": 2018}
        actions.submit(submission=rest, profile=profile, accepts_licence=True, by=founder)
        Make.approve(Make.fresh(rest), wallonia)
        assert Startup.objects.get().founded == 2018

    def test_one_mail_says_what_is_public_and_what_is_not(self, founder: User, wallonia: User) -> None:
        User.objects.filter(pk=founder.pk).update(language="en")
        Partner.objects.filter(slug="walloon-partner").update(signature_fr="Les Wallons")
        startup = Make.published(founder, wallonia)
        change = Make.change(startup, founder, founded=1999, people="50-99")
        minute_over()
        mail.outbox.clear()
        rest = approve(change, wallonia, **without(change, "founded")).decisions.get().rest
        minute_over()
        [message] = mail.outbox
        assert rest is not None
        for text in ("- People", "- Founded", WORDS, f"/en/my/submissions/{rest.reference}/edit/"):
            assert text in message.body
        assert message.body.count("Les Wallons") == 1

    def test_of_a_new_entry_and_of_a_claim(self, founder: User, wallonia: User, flanders: User) -> None:
        submission = Make.waiting(founder)
        startup = approve(submission, wallonia, **without(submission, "founded", "people")).startup
        assert startup is not None
        assert (startup.founded, startup.people) == (None, "")
        assert not FactSource.objects.filter(startup=startup, field="founded").exists()
        claim = Make.claim(Make.unclaimed(), founder, people="50-99", founded=1999)
        approve(claim, flanders, partner_words="Belde.", **without(claim, "people", "founded"))
        listed = Make.fresh(claim).startup
        assert listed is not None
        assert (listed.people, listed.team.count()) == ("", 1)
        rests = Submission.objects.filter(state=SubmissionState.CHANGES_REQUESTED)
        assert {rest.startup for rest in rests} == {startup, listed}

    def test_a_logo_goes_with_the_rest(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        change = actions.start_change(startup=startup, language="fr", by=founder)
        logo = Make.logo(change, founder)
        profile = change.base | {"logo": str(logo.pk), "people": "50-99"}
        actions.submit(submission=change, profile=profile, accepts_licence=True, by=founder)
        rest = approve(Make.fresh(change), wallonia, **without(change, "logo")).decisions.get().rest
        assert rest is not None
        actions.submit(
            submission=rest, profile=Make.revision(rest).profile | {"founded": 1999}, accepts_licence=True, by=founder
        )

    def test_what_an_entry_cannot_be_without(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder)
        for name in ("name", "enterprise_number", "postal_code", "sectors", "tagline_fr", "original_language"):
            with pytest.raises(errors.NotWithout):
                approve(submission, wallonia, **without(submission, name))
        startup = Make.published(founder, wallonia)
        change = Make.change(startup, founder, original_language="en", tagline_en="Rivers", description_en="Measured.")
        with pytest.raises(errors.NotWithout):
            approve(change, wallonia, **without(change, "tagline_en"))
        with pytest.raises(errors.NothingPublished):
            approve(change, wallonia, fields=(), rest_reason=Reason.UNCLEAR)
        with pytest.raises(errors.Incomplete):
            approve(change, wallonia, words="", **without(change, "description_en", "original_language"))
        assert Make.fresh(change).state == SubmissionState.WAITING

    def test_an_address_is_one_thing(self, founder: User, wallonia: User) -> None:
        startup = Make.published(founder, wallonia)
        change = Make.change(startup, founder, people="50-99", **Make.place("4000", "Liège"))
        approve(change, wallonia, **without(change, "municipality"))
        startup.refresh_from_db()
        assert (startup.postal_code, startup.people) == ("5000", "50-99")


class TestCorrected:
    def test_it_is_a_revision_of_its_own(self, founder: User, wallonia: User) -> None:
        User.objects.filter(pk=founder.pk).update(language="en")
        submission = Make.waiting(founder, tagline_fr="Mesure le nivau des rivières")
        approved = approve(submission, wallonia, words="", corrections={"tagline_fr": "Mesure le niveau des rivières"})
        decision = approved.decisions.get()
        assert (decision.revision.number, decision.revision.is_correction) == (2, True)
        assert decision.revision.written_by == wallonia
        startup = Startup.objects.get()
        assert startup.tagline_fr == "Mesure le niveau des rivières"
        assert startup.confirmed_by == founder
        assert FactSource.objects.get(startup=startup, field="tagline_fr").confirmed_by == founder
        assert Event.objects.get(verb=Verb.APPROVED).after["corrected"] == ["tagline_fr"]
        minute_over()
        body = mail.outbox[-1].body
        assert mail.outbox[-1].to == [founder.email]
        assert body.index("Mesure le nivau") < body.index("Mesure le niveau")

    @pytest.mark.parametrize(
        "corrections", [{"people": "50-99"}, {"website": "https://x.example"}, {"tagline_en": "New"}, {"name": ""}]
    )
    def test_only_texts_of_the_proposal(self, founder: User, wallonia: User, corrections: dict[str, str]) -> None:
        submission = Make.waiting(founder)
        with pytest.raises(errors.NotAllowed):
            approve(submission, wallonia, corrections=corrections)
        assert Make.fresh(submission).state == SubmissionState.WAITING

    @pytest.mark.parametrize(
        ("before", "after", "is_one"),
        [
            ("Mesure le nivau des rivières", "Mesure le niveau des rivières", True),
            ("Mesure le nivau des rivières", "Mesure le nivau des rivières et des lacs", False),
            ("Mesure le nivau des rivières", "Le meilleur capteur du monde", False),
            ("Eau Vvie", "Eau Vive", True),
            ("Eau Vive", "Eau Claire", False),
        ],
    )
    def test_no_other_text(self, before: str, after: str, is_one: bool, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder, tagline_fr=before)
        if is_one:
            approve(submission, wallonia, corrections={"tagline_fr": after})
            return
        with pytest.raises(errors.MoreThanTyping):
            approve(submission, wallonia, corrections={"tagline_fr": after})
        assert Make.fresh(submission).state == SubmissionState.WAITING

    def test_the_same_text_is_no_correction(self, founder: User, wallonia: User) -> None:
        submission = Make.waiting(founder, name="Eau Vive")
        approved = approve(submission, wallonia, corrections={"name": "Eau Vive"})
        assert approved.revisions.count() == 1


class TestClash:
    @pytest.fixture
    def change(self, founder: User, wallonia: User) -> Submission:
        startup = Make.published(founder, wallonia, founded=2019)
        change = Make.change(startup, founder, founded=2018, people="50-99")
        Startup.objects.filter(pk=startup.pk).update(founded=2020, content_version=2)
        return Make.fresh(change)

    def test_it_has_to_be_resolved(self, change: Submission, wallonia: User) -> None:
        with pytest.raises(errors.Unresolved):
            approve(change, wallonia)

    @pytest.mark.parametrize(
        ("given", "founded", "rests"),
        [
            ({"fields": {"founded", "people"}}, 2018, 0),
            ({"kept": {"founded"}}, 2020, 0),
            ({"fields": {"people"}, "rest_reason": Reason.UNCLEAR}, 2020, 1),
        ],
    )
    def test_it_is_picked(
        self, change: Submission, wallonia: User, given: dict[str, Any], founded: int, rests: int
    ) -> None:
        approve(change, wallonia, **given)
        startup = Startup.objects.get()
        assert (startup.founded, startup.people) == (founded, "50-99")
        assert Submission.objects.open().count() == rests
