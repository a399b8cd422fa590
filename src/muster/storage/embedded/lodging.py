"""Where the bundled server lives and as whom it runs; PostgreSQL refuses to run as root.

An ordinary user runs it as himself. Root runs it, in this order of preference,

1. as the owner of the data, when that is somebody else;
2. in a user namespace that maps root to an unprivileged user: nothing is installed or
   copied, and files stay root's own outside;
3. where namespaces are forbidden (containers, mostly), as the system account ``muster``. What
   that account cannot reach, programs or data, is placed under ``/var/lib/muster``.
"""

import hashlib
import itertools
import os
import pwd
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from muster.storage.embedded.errors import EmbeddedServerError, failure
from muster.storage.embedded.programs import Programs, find_programs, run

_POINTER = "postgres.elsewhere"
_CREATE_ACCOUNT = (
    ("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false"),
    ("adduser", "-S", "-D", "-H", "-s", "/bin/false"),  # BusyBox
)


@dataclass(frozen=True, slots=True)
class Means:
    """What may be used of the machine."""

    programs: Programs = field(default_factory=find_programs)
    unshare: str | None = field(default_factory=lambda: shutil.which("unshare"))
    setpriv: str | None = field(default_factory=lambda: shutil.which("setpriv"))
    account: str = "muster"
    refuge: Path = Path("/var/lib/muster")


@dataclass(frozen=True, slots=True)
class Lodging:
    """The server's home folder, its programs, and the words that make them run as its user."""

    home: Path
    programs: Programs
    prefix: tuple[str, ...] = ()
    user: int = field(default_factory=os.geteuid)
    group: int = field(default_factory=os.getegid)

    def command(self, program: str, *words: str) -> list[str]:
        """Return the command line of one of PostgreSQL's programs."""
        return [*self.prefix, self.programs.path(program), *words]

    def own(self, path: Path) -> None:
        """Give something that we just made to the user that the server runs as."""
        if (self.user, self.group) != (os.geteuid(), os.getegid()):
            os.chown(path, self.user, self.group, follow_symlinks=False)


async def find_lodging(folder: Path, means: Means, warn: Callable[[str], None]) -> Lodging:
    """Choose for a folder; ``warn`` hears of data or programs that are placed elsewhere.

    Raises:
        EmbeddedServerError: root finds no way to run the server.
    """
    if os.geteuid() != 0:
        return Lodging(folder, means.programs)
    home = _home_of(folder)
    data = home / "data"
    owner = data.stat() if data.exists() else None
    if owner is not None and owner.st_uid != 0:
        lodging = await _as_user(home, means, owner.st_uid, owner.st_gid)
    else:
        lodging = await _in_namespace(home, means) or await _as_account(home, means)
    if lodging.programs != means.programs:
        warn(f"PostgreSQL runs with programs copied to {lodging.programs.folder}")
    if lodging.home != folder:
        (folder / _POINTER).write_text(f"{lodging.home}\n", encoding="utf-8")
        warn(f"{means.account} cannot reach {folder}: its database is in {lodging.home}")
    return lodging


def _home_of(folder: Path) -> Path:
    """Return the folder, or where an earlier start had to place the data."""
    pointer = folder / _POINTER
    if not pointer.exists():
        return folder
    home = Path(pointer.read_text(encoding="utf-8").strip())
    if not home.is_dir():
        raise EmbeddedServerError(
            f"The database of {folder} was placed in {home}, which is gone. "
            f"Restore it, or remove {pointer} to begin with an empty database."
        )
    return home


async def _in_namespace(home: Path, means: Means) -> Lodging | None:
    # initdb wants a user that has a name; which one does not matter.
    named = next((entry for entry in pwd.getpwall() if entry.pw_uid), None)
    if means.unshare is None or named is None:
        return None
    maps = (f"--map-user={named.pw_uid}", f"--map-group={named.pw_gid}")
    lodging = Lodging(home, means.programs, (means.unshare, "--user", *maps, "--"))
    works = await _starts(lodging) and await _reaches(lodging, home)
    return lodging if works else None


async def _as_account(home: Path, means: Means) -> Lodging:
    account = await _account(means.account)
    lodging = await _as_user(home, means, account.pw_uid, account.pw_gid)
    if await _reaches(lodging, home):
        _hand_over(lodging)
        return lodging
    if (home / "data").exists():
        raise EmbeddedServerError(
            f"The database in {home} belongs to root, user namespaces are not allowed here, and "
            f"the account {means.account} cannot reach it. Let others pass through its parent "
            "folders (chmod o+x), or allow user namespaces."
        )
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return replace(lodging, home=_make_passable(_make_passable(means.refuge) / name))


async def _as_user(home: Path, means: Means, user: int, group: int) -> Lodging:
    if means.setpriv is None:
        raise EmbeddedServerError(
            "PostgreSQL does not run as root, and setpriv (util-linux) is missing. "
            "Run Muster as another user, or set MUSTER_DATABASE_URL."
        )
    words = (f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs", "--")
    lodging = Lodging(home, means.programs, (means.setpriv, *words), user, group)
    if await _starts(lodging):
        return lodging
    lodging = replace(lodging, programs=means.programs.copied_into(_make_passable(means.refuge)))
    if await _starts(lodging):
        return lodging
    raise EmbeddedServerError(
        f"PostgreSQL cannot be run as user {user} from {lodging.programs.folder}. "
        "Run Muster as another user, or set MUSTER_DATABASE_URL."
    )


async def _starts(lodging: Lodging) -> bool:
    status, _ = await run(lodging.command("initdb", "--version"))
    return status == 0


async def _reaches(lodging: Lodging, folder: Path) -> bool:
    status, _ = await run([*lodging.prefix, "/bin/sh", "-c", 'test -x "$0"', str(folder)])
    return status == 0


async def _account(name: str) -> pwd.struct_passwd:
    said = "Neither useradd nor adduser is there"
    if not _is_account(name):
        found = (words for words in _CREATE_ACCOUNT if shutil.which(words[0]))
        for program, *words in itertools.islice(found, 1):
            _, said = await run([str(shutil.which(program)), *words, name])
    if not _is_account(name):
        what = f"PostgreSQL does not run as root, and the account {name} cannot be made"
        raise failure(f"{what}. Run Muster as another user", said)
    return pwd.getpwnam(name)


def _is_account(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _hand_over(lodging: Lodging) -> None:
    """Give data that root made in a namespace to the account; the top last, so it can resume."""
    for folder in (lodging.home / "data", lodging.home / "run"):
        if folder.exists():
            for path in folder.rglob("*"):
                lodging.own(path)
            lodging.own(folder)


def _make_passable(folder: Path) -> Path:
    """Make a folder through which others may pass; one that exists is left as it is."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)
    return folder
