"""Names, lines and descriptions of firms, in four languages. The words stand in words/, the most usual ones first."""

from pathlib import Path
from random import Random

from benchmarks.chance import skewed

WORDS = Path(__file__).resolve().parent / "words"
LONGEST_TAGLINE = 140
JOINS = {
    "en": ["for", "and", "with", "of", "in", "from", "without"],
    "fr": ["pour", "et", "avec", "de", "dans", "sans", "sur"],
    "nl": ["voor", "en", "met", "van", "in", "zonder", "op"],
    "de": ["für", "und", "mit", "von", "in", "ohne", "auf"],
}
LANGUAGES = tuple(JOINS)
JOINED = 0.35  # how often a small word stands between two others

MIDDLES = ["", "", "a", "o", "i", "ra", "ti", "mo", "la", "vi", "né", "to", "dri", "sca", "lo", "mi", "ry", "ka"]
FAMILIES = ["Van den Broeck", "De Smet", "Lambert", "Léonard", "Müller", "Gérard", "Lefèvre", "D’Hondt", "Noël", "Maes"]
LEGAL_FORMS = ("BV", "NV", "SRL", "SA", "SC", "CV")


def words(file: str) -> list[str]:
    return (WORDS / f"{file}.txt").read_text(encoding="utf-8").split()


HEADS, TAILS, SECONDS = words("name-heads"), words("name-tails"), words("name-seconds")
_VOCABULARIES = {code: skewed(words(code), 0.9) for code in LANGUAGES}


def vocabulary(language: str) -> list[str]:
    """All words that texts in this language are made of, the most usual ones first."""
    return list(_VOCABULARIES[language].values)


def name(chance: Random) -> str:
    kind = chance.random()
    made = chance.choice(FAMILIES) if kind < 0.08 else _invented(chance)
    if kind < 0.35:
        made += f" {chance.choice(SECONDS)}"
    if chance.random() < 0.15:
        made += f" {chance.choice(LEGAL_FORMS)}"
    return made


def tagline(language: str, chance: Random) -> str:
    return _phrase(language, chance, 4, 7)[:LONGEST_TAGLINE]


def description(language: str, chance: Random) -> str:
    """Two to four sentences."""
    return " ".join(_phrase(language, chance, 6, 14) + "." for _ in range(chance.randint(2, 4)))


def _invented(chance: Random) -> str:
    middle = chance.choice(MIDDLES) + chance.choice(MIDDLES)
    return (chance.choice(HEADS) + middle + chance.choice(TAILS)).capitalize()


def _phrase(language: str, chance: Random, shortest: int, longest: int) -> str:
    parts: list[str] = []
    for word in _VOCABULARIES[language].many(chance, chance.randint(shortest, longest)):
        if parts and chance.random() < JOINED:
            parts.append(chance.choice(JOINS[language]))
        parts.append(word)
    text = " ".join(parts)
    return text[0].upper() + text[1:]
