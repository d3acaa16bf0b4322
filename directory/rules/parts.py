"""Approving a proposal in part: which of its fields may be left out, which clash, and what becomes of each."""

from collections.abc import Collection
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

from directory.choices import SubmissionKind
from directory.models import Submission
from directory.rules.completeness import lacking
from directory.rules.diff import changed_fields, changes
from directory.rules.profile import FIELDS, PLACE, SCHEMA_VERSION, Profile, empty_profile, profile_of, upgraded

# Free text, in which a moderator may put a typing error right.
TEXTS = ("name", *(name for name, field in FIELDS.items() if field.language))
IN_PARTS = (SubmissionKind.NEW, SubmissionKind.CHANGE, SubmissionKind.CLAIM)  # the others propose one thing
FEW_LETTERS = 3  # that differ are a typing error however short the text


@dataclass(frozen=True)
class Part:
    """What an approval does with each field that a proposal changes."""

    published: list[str]
    kept: list[str]  # as they are public: changed there as well since the proposal began
    asked: list[str]  # of the company, once more

    @property
    def is_whole(self) -> bool:
        return not self.kept and not self.asked

    def of(self, proposed: Profile, base: Profile) -> Profile:
        """The proposal without what is not published."""
        return proposed | {name: base[name] for name in (*self.kept, *self.asked)}


def part_of(
    submission: Submission, proposed: Profile, fields: Collection[str] | None, kept: Collection[str] = ()
) -> Part:
    """`fields` are those to publish, None for all; `kept` stay as they are public. An address is one thing."""
    changed = changed_fields(base_of(submission), proposed)
    whole = set(changed) if fields is None else set(changed) & set(fields)
    stays = _whole_place(set(changed) & set(kept), changed)
    asked = _whole_place(set(changed) - whole - stays, changed)
    return Part(
        published=[name for name in changed if name not in stays | asked],
        kept=[name for name in changed if name in stays],
        asked=[name for name in changed if name in asked - stays],
    )


def clashes(submission: Submission, proposed: Profile, public: Profile) -> list[str]:
    """The fields that changed on both sides since the proposal began, and differently."""
    if submission.startup is None:
        return []
    found = changes(base_of(submission), public, proposed)
    return [change.field.name for change in found if change.is_conflict]


def optional_fields(submission: Submission, proposed: Profile, public: Profile) -> list[str]:
    """The changed fields that an approval may leave out: none without which there would be no entry, or nothing at
    all to approve."""
    changed = changed_fields(base_of(submission), proposed)
    if submission.kind not in IN_PARTS or submission.on_behalf_id:  # nobody of the company could be asked for the rest
        return []
    if submission.kind == SubmissionKind.CHANGE:
        return changed if len(_together(changed)) > 1 else []
    without = {name: part_of(submission, proposed, [one for one in changed if one != name]) for name in changed}
    return [name for name in changed if leaves_complete(submission, proposed, without[name], public)]


def leaves_complete(submission: Submission, proposed: Profile, part: Part, public: Profile) -> bool:
    """Whether the entry has all that an entry needs, or lacks nothing more than before."""
    after = public | {name: proposed[name] for name in part.published}
    names_itself = submission.kind == SubmissionKind.CHANGE or "enterprise_number" not in (*part.kept, *part.asked)
    return names_itself and not lacking(after) - (lacking(public) if submission.startup else set())


def public_of(submission: Submission) -> Profile:
    """What the entry says now; nothing where there is none yet."""
    return profile_of(submission.startup) if submission.startup else empty_profile()


def correctable(submission: Submission, proposed: Profile) -> list[str]:
    """The texts of a proposal in which a typing error may be corrected."""
    if submission.kind not in IN_PARTS:
        return []
    return [name for name in changed_fields(base_of(submission), proposed) if name in TEXTS and proposed[name]]


def is_typing_error(before: str, after: str) -> bool:
    """Whether a corrected text is still the company's own: at most a fifth of its characters differ, or three of a
    short one."""
    compare = diff_match_patch()
    differing = compare.diff_levenshtein(compare.diff_main(before, after))
    return bool(differing <= max(FEW_LETTERS, len(before) // 5))


def base_of(submission: Submission) -> Profile:
    return upgraded(submission.base, SCHEMA_VERSION)


def _whole_place(names: set[str], changed: list[str]) -> set[str]:
    return names | (set(PLACE) & set(changed)) if names & set(PLACE) else names


def _together(changed: list[str]) -> set[str]:
    """The fields, with those that make up the address as one."""
    return {PLACE[0] if name in PLACE else name for name in changed}
