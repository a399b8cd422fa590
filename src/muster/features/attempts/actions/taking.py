"""Taking an attempt: reading it, taking it over, opening what has a clock of its own, breaks."""

from uuid import UUID

from muster.base.clock import Clock
from muster.features import organizations
from muster.features.attempts import composing, timing
from muster.features.attempts.actions.breaks import begin_break, end_break
from muster.features.attempts.actions.reaching import Reached, at_attempt, sit_down
from muster.features.attempts.actions.versions import read_version
from muster.features.attempts.model import (
    Attempt,
    NoSeatError,
    NotOpenedError,
    OverError,
    PausedError,
    UnknownQuestionError,
)
from muster.features.attempts.store import parts, rows
from muster.features.attempts.timing import Clocked, Verdict
from muster.features.attempts.views import Run
from muster.features.catalog import Kind
from muster.storage.postgres import Connection, Database


async def read_run(database: Database, session: str, attempt_uid: UUID, clock: Clock) -> Run:
    """Return an attempt as its candidate sees it; changes nothing but a break that is used up.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
    """
    return await at_attempt(database, session, attempt_uid, clock, _read, lock=False)


async def _read(connection: Connection, reached: Reached) -> Run:
    number, card, attempt = reached.organization, reached.card, reached.attempt
    organization = await organizations.organization_of_link.within(connection, number)
    if organization is None:
        raise NoSeatError
    kept = await read_version(
        connection, number, (attempt.activity_id, card["activity_uid"]), attempt.version
    )
    given = rows.to_accommodation(card)
    places = [
        composing.place_of(row, kept.items[row["item"]], given)
        for row in await parts.select_places(connection, number, attempt.id)
    ]
    sections = await parts.select_sections(connection, number, attempt.id)
    shown_at = timing.clock_shows(attempt.paused_at, attempt.break_seconds_left, reached.now)
    return Run(
        attempt=attempt,
        organization=organization,
        candidate_name=card["candidate_name"],
        locale=card["locale"],
        title=kept.content.title,
        kind=Kind(card["kind"]),
        content=kept.content,
        redirect_url=card["redirect_url"],
        sections=composing.sections_of_run((sections, places), kept.content, given, shown_at),
        mine=reached.mine,
        now=reached.now,
        accommodation=given,
    )


async def claim(database: Database, session: str, attempt_uid: UUID, clock: Clock) -> Attempt:
    """Let this browser write from now on; whoever wrote before is superseded.

    A browser that writes already changes nothing, nor does anybody after Submit.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
    """

    async def work(connection: Connection, reached: Reached) -> Attempt:
        if not reached.attempt.running:
            return reached.attempt
        return await sit_down(connection, reached)

    return await at_attempt(database, session, attempt_uid, clock, work)


async def open_section(
    database: Database, session: str, attempt_uid: UUID, section: int, epoch: int, clock: Clock
) -> None:
    """Go to a section: its own clock begins, if it has one, and the one that was open is closed.

    Opening the open one again changes nothing.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
        UnknownQuestionError: it has no section of that number (from 0).
        OverError: the section was left or its time is up, or the whole is over.
        SupersededError: another device has taken over.
        PausedError: a break runs.
    """

    async def work(connection: Connection, reached: Reached) -> None:
        _require_going_on(reached, epoch)
        await _open_section(connection, reached, section)

    await at_attempt(database, session, attempt_uid, clock, work)


async def _open_section(connection: Connection, reached: Reached, number: int) -> None:
    organization, card, now = reached.organization, reached.card, reached.now
    found = await parts.select_sections(connection, organization, card["id"])
    if not 0 <= number < len(found):
        raise UnknownQuestionError
    section = found[number]
    place = (card["id"], number)
    if section["limit_seconds"] is not None:
        if composing.section_clock(section).is_closed(now):
            raise OverError
        end = timing.end_of(now, section["limit_seconds"], rows.to_accommodation(card))
        await parts.open_section(connection, organization, place, now, end)
    await parts.close_sections(connection, organization, place, now)


async def open_place(
    database: Database, session: str, attempt_uid: UUID, number: int, epoch: int, clock: Clock
) -> None:
    """Begin a question's own clock, once; a question without one is left as it is.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
        UnknownQuestionError: it has no question of that number (from 1).
        NotOpenedError: its section has a clock that has not begun.
        OverError: the section was left or its time is up, or the whole is over.
        SupersededError: another device has taken over.
        PausedError: a break runs.
    """

    async def work(connection: Connection, reached: Reached) -> None:
        _require_going_on(reached, epoch)
        await _open_place(connection, reached, number)

    await at_attempt(database, session, attempt_uid, clock, work)


async def _open_place(connection: Connection, reached: Reached, number: int) -> None:
    organization, card, now = reached.organization, reached.card, reached.now
    places = await parts.select_places(connection, organization, card["id"])
    found = [place for place in places if place["number"] == number]
    if not found:
        raise UnknownQuestionError
    (place,) = found
    if place["limit_seconds"] is None or place["opened_at"] is not None:
        return
    sections = await parts.select_sections(connection, organization, card["id"])
    section = sections[place["section"]]
    given = rows.to_accommodation(card)
    limited = section["limit_seconds"] is not None and not given.untimed
    clock = composing.section_clock(section, limited=limited)
    verdict = timing.judge(card["due_at"], clock, Clocked(limited=False), now)
    if verdict is Verdict.NOT_OPENED:
        raise NotOpenedError
    if verdict is not Verdict.IN_TIME:
        raise OverError
    end = timing.end_of(now, place["limit_seconds"], given)
    await parts.open_place(connection, organization, (card["id"], place["item"]), now, end)


async def pause(
    database: Database, session: str, attempt_uid: UUID, epoch: int, clock: Clock
) -> None:
    """Begin a break, where one was granted: all clocks of the attempt stand still.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
        NoBreakError: nothing is left of the breaks that were granted.
        OverError: the attempt is over.
        SupersededError: another device has taken over.
    """

    async def work(connection: Connection, reached: Reached) -> None:
        reached.require(epoch)
        await begin_break(connection, reached.organization, reached.card, reached.now)

    await at_attempt(database, session, attempt_uid, clock, work)


async def resume(
    database: Database, session: str, attempt_uid: UUID, epoch: int, clock: Clock
) -> None:
    """End a break: the clocks go on where they stood. It ends by itself when it is used up.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
        OverError: the attempt is over.
        SupersededError: another device has taken over.
    """

    async def work(connection: Connection, reached: Reached) -> None:
        reached.require(epoch)
        await end_break(connection, reached.organization, reached.card, reached.now)

    await at_attempt(database, session, attempt_uid, clock, work)


def _require_going_on(reached: Reached, epoch: int) -> None:
    reached.require(epoch)
    if reached.card["paused_at"] is not None:
        raise PausedError
