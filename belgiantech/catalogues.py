"""Message catalogues without gettext's programs: extract, merge, check and compile (architecture.md).

English is the language of the source, so it has no catalogue.
"""

import hashlib
import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

LANGUAGES = ("fr", "nl", "de")
PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "nl": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
}
NUMBER_OF_PLURALS = 2
SOURCES = ("accounts", "belgiantech", "directory", "templates")
TEMPLATE_ENDINGS = {".html", ".txt"}
KEYWORDS = {
    f"{name}{lazy}": arguments
    for name, arguments in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"_": None, "gettext_noop": None}
# %(name)s, %s, %% and {name}; a blank after % is prose ("100 % of"), though Python would take it as a flag.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0+-]*(?:\d+|\*)?(?:\.\d+)?[diouxXeEfFgGcrsa%]|\{\w*[^{}\s]*\}")
FINGERPRINT = "X-Fingerprint"


@dataclass(frozen=True, order=True)
class Message:
    """One text to translate; `plural` is empty unless it comes in two numbers."""

    text: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What gettext looks a translation up by."""
        return self.text, self.context


# ---- Extract ----
def extract(root: Path, sources: tuple[str, ...] = SOURCES) -> list[Message]:
    """All texts marked for translation in the Python files and templates below these folders, sorted."""
    found: dict[tuple[str, str], Message] = {}
    for file in _source_files(root, sources):
        for message in _messages_of(file):
            known = found.get(message.key)
            if known is None or not known.plural:
                found[message.key] = message
    return sorted(found.values())


def _source_files(root: Path, sources: tuple[str, ...]) -> Iterator[Path]:
    for source in sources:
        for file in sorted((root / source).rglob("*")):
            if file.suffix == ".py" or (file.suffix in TEMPLATE_ENDINGS and "templates" in file.parts):
                yield file


def _messages_of(file: Path) -> Iterator[Message]:
    # Only `make messages` needs Babel, which production does not install.
    from babel.messages.extract import extract as babel_extract

    code = file.read_text(encoding="utf-8")
    if file.suffix in TEMPLATE_ENDINGS:
        code = _template_as_python(code, file)
    for _line, texts, _comments, context in babel_extract("python", io.BytesIO(code.encode()), KEYWORDS):
        text, plural = texts if isinstance(texts, tuple) else (texts, "")
        if text:
            yield Message(text, context or "", plural)


def _template_as_python(code: str, file: Path) -> str:
    """Django turns all but the messages into X; indentation goes too, since Python would stumble over it."""
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(code, origin=str(file)).splitlines())


# ---- Merge ----
def merge(messages: list[Message], file: Path, language: str) -> polib.POFile:
    """Write the catalogue: translations that are still used stay, new ones come in empty, the rest goes."""
    old = {(entry.msgid, entry.msgctxt or ""): entry for entry in _read(file) if not entry.obsolete}
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    catalogue.extend(_entry(message, old.get(message.key)) for message in messages)
    file.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(file))
    return catalogue


def _read(file: Path) -> polib.POFile:
    return polib.pofile(str(file)) if file.exists() else polib.POFile()


def _entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict.fromkeys(range(NUMBER_OF_PLURALS), "")
    if old is None:
        return entry
    entry.tcomment = old.tcomment
    entry.flags = [flag for flag in old.flags if flag == "fuzzy"]
    if message.plural and old.msgid_plural == message.plural:
        entry.msgstr_plural = old.msgstr_plural
    elif not message.plural and not old.msgid_plural:
        entry.msgstr = old.msgstr
    return entry


# ---- Check ----
def problems(messages: list[Message], file: Path, language: str) -> list[str]:
    """What is wrong with a catalogue, a line each; an empty list for a good one."""
    catalogue = _read(file)
    present = {Message(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "") for entry in _current(catalogue)}
    found = [f"missing: {message.text!r}" for message in messages if message not in present]
    found += [f"not used any more: {message.text!r}" for message in sorted(present - set(messages))]
    found += [f"not used any more: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    if catalogue.metadata.get("Plural-Forms") != PLURAL_FORMS[language]:
        found.append(f"header Plural-Forms must be {PLURAL_FORMS[language]!r}")
    for entry in _current(catalogue):
        found += [f"{problem}: {entry.msgid!r}" for problem in _problems_of(entry)]
    return [f"{language}: {problem}" for problem in found]


def _current(catalogue: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in catalogue if not entry.obsolete]


def _problems_of(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    translations = _translations(entry)
    if entry.msgid_plural and len(translations) != NUMBER_OF_PLURALS:
        yield f"{len(translations)} plural forms instead of {NUMBER_OF_PLURALS}"
    if not all(translations):
        yield "untranslated"
        return
    if any(_edges(translation) != _edges(entry.msgid) for translation in translations):
        yield "line breaks at the start or end differ"
    # Either form's will do: "one entry" leaves out the number that "%(count)s entries" has.
    allowed = [_placeholders(text) for text in (entry.msgid, entry.msgid_plural) if text]
    if any(_placeholders(translation) not in allowed for translation in translations):
        yield "placeholders differ"


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _edges(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")


def _placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


# ---- Compile ----
def catalogue_of(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def compile_catalogues(locale: Path) -> int:
    """Write the .mo files that are missing or not made from what their .po says now; return how many."""
    files = [catalogue_of(locale, language) for language in LANGUAGES]
    return sum(_compile(file) for file in files if file.exists())


def _compile(file: Path) -> bool:
    """The .mo carries a fingerprint of its source, so that it is right whatever the files' dates say."""
    source = file.read_bytes()
    fingerprint = hashlib.sha256(source).hexdigest()
    compiled = file.with_suffix(".mo")
    if compiled.exists() and fingerprint.encode() in compiled.read_bytes():
        return False
    catalogue = polib.pofile(source.decode("utf-8"))
    catalogue.metadata[FINGERPRINT] = fingerprint
    unfinished = compiled.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(catalogue.to_binary())
    unfinished.replace(compiled)  # whoever reads it meanwhile sees the old one or the new one
    return True
