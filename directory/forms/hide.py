"""Why an entry is taken off the public pages."""

from django import forms
from django.utils.translation import gettext_lazy

from directory.forms.fields import ParagraphsField

MOST_WORDS = 200


class HideForm(forms.Form):
    words = ParagraphsField(
        label=gettext_lazy("Words to the company"),
        help_text=gettext_lazy("Why, in a sentence or two. The whole team of the entry gets them by mail."),
        max_words=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Say what the company should know, in a sentence or two.")},
    )
