"""The public lists that entries come from, under names that people can read (sources.csv)."""

from dataclasses import dataclass

from directory.imports.shipped import rows

ARTICLE = "bankloch.blogspot.com/2026/06/the-belgian-startup-paradox-pessimism.html"


@dataclass(frozen=True)
class Source:
    name: str
    url: str


class Sources:
    """The table in memory."""

    def __init__(self) -> None:
        self.by_code = {row["code"]: Source(row["name"], row["url"]) for row in rows("sources.csv")}

    def of(self, codes: str, licences: str = "") -> Source:
        """One source from codes joined by " | ": all names, and the address that is owed.

        A licence that asks for a link back (CC BY) decides which list is linked; else the first one is. An unknown
        code stands for itself, without address.
        """
        found = [self.by_code.get(code, Source(code, "")) for code in _parts(codes)]
        owed = [source for source, licence in zip(found, _parts(licences), strict=False) if _asks_for_link(licence)]
        return Source("; ".join(source.name for source in found)[:300], (owed or found)[0].url)


def _parts(joined: str) -> list[str]:
    return [part.strip() for part in joined.split("|")]


def _asks_for_link(licence: str) -> bool:
    return licence.startswith("CC-BY") and "facts only" not in licence
