"""What a proposal changes, field by field and word by word."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from diff_match_patch import diff_match_patch

from directory.rules.profile import FIELDS, Field, Profile, field_label, shown

Part = tuple[Literal["same", "old", "new"], str]
TOKENS = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)


@dataclass(frozen=True)
class FieldChange:
    """One field: as it was when the proposal began, as it is public now, as proposed.

    Its words are looked up once, in the language of the page that asks.
    """

    field: Field
    base: Any
    public: Any
    proposed: Any

    @property
    def is_changed(self) -> bool:
        return bool(self.proposed != self.base)

    @property
    def is_conflict(self) -> bool:
        """Changed on both sides since the proposal began, and differently."""
        return self.is_changed and self.public not in (self.base, self.proposed)

    @property
    def label(self) -> str:
        return field_label(self.field)

    @cached_property
    def base_text(self) -> str:
        return shown(self.field.name, self.base)

    @cached_property
    def public_text(self) -> str:
        return shown(self.field.name, self.public)

    @cached_property
    def proposed_text(self) -> str:
        return shown(self.field.name, self.proposed)

    @property
    def public_parts(self) -> list[Part]:
        return [part for part in self.parts if part[0] != "new"]

    @property
    def proposed_parts(self) -> list[Part]:
        return [part for part in self.parts if part[0] != "old"]

    @cached_property
    def parts(self) -> list[Part]:
        """Both texts in one: what stayed, went and came."""
        return word_diff(self.public_text, self.proposed_text)


def changes(base: Profile, public: Profile, proposed: Profile) -> list[FieldChange]:
    """Every field of the profile in its order; which ones changed, each says itself."""
    return [FieldChange(field, base[name], public[name], proposed[name]) for name, field in FIELDS.items()]


def changed_fields(base: Profile, proposed: Profile) -> list[str]:
    return [name for name in FIELDS if base[name] != proposed[name]]


def word_diff(old: str, new: str) -> list[Part]:
    """The two texts as runs of words that stayed, went and came."""
    tokens: dict[str, str] = {}

    def encoded(text: str) -> str:
        # A private-use character a token turns the library's character difference into one of words.
        return "".join(tokens.setdefault(token, chr(0xF0000 + len(tokens))) for token in TOKENS.findall(text))

    engine = diff_match_patch()
    engine.Diff_Timeout = 0.5
    runs = engine.diff_main(encoded(old), encoded(new), False)
    engine.diff_cleanupSemantic(runs)
    words = {character: token for token, character in tokens.items()}
    kinds: dict[int, Literal["same", "old", "new"]] = {0: "same", -1: "old", 1: "new"}
    return [(kinds[kind], "".join(words[character] for character in text)) for kind, text in runs]
