"""Rows of figures, as a table in Markdown that is readable in a terminal too."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.folders import CHECKOUT, RESULTS
from benchmarks.wrk import Measured


@dataclass(frozen=True)
class Row:
    """One figure. What is None was not measured; the note says why, or what else there is to know."""

    job: str
    contestant: str
    rate: float | None = None  # requests a second
    p50: float | None = None  # milliseconds
    p99: float | None = None
    size: float | None = None  # bytes an answer
    note: str = ""

    @classmethod
    def of(cls, job: str, contestant: str, found: Measured, note: str = "") -> "Row":
        """A run with errors is not a figure."""
        if found.errors or not found.rate:
            counts = f"{found.wrong} wrong answers, {found.timeouts} timeouts, {found.failed} broken connections"
            problem = f"no figure: {counts if found.errors else 'nothing was answered in time'}"
            return cls(job, contestant, note="; ".join(filter(None, [problem, note])))
        return cls(job, contestant, found.rate, found.p50, found.p99, found.size, note)


def publish(
    name: str, title: str, facts: Sequence[tuple[str, str]], rows: Sequence[Row], references: Sequence[str]
) -> None:
    """Print the table, and write it with title and facts to results/<name>.md."""
    shown = _table(_header(references), [_cells(row, rows, references) for row in rows])
    print(f"\n{shown}\n")
    file = RESULTS / f"{name}.md"
    file.parent.mkdir(exist_ok=True)
    lines = [f"# {title}", "", *(f"- {fact}: {value}" for fact, value in facts), "", shown, ""]
    file.write_text("\n".join(lines), encoding="utf-8")
    print(f"Written to {file.relative_to(CHECKOUT)}")


def number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def _header(references: Sequence[str]) -> list[str]:
    ratios = [f"× {reference}" for reference in references]
    return ["job", "contestant", "requests/s", "p50 ms", "p99 ms", "kB", *ratios, "notes"]


def _cells(row: Row, rows: Sequence[Row], references: Sequence[str]) -> list[str]:
    """With the row's rate as a multiple of those of the references in the same job."""
    rates = {other.contestant: other.rate for other in rows if other.job == row.job}
    size = row.size / 1000 if row.size else None
    figures = [number(figure) for figure in (row.rate, row.p50, row.p99, size)]
    return [row.job, row.contestant, *figures, *(_ratio(row.rate, rates.get(name)) for name in references), row.note]


def _table(header: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Markdown, with columns as wide as their widest cell."""
    widths = [max(len(line[column]) for line in [header, *body]) for column in range(len(header))]
    lines = [_line(header, widths), _line(["-" * width for width in widths], widths)]
    return "\n".join([*lines, *(_line(line, widths) for line in body)])


def _ratio(rate: float | None, reference: float | None) -> str:
    return "-" if rate is None or not reference else f"{rate / reference:.2f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
