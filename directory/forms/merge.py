"""Which facts the entry that stays takes over, and why the two are one company."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from directory.forms.fields import ParagraphsField
from directory.rules.merging import Difference
from directory.rules.profile import FIELDS, field_label

MOST_WORDS = 200
SIDES = [("kept", gettext_lazy("As in the entry that stays")), ("merged", gettext_lazy("As in the other one"))]


class MergeForm(forms.Form):
    """A choice for each difference that is not fixed, named after its first field. The words go to both teams."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    merged_version = forms.IntegerField(widget=forms.HiddenInput)
    words = ParagraphsField(
        label=gettext_lazy("Why they are the same company"),
        help_text=gettext_lazy("In a sentence or two, for the log. Whoever keeps one of the two gets them by mail."),
        max_words=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say how you know that they are the same company.")},
    )

    def __init__(self, *args: Any, differences: Sequence[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in differences:
            if one.is_fixed:
                continue
            self.fields[one.name] = forms.ChoiceField(
                label=field_label(FIELDS[one.name]),
                choices=SIDES,
                widget=forms.RadioSelect,
                initial=one.default,
            )
        self.differences = differences

    def choices(self) -> dict[str, str]:
        return {one.name: self.cleaned_data[one.name] for one in self.differences if not one.is_fixed}

    def seen_versions(self) -> tuple[int, int]:
        return self.cleaned_data["kept_version"], self.cleaned_data["merged_version"]
