"""The topics of the founder's form, for a partner that changes an entry in the company's place."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.actions import Source
from directory.forms.fields import LineField, ParagraphsField, WebsiteField
from directory.forms.topics import FORMS, TopicForm
from directory.models import Submission
from directory.rules.topics import Topic

MOST_WORDS = 200
POSITIVE = 2**31 - 1


class OnBehalfForm(TopicForm):
    """Beside the fields of a topic: why, and where the facts come from."""

    source = LineField(
        label=gettext_lazy("Source"),
        max_length=Submission._meta.get_field("source").max_length,
        help_text=gettext_lazy(
            "Public, beside the facts. Such as: annual accounts of 2025, the company’s own website."
        ),
    )
    source_url = WebsiteField(
        label=gettext_lazy("Address of the source"),
        required=False,
        max_length=Submission._meta.get_field("source_url").max_length,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    source_as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day for which the source says so."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input--s"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    reason = ParagraphsField(
        label=gettext_lazy("Why you change it"),
        help_text=gettext_lazy("In a sentence or two. The team of the entry reads it, where there is one."),
        max_words=MOST_WORDS,
        max_length=Submission._meta.get_field("statement").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen_version = forms.IntegerField(min_value=0, max_value=POSITIVE, widget=forms.HiddenInput)

    def clean_source_as_of(self) -> date:
        day: date = self.cleaned_data["source_as_of"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        if day.year < 1900:
            raise ValidationError(_("This day is too long ago."))
        return day

    def given(self) -> Source:
        answer = self.cleaned_data
        return Source(answer["source"], answer["source_url"], answer["source_as_of"])


# Whom to ask, and the mark of the company, are its own to give.
FORMS_ON_BEHALF: dict[Topic, type[OnBehalfForm]] = {
    topic: type(f"{form.__name__}OnBehalf", (OnBehalfForm, form), {})
    for topic, form in FORMS.items()
    if topic != Topic.CONTACT
}
