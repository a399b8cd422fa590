"""Taking what came in: find the letter, keep the bounce, draw the consequences, in one transaction."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.return_path import ReturnPath
from muster.base.signing import LinkClaim
from muster.features import journal
from muster.features.delivery import events
from muster.features.delivery.bounces import store
from muster.features.delivery.bounces.model import (
    Ignored,
    Intake,
    IntakeHealth,
    Notice,
    Report,
    Taken,
    Way,
)
from muster.features.delivery.bounces.reading import read
from muster.features.delivery.model import Bounce, BounceKind
from muster.storage.postgres import Connection, Database, Role, action, service

_MOST_BOUNCES = 20
"""Reports that are kept of one letter: whoever has it could send any number."""
_SUPPRESSED_AS = {BounceKind.HARD: "bounced", BounceKind.COMPLAINT: "complained"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that came in: its bytes, how, and the envelope recipient where that is known."""

    content: bytes
    way: Way
    recipient: str = ""


async def take(database: Database, arrival: Arrival, paths: ReturnPath, clock: Clock) -> Taken:
    """Take a mail that may be a report about a letter; the same one twice is one bounce.

    The signed return path tells which letter, or else its Message-ID. When this returns, what it
    says is committed. Nothing that can stand in a mail makes it fail, and no mail is ever
    answered.

    Raises:
        DatabaseUnavailableError: nothing was taken; offer it again.
    """
    report = await asyncio.to_thread(read, arrival.content)
    claim = paths.find(arrival.recipient.encode("utf-8", "replace") + b"\n" + arrival.content)
    return await _settle(
        database.acting_as(Role.WORKER), arrival.way, report, claim, now=clock.now()
    )


@service
async def _settle(
    connection: Connection,
    way: Way,
    report: Report | Ignored,
    claim: LinkClaim | None,
    *,
    now: datetime,
) -> Taken:
    taken = (
        Taken(report)
        if isinstance(report, Ignored)
        else await _apply(connection, report, claim, now)
    )
    if not taken.again:
        await store.count(connection, taken.kind or "ignored", way, now)
    return taken


async def _apply(
    connection: Connection, report: Report, claim: LinkClaim | None, now: datetime
) -> Taken:
    place = await _place(connection, report, claim)
    message = await store.lock_message(connection, *place) if place else None
    # An erased person's letters have no address any more, and get no new one from a late report.
    if place is None or message is None or not message["recipient_key"]:
        return Taken(Ignored.UNKNOWN)
    if not message["attempt"]:
        return Taken(Ignored.NEVER_LEFT)
    notice = choose(report.notices, message["recipient_key"])
    if notice is None:
        return Taken(Ignored.OTHER_ADDRESS)
    known = await store.select_known(connection, *place)
    taken = Taken(None, *place, notice.kind, notice.reason)
    digest = hashlib.sha256(report.identity + notice.kind.encode()).digest()
    if any(row["digest"] == digest for row in known):
        return Taken(None, *place, notice.kind, notice.reason, again=True)
    if len(known) >= _MOST_BOUNCES:
        return Taken(Ignored.TOO_MANY)
    await store.insert_bounce(connection, place, digest, notice, now)
    facts = await _consequences(connection, place, message, notice, now)
    if notice.kind is BounceKind.COMPLAINT and all(row["kind"] != notice.kind for row in known):
        facts.insert(0, events.came_back("complained", message, notice.reason))
    await journal.record(connection, place[0], facts, actor=events.ACTOR, now=now)
    return taken


async def _place(
    connection: Connection, report: Report, claim: LinkClaim | None
) -> tuple[int, int] | None:
    """Return organization and message, by return path or by Message-ID."""
    if claim is not None:
        return claim.organization, claim.subject
    rows = await store.select_by_uid(connection, [uid for uid, _ in report.names])
    by_name = {(row["uid"], row["kind"]): (row["organization_id"], row["id"]) for row in rows}
    return next((by_name[name] for name in report.names if name in by_name), None)


def choose(notices: Sequence[Notice], key: str) -> Notice | None:
    """Return what counts for an address: the notice that names it, else one made for machines.

    A letter that was passed on comes back from an address that we never wrote to; it came back
    all the same. What was guessed from prose counts for the letter's own address only.
    """
    about = [notice for notice in notices if key in notice.recipients]
    others = [notice for notice in notices if not notice.guessed]
    ranked = about or others
    return max(ranked, key=lambda notice: notice.final, default=None)


async def _consequences(
    connection: Connection,
    place: tuple[int, int],
    message: Record,
    notice: Notice,
    now: datetime,
) -> list[journal.Fact]:
    facts = []
    ends = notice.final and notice.kind is not BounceKind.COMPLAINT
    if ends and await store.end_message(connection, *place, notice.reason, now):
        facts.append(
            events.came_back("bounced", message, notice.reason, notice.kind, notice.status)
        )
    if notice.suppresses:
        reason = _SUPPRESSED_AS[notice.kind]
        made = await store.suppress(
            connection, place, message["recipient_key"], reason, notice.words, now
        )
        if made is not None:
            facts.append(
                journal.Fact("suppression.created", "suppression", made, {"reason": reason})
            )
    return facts


@service
async def take_turn(connection: Connection, every: timedelta, *, now: datetime) -> bool:
    """Take the turn of looking into the folder; of all workers one gets it in ``every``."""
    return await store.take_turn(connection, now, now - every)


@service
async def note_trouble(connection: Connection, trouble: str) -> None:
    """Keep what troubles the folder, for the doctor; "" when nothing does."""
    await store.note_trouble(connection, trouble)


async def intake_health(database: Database) -> IntakeHealth:
    """Return how reports come in; any database will do, it is asked in the worker's role."""
    return await _look(database.acting_as(Role.WORKER))


@service
async def _look(connection: Connection) -> IntakeHealth:
    ways = {
        Way(row["way"]): Intake(row["looked_at"], row["received_at"], row["trouble"])
        for row in await store.select_intake(connection)
    }
    tally = {row["kind"]: row for row in await store.select_tally(connection)}
    return IntakeHealth(
        ways,
        {kind: row["number"] for kind, row in tally.items()},
        tally[BounceKind.POLICY]["last_at"],
    )


@action
async def bounces_of(
    connection: Connection, organization: int, messages: Sequence[int]
) -> dict[int, list[Bounce]]:
    """Return what came back about messages, by message, oldest first."""
    found: dict[int, list[Bounce]] = {}
    for row in await store.select_bounces(connection, organization, messages):
        one = Bounce(
            BounceKind(row["kind"]),
            row["reason"],
            row["status"],
            row["words"],
            row["received_at"],
        )
        found.setdefault(row["message_id"], []).append(one)
    return found
