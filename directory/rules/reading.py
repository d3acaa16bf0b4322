"""What a reader notices in a text: its language, links, and signs that are not what they look like.

The language is told by lingua in its small mode: of the four languages it holds 14 MB in memory, loaded by the first
text, and needs a quarter of a millisecond a text. The larger mode takes ten times the memory and is no better on texts
of some words.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

from accounts.models import Language
from belgiantech.characters import BIDI
from directory.rules.proofs import SUFFIXES

# Shorter ones are as often names and borrowed words as a language.
FEWEST_WORDS = 4
FEWEST_LETTERS = 24
SURE_FROM = 0.8

LINK = re.compile(
    r"(?P<scheme>\b(?:https?://|www\.)[^\s<>()]+)|(?P<mail>[^\s<>()@,;:]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@.-])(?P<bare>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?![\w@])"
)
TELEPHONE = re.compile(r"(?<![\w.])(?:(?:\+|00)\d{1,3}(?:[\s./()-]{0,2}\d){6,}|0\d{1,3}(?:[\s./-]\d{2,3}){2,4})(?!\w)")
# Letters of other alphabets that a reader takes for Latin ones.
LOOK_ALIKES = frozenset("авекмнорстухіјѕһԁԛԝӏёАВЕКМНОРСТУХІЈЅԌԚԜӀЁικνορυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
CAPITALS_FROM = 20  # letters
MOST_MARKS = 2  # on one letter


@cache
def _detector() -> LanguageDetector:
    codes = [getattr(IsoCode639_1, code.upper()) for code in Language.values]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()


def is_long_enough(text: str) -> bool:
    """Whether one can tell its language at all."""
    return len(text.split()) >= FEWEST_WORDS and sum(map(str.isalpha, text)) >= FEWEST_LETTERS


def language_of(text: str) -> str:
    """The code of the language that the text is in; '' where that is not sure."""
    if not is_long_enough(text):
        return ""
    likeliest = _detector().compute_language_confidence_values(text)[0]
    return likeliest.language.iso_code_639_1.name.lower() if likeliest.value >= SURE_FROM else ""


def links_in(text: str) -> list[str]:
    """Addresses of websites and mailboxes, and telephone numbers, as they stand there. `Node.js` is none."""
    found = [match.group().rstrip(".,;:!?") for match in LINK.finditer(text) if _is_address(match)]
    return found + [match.group().strip() for match in TELEPHONE.finditer(text)]


def _is_address(match: re.Match[str]) -> bool:
    bare = match["bare"]
    return not bare or bool(SUFFIXES.privatesuffix(bare, accept_unknown=False))


def hidden_in(text: str) -> list[str]:
    """The names of signs that nobody sees, or that turn the text around them. What joins emoji is none of them."""
    return list(dict.fromkeys(unicodedata.name(sign, f"U+{ord(sign):04X}") for sign in _hidden(text)))


def _hidden(text: str) -> Iterator[str]:
    before = ""
    for sign in text:
        joins = sign == "\u200d" and unicodedata.category(before or " ") in ("So", "Sk", "Mn")
        if (unicodedata.category(sign) == "Cf" and not joins) or sign in BIDI or sign in "\u115f\u1160\u3164\uffa0":
            yield sign
        before = sign


def disguised_in(text: str) -> list[str]:
    """Words that look Latin and are not, wholly or in a letter."""
    return [word for word in _words(text) if _is_disguised(word)]


def mixed_in(text: str) -> list[str]:
    """Other words of letters of several alphabets."""
    return [word for word in _words(text) if _is_mixed(word) and not _is_disguised(word)]


def overloaded_in(text: str) -> list[str]:
    """Words with letters that bear more marks than any language needs."""
    marks = rf"[{chr(0x300)}-{chr(0x36F)}{chr(0x483)}-{chr(0x489)}]{{{MOST_MARKS + 1},}}"
    return [word for word in text.split() if re.search(marks, unicodedata.normalize("NFD", word))]


def is_shouted(text: str) -> bool:
    """Written in capitals, more or less."""
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) >= CAPITALS_FROM and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[^\W\d_]+", text)))


def _is_disguised(word: str) -> bool:
    """Letters in a dress (𝐁𝐨𝐥𝐝, ｗｉｄｅ), or of another alphabet in the place of Latin ones."""
    if any(_is_dressed(sign) for sign in word):
        return True
    alphabets = list(_alphabets(word))
    others = [sign for sign, alphabet in zip(filter(str.isalpha, word), alphabets, strict=True) if alphabet != "LATIN"]
    foreign = bool(others) and all(sign in LOOK_ALIKES for sign in others)
    return foreign and ("LATIN" in alphabets or len(word) > 2)


def _is_mixed(word: str) -> bool:
    alphabets = set(_alphabets(word))
    return "LATIN" in alphabets and len(alphabets) > 1


def _is_dressed(sign: str) -> bool:
    plain = unicodedata.normalize("NFKC", sign)
    return sign != plain and plain.isascii() and plain.isalpha() and len(plain) == 1 and sign not in "ªº"


def _alphabets(word: str) -> Iterator[str]:
    """The alphabet of each letter. Signs of physics (µ, Ω) are as Latin as what stands beside them."""
    for sign in filter(str.isalpha, word):
        name = unicodedata.name(sign, "").split(" ")[0]
        yield "LATIN" if name in ("MICRO", "OHM", "KELVIN", "ANGSTROM", "MODIFIER", "FEMININE", "MASCULINE") else name
