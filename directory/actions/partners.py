"""What a partner is called, how its moderators sign and write, and what becomes of its lists."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Language
from directory.actions._shared import Actor, record, refusing
from directory.actions.errors import NotAllowed, SlugTaken
from directory.choices import Reason, Verb
from directory.models import Partner, PreparedWords
from directory.rules.permissions import Permission, may, may_govern

NAMES = tuple(f"name_{code}" for code in Language.values)
SIGNATURES = tuple(f"signature_{code}" for code in Language.values)
OF_THE_OPERATOR = (*NAMES, "website")
OF_ITS_LEADS = (*SIGNATURES, "import_setting")
TAKEN = {"directory_partner_slug_key": SlugTaken}


@transaction.atomic
def add_partner(*, slug: str, values: Mapping[str, str], by: Actor) -> Partner:
    """`values`: names and website. The slug stays for ever. Raises NotAllowed or SlugTaken."""
    _refuse_others(by)
    partner = Partner(slug=slug, **{name: values[name] for name in OF_THE_OPERATOR})
    with refusing(TAKEN):
        partner.save()
    record(Verb.PARTNER_ADDED, by=by, after=_shown(partner, OF_THE_OPERATOR))
    return partner


def describe_partner(*, partner: Partner, values: Mapping[str, str], by: Actor) -> None:
    """Names in four languages and the website: the operator's to change. Raises NotAllowed."""
    _refuse_others(by)
    _change(partner, {name: values[name] for name in OF_THE_OPERATOR}, by)


def set_up_partner(*, partner: Partner, values: Mapping[str, str], by: Actor) -> None:
    """How its moderators sign, and what becomes of its own lists. Raises NotAllowed."""
    _refuse_who_does_not_run_it(partner, by)
    _change(partner, {name: values[name] for name in OF_ITS_LEADS}, by)


@transaction.atomic
def prepare_words(*, partner: Partner, reason: Reason, texts: Mapping[str, str], by: Actor) -> None:
    """What its moderators begin with when they write for this reason, by language; "" for what everybody has.

    Raises NotAllowed.
    """
    _refuse_who_does_not_run_it(partner, by)
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    rows = PreparedWords.objects.filter(partner=partner, reason=reason)
    before = dict(rows.values_list("language", "text"))
    changed = {code: text for code, text in texts.items() if text != before.get(code, "")}
    if not changed:
        return
    for code, text in changed.items():
        if text:
            rows.update_or_create(language=code, defaults={"partner": partner, "reason": reason, "text": text})
        else:
            rows.filter(language=code).delete()
    about = {"partner": partner.slug, "words_for": reason.value}
    was = {f"text_{code}": before.get(code, "") for code in changed}
    record(
        Verb.PARTNER_CHANGED,
        by=by,
        before=about | was,
        after=about | {f"text_{code}": text for code, text in changed.items()},
    )


@transaction.atomic
def _change(partner: Partner, values: Mapping[str, str], by: Actor) -> None:
    """The same values again write no event."""
    locked = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    changed = [name for name, value in values.items() if (getattr(locked, name) or "") != value]
    if not changed:
        return
    before = _shown(locked, changed)
    for name in changed:
        setattr(locked, name, values[name])
    locked.save(update_fields=changed)
    record(Verb.PARTNER_CHANGED, by=by, before=before, after=_shown(locked, changed))


def _refuse_others(by: Actor) -> None:
    if not isinstance(by, str) and not may_govern(by):
        raise NotAllowed


def _refuse_who_does_not_run_it(partner: Partner, by: Actor) -> None:
    if not isinstance(by, str) and not may(by, Permission.RUN_PARTNER, partner):
        raise NotAllowed


def _shown(partner: Partner, names: Any) -> dict[str, str]:
    return {"partner": partner.slug} | {name: getattr(partner, name) or "" for name in names}
