"""What is looked up about the texts of a proposal: language, signs, links and length. No statement is needed."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Language, language_name
from directory.rules import reading
from directory.rules.findings import Check, Outcome
from directory.rules.profile import DESCRIPTION_WORDS, FIELDS, TAGLINE_LENGTH, Profile, field_label
from directory.rules.texts import count_words

TEXTS = tuple(name for name, field in FIELDS.items() if field.language)
SHORT_TAGLINE = 15  # characters
SHORT_DESCRIPTION = 8  # words
MOST_NAMED = 3  # words of one text


def text_checks(profile: Profile) -> list[Check]:
    return [check_language_of_texts(profile), check_signs(profile), check_links(profile), check_lengths(profile)]


def check_language_of_texts(profile: Profile) -> Check:
    """Whether each text is in the language it claims, as far as it is long enough to tell."""
    label = _("Language of the texts")
    told = {name: reading.language_of(profile[name]) for name in TEXTS if reading.is_long_enough(profile[name])}
    others = [
        _("%(field)s reads like %(language)s.") % {"field": _named(name), "language": language_name(code)}
        for name, code in told.items()
        if code and code != FIELDS[name].language
    ]
    if others:
        return Check(label, Outcome.LOOK, " ".join(others))
    short = " · ".join(_named(name) for name in TEXTS if profile[name] and name not in told)
    if not told:
        return Check(label, Outcome.FINE, _("The texts are too short to tell."))
    if short:
        return Check(label, Outcome.FINE, _("As they say. Too short to tell: %(fields)s.") % {"fields": short})
    return Check(label, Outcome.FINE, _("Each text is in the language that it says."))


def check_signs(profile: Profile) -> Check:
    """Signs that nobody sees, letters that are not what they look like, and texts in capitals."""
    label, written = _("Characters"), _written(profile)
    hidden, disguised = _found(written, reading.hidden_in), _found(written, reading.disguised_in)
    remarks = [_("%(field)s holds invisible signs: %(signs)s.") % {"field": at, "signs": what} for at, what in hidden]
    remarks += [
        _("%(field)s holds letters that only look Latin: %(words)s.") % {"field": at, "words": what}
        for at, what in disguised
    ]
    remarks += [
        _("%(field)s mixes alphabets in a word: %(words)s.") % {"field": at, "words": what}
        for at, what in _found(written, reading.mixed_in)
    ]
    remarks += [
        _("%(field)s has letters under many marks: %(words)s.") % {"field": at, "words": what}
        for at, what in _found(written, reading.overloaded_in)
    ]
    remarks += [
        _("%(field)s is written in capitals.") % {"field": _named(name)}
        for name in TEXTS
        if reading.is_shouted(profile[name])
    ]
    if not remarks:
        return Check(label, Outcome.FINE, _("Nothing hidden, no mixed alphabets, no texts in capitals."))
    return Check(label, Outcome.WRONG if hidden or disguised else Outcome.LOOK, " ".join(remarks))


def check_links(profile: Profile) -> Check:
    """Addresses and telephone numbers have fields of their own; in a text they are advertising, or get stale."""
    label = _("Links in texts")
    texts = [(name, words) for name, words in _written(profile) if name not in ("website", "public_contact")]
    remarks = [
        _("%(field)s holds %(links)s.") % {"field": at, "links": what} for at, what in _found(texts, reading.links_in)
    ]
    if remarks:
        return Check(label, Outcome.LOOK, " ".join(remarks))
    return Check(label, Outcome.FINE, _("No addresses, no telephone numbers."))


def check_lengths(profile: Profile) -> Check:
    """Whether the texts say anything, and whether one may have been cut off at its limit."""
    label = _("Length")
    remarks = [remark for code in Language.values for remark in _lengths(profile, code)]
    if remarks:
        return Check(label, Outcome.LOOK, " ".join(remarks))
    original = profile["original_language"]
    words = count_words(profile[f"description_{original}"]) if original else 0
    said = ngettext(
        "%(count)d word of description in the original language.",
        "%(count)d words of description in the original language.",
        words,
    )
    return Check(label, Outcome.FINE, said % {"count": words})


def _lengths(profile: Profile, code: str) -> list[str]:
    remarks = []
    tagline, description = profile[f"tagline_{code}"], profile[f"description_{code}"]
    words = count_words(description)
    if tagline and len(tagline) < SHORT_TAGLINE:
        remarks.append(_("%(field)s says very little.") % {"field": _named(f"tagline_{code}")})
    if len(tagline) >= TAGLINE_LENGTH - 1 and tagline[-1].isalnum():
        remarks.append(_("%(field)s may have been cut off.") % {"field": _named(f"tagline_{code}")})
    if 0 < words < SHORT_DESCRIPTION:
        remarks.append(_("%(field)s says very little.") % {"field": _named(f"description_{code}")})
    if words >= DESCRIPTION_WORDS - 1 and description[-1].isalnum():
        remarks.append(_("%(field)s may have been cut off.") % {"field": _named(f"description_{code}")})
    return remarks


def _written(profile: Profile) -> list[tuple[str, str]]:
    """(field, text) of all that somebody typed in words, also in rows."""
    plain = [(name, profile[name]) for name in ("name", "website", *TEXTS, "public_contact")]
    rows = [
        (name, row[key])
        for name, key in (("offices", "city"), ("references", "name"), ("asks", "text"), ("certifications", "name"))
        for row in profile[name]
    ]
    return [(name, text) for name, text in plain + rows if text]


def _found(written: list[tuple[str, str]], find: Callable[[str], list[str]]) -> list[tuple[str, str]]:
    """(field in words, what was found in it), where something was."""
    found = [(_named(name), find(text)[:MOST_NAMED]) for name, text in written]
    return [(name, ", ".join(words)) for name, words in found if words]


def _named(name: str) -> str:
    return field_label(FIELDS[name])
