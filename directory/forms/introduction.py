"""Asking a firm for an introduction, the firm's answer, and what came of it."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Language
from accounts.robots import NoRobots
from directory.actions import Request
from directory.choices import (
    ANSWERS,
    IntroductionBudget,
    IntroductionOutcome,
    IntroductionPurpose,
    IntroductionState,
    IntroductionTiming,
)
from directory.forms.choices import NO_ANSWER, PLEASE_CHOOSE, country_choices
from directory.forms.fields import PLAIN_ADDRESS, LineField, ParagraphsField
from directory.models import Introduction, Startup
from directory.models.introduction import LONGEST_TEXT
from directory.rules.names import language_label, listed

NEEDED = {"required": gettext_lazy("This is needed.")}
CHOOSE = {"required": gettext_lazy("Please choose."), "invalid_choice": gettext_lazy("Please choose.")}
ANSWER_WORDS = {
    IntroductionState.YES: gettext_lazy("Yes: give me the address, I write to them"),
    IntroductionState.NOT_NOW: gettext_lazy("Not now"),
    IntroductionState.NO: pgettext_lazy("answer to an introduction", "No"),
}


def longest(name: str) -> int | None:
    return Introduction._meta.get_field(name).max_length  # type: ignore[union-attr]


def text_field(rows: int, **options: Any) -> ParagraphsField:
    """Up to a thousand characters; a word has at least one."""
    widget = forms.Textarea(attrs={"rows": rows})
    return ParagraphsField(max_length=LONGEST_TEXT, max_words=LONGEST_TEXT, widget=widget, **options)


class AddressField(LineField):
    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        super().__init__(max_length=longest("email"), widget=widget, error_messages=NEEDED, **options)
        self.validators += [validate_email, PLAIN_ADDRESS]

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(_("Please write an e-mail address such as name@example.com.")) from error


class IntroductionForm(NoRobots, forms.Form):
    """First what it is about, then who asks."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What do you want?"),
        choices=IntroductionPurpose.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    message = text_field(
        6,
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy(
            "What you need and what for, in a few sentences: at most 1,000 characters. Write in any language that the"
            " company reads."
        ),
        error_messages={"required": gettext_lazy("Say in a sentence or two what it is about.")},
    )
    timing = forms.ChoiceField(
        label=pgettext_lazy("introduction", "When?"),
        choices=[*PLEASE_CHOOSE, *IntroductionTiming.choices],
        error_messages=CHOOSE,
    )
    budget = forms.ChoiceField(
        label=gettext_lazy("Budget"), choices=[*NO_ANSWER, *IntroductionBudget.choices], required=False
    )
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=longest("name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages=NEEDED,
    )
    company = LineField(
        label=gettext_lazy("Your company or organisation"),
        max_length=longest("company"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages=NEEDED,
    )
    role = LineField(
        label=gettext_lazy("Your role there"),
        max_length=longest("role"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Your country"), choices=country_choices, error_messages=CHOOSE)
    email = AddressField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send you a link first. The company gets the address only when it says yes."),
    )
    answer_language = forms.ChoiceField(
        label=gettext_lazy("Which language may the answer be in?"), error_messages=CHOOSE
    )

    def __init__(self, data: Any = None, *, startup: Startup, request: HttpRequest) -> None:
        super().__init__(data, request=request, initial={"answer_language": get_language()})
        spoken = dict.fromkeys([*startup.support_languages, *Language.values])
        language: Any = self.fields["answer_language"]
        language.choices = [(code, language_label(code)) for code in spoken]
        if startup.support_languages:
            language.help_text = _("The company gives support in: %(languages)s.") % {
                "languages": listed(map(language_label, startup.support_languages))
            }

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields on what it is about; `who` are the others."""
        return [self[name] for name in ("purpose", "message", "timing", "budget")]

    @property
    def who(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "company", "role", "country", "email", "answer_language")]

    def request(self) -> Request:
        """What was stated, for the action."""
        stated = {field.name: self.cleaned_data[field.name] for field in (*self.about, *self.who)}
        return Request(**stated, language=get_language() or Language.EN)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[(state.value, ANSWER_WORDS[state]) for state in ANSWERS],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    words = text_field(
        4,
        label=gettext_lazy("Words to the visitor"),
        required=False,
        help_text=gettext_lazy("They go with your answer. Your address does not."),
    )

    def clean_answer(self) -> IntroductionState:
        return IntroductionState(self.cleaned_data["answer"])


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        choices=IntroductionOutcome.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )

    def clean_outcome(self) -> IntroductionOutcome:
        return IntroductionOutcome(self.cleaned_data["outcome"])


class ReportForm(forms.Form):
    words = text_field(
        4,
        label=gettext_lazy("What is wrong with it?"),
        required=False,
        help_text=gettext_lazy("In a sentence, for the moderator of your territory."),
    )
