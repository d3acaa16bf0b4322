"""Charts, fed with values: no database."""

from directory.templatetags.charts import FAR, NOT_KNOWN, WIDTH, Bar, Stack, bars, columns, is_cut, stacks


def widths(*rows: Bar) -> list[int]:
    return [row["width"] for row in bars("t", rows, "", "")["rows"]]


def test_the_largest_bar_fills_the_width() -> None:
    assert widths(Bar("a", 10), Bar("b", 5), Bar("c", 0)) == [WIDTH, WIDTH // 2, 0]
    assert widths(Bar("a", 0)) == [0]
    assert widths() == []


def test_what_is_not_known_is_cut_only_where_nothing_else_could_be_seen() -> None:
    near = [Bar("a", 10), Bar("b", 10 * FAR, look=NOT_KNOWN)]
    far = [Bar("a", 10), Bar("b", 10 * FAR + 1, look=NOT_KNOWN)]
    assert widths(*near) == [round(WIDTH / FAR), WIDTH]
    assert not is_cut(near)
    assert widths(*far) == [WIDTH, WIDTH]
    assert is_cut(far)
    assert [row["is_cut"] for row in bars("t", far, "", "")["rows"]] == [False, True]
    assert not is_cut([Bar("a", 0), Bar("b", 5, look=NOT_KNOWN)])


def test_columns_stay_on_their_ground() -> None:
    drawn = columns("t", [Bar(str(year), year % 7) for year in range(1980, 2020)], "", "")["rows"]
    assert max(row["high"] for row in drawn) == 175
    assert {row["y"] + row["high"] for row in drawn} == {190}
    assert sum(row["is_highest"] for row in drawn) == 1
    assert drawn[-1]["middle"] < 560
    assert columns("t", [], "", "")["rows"] == []


def test_parts_of_a_stack_follow_each_other() -> None:
    [whole, half] = stacks("t", [Stack("a", (1, 2, 1)), Stack("b", (0, 2, 0))], "", "")["rows"]
    assert [part["number"] for part in whole["parts"]] == [0, 1, 2]
    assert sum(part["width"] for part in whole["parts"]) == WIDTH
    assert [(part["number"], part["x"], part["width"]) for part in half["parts"]] == [(1, 0, WIDTH // 2)]
