"""The moderator's decision: one form, whatever the verdict."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import language_name
from directory.actions.errors import Outdated, Unresolved
from directory.choices import REASONS, Reason, SubmissionKind, SubmissionState, Verdict
from directory.forms.beside import Beside
from directory.forms.fields import LineField
from directory.models import Decision, FirstLook, Proof, Revision, Startup, Submission
from directory.rules import workflow
from directory.rules.duplicates import Duplicate, duplicates_of, unclaimed_twins
from directory.rules.entitlement import needs_proof
from directory.rules.proofs import unproven_domain

HINTS = {
    Verdict.APPROVE: gettext_lazy("Becomes public at once, exactly as shown."),
    Verdict.REQUEST_CHANGES: gettext_lazy("Nothing becomes public; the company gets your words."),
    Verdict.REJECT: gettext_lazy("For one of the published reasons; the company gets your words."),
}
REMOVAL_HINTS = {
    Verdict.APPROVE: gettext_lazy(
        "The entry goes at once and for good, and this cannot be taken back; its address says that it was removed."
    ),
    Verdict.REQUEST_CHANGES: gettext_lazy("The entry stays for now; who asked gets your words."),
    Verdict.REJECT: gettext_lazy("The entry stays; who asked gets your words."),
}
MOST_WORDS = Decision._meta.get_field("words").max_length
MOST_PARTNER_WORDS = Proof._meta.get_field("words").max_length
POSITIVE = 2**31 - 1


class TwinField(forms.ModelChoiceField[Startup]):
    """Shows what is offered now, and takes what was chosen before: DecisionForm.chosen_twin says what became of it."""

    def clean(self, value: Any) -> Any:
        return value


class DecisionForm(forms.Form):
    """Which verdict, why, and what the founder is told. `revision` and `seen_version` say what was on the screen."""

    verdict = forms.ChoiceField(label=gettext_lazy("What do you decide?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    twin = TwinField(
        Startup.objects.none(),
        label=gettext_lazy("Is it one of our unclaimed entries?"),
        required=False,
        blank=True,
        empty_label=gettext_lazy("No, it is a new one"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("If so, that entry is handed to the company, with its address and history."),
    )
    words = forms.CharField(
        label=gettext_lazy("Words to the company"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    found_independently = forms.BooleanField(required=False)
    partner_vouches = forms.BooleanField(
        label=gettext_lazy("The partner gives its word that this person speaks for the company"), required=False
    )
    partner_words = LineField(
        label=gettext_lazy("How the partner knows"),
        required=False,
        max_length=MOST_PARTNER_WORDS,
        help_text=gettext_lazy("For the record; the company does not read it. Such as: called the number on its site."),
    )
    revision = forms.ModelChoiceField(Revision.objects.none(), widget=forms.HiddenInput)
    seen_version = forms.IntegerField(min_value=0, max_value=POSITIVE, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        submission: Submission,
        duplicates: Sequence[Duplicate] = (),
        beside: Beside | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.beside = beside
        self.submission = submission
        verdicts = offered_verdicts(submission)
        fields: dict[str, Any] = self.fields
        fields["verdict"].choices = [(verdict.value, _choice(verdict, submission)) for verdict in verdicts]
        fields["reason"].choices = [
            ("", _("Please choose")),
            *((str(verdict.label), [(one.value, one.label) for one in REASONS[verdict]]) for verdict in verdicts),
        ]
        fields["reason"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("criteria"), _("What each reason means, as the public reads it")
        )
        for name in ("reason", "words"):  # needed or not by the verdict: not "optional"
            fields[name].is_conditional = True
        fields["revision"].queryset = submission.revisions.all()
        twins = unclaimed_twins(submission).filter(pk__in=[one.startup.pk for one in duplicates])
        if duplicates and twins:
            fields["twin"].queryset = twins
        else:
            del fields["twin"]  # chosen_twin reads the answer itself: it may come from a page that still had the field
        self._ask_for_proof(twins if duplicates else ())
        fields["words"].help_text = _(
            "In %(language)s, the language of the company. May stay empty when you approve and leave nothing out."
        ) % {"language": language_name(submission.language)}

    def _ask_for_proof(self, twins: Iterable[Startup]) -> None:
        """Where somebody has to show to speak for the company: what the moderator may add to that."""
        fields: dict[str, Any] = self.fields
        is_needed_for_twin = any(needs_proof(self.submission, twin) for twin in twins)
        if not is_needed_for_twin and not needs_proof(self.submission):
            del fields["found_independently"], fields["partner_vouches"], fields["partner_words"]
            return
        fields["partner_words"].is_conditional = True
        if is_needed_for_twin:
            fields["partner_vouches"].help_text = _("Needed if you hand over one of our unclaimed entries.")
        domain = _domain_to_find(self.submission) if needs_proof(self.submission) else ""
        if domain:
            fields["found_independently"].label = _("I found the website %(domain)s independently of this claim") % {
                "domain": domain
            }
        else:
            del fields["found_independently"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        verdict, reason = cleaned.get("verdict"), cleaned.get("reason")
        left_out = self._clean_beside(verdict, cleaned.get("seen_version"))
        if verdict == Verdict.APPROVE and not left_out and reason == "":
            cleaned["reason"] = Reason.MEETS_CRITERIA  # the only one there is
        elif verdict and reason == "":
            self.add_error("reason", _("Please choose a reason."))
        # What is left out of an approval goes back to the company, for one of the reasons for that.
        goes_with = Verdict.REQUEST_CHANGES if left_out else verdict
        if goes_with and reason and reason not in REASONS[Verdict(goes_with)]:
            self.add_error("reason", _("This reason does not go with your decision. Choose one that does."))
        if verdict and not self._says_enough(verdict, left_out) and "words" not in self.errors:
            self.add_error("words", _("Say what the company should know, in a sentence or two."))
        if cleaned.get("partner_vouches") and not cleaned.get("partner_words") and "partner_words" not in self.errors:
            self.add_error("partner_words", _("Say how the partner knows it."))
        return cleaned

    def added_proof(self) -> dict[str, Any]:
        """What the moderator adds to the proofs of a claim (actions.approve)."""
        answer = self.cleaned_data
        words = answer.get("partner_words", "") if answer.get("partner_vouches") else ""
        return {"found_independently": bool(answer.get("found_independently")), "partner_words": words}

    def answer(self) -> dict[str, Any]:
        """What the action of the verdict is given."""
        cleaned = self.cleaned_data
        verdict, reason = Verdict(cleaned["verdict"]), Reason(cleaned["reason"])
        given: dict[str, Any] = {"revision": cleaned["revision"], "reason": reason, "words": cleaned["words"]}
        if verdict == Verdict.REQUEST_CHANGES and self.beside:
            given["remarks"] = self.beside.remarks.given()
        if verdict == Verdict.APPROVE:
            given |= {"seen_version": cleaned["seen_version"], "twin": self.chosen_twin()} | self.added_proof()
            given |= self.beside.choice() if self.beside else {}
            if reason != Reason.MEETS_CRITERIA:
                given |= {"reason": Reason.MEETS_CRITERIA, "rest_reason": reason}
        return given

    def _says_enough(self, verdict: str, left_out: list[str]) -> bool:
        """Remarks at the fields may be all that there is to say."""
        if self.cleaned_data.get("words") or (verdict == Verdict.APPROVE and not left_out):
            return True
        remarks = self.beside.remarks.given() if self.beside else {}
        return bool(remarks) and verdict != Verdict.REJECT

    def _clean_beside(self, verdict: str | None, seen_version: int | None) -> list[str]:
        """Whether what stands beside the fields goes with the verdict; returns what an approval leaves out."""
        beside = self.beside
        if beside is None or not beside.part.is_bound:
            return []
        if not beside.remarks.is_valid():
            self.add_error("verdict", _("A remark at a field cannot be kept as it is. It is marked there."))
        if beside.corrections.is_valid() and self.cleaned_data.get("revision") == self.submission.latest_revision():
            beside.corrections.refuse_other_texts()
        if not beside.corrections.is_valid():
            self.add_error("verdict", _("A text cannot be corrected like this. It is marked there."))
        if not all(form.is_valid() for form in beside.forms):
            return []
        left_out = beside.left_out() if verdict == Verdict.APPROVE else []
        error = self._mismatch(verdict, left_out, beside)
        if verdict and error:
            self.add_error("verdict", error)
        if verdict == Verdict.APPROVE and seen_version == version_of(self.submission) and not beside.part.is_resolved:
            self.add_error("verdict", str(Unresolved()))
        return left_out

    def _mismatch(self, verdict: str | None, left_out: list[str], beside: Beside) -> str:
        """Nothing that was typed is dropped without a word."""
        remarks, corrections = set(beside.remarks.given()), set(beside.corrections.made())
        if verdict != Verdict.APPROVE and corrections:
            return _("You corrected texts. That goes with an approval only.")
        if corrections & set(left_out):
            return _("You corrected a text that you leave out. Do one of the two.")
        if verdict == Verdict.APPROVE and left_out and remarks - set(left_out):
            return _("You wrote a remark at a field that you approve. Leave that field out, or take the remark away.")
        if remarks and (verdict == Verdict.REJECT or (verdict == Verdict.APPROVE and not left_out)):
            return _("You wrote remarks at fields. They go with a request for changes only.")
        return ""

    def chosen_twin(self) -> Startup | None:
        """The unclaimed entry that was chosen, whether or not it would still be offered.

        Raises Outdated when it is no longer to be had: a second entry beside it is not what was decided.
        """
        chosen = self.data.get(self.add_prefix("twin"), "")
        if not chosen:
            return None
        known = re.fullmatch(r"[0-9]{1,18}", chosen)
        offered = self._ever_offered() if known else set()
        twin = unclaimed_twins(self.submission).filter(pk__in=offered & {int(chosen)}).first() if known else None
        if twin is None:
            raise Outdated
        return twin

    def _ever_offered(self) -> set[int]:
        """Entries that resemble any version of the proposal: nothing else can have stood on a moderator's page."""
        profiles = self.submission.revisions.values_list("profile", flat=True)
        return {one.startup.pk for profile in profiles for one in duplicates_of(profile)}


def new_form(submission: Submission, revision: Revision, duplicates: Sequence[Duplicate], **kept: Any) -> DecisionForm:
    """An empty form for what is on the screen now, with what was `kept` of an answer that was refused.

    No verdict is chosen beforehand. The unclaimed entry with the same enterprise number is: a shared web host or a
    similar name would prove nothing.
    """
    numbered = [one.startup.pk for one in duplicates if one.same_number]
    certain = unclaimed_twins(submission).filter(pk__in=numbered).first()
    initial = {"twin": certain} | {name: value for name, value in kept.items() if value is not None}
    seen = {"revision": revision.pk, "seen_version": version_of(submission)}
    return DecisionForm(initial=initial | seen, submission=submission, duplicates=duplicates)


def words_of_first(look: FirstLook | None) -> dict[str, Any]:
    """What the first of two looks was given, for the one who gives the second to keep or to change."""
    if look is None:
        return {}
    partner_words = look.given.get("partner_words", "")
    reason = look.given.get("rest_reason")
    return look.given | {"words": look.words, "reason": reason, "partner_vouches": bool(partner_words)}


def _domain_to_find(submission: Submission) -> str:
    """The website that the claim brings and that was shown to be its own."""
    latest = submission.latest_revision()
    standing = Proof.objects.standing().filter(submission=submission)
    return unproven_domain(standing, latest.profile["website"]) if latest else ""


def version_of(submission: Submission) -> int:
    """The entry's version on the screen, 0 for a new one (actions.approve)."""
    return submission.startup.content_version if submission.startup else 0


def offered_verdicts(submission: Submission) -> list[Verdict]:
    """What the workflow allows; all of them once it no longer waits, so that the action can say what happened."""
    if submission.state != SubmissionState.WAITING:
        return list(Verdict)
    return [verdict for verdict in Verdict if workflow.can(workflow.Step(verdict.value), submission)]


def _choice(verdict: Verdict, submission: Submission) -> SafeString:
    is_removal = submission.kind == SubmissionKind.REMOVAL
    hint = (REMOVAL_HINTS if is_removal else HINTS)[verdict]
    return format_html('<b>{}</b><span class="hint">{}</span>', verdict.label, hint)
