"""`make bench N=10000`, or python -m benchmarks --entries 10000 (README.md)."""

import sys

from benchmarks import commands, wrk


def run(count: int, options: wrk.Options, only: set[str]) -> None:
    from benchmarks import runner  # imports models, which need settings first

    runner.run(count, options, only)


if __name__ == "__main__":
    sys.exit(commands.main(run))
