"""Verbs that read what happened: lately, to a person, and all of it."""

from collections.abc import AsyncIterator
from datetime import timedelta

from asyncpg import Record

from muster.features.delivery import Suppression
from muster.features.invitations import RequestState
from muster.features.overview.model import (
    AccommodationWish,
    Cursor,
    Happening,
    Lately,
    MoreTimeWish,
    Page,
    Person,
    Suppressed,
    Timeline,
    Wanted,
    Wishes,
)
from muster.features.overview.store import asking, lately, suppressed
from muster.features.overview.store import events as store
from muster.storage.postgres import Connection, Database, action

TOLD = (
    "invitation.created",
    "invitation.revoked",
    "invitation.completed",
    "invitation.expired",
    "invitation.more_time_asked",
    "invitation.started",
    "accommodation.requested",
    "application.waiting",
    "application.rejected",
    "application.ended",
    "report.scored",
    "report.viewed",
    "candidate.erased",
    "activity.created",
    "activity.published",
    "activity.archived",
    "message.bounced",
    "message.complained",
    "recording.damaged",
    "recording.quarantined",
    "suppression.created",
    "webhook.disabled",
    "member.added",
)
"""What the first page tells of; all else is in the audit log."""
JOINED = (
    "invitation.created",
    "invitation.revoked",
    "invitation.expired",
    "application.rejected",
    "candidate.erased",
    "activity.created",
    "message.bounced",
    "suppression.created",
)
"""What is told in one line when somebody did it to many in one go."""
_PAUSE = timedelta(minutes=10)
_FEWEST = 4
"""Fewer are told one by one: people rather read names."""
_FIRST_LOOK, _LONGEST_LOOK = 1_000, 20_000
"""How many of the newest events are read; the second where lists of people crowd the first."""
_OF_LETTERS = ("invitation.reminded",)
_NEVER = 2**62
_SEARCHED = 20_000
_BULK = 1000


@action
async def list_recent(connection: Connection, organization: int, limit: int) -> list[Lately]:
    """Return the newest events that a recruiter wants to hear of, newest first.

    What one actor did to many in one go is one of them. At most 20,000 events are looked at.
    """
    wish = lately.Wish(TOLD, JOINED, _PAUSE, _FEWEST, limit)
    rows = await lately.select_lately(connection, organization, _FIRST_LOOK, wish)
    if not rows or (rows[0].is_cut and (len(rows) < limit or any(one.may_go_on for one in rows))):
        rows = await lately.select_lately(connection, organization, _LONGEST_LOOK, wish)
    found = await store.happenings_of(connection, organization, [row.id for row in rows])
    newest = {one.id: one for one in found}
    return [
        Lately(newest[row.id], row.number, row.since, is_more=row.is_cut and row.may_go_on)
        for row in rows
    ]


@action
async def read_timeline(
    connection: Connection,
    organization: int,
    candidate: int,
    *,
    invitation: int | None = None,
    cursor: Cursor | None = None,
    limit: int = 50,
) -> Timeline:
    """Return a page of what happened to a person, or about one invitation, newest first.

    What letters went through is told by the letters themselves, so that their events are left out.
    """
    things = await store.select_things(connection, organization, candidate, invitation)
    rows = await store.select_of_things(
        connection, organization, things, cursor, _OF_LETTERS, limit + 1
    )
    shown = await store.happenings_of(connection, organization, [row["id"] for row in rows[:limit]])
    before = cursor.at if cursor else None
    if len(rows) <= limit:
        return Timeline(shown, None, before, None)
    last = Cursor(rows[limit - 1]["id"], rows[limit - 1]["occurred_at"])
    return Timeline(shown, last.at, before, last)


@action
async def read_wishes(connection: Connection, organization: int, candidate: int) -> Wishes:
    """Return what a person asked for."""
    needed = await asking.select_accommodations_asked(connection, organization, candidate)
    longer = await asking.select_more_time_asked(connection, organization, candidate)
    return Wishes(
        tuple(AccommodationWish(**row) for row in needed),
        {
            row["invitation_id"]: MoreTimeWish(
                row["sentence"], RequestState(row["state"]), row["days"], row["asked_at"]
            )
            for row in longer
        },
    )


@action
async def list_suppressed(
    connection: Connection,
    organization: int,
    text: str | None = None,
    *,
    before: int | None = None,
    limit: int = 50,
) -> list[Suppressed]:
    """Return suppressed addresses before an id, newest first, that have a text in them."""
    key = text.lower() if text else None
    rows = await suppressed.select_suppressed(connection, organization, before, key, limit)
    return [_suppressed(row) for row in rows]


def _suppressed(row: Record) -> Suppressed:
    person = None
    if row["candidate_uid"] is not None:
        person = Person(row["candidate_uid"], row["candidate_name"])
    suppression = Suppression(
        row["id"], row["recipient_key"], row["reason"], row["words"], row["created_at"]
    )
    return Suppressed(suppression, person)


@action
async def read_audit(
    connection: Connection,
    organization: int,
    wanted: Wanted,
    *,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """Return a page of events that come after an id when the newest come first.

    At most 20,000 events are looked at for one page; what one member did is found at once.
    """
    bounds = await _bounds(connection, organization, wanted, after)
    if wanted.actor and wanted.actor.startswith("member:"):
        ids = await store.select_of_member(connection, organization, bounds, wanted, limit + 1)
        shown = await store.happenings_of(connection, organization, ids[:limit])
        return Page(shown, ids[limit - 1] if len(ids) > limit else None)
    found = await store.select_audited(connection, organization, bounds, wanted, limit + 1)
    ids = found["ids"]
    shown = await store.happenings_of(connection, organization, ids[:limit])
    if len(ids) > limit:
        return Page(shown, ids[limit - 1])
    if found["number"] == _SEARCHED:
        return Page(shown, found["furthest"], found["at"])
    return Page(shown)


async def _bounds(
    connection: Connection, organization: int, wanted: Wanted, after: int | None
) -> tuple[int, int]:
    high = after if after is not None else _NEVER
    if wanted.before is not None:
        high = min(high, await store.find_moment(connection, organization, wanted.before))
    low = await store.find_moment(connection, organization, wanted.since) if wanted.since else 0
    return high, low


async def pages_of_audit(
    database: Database, organization: int, wanted: Wanted
) -> AsyncIterator[tuple[Happening, ...]]:
    """Yield all events of a list in pages, newest first, each read by itself."""
    page = Page((), _NEVER)
    while page.next is not None:
        page = await read_audit(database, organization, wanted, after=page.next, limit=_BULK)
        yield page.happenings
