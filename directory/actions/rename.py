"""Giving another name to what entries are sorted by: a sector, a technology, a revenue stage, a place, a territory."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Language
from directory.actions._shared import Actor, record
from directory.actions.documents import entries_naming, wait_for_names, write_documents
from directory.actions.errors import NotAllowed
from directory.choices import Verb
from directory.models import Event, Municipality, Region, RevenueStage, Sector, Technology, Territory
from directory.rules.permissions import may_keep_words
from directory.rules.texts import clean_line

Named = Sector | Technology | RevenueStage | Region | Municipality | Territory
NAMES = tuple(f"name_{code}" for code in Language.values)


@transaction.atomic
def rename(*, row: Named, names: Mapping[str, str], by: Actor) -> None:
    """Give the row these names, one a language. Its address stays. The same names again write no event.

    The search documents of its entries are written in the same transaction, however many they are: in chunks of their
    own, a search would find some entries by the old name and some by the new one for a while, and a run that stopped
    halfway would leave it so. Raises NotAllowed, or ValidationError for a name that is missing or too long.
    """
    if not isinstance(by, str) and not may_keep_words(by):
        raise NotAllowed
    cleaned = {f"name_{code}": clean_name(names.get(code, ""), longest_name(row)) for code in Language.values}
    wait_for_names()
    locked = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
    changed = {name: text for name, text in cleaned.items() if getattr(locked, name) != text}
    if not changed:
        return
    before = {name: getattr(locked, name) or "" for name in changed}
    for name, text in changed.items():
        setattr(locked, name, text)
    locked.save()
    write_documents(entries_naming([locked]))
    about = {"kind": kind_of(type(row)), "row": locked.pk}
    record(Verb.NAME_CHANGED, by=by, before=about | before, after=about | changed)


def longest_name(row: Named) -> int:
    return type(row)._meta.get_field("name").max_length or 0


def clean_name(text: str, longest: int) -> str:
    """Raises ValidationError."""
    name = clean_line(text)
    if not name:
        raise ValidationError(_("This is needed."), code="required")
    MaxLengthValidator(longest)(name)
    return name


def kind_of(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def names_given(model: type[models.Model]) -> dict[int, set[str]]:
    """Which names of which rows, by pk, somebody has given here: the shipped tables no longer decide on them."""
    given: dict[int, set[str]] = {}
    changes: Iterable[dict[str, object]] = Event.objects.filter(
        verb=Verb.NAME_CHANGED, after__kind=kind_of(model)
    ).values_list("after", flat=True)
    for after in changes:
        given.setdefault(int(str(after["row"])), set()).update(name for name in NAMES if name in after)
    return given
