"""Reporting an error in an entry."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy

from accounts.models import Language
from accounts.robots import NoRobots
from directory.actions import ErrorStated
from directory.forms.fields import LineField, ParagraphsField
from directory.forms.introduction import AddressField
from directory.models.report import LONGEST_EVIDENCE, LONGEST_WORDS
from directory.rules.reports import SOMETHING_ELSE, label_of_fact

OTHER = "other"  # in addresses and on the form; kept as ""
LONGEST_CHOICE = 60  # characters of what stands there


class ErrorReportForm(NoRobots, forms.Form):
    """`standing` are the facts that the page shows, in words (rules.reports.facts_standing)."""

    fact = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        error_messages={
            "required": gettext_lazy("Please choose."),
            "invalid_choice": gettext_lazy("Please choose."),
        },
    )
    words = ParagraphsField(
        label=gettext_lazy("What is wrong about it, and what is right?"),
        help_text=gettext_lazy("In a sentence or two, in any of our four languages: at most 1,000 characters."),
        max_length=LONGEST_WORDS,
        max_words=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say in a sentence what is wrong.")},
    )
    evidence = LineField(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("A link, or a few words. Whoever checks it is quicker with it."),
        max_length=LONGEST_EVIDENCE,
        required=False,
    )
    email = AddressField(
        label=gettext_lazy("Your e-mail address, if you want to be told"),
        help_text=gettext_lazy(
            "One mail says what became of it, and the address is erased. It is never published, and the company does"
            " not get it."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, standing: dict[str, str], fact: str = "", request: HttpRequest) -> None:
        known = fact if fact in standing or fact == OTHER else ""
        super().__init__(data, request=request, initial={"fact": known})
        choice: Any = self.fields["fact"]
        named = [(name, f"{label_of_fact(name)}: {_shortened(words)}") for name, words in standing.items()]
        choice.choices = [("", gettext_lazy("Please choose")), *named, (OTHER, SOMETHING_ELSE)]

    @property
    def chosen(self) -> str:
        """The fact that is chosen on the page now; "" for none, or for something else."""
        chosen = str(self["fact"].value() or "")
        return chosen if any(chosen == name for name, _label in self.fields["fact"].choices) else ""  # type: ignore[attr-defined]

    def stated(self) -> ErrorStated:
        """For the action."""
        given = {name: self.cleaned_data[name] for name in ("words", "evidence", "email")}
        fact = self.cleaned_data["fact"]
        return ErrorStated(fact="" if fact == OTHER else fact, **given, language=get_language() or Language.EN)


def _shortened(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(LONGEST_CHOICE)
