"""Boards of tracks: who stands in which stage, and which stages wait for a decision."""

from collections import defaultdict
from datetime import datetime

from asyncpg import Record

from muster.base.clock import Clock
from muster.features import tracks
from muster.features.catalog import Activity, Kind
from muster.features.members import Member
from muster.features.reviews.actions.reading import veiled_among
from muster.features.reviews.model import Board, Column, StageLine
from muster.features.reviews.store import board as store
from muster.features.reviews.veiling import code_of
from muster.features.tracks import StageState, Status
from muster.storage.postgres import Connection, action

_MOST_INVITED = 1000
_CARDS = 40


@action
async def list_deciding(
    connection: Connection,
    organization: int,
    member: Member,
    clock: Clock,
    *,
    track: int | None = None,
    page: tuple[int, int] = (0, 50),
) -> list[StageLine]:
    """Return stages that wait for a decision; ``page`` is (after which cursor, how many)."""
    rows = await store.select_deciding(connection, organization, track, *page)
    return await _lines(connection, organization, rows, member, clock.now())


@action
async def read_board(
    connection: Connection, organization: int, track: Activity, member: Member, clock: Clock
) -> Board:
    """Return a track with those who are in it, some of each stage."""
    now = clock.now()
    stages = await tracks.read_plan.within(connection, organization, track)
    rows = await store.select_cards(connection, organization, track.id, _CARDS)
    lines = await _lines(connection, organization, rows, member, now)
    cards: dict[int, list[StageLine]] = defaultdict(list)
    counts: dict[int, Record] = {}
    for row, line in zip(rows, lines, strict=True):
        cards[line.stage].append(line)
        counts[line.stage] = row
    titles = {stage.number: (stage.title, stage.kind) for stage in stages}
    # A version with more stages may have been there before.
    for line in lines:
        titles.setdefault(line.stage, (line.stage_title, line.kind))
    columns = tuple(
        Column(
            number,
            *titles[number],
            counts[number]["count"] if number in counts else 0,
            counts[number]["waiting"] if number in counts else 0,
            tuple(cards[number]),
        )
        for number in sorted(titles)
    )
    through, rejected = await _ended(connection, organization, track, member, now)
    invited = await store.count_invited(connection, organization, track.id, now, _MOST_INVITED)
    return Board(columns, invited, through, rejected)


async def _ended(
    connection: Connection, organization: int, track: Activity, member: Member, now: datetime
) -> tuple[Column, Column]:
    rows = await store.select_ended(connection, organization, track.id, _CARDS // 2)
    lines = await _lines(connection, organization, rows, member, now)
    counts = {row["outcome"]: row["count"] for row in rows}
    through = tuple(line for line in lines if line.status is Status.COMPLETED)
    rejected = tuple(line for line in lines if line.status is Status.REJECTED)
    number = counts.get("passed", 0) + counts.get("finished", 0)
    return (
        Column(0, "", None, number, 0, through),
        Column(0, "", None, counts.get("rejected", 0), 0, rejected),
    )


async def _lines(
    connection: Connection,
    organization: int,
    rows: list[Record],
    member: Member,
    now: datetime,
) -> list[StageLine]:
    attempts = [row["attempt_id"] for row in rows if row["attempt_id"] is not None]
    veiled = await veiled_among(connection, organization, attempts, member)
    return [_line(row, now, veiled=row["attempt_id"] in veiled) for row in rows]


def _line(row: Record, now: datetime, *, veiled: bool) -> StageLine:
    return StageLine(
        application_uid=row["uid"],
        name=None if veiled else row["name"],
        code=code_of(row["report_uid"]) if row["report_uid"] else "",
        track_key=row["key"],
        track_title=row["title"],
        stage=row["number"],
        stage_title=row["stage_title"],
        kind=Kind(row["kind"]) if row["kind"] else None,
        status=_status(row, now),
        score=None if veiled else row["score"],
        since=row["since"],
        report_uid=row["report_uid"],
        unrated=bool(row.get("unrated")),
        reason=row["reason"],
        cursor=row["cursor"],
    )


def _status(row: Record, now: datetime) -> Status:
    """Tell how somebody stands, as ``tracks`` does of single applications."""
    if row.get("track_state") == "revoked":
        return Status.REVOKED
    if row.get("outcome"):
        return Status.REJECTED if row["outcome"] == "rejected" else Status.COMPLETED
    if row["kind"] is None:
        return Status.REVIEW
    if row["state"] == StageState.WAITING or row["child_state"] == "completed":
        return Status.SUBMITTED
    if row["child_state"] == "started":
        return Status.STARTED
    over = row["expires_at"] is not None and row["expires_at"] <= now
    return Status.EXPIRED if over else Status.PENDING
