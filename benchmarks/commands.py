"""What both commands share: arguments, what must be there beforehand, and how they end."""

import argparse
import signal
import sys
from collections.abc import Callable

import django

from benchmarks import folders, tools, wrk
from benchmarks.processes import CannotRun

Run = Callable[[int, wrk.Options, set[str]], None]
INTERRUPTED = 130
MOST_ENTRIES = 1_000_000  # there are no more enterprise numbers (synthetic.py)


def main(run: Run) -> int:
    """Return the exit code: 2 with a message if something is missing on this machine."""
    arguments = _parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: end what we started
    options = wrk.Options(seconds=arguments.seconds, warm_up=arguments.warm_up)
    try:
        wrk.require()
        folders.make()
        tools.install()
        folders.set_environment(arguments.entries)
        django.setup()
        run(arguments.entries, options, set(filter(None, arguments.only.split(","))))
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    return 0


def _entries(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_ENTRIES:
        raise argparse.ArgumentTypeError(f"must be a number up to {MOST_ENTRIES}, not {text!r}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="See benchmarks/README.md.")
    parser.add_argument("--entries", type=_entries, default=10_000, help="how many firms are invented (10000)")
    parser.add_argument("--seconds", type=int, default=10, help="of measuring, each job and contestant (10)")
    parser.add_argument("--warm-up", type=int, default=2, help="seconds before that (2)")
    parser.add_argument("--only", default="", help="keys of jobs, with commas between: page,text,filters,profile,…")
    return parser
