"""The environment of what we compare with, in .bench/venv: installed once a lock file."""

import subprocess
import sys
from pathlib import Path

from benchmarks.folders import BENCH
from benchmarks.processes import CannotRun

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
VENV = BENCH / "venv"
PYTHON = VENV / "bin" / "python"


def install() -> None:
    installed = VENV / "installed.txt"
    if installed.exists() and installed.read_bytes() == REQUIREMENTS.read_bytes():
        return
    print("Installing Datasette and granian into .bench/venv")
    _run(sys.executable, "-m", "venv", "--clear", str(VENV))
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--require-hashes", "-r", str(REQUIREMENTS))
    installed.write_bytes(REQUIREMENTS.read_bytes())


def version(package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([PYTHON, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def _run(*command: str) -> None:
    if subprocess.run(command, check=False).returncode:
        raise CannotRun(f"This failed: {' '.join(command)}")
