"""Between a profile and what stands in the form's fields: the other ways of ProfileForm.profile()."""

from typing import Any

from accounts.models import Language
from directory.forms.profile import TEXTS, ProfileForm, Typed
from directory.rules.identifiers import format_enterprise_number
from directory.rules.profile import Profile
from directory.rules.texts import without_nul


def initial_of(profile: Profile, *, accepts_licence: bool = False) -> Typed:
    """A profile as the form shows it: the other way of ProfileForm.profile()."""
    sectors = [*profile["sectors"], None, None, None]
    stage = profile["stage"]
    shown = {name: value for name, value in profile.items() if name not in ("sectors", "stage")}
    return shown | {
        "enterprise_number": format_enterprise_number(profile["enterprise_number"]),
        "sector": sectors[0],
        "sector_2": sectors[1],
        "sector_3": sectors[2],
        "stage": stage and stage["stage"],
        "stage_year": stage and stage["year"],
        "stage_disclosed": stage and ("yes" if stage["disclosed"] else "no"),
        "accepts_licence": "on" if accepts_licence else "",
    }


def typed_in(data: Any) -> Typed:
    """What was typed, field by field and as it was, for a draft. Nothing else of the request comes along."""
    names = [*ProfileForm.base_fields, *(f"{name}_{code}" for name in TEXTS for code in Language.values)]
    return {name: without_nul(data[name]) for name in names if name in data}
