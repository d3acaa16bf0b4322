"""What the firm does, in one language at least."""

from dataclasses import dataclass

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, language_name
from directory.forms.fields import LineField, ParagraphsField
from directory.forms.topics.base import TopicForm, Typed, Values
from directory.models import Submission
from directory.rules.profile import DESCRIPTION_WORDS, TAGLINE_LENGTH, Profile
from directory.rules.topics import FIELDS_OF, Topic

DESCRIPTION_LENGTH = 2000
TEXTS = ("tagline", "description")


@dataclass(frozen=True)
class Texts:
    """Tagline and description in one language; `is_open` when there is something to see in them."""

    name: str
    is_open: bool
    fields: list[forms.BoundField]


class WhatForm(TopicForm):
    """In the original language both texts are needed; translations can come later."""

    topic = Topic.WHAT

    original_language = forms.ChoiceField(
        label=gettext_lazy("Language you write in"),
        choices=Language.choices,
        help_text=gettext_lazy("Readers of another language see this text until there is one in theirs."),
        widget=forms.Select(attrs={"class": "input--w", "data-asks-again": "yes"}),
    )

    def prepare(self) -> None:
        self.first_language = self.value("original_language")
        if self.first_language not in Language.values:
            self.first_language = translation.get_language() or Language.EN
        self.fields["original_language"].initial = self.first_language
        for code in Language.values:
            self.fields[f"tagline_{code}"] = tagline_field(code, required=code == self.first_language)
            self.fields[f"description_{code}"] = description_field(code, required=code == self.first_language)

    @property
    def texts(self) -> list[Texts]:
        """The fields of each language, the original language first."""
        codes = sorted(Language.values, key=lambda code: code != self.first_language)
        return [self._texts_in(code) for code in codes]

    def _texts_in(self, code: str) -> Texts:
        fields = [self[f"{name}_{code}"] for name in TEXTS]
        is_open = any(field.value() or (self.is_bound and field.errors) for field in fields)
        return Texts(language_name(code), is_open, fields)

    def values(self) -> Values:
        return {name: self.cleaned_data[name] for name in FIELDS_OF[self.topic]}

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        return {name: profile[name] for name in FIELDS_OF[cls.topic] if profile[name]}


def tagline_field(code: str, *, required: bool) -> forms.Field:
    """The line about the firm in this language, within its limits."""
    field = LineField(
        label=_("In one line (%(language)s)") % {"language": language_name(code)},
        required=required,
        max_length=TAGLINE_LENGTH,
        help_text=_("What the product does, for whom. At most %(count)d characters.") % {"count": TAGLINE_LENGTH},
        widget=forms.TextInput(attrs={"lang": code, "data-characters": str(TAGLINE_LENGTH)}),
    )
    del field.widget.attrs["maxlength"]  # browsers would cut what is pasted without a word
    return field


def description_field(code: str, *, required: bool) -> forms.Field:
    """The description of the firm in this language, within its limits."""
    return ParagraphsField(
        label=_("Description (%(language)s)") % {"language": language_name(code)},
        required=required,
        max_length=DESCRIPTION_LENGTH,
        max_words=DESCRIPTION_WORDS,
        help_text=_("At most %(count)d words. Facts rather than praise.") % {"count": DESCRIPTION_WORDS},
        widget=forms.Textarea(attrs={"lang": code, "rows": 6, "data-words": str(DESCRIPTION_WORDS)}),
    )
