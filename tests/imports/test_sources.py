from directory.imports.shipped import rows
from directory.imports.sources import Sources


def test_a_source_reads_like_a_source() -> None:
    source = Sources().of("crunchbase-2013-07@energyfirefox/crunchbase", "CC-BY-3.0 (attribution + link back)")
    assert source.name == "Crunchbase, July 2013"
    assert source.url == "https://github.com/energyfirefox/crunchbase"


def test_the_list_that_is_owed_a_link_is_linked() -> None:
    source = Sources().of(
        "trackerdb@ghostery/trackerdb | crunchbase-2013-07@energyfirefox/crunchbase",
        "CC-BY-NC-SA-4.0 (facts only) | CC-BY-3.0 (attribution + link back)",
    )
    assert source.name == "Ghostery TrackerDB; Crunchbase, July 2013"
    assert source.url == "https://github.com/energyfirefox/crunchbase"


def test_an_unknown_code_stands_for_itself() -> None:
    assert Sources().of("somewhere").name == "somewhere"


def test_every_source_of_the_shipped_list_has_a_name() -> None:
    sources = Sources()
    for row in rows("companies.csv"):
        for code in row["source"].split(" | "):
            assert code.strip() in sources.by_code
