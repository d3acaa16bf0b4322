"""What a moderator writes and chooses beside the fields of a proposal: remarks, what is left out, typing errors.

Their inputs stand in the table of changes, and belong to the form of the decision by its id. All are on demand:
who touches none of them decides on the whole.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.actions.errors import MoreThanTyping
from directory.choices import SubmissionKind
from directory.forms.fields import ParagraphsField
from directory.forms.topics.company import CompanyForm
from directory.forms.topics.what import description_field, tagline_field
from directory.models import FirstLook, Revision, Submission
from directory.rules.diff import changed_fields
from directory.rules.parts import base_of, clashes, correctable, is_typing_error, optional_fields, part_of
from directory.rules.profile import FIELDS, PLACE, Profile, field_label, upgraded
from directory.rules.texts import without_nul

MOST_OF_A_REMARK = 1000  # characters
PROPOSED, PUBLIC, ASKED = "proposed", "public", "asked"
IN_THE_FORM = {"form": "decision"}
Typed = dict[str, dict[str, Any]]


class RemarksForm(forms.Form):
    """A remark at each of these fields of the profile."""

    prefix = "remark"

    def __init__(self, *args: Any, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            self.fields[name] = ParagraphsField(
                label=_("Remark: %(field)s") % {"field": field_label(FIELDS[name])},
                required=False,
                max_length=MOST_OF_A_REMARK,
                max_words=MOST_OF_A_REMARK,
                widget=forms.Textarea(attrs={"rows": 2} | IN_THE_FORM),
            )
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]  # not "optional": few are wanted

    def given(self) -> dict[str, str]:
        """The remarks that were written, by field."""
        return {name: text for name, text in self.cleaned_data.items() if text} if self.is_valid() else {}


class PartForm(forms.Form):
    """What is not published. A field that changed on both sides asks what holds; an address is asked about once."""

    prefix = "part"

    def __init__(self, *args: Any, optional: Iterable[str], clashing: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clashing = _once(clashing)
        self.optional = [name for name in _once(optional) if name not in self.clashing]
        fields: dict[str, forms.Field] = self.fields
        for name in self.clashing:
            ask = [(ASKED, _("Neither yet: ask the company"))] if name in _once(optional) else []
            fields[name] = forms.ChoiceField(
                label=_("What holds: %(field)s") % {"field": field_label(FIELDS[name])},
                choices=[(PROPOSED, _("As proposed")), (PUBLIC, _("As it is public")), *ask],
                required=False,
                widget=forms.RadioSelect(attrs=IN_THE_FORM),
            )
            fields[name].is_conditional = True  # type: ignore[attr-defined]
        for name in self.optional:
            fields[name] = forms.BooleanField(
                label=_("Leave out: %(field)s") % {"field": field_label(FIELDS[name])},
                help_text=_("If you approve the rest: the company is asked about this once more."),
                required=False,
                widget=forms.CheckboxInput(attrs=IN_THE_FORM),
            )

    @property
    def is_resolved(self) -> bool:
        """Whether it is said what holds wherever both sides changed a field."""
        return all(self.cleaned_data.get(name) for name in self.clashing)

    def left_out(self) -> list[str]:
        """What the company is asked about once more."""
        return [name for name, value in self.cleaned_data.items() if value in (True, ASKED)]

    def kept(self) -> list[str]:
        return [name for name in self.clashing if self.cleaned_data.get(name) == PUBLIC]


class CorrectionsForm(forms.Form):
    """The texts of the proposal, with the limits that the company's own forms have."""

    prefix = "corrected"

    def __init__(self, *args: Any, texts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for name, text in texts.items():
            field = _text_field(name)
            field.label = _("Corrected: %(field)s") % {"field": field_label(FIELDS[name])}
            field.required, field.help_text, field.initial = False, "", text
            field.is_conditional = True  # type: ignore[attr-defined]
            field.widget.attrs |= IN_THE_FORM
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.texts:
            if name in cleaned and not cleaned[name] and self.add_prefix(name) in self.data:
                self.add_error(name, ValidationError(_("To leave a text out is no correction.")))
        return cleaned

    def made(self) -> dict[str, str]:
        """The texts that differ from what was sent. What the page did not offer yet is none of them."""
        found = {name: self.cleaned_data.get(name) for name in self.texts if self.add_prefix(name) in self.data}
        return {name: text for name, text in found.items() if text and text != self.texts[name]}

    def refuse_other_texts(self) -> None:
        """Marks what is more than a typing error. Not on a page that is outdated: its texts were others."""
        for name, text in self.made().items():
            if not is_typing_error(self.texts[name], text):
                self.add_error(name, str(MoreThanTyping()))


class Beside:
    """The three of them, for what is on the screen."""

    def __init__(
        self,
        submission: Submission,
        profile: Profile,
        public: Profile,
        data: QueryDict | None = None,
        initial: Typed | None = None,
    ) -> None:
        given = initial or {}
        self.submission, self.profile = submission, profile
        names = proposed_fields(submission, profile) if submission.kind != SubmissionKind.TRANSFER else []
        self.remarks = RemarksForm(data, names=names, initial=given.get("remark"))
        self.part = PartForm(
            data,
            optional=optional_fields(submission, profile, public),
            clashing=clashes(submission, profile, public) if submission.is_open else [],
            initial=given.get("part"),
        )
        texts = {name: profile[name] for name in correctable(submission, profile)}
        self.corrections = CorrectionsForm(data, texts=texts, initial=given.get("corrected"))

    @property
    def forms(self) -> tuple[forms.Form, ...]:
        return self.remarks, self.part, self.corrections

    def left_out(self) -> list[str]:
        """The fields that an approval would ask about once more."""
        return self._part(self.part.left_out(), self.part.kept()).asked

    def choice(self) -> dict[str, Any]:
        """What of the proposal is approved, and how (actions.approve)."""
        chosen: dict[str, Any] = {"remarks": self.remarks.given(), "corrections": self.corrections.made()}
        if not self.part.left_out() and not self.part.clashing:
            return chosen
        part = self._part(self.part.left_out(), self.part.kept())
        return chosen | {"fields": part.published, "kept": part.kept}

    def _part(self, left_out: list[str], kept: list[str]) -> Any:
        changed = changed_fields(base_of(self.submission), self.profile)
        return part_of(self.submission, self.profile, [name for name in changed if name not in left_out], kept)


def typed_beside(data: QueryDict, seen: Revision | None, latest: Profile) -> Typed:
    """What was typed and chosen on a page, for the page that comes instead. A text that was not touched is none, nor
    one that the company has changed since."""
    typed: Typed = {"remark": {}, "part": {}, "corrected": {}}
    before = upgraded(seen.profile, seen.schema_version) if seen else latest
    for key, value in data.items():
        prefix, _dash, name = key.partition("-")
        if prefix not in typed or name not in FIELDS:
            continue
        text = without_nul(str(value)).replace("\r\n", "\n")
        if prefix != "corrected" or (text != before[name] and before[name] == latest[name]):
            typed[prefix][name] = text
    return typed


def typed_first(look: FirstLook | None, submission: Submission, latest: Profile) -> Typed:
    """What the first of two looks left out, corrected and remarked, as it would be typed."""
    if look is None:
        return {}
    part = part_of(submission, latest, look.given.get("fields"), look.given.get("kept", ()))
    chosen = dict.fromkeys(part.asked, ASKED) | dict.fromkeys(part.kept, PUBLIC)
    return {"remark": look.given.get("remarks", {}), "part": chosen, "corrected": look.given.get("corrections", {})}


def proposed_fields(submission: Submission, profile: Profile) -> list[str]:
    """The fields that a proposal gives or changes; none where it proposes no facts."""
    if submission.kind == SubmissionKind.REMOVAL:
        return []
    changed = set(changed_fields(base_of(submission), profile))
    if submission.kind == SubmissionKind.STATE:
        return [name for name in FIELDS if name in changed]
    return [name for name, field in FIELDS.items() if name in changed or not field.is_empty(profile[name])]


def _once(names: Iterable[str]) -> list[str]:
    """An address is one thing: its second field goes with its first."""
    found = list(names)
    return [name for name in found if name not in PLACE or name == next(one for one in found if one in PLACE)]


def _text_field(name: str) -> forms.Field:
    if name == "name":
        return deepcopy(CompanyForm.base_fields["name"])
    language = FIELDS[name].language
    make = tagline_field if name.startswith("tagline") else description_field
    return make(language, required=False)
