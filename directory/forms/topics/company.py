"""Which firm it is: its number first, because everything else hangs on it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.fields import EnterpriseNumberField, LineField, WebsiteField, has_letters
from directory.forms.topics.base import TopicForm, Typed, Values
from directory.models import Startup, Submission
from directory.rules.duplicates import number_is_pending, number_is_taken, number_to_claim
from directory.rules.identifiers import format_enterprise_number
from directory.rules.profile import FIRST_YEAR, Profile
from directory.rules.topics import Topic


class CompanyForm(TopicForm):
    """`listed_as` is the entry that already has the number, for a link to it; `to_claim` if nobody keeps it."""

    topic = Topic.COMPANY

    enterprise_number = EnterpriseNumberField(
        label=gettext_lazy("Enterprise number"),
        required=False,
        help_text=gettext_lazy("As you usually write it: “BE 0xxx.xxx.xxx”, with or without full stops."),
        widget=forms.TextInput(attrs={"class": "input--w", "inputmode": "numeric"}),
    )
    before_incorporation = forms.BooleanField(
        label=gettext_lazy("The firm is not incorporated yet and has no number"), required=False
    )
    name = LineField(
        label=gettext_lazy("Name"),
        max_length=120,
        validators=[has_letters],
        help_text=gettext_lazy("The one your clients know. The legal form is not needed."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    website = WebsiteField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The home page, such as https://example.com."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    founded = forms.IntegerField(
        label=gettext_lazy("Founded in"),
        required=False,
        help_text=gettext_lazy("The year, such as 2019."),
        widget=forms.TextInput(attrs={"class": "input--xs", "inputmode": "numeric"}),
    )

    listed_as: Startup | None = None
    to_claim: Startup | None = None

    def prepare(self) -> None:
        if self.submission.on_behalf_id:  # a partner may not know it
            del self.fields["before_incorporation"]
            return
        for name in ("enterprise_number", "before_incorporation"):  # one of the two
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def clean_enterprise_number(self) -> str:
        number: str = self.cleaned_data["enterprise_number"]
        self.to_claim = number_to_claim(number, self.submission)
        self.listed_as = self.to_claim or number_is_taken(number, without=self.submission.startup)
        if self.listed_as:
            raise ValidationError(_("An entry with this enterprise number is already listed."), code="listed")
        if number_is_pending(number, without=self.submission):
            raise ValidationError(_("A submission for this enterprise number is already pending."), code="pending")
        return number

    def clean_founded(self) -> int | None:
        year: int | None = self.cleaned_data["founded"]
        latest = timezone.localdate().year
        if year is not None and not FIRST_YEAR <= year <= latest:
            raise ValidationError(
                _("Please give a year from %(first)s to %(latest)s.")
                % {"first": str(FIRST_YEAR), "latest": str(latest)},
                code="year",
            )
        return year

    def clean(self) -> Values:
        cleaned = super().clean()
        if "enterprise_number" in cleaned and "before_incorporation" in self.fields:
            number, none_yet = cleaned["enterprise_number"], cleaned.get("before_incorporation")
            if number and none_yet:
                self.add_error("before_incorporation", _("You gave a number. Please clear one of the two."))
            if not number and not none_yet:
                needed = _("This is needed, unless the firm is not incorporated yet.")
                self.add_error("enterprise_number", ValidationError(needed, code="required"))
        return cleaned

    def values(self) -> Values:
        return {name: self.cleaned_data[name] for name in ("enterprise_number", "name", "website", "founded")}

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        startup = submission.startup
        said_before = bool(startup and startup.claimed_at) or (submission.pk and submission.revisions.exists())
        typed: dict[str, Any] = {name: profile[name] or "" for name in ("name", "website", "founded")}
        return typed | {
            "enterprise_number": format_enterprise_number(profile["enterprise_number"]),
            "before_incorporation": "on" if said_before and not profile["enterprise_number"] else "",
        }
