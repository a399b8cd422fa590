"""The data folder: made whole or not at all, with its password, and the folder of its socket.

Two fences keep other users of the machine out: the socket lies in a folder of mode 0700, and
behind it a random password is asked for (SCRAM, RFC 7677), kept in a 0600 file in the data.
"""

import hashlib
import os
import re
import secrets
import shutil
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

from muster.storage.embedded.errors import EmbeddedServerError, failure
from muster.storage.embedded.lodging import Lodging
from muster.storage.embedded.programs import run

USER = "muster"
DATABASE = "muster"
PORT = 5432
"""Only part of the socket's name; nothing listens on TCP."""

_STAGING = "data.new-"
_PASSWORD = "muster.pgpass"  # noqa: S105 -- the name of a file
_ACCESS = """\
# Written by Muster: its own user, with the password of muster.pgpass, over the socket.
local all         muster scram-sha-256
local replication muster scram-sha-256
"""
# A SCRAM client repeats the hash to slow down the guessing of short passwords; 256 random bits
# need none of that, and connections open faster.
_CONFIGURATION = ("scram_iterations=1", "timezone=UTC", "log_timezone=UTC")
_LONGEST_SOCKET = 103  # bytes: sun_path is 108 on Linux and 104 on macOS, with a zero at the end
# Characters with a meaning in unix_socket_directories or in a host list of libpq and asyncpg.
_AWKWARD = re.compile(r'[\s,"@]')


class Cluster:
    """The files of one server."""

    def __init__(self, lodging: Lodging) -> None:
        """Name the files; ``prepare`` makes those that are missing."""
        self.lodging = lodging
        self.data = lodging.home / "data"
        self.log = lodging.home / "postgres.log"
        self.sockets = _socket_folder(lodging)
        self.socket = self.sockets / _socket_name()

    @property
    def url(self) -> str:
        """Return the address for asyncpg and libpq; it names the password's file, not itself."""
        query = f"port={PORT}&passfile={quote(str(self.data / _PASSWORD))}"
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.sockets))}&{query}"

    async def prepare(self, *, durable: bool) -> None:
        """Make the data folder unless it is there, and the socket's; call it inside the gate.

        Raises:
            EmbeddedServerError: PostgreSQL refuses, or what is there is not ours.
        """
        if self.data.exists():
            self._check_version()
        else:
            await self._create(durable=durable)
        _make_private(self.sockets, self.lodging)

    def _check_version(self) -> None:
        version, ours = self.data / "PG_VERSION", self.lodging.programs.major
        if not version.exists():
            raise EmbeddedServerError(
                f"{self.data} is not a PostgreSQL data folder. Choose another with --data."
            )
        theirs = version.read_text(encoding="utf-8").strip()
        if theirs != str(ours):
            raise EmbeddedServerError(
                f"{self.data} was made by PostgreSQL {theirs}; the bundled one is {ours}. Dump it "
                f"with PostgreSQL {theirs} (pg_dumpall) and restore it into a new folder."
            )

    async def _create(self, *, durable: bool) -> None:
        """Run initdb aside and rename, so that a crash leaves no half-made data folder."""
        for leftover in self.lodging.home.glob(f"{_STAGING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.lodging.home))
        try:
            self.lodging.own(staging)
            await self._initdb(staging / "data", durable=durable)
            self._commit(staging / "data", durable=durable)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    async def _initdb(self, data: Path, *, durable: bool) -> None:
        password, file = secrets.token_hex(32), data.with_name("password")
        self._write(file, f"{password}\n")
        words = [f"--pgdata={data}", f"--username={USER}", "--no-instructions"]
        words += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        words += ["--builtin-locale=C.UTF-8", "--data-checksums"]
        words += ["--auth=scram-sha-256", f"--pwfile={file}"]
        words += [] if durable else ["--no-sync"]
        words += [word for line in _CONFIGURATION for word in ("--set", line)]
        status, said = await run(self.lodging.command("initdb", *words))
        if status != 0:
            raise failure(f"PostgreSQL could not make {self.data}", said)
        (data / "pg_hba.conf").unlink()
        self._write(data / "pg_hba.conf", _ACCESS)
        # https://www.postgresql.org/docs/18/libpq-pgpass.html
        self._write(data / _PASSWORD, f"*:*:*:{USER}:{password}\n")

    def _commit(self, data: Path, *, durable: bool) -> None:
        if durable:
            _sync(data)
        data.rename(self.data)
        if durable:
            _sync(self.lodging.home)

    def _write(self, path: Path, text: str) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        self.lodging.own(path)


def _socket_name() -> str:
    return f".s.PGSQL.{PORT}"


def _socket_folder(lodging: Lodging) -> Path:
    """Return ``run`` in the home folder, or a short path when that does not fit a socket."""
    beside = lodging.home / "run"
    length = len(os.fsencode(beside / _socket_name()))
    if length <= _LONGEST_SOCKET and not _AWKWARD.search(str(beside)):
        return beside
    digest = hashlib.sha256(os.fsencode(lodging.home)).hexdigest()[:16]
    # Not tempfile.gettempdir(): two processes with different TMPDIR must meet.
    return Path(f"/tmp/muster-{lodging.user}-{digest}")  # noqa: S108 -- checked by _make_private


def _make_private(folder: Path, lodging: Lodging) -> None:
    """Make a folder for one user; refuse one that somebody else made or can open.

    In the system's temporary folder anybody may have planted the name.
    """
    try:
        folder.mkdir(mode=0o700)
        lodging.own(folder)
    except FileExistsError:
        pass
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not private or found.st_uid != lodging.user:
        raise EmbeddedServerError(
            f"{folder} must be a folder that only user {lodging.user} can open, and is not. "
            "Remove it and start again."
        )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
