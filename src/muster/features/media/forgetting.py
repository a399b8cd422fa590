"""What media hold of a person: recordings and files; copies with their bytes, and their end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asyncpg import Record

from muster.base.ids import to_typeid
from muster.features.media.model import AnswerFile, Take, TakeState
from muster.features.media.names import with_extension
from muster.features.media.store import forgetting as store
from muster.storage.postgres import Connection

_ENDINGS = frozenset({"webm", "mp4", "ogg"})


@dataclass(frozen=True, slots=True)
class Copy:
    """A recording or a file in a copy for the person.

    ``facts`` is what is known of it, as JSON has it. ``name`` says to people what it is.
    ``blob_keys`` are where the bytes lie, one behind the other; none when there are none to give.
    """

    facts: Mapping[str, Any]
    name: str
    blob_keys: tuple[str, ...]


async def copy_of_recordings(
    connection: Connection, organization: int, candidate: int
) -> list[Copy]:
    """Return the candidate's recordings, oldest first.

    Bytes are those that the browser sent. What is in quarantine nobody is handed.
    """
    rows = await store.select_takes(connection, organization, candidate)
    return [_recording(row) for row in rows]


async def copy_of_files(connection: Connection, organization: int, candidate: int) -> list[Copy]:
    """Return the candidate's files, oldest first, those that were taken back lately, too."""
    return [_file(row) for row in await store.select_files(connection, organization, candidate)]


async def forget(connection: Connection, organization: int, candidate: int) -> list[str]:
    """Delete the candidate's recordings and files; return the keys of the blobs to be removed.

    The caller keeps the keys in the same transaction: nothing else names the bytes any more.
    """
    return await store.delete_media(connection, organization, candidate)


def _recording(row: Record) -> Copy:
    whole = (row["original_key"],) if row["original_key"] else tuple(row["chunks"])
    withheld = row["state"] == TakeState.QUARANTINED
    facts = {
        "id": to_typeid(Take.TYPE_PREFIX, row["uid"]),
        "number": row["id"],
        "attempt_id": row["attempt_id"],
        "question": row["item"],
        "take": row["number"],
        "medium": row["medium"],
        "media_type": row["media_type"] or row["mime"],
        "state": row["state"],
        "reason": row["reason"],
        "begun_at": row["begun_at"].isoformat(),
        "completed_at": row["completed_at"] and row["completed_at"].isoformat(),
        "duration_ms": row["duration_ms"],
        "late": row["late"],
        "salvaged": row["salvaged"],
    }
    name = f"{row['item']}-take-{row['number']}.{_ending(facts['media_type'])}"
    return Copy(facts, name, () if withheld else whole)


def _ending(media_type: str) -> str:
    subtype = media_type.partition(";")[0].rpartition("/")[2].lower()
    return subtype if subtype in _ENDINGS else "bin"


def _file(row: Record) -> Copy:
    facts = {
        "id": to_typeid(AnswerFile.TYPE_PREFIX, row["uid"]),
        "number": row["id"],
        "attempt_id": row["attempt_id"],
        "question": row["item"],
        "name": row["name"],
        "type": row["kind"],
        "size": row["size"],
        "sha256": row["sha256"].hex(),
        "uploaded_at": row["uploaded_at"].isoformat(),
        "taken_back_at": row["removed_at"] and row["removed_at"].isoformat(),
    }
    name = f"{row['item']}-{with_extension(row['name'], row['kind'])}"
    return Copy(facts, name, (row["blob_key"],) if row["blob_key"] else ())
