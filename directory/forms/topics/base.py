"""What the forms of the topics have in common: rows that repeat, and the way between what was typed and a profile.

A form of a topic is one flat set of fields. Rows are fields named `markets-0-country`, so that summary of errors,
draft and binding treat them as any other.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.models import Submission
from directory.rules.profile import Profile
from directory.rules.texts import without_nul
from directory.rules.topics import Topic

Typed = dict[str, Any]
Values = dict[str, Any]

ASKED_BY = {"sectors": "sector"}  # fields of a profile that a form asks for under another name


@dataclass(frozen=True)
class Rows:
    """Fields that repeat, up to `most` times. A row with nothing in it but `preset` fields is none."""

    name: str
    legend: str | Promise  # of one row
    fields: Mapping[str, forms.Field]
    needed: tuple[str, ...]
    most: int
    add: str | Promise  # words of the button that asks for a further row
    preset: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """The fields of one row, as the page shows them."""

    number: int
    legend: str
    fields: list[forms.BoundField]


@dataclass(frozen=True)
class RowGroup:
    rows: Rows
    filled: list[Row]
    may_add: bool
    remark: str  # of the moderator, about all of them


class TopicForm(forms.Form):
    """Validates what was typed on one topic. `values` is what it says of the profile; `typed_of` the other way.

    `extra` is the kind of row of which one empty row more was asked for.
    """

    topic: ClassVar[Topic]
    repeats: ClassVar[tuple[Rows, ...]] = ()

    def __init__(
        self, data: Typed | None = None, *, submission: Submission, initial: Typed | None = None, extra: str = ""
    ) -> None:
        super().__init__(data, initial=initial)
        self.submission = submission
        self.extra = extra
        self.remarks: dict[str, str] = {}
        self.prepare()
        for field in self.fields.values():
            field.error_messages["required"] = _("This is needed.")
        for rows in self.repeats:
            self._add_rows(rows)

    def prepare(self) -> None:
        """Fields and choices that depend on the submission or on what was typed."""

    def values(self) -> Values:
        """The fields of the profile that a valid form gives."""
        raise NotImplementedError

    @classmethod
    def typed_of(cls, profile: Profile, submission: Submission) -> Typed:
        """What stands in the form where the profile says so: the other way of `values`."""
        raise NotImplementedError

    @classmethod
    def typed_in(cls, post: QueryDict, submission: Submission) -> Typed:
        """What was typed, field by field and as it was, for a draft. Nothing else of the request comes along."""
        form = cls(post.dict(), submission=submission)  # some fields depend on what was typed
        typed: Typed = {}
        for name, field in form.fields.items():
            if name not in post:
                continue
            several = isinstance(field, forms.MultipleChoiceField)
            sent = [without_nul(str(one)) for one in post.getlist(name)]
            typed[name] = sent if several else sent[-1]
        return typed

    def value(self, name: str) -> str:
        """What stands in the field now, typed or given; '' for nothing."""
        source = self.data if self.is_bound else self.initial
        found = source.get(name, "")
        return found.strip() if isinstance(found, str) else ""

    def show_remarks(self, remarks: Mapping[str, str]) -> None:
        """Puts what the moderator writes about fields of the profile beside the fields that ask for them."""
        self.remarks = dict(remarks)
        for name, remark in remarks.items():
            field = self.fields.get(ASKED_BY.get(name, name))
            if field:
                field.remark = remark  # type: ignore[attr-defined]

    # ---- Rows ----

    @property
    def groups(self) -> dict[str, RowGroup]:
        """The rows of each kind, by name."""
        return {rows.name: self._group(rows) for rows in self.repeats}

    def row_values(self, name: str) -> list[Values]:
        """The cleaned values of the rows that say something."""
        rows = next(one for one in self.repeats if one.name == name)
        found = [self._values_in(rows, number) for number in range(self._count(rows))]
        return [values for values in found if not _is_blank(rows, values)]

    @staticmethod
    def typed_rows(name: str, rows: list[Values]) -> Typed:
        """Rows of a profile as they stand in the form."""
        return {f"{name}-{number}-{key}": value for number, row in enumerate(rows) for key, value in row.items()}

    def clean(self) -> Values:
        cleaned = super().clean() or self.cleaned_data
        for rows in self.repeats:
            for number in range(self._count(rows)):
                self._clean_row(rows, number)
        return cleaned

    def clean_row(self, rows: Rows, number: int, values: Values) -> None:
        """What a topic checks in a row beyond that what is needed is there: it calls `add_row_error`."""

    def add_row_error(self, rows: Rows, number: int, key: str, message: str) -> None:
        self.add_error(f"{rows.name}-{number}-{key}", ValidationError(message))

    def _clean_row(self, rows: Rows, number: int) -> None:
        values = self._values_in(rows, number)
        if _is_blank(rows, values):
            return
        for key in rows.needed:
            if f"{rows.name}-{number}-{key}" not in self.errors and values.get(key) in (None, "", []):
                self.add_row_error(rows, number, key, _("This is needed."))
        self.clean_row(rows, number, values)

    def _values_in(self, rows: Rows, number: int) -> Values:
        return {key: self.cleaned_data.get(f"{rows.name}-{number}-{key}") for key in rows.fields}

    def _add_rows(self, rows: Rows) -> None:
        for number in range(self._count(rows)):
            for key, field in rows.fields.items():
                copied = deepcopy(field)
                copied.required = False
                copied.is_conditional = key in rows.needed  # type: ignore[attr-defined]  # not "(optional)"
                copied.row_label = f"{rows.legend} {number + 1}, {field.label}"  # type: ignore[attr-defined]
                self.fields[f"{rows.name}-{number}-{key}"] = copied
                self.prepare_row_field(rows, key, copied)

    def prepare_row_field(self, rows: Rows, key: str, field: forms.Field) -> None:
        """Choices of a field of a row."""

    def _count(self, rows: Rows) -> int:
        """The rows that something stands in, and an empty one or two for more."""
        source = self.data if self.is_bound else self.initial
        pattern = re.compile(rf"{rows.name}-([0-9]{{1,3}})-")
        numbers = [int(found[1]) for name in source if (found := pattern.match(name))]
        filled = max(numbers, default=-1) + 1
        if self.is_bound and not self.extra:
            return min(filled, rows.most)
        return min(filled + (1 if not filled or self.extra == rows.name else 0), rows.most)

    def _group(self, rows: Rows) -> RowGroup:
        count = self._count(rows)
        filled = list(self._bound_rows(rows, count))
        return RowGroup(rows, filled, count < rows.most, self.remarks.get(rows.name, ""))

    def _bound_rows(self, rows: Rows, count: int) -> Iterator[Row]:
        for number in range(count):
            fields = [self[f"{rows.name}-{number}-{key}"] for key in rows.fields]
            yield Row(number + 1, f"{rows.legend} {number + 1}", fields)


def _is_blank(rows: Rows, values: Values) -> bool:
    return all(values[key] in (None, "", []) for key in rows.fields if key not in rows.preset)
