"""The candidate's verbs about recordings: begin a take, add chunks, complete it, watch it."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.errors import MusterError, UnavailableError
from muster.base.ids import new_uid
from muster.features import attempts, catalog, journal
from muster.features.attempts import Hold, Seat, Sitting
from muster.features.media import facts
from muster.features.media.actions.intake import capped
from muster.features.media.model import (
    CAPS,
    EMPTY_TAKES,
    SPARE_TAKES,
    UPLOADING,
    Begun,
    Caps,
    Chunk,
    ChunkDiffersError,
    ChunkNumberError,
    EmptyError,
    Manifest,
    NoTakesLeftError,
    Take,
    TakeClosedError,
    TakeState,
    TooLargeError,
    UnknownTakeError,
    WrongDigestError,
    WrongQuestionError,
    check_manifest,
    room_for_take,
)
from muster.features.media.store import takes as store
from muster.features.media.store.rows import take_of
from muster.storage.blobs import BlobStore, new_key
from muster.storage.postgres import Connection, Database, service

_LONGEST_MIME = 200


@dataclass(frozen=True, slots=True)
class Incoming:
    """A chunk on its way: whose, of which take, its number, and the SHA-256 that it should have."""

    sitting: Sitting
    take: UUID
    number: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Arrived:
    """What is there of a take: number, size and SHA-256 of each chunk."""

    state: TakeState
    chunks: tuple[tuple[int, int, bytes], ...]


@service
async def begin_take(
    connection: Connection,
    hold: Hold,
    mime: str,
    clock: Clock,
    *,
    instead_of: UUID | None = None,
    caps: Caps = CAPS,
) -> Begun:
    """Begin a take of a question that is answered by a recording.

    ``instead_of`` names a take that the machine failed: it does not count, a few times.

    Raises:
        WrongQuestionError: the question is not answered by a recording.
        NoTakesLeftError: every take was used.
        NoSeatError, SupersededError, OverError …: as ``attempts.hold`` says.
    """
    held = await attempts.hold.within(connection, hold, clock)
    prompt = held.place.item
    if not isinstance(prompt, catalog.Prompt):
        raise WrongQuestionError
    place = (held.organization, held.attempt_id, prompt.id)
    if instead_of is not None:
        await store.spare_take(connection, *place, instead_of, SPARE_TAKES)
    uid = new_uid()
    row = await store.begin_take(
        connection,
        held.organization,
        (
            held.attempt_id,
            prompt.id,
            uid,
            prompt.takes,
            room_for_take(caps, prompt.answer_seconds),
            prompt.record,
            mime[:_LONGEST_MIME],
            held.late,
            held.now,
            EMPTY_TAKES,
        ),
    )
    if row is None:
        raise NoTakesLeftError
    return Begun(uid, row["number"], row["left"])


async def put_chunk(
    database: Database,
    blobs: BlobStore,
    incoming: Incoming,
    body: AsyncIterable[bytes],
    clock: Clock,
    *,
    caps: Caps = CAPS,
) -> None:
    """Store a chunk; when this returns it is on the disk and in the database.

    The same chunk may come again, at any time, in any order.

    Raises:
        ChunkDiffersError: another chunk of this number is there.
        WrongDigestError: the body is not what was announced; nothing was kept.
        TakeClosedError: the take is complete.
        EmptyError, TooLargeError, ChunkNumberError: the chunk cannot be one.
        BlobStoreFullError: there is no room; nothing was kept.
        OverError: the attempt ended more than ten minutes ago.
    """
    if not 0 <= incoming.number < caps.chunks:
        raise ChunkNumberError(field="number")
    if await _is_there(database, incoming, clock):
        return
    key = new_key()
    stored = await blobs.put(key, capped(body, caps.chunk))
    try:
        if stored.size == 0:
            raise EmptyError("The chunk is empty", field="body")
        if stored.sha256 != incoming.sha256:
            raise WrongDigestError(field="Content-Digest")
        chunk = Chunk(incoming.number, stored.size, stored.sha256, key)
        kept = await _add(database, incoming, chunk, clock, caps=caps)
    except UnavailableError:
        # Nobody can say whether the row was committed; if not, the reaper finds the blob.
        raise
    except MusterError:
        await blobs.delete(key)
        raise
    if not kept:
        await blobs.delete(key)


@service
async def list_chunks(
    connection: Connection, sitting: Sitting, take: UUID, clock: Clock
) -> Arrived:
    """Return what has arrived of a take.

    Raises:
        UnknownTakeError: this attempt has no such take.
        NoSeatError: this browser was not let in.
    """
    seat = await attempts.sit.within(connection, sitting, clock)
    found = await _find(connection, seat, take)
    rows = await store.select_chunks(connection, seat.organization, found.id)
    return Arrived(found.state, tuple((row["number"], row["size"], row["sha256"]) for row in rows))


@service
async def complete_take(
    connection: Connection, sitting: Sitting, take: UUID, manifest: Manifest, clock: Clock
) -> TakeState:
    """Close a take whose chunks are all there; it is the answer of its question from now on.

    An earlier take than one that is complete stays beside the answer.

    The same again is the same again.

    Raises:
        ChunksMissingError: the numbers of the chunks to send are in it.
        ChunkDiffersError: a chunk is there with other bytes.
        TakeClosedError: it was completed with other chunks.
        EmptyError: it has no chunk.
        OverError: the attempt ended more than ten minutes ago.
    """
    seat = await _upload(connection, sitting, clock)
    found = await _find(connection, seat, take, lock=True)
    rows = await store.select_chunks(connection, seat.organization, found.id)
    there = {row["number"]: row["sha256"] for row in rows}
    if found.state is not TakeState.RECORDING:
        if manifest.digests == tuple(there.get(number) for number in range(found.chunk_count or 0)):
            return found.state
        raise TakeClosedError
    check_manifest(manifest, there)
    account = (len(manifest.digests), manifest.duration_ms)
    await store.complete_take(connection, seat.organization, found.id, seat.now, account)
    # Takes may arrive in another order than they were recorded in; the latest is the answer.
    if not await store.has_later_take(connection, found):
        value = {"take": str(found.uid)}
        put = attempts.Put(seat.attempt_id, found.item, value, late=found.late)
        await attempts.put.within(connection, seat.organization, put, seat.now)
    await _note(connection, found, seat.now)
    return TakeState.ASSEMBLING


@service
async def find_own_take(connection: Connection, sitting: Sitting, take: UUID, clock: Clock) -> Take:
    """Return a take of the candidate's own attempt.

    Raises:
        UnknownTakeError: this attempt has no such take.
        NoSeatError: this browser was not let in.
    """
    seat = await attempts.sit.within(connection, sitting, clock)
    return await _find(connection, seat, take)


@service
async def _is_there(connection: Connection, incoming: Incoming, clock: Clock) -> bool:
    seat = await _upload(connection, incoming.sitting, clock)
    take = await _find(connection, seat, incoming.take)
    return await _check_known(connection, take, incoming)


@service
async def _add(
    connection: Connection, incoming: Incoming, chunk: Chunk, clock: Clock, *, caps: Caps
) -> bool:
    """Write the chunk's row; return False when the same chunk came by another way meanwhile."""
    seat = await _upload(connection, incoming.sitting, clock)
    row = await _find_row(connection, seat, incoming.take, lock=True)
    take = take_of(row)
    if await _check_known(connection, take, incoming):
        return False
    weight = await store.weigh(connection, seat.organization, seat.attempt_id, take.id, take.item)
    if not weight["take_size"] and not row["spared"] and weight["others_used"] >= row["allowed"]:
        raise NoTakesLeftError
    full = weight["take_size"] + chunk.size > row["room"]
    if full or weight["attempt_size"] + chunk.size > caps.attempt:
        raise TooLargeError("The recording is larger than it may be")
    await store.insert_chunk(connection, seat.organization, take.id, chunk, seat.now)
    return True


async def _check_known(connection: Connection, take: Take, incoming: Incoming) -> bool:
    known = await store.find_chunk(connection, take.organization_id, take.id, incoming.number)
    if known is None:
        if take.state is not TakeState.RECORDING:
            raise TakeClosedError
        return False
    if known["sha256"] != incoming.sha256:
        raise ChunkDiffersError
    return True


async def _upload(connection: Connection, sitting: Sitting, clock: Clock) -> Seat:
    seat = await attempts.sit.within(connection, sitting, clock)
    if seat.submitted_at is not None and seat.now > seat.submitted_at + UPLOADING:
        raise attempts.OverError
    return seat


async def _find(connection: Connection, seat: Seat, uid: UUID, *, lock: bool = False) -> Take:
    return take_of(await _find_row(connection, seat, uid, lock=lock))


async def _find_row(connection: Connection, seat: Seat, uid: UUID, *, lock: bool = False) -> Record:
    row = await store.find_take(connection, seat.organization, seat.attempt_id, uid, lock=lock)
    if row is None:
        raise UnknownTakeError
    return row


async def _note(connection: Connection, take: Take, now: datetime) -> None:
    fact = facts.completed(take)
    await journal.record(connection, take.organization_id, [fact], actor=journal.CANDIDATE, now=now)
