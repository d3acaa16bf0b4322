"""Which characters a text may be made of, whoever typed it and wherever it goes."""

import unicodedata

# They turn what follows around, so that a reader sees another text than the one that is there.
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Control characters, lone surrogates, line and paragraph separators.
REFUSED = ("Cc", "Cs", "Zl", "Zp")


def is_readable(character: str) -> bool:
    return character not in BIDI and unicodedata.category(character) not in REFUSED
