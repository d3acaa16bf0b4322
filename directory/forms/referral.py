"""Offering a submission to the territory where it belongs, and answering such an offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.choices import ReferralOutcome
from directory.forms.fields import ParagraphsField
from directory.models import Referral, Submission, Territory

MOST_WORDS = 200
LONGEST = Referral._meta.get_field("reason").max_length


class OfferForm(forms.Form):
    territory = forms.ModelChoiceField[Territory](
        Territory.objects.none(),
        label=gettext_lazy("Where does it belong?"),
        empty_label=gettext_lazy("Please choose"),
        error_messages={"invalid_choice": gettext_lazy("Please choose a territory of the list.")},
    )
    reason = ParagraphsField(
        label=gettext_lazy("Why it belongs there"),
        help_text=gettext_lazy("In a sentence or two, for your colleagues there. The company does not read it."),
        max_words=MOST_WORDS,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say why it belongs there, in a sentence or two.")},
    )

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["territory"].queryset = Territory.objects.exclude(pk=submission.territory_id or 0).order_by("slug")


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you answer?"),
        choices=[
            (ReferralOutcome.ACCEPTED.value, gettext_lazy("Accept: we decide on it from now on")),
            (ReferralOutcome.DECLINED.value, gettext_lazy("Decline: it stays where it is")),
        ],
        widget=forms.RadioSelect,
    )
    words = ParagraphsField(
        label=gettext_lazy("Words to your colleagues"),
        help_text=gettext_lazy("May stay empty when you accept."),
        required=False,
        max_words=MOST_WORDS,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].is_conditional = True  # type: ignore[attr-defined]  # not "(optional)"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        declines = cleaned.get("outcome") == ReferralOutcome.DECLINED
        if declines and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say why it does not belong to you, in a sentence or two."))
        return cleaned
