"""A note for colleagues of the desk."""

from django import forms
from django.utils.translation import gettext_lazy

from directory.actions.write_message import LONGEST
from directory.forms.fields import ParagraphsField


class NoteForm(forms.Form):
    prefix = "note"

    text = ParagraphsField(
        label=gettext_lazy("Your note"),
        help_text=gettext_lazy("For colleagues of the desk only. The company never reads it."),
        max_length=LONGEST,
        max_words=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
