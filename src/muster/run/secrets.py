"""The key ring: where it comes from, and the check that it is this database's."""

import os
import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import LiteralString

from muster.base.errors import InvalidError
from muster.base.settings import Settings
from muster.base.signing import KeyRing
from muster.storage.postgres import Connection, Database

_KNOWN: LiteralString = "select fingerprint from key_ring"
_ADD: LiteralString = """
insert into key_ring (fingerprint) select unnest($1::text[]) on conflict do nothing"""


class KeyRingMissingError(InvalidError):
    """MUSTER_SECRET_KEYS is needed with a database of your own; `muster secret` makes one."""

    code = "key_ring_missing"


class WrongKeyRingError(InvalidError):
    """MUSTER_SECRET_KEYS is not the key ring that this database's links were signed with."""

    code = "wrong_key_ring"


def generate_ring() -> str:
    """Return a ring of one new key in the form of MUSTER_SECRET_KEYS."""
    return f"1:{secrets.token_hex(32)}"


def with_ring(settings: Settings) -> Settings:
    """Return the settings with the key ring that is kept beside the embedded database.

    With a database of one's own the ring is a setting, or missing; commands that make no links
    do without.

    Raises:
        SecretKeysError: the setting has another form.
    """
    text = settings.secret_keys
    if not text and not settings.database_url:
        text = _kept_ring(settings.data / "secret-keys")
    if text:
        KeyRing.parse(text)
    return replace(settings, secret_keys=text)


def ring_of(settings: Settings) -> KeyRing:
    """Return the key ring of settings that ``with_ring`` has seen.

    Raises:
        KeyRingMissingError: there is none.
    """
    if not settings.secret_keys:
        raise KeyRingMissingError
    return KeyRing.parse(settings.secret_keys)


def _kept_ring(file: Path) -> str:
    # Two processes that start together both try; the one that loses reads what the other wrote.
    # A link appears whole or not at all, so that no crash leaves half a key.
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        with open(draft, "x", encoding="ascii", opener=_private) as new:
            new.write(generate_ring() + "\n")
            new.flush()
            os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="ascii").strip()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


async def check_ring(database: Database, ring: KeyRing) -> None:
    """Make sure that links already sent can be read, and note new keys of the ring.

    Raises:
        WrongKeyRingError: the database knows rings, and none of them is this one.
    """

    async def work(connection: Connection) -> None:
        known = {row[0] for row in await connection.fetch(_KNOWN)}
        if known and not known & ring.fingerprints:
            raise WrongKeyRingError
        await connection.execute(_ADD, sorted(ring.fingerprints))

    await database.run(None, work)
