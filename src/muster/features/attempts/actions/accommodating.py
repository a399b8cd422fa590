"""Accommodations: more time, no limit, breaks; for a candidate, in all their attempts."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.features import candidates, invitations, journal
from muster.features.attempts import timing
from muster.features.attempts.actions.reaching import in_organizations, read_card
from muster.features.attempts.model import Accommodation
from muster.features.attempts.store import given as store
from muster.features.attempts.store import parts, rows
from muster.features.attempts.views import AccommodationRequest
from muster.storage.postgres import Connection, Database, action

LONGEST_REQUEST = 2000
_MOST_WAITING = 5


@action
async def set_accommodation(
    connection: Connection,
    organization: int,
    candidate_reference: str,
    wanted: Accommodation,
    *,
    actor: str,
    clock: Clock,
) -> Accommodation:
    """Give a candidate an accommodation from now on; attempts that run get more, never less.

    The same once more changes nothing.

    Raises:
        UnknownCandidateError: there is no such candidate.
        AccommodationError: a value is out of its range.
    """
    wanted = timing.check_accommodation(wanted)
    candidate = await candidates.find(connection, organization, candidate_reference)
    now = clock.now()
    if wanted == await store.select_given(
        connection, organization, candidate.id
    ) and not await store.is_waiting(connection, organization, candidate.id):
        return wanted
    await store.set_given(connection, organization, candidate.id, wanted, (now, actor))
    for attempt in await rows.lock_of_candidate(connection, organization, candidate.id):
        await _raise(connection, organization, attempt, wanted)
    # What exactly was granted is nobody's business who reads the feed.
    fact = journal.Fact("accommodation.set", "candidate", candidate.id)
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    return wanted


async def _raise(
    connection: Connection, organization: int, attempt: int, wanted: Accommodation
) -> None:
    card = await read_card(connection, organization, attempt)
    before = rows.to_accommodation(card)
    after = timing.never_less(before, wanted)
    if after == before:
        return
    await rows.write_accommodation(connection, organization, attempt, after)
    left = card["break_seconds_left"] + 60 * (after.break_minutes - before.break_minutes)
    ends_at = timing.lengthen(card["ends_at"], card["limit_seconds"], before, after)
    due_at = timing.due(ends_at, card["expires_at"], card["paused_at"], left)
    await rows.write_clocks(
        connection, organization, attempt, ends_at, due_at, card["paused_at"], left
    )
    sections = await parts.select_sections(connection, organization, attempt)
    places = await parts.select_places(connection, organization, attempt)
    await parts.write_ends(
        connection,
        organization,
        attempt,
        _new_ends(sections, before, after),
        _new_ends(places, before, after),
    )


def _new_ends(
    parts_of: list[Record], before: Accommodation, after: Accommodation
) -> dict[int, datetime | None]:
    return {
        part["number"]: timing.lengthen(part["ends_at"], part["limit_seconds"], before, after)
        for part in parts_of
        if part["ends_at"] is not None
    }


@action
async def get_accommodation(
    connection: Connection, organization: int, candidate_reference: str
) -> Accommodation:
    """Return what a candidate is given.

    Raises:
        UnknownCandidateError: there is no such candidate.
    """
    candidate = await candidates.find(connection, organization, candidate_reference)
    return await store.select_given(connection, organization, candidate.id)


async def ask_for_accommodation(
    database: Database, session: str, invitation_uid: UUID, text: str, clock: Clock
) -> None:
    """Tell the organization what a candidate needs, before Start or later; twice is once.

    Raises:
        NoSeatError: no link that the session followed opens this invitation.
        InvalidError: the text is empty, longer than 2,000 characters, or not text.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST_REQUEST:
        raise InvalidError(
            f"Say what you need in 1 to {LONGEST_REQUEST:,} characters", field="text"
        )
    if "\x00" in text or not _is_unicode(text):
        raise InvalidError("The text has characters that cannot be kept", field="text")
    visitor = await invitations.find_visitor(database, session, clock)

    async def step(connection: Connection, organization: int) -> tuple[None] | None:
        claims = visitor.claims_of(organization)
        admission = await invitations.admit(connection, organization, invitation_uid, claims)
        if admission is None:
            return None
        await _ask(connection, organization, admission.invitation, text, clock.now())
        return (None,)

    await in_organizations(database, visitor, step)


async def _ask(
    connection: Connection,
    organization: int,
    invitation: invitations.Invitation,
    text: str,
    now: datetime,
) -> None:
    candidate = invitation.candidate_id
    request = await store.ask(
        connection, organization, candidate, invitation.id, text, now, _MOST_WAITING
    )
    if request is not None:
        fact = journal.Fact(
            "accommodation.requested", "candidate", candidate, {"invitation_id": invitation.id}
        )
        await journal.record(connection, organization, [fact], actor=journal.CANDIDATE, now=now)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@action
async def list_accommodation_requests(
    connection: Connection,
    organization: int,
    *,
    answered: bool = False,
    after: int | None = None,
    limit: int = 50,
) -> list[AccommodationRequest]:
    """Return what candidates asked for, newest first: what waits, or with ``answered`` all."""
    found = await store.select_requests(connection, organization, after, answered, limit)
    return [
        AccommodationRequest(
            id=row["id"],
            candidate_id=row["candidate_id"],
            candidate_name=row["name"],
            invitation_id=row["invitation_id"],
            text=row["text"],
            asked_at=row["asked_at"],
            answered_at=row["answered_at"],
        )
        for row in found
    ]
