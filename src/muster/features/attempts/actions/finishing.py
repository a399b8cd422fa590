"""Submit: by the candidate once, or by the server when the time is up."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.features import invitations, journal
from muster.features.attempts.actions.reaching import Reached, at_attempt, read_card
from muster.features.attempts.facts import fact_of
from muster.features.attempts.model import GRACE, Attempt, EndedBy, SupersededError
from muster.features.attempts.store import rows, saving
from muster.storage.postgres import Connection, Database, Role, service

_LONGEST_SUBMISSION_ID = 100


async def submit(
    database: Database, session: str, attempt_uid: UUID, submission_id: str, clock: Clock
) -> Attempt:
    """Submit an attempt; again, it is the same attempt. What was saved is what counts.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
        SupersededError: another device has taken over.
        InvalidError: the submission's id is longer than 100 characters.
    """
    if len(submission_id) > _LONGEST_SUBMISSION_ID or not submission_id.isprintable():
        raise InvalidError(
            "submission_id has 100 printable characters at most", field="submission_id"
        )

    async def work(connection: Connection, reached: Reached) -> Attempt:
        organization, attempt = reached.organization, reached.attempt
        await invitations.lock_invitation(
            connection, organization, attempt.candidate_id, attempt.invitation_id
        )
        reached = await reached.locked(connection)
        if not reached.attempt.running:
            return reached.attempt
        if not reached.mine:
            raise SupersededError
        in_time = reached.now <= reached.attempt.closes_at + GRACE
        ended_by = EndedBy.CANDIDATE if in_time else EndedBy.TIME
        await _submit(connection, reached.card, (ended_by, submission_id), reached.now)
        return rows.to_attempt(await read_card(connection, organization, attempt.id))

    return await at_attempt(database, session, attempt_uid, clock, work, lock=False)


async def _submit(
    connection: Connection, card: Record, end: tuple[EndedBy, str | None], now: datetime
) -> None:
    organization, attempt = card["organization_id"], rows.to_attempt(card)
    await rows.submit(connection, organization, attempt.id, now, end)
    ended_by = end[0]
    actor = journal.CANDIDATE if ended_by is EndedBy.CANDIDATE else journal.TIME
    await invitations.mark_completed(
        connection, organization, attempt.invitation_id, actor=actor, now=now
    )
    await saving.thin(connection, organization, attempt.id)
    fact = fact_of("attempt.submitted", attempt, ended_by=ended_by.value)
    await journal.record(connection, organization, [fact], actor=actor, now=now)


async def submit_overdue(
    database: Database, clock: Clock, most: int = 100
) -> list[tuple[int, int]]:
    """Submit what nobody submitted in time, with what was saved; return (organization, attempt).

    For the worker, as often as it likes: when nothing is due it costs one look at an index. Two
    workers share the work. One that cannot be submitted does not stop the others.

    Raises:
        ExceptionGroup: some could not be submitted; the others are.
    """
    worker = database.acting_as(Role.WORKER)
    before = clock.now() - GRACE
    done: list[tuple[int, int]] = []
    errors: list[Exception] = []
    seen = 0
    # What could not be submitted stays first in line; those behind it must not wait for it.
    while found := await _find_overdue(worker, before, most, seen - len(done)):
        seen += len(found)
        outcomes = [await _try_to_submit(worker, one[0], one[2], clock) for one in found]
        done += [one[:2] for one, outcome in zip(found, outcomes, strict=True) if outcome is True]
        errors += [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        if len(found) < most or len(done) >= most:
            break
    if errors:
        raise ExceptionGroup("attempts that could not be submitted", errors)
    return done


@service
async def _find_overdue(
    connection: Connection, before: datetime, most: int, skip: int
) -> list[tuple[int, int, int]]:
    return await rows.select_overdue(connection, before, most, skip)


async def _try_to_submit(
    worker: Database, organization: int, invitation: int, clock: Clock
) -> bool | Exception:
    try:
        return await _submit_overdue(worker, organization, invitation, clock)
    except Exception as error:  # noqa: BLE001 -- told by who asked
        return error


async def _submit_overdue(
    worker: Database, organization: int, invitation: int, clock: Clock
) -> bool:
    now = clock.now()

    async def work(connection: Connection) -> bool:
        attempt = await rows.lock_overdue(connection, organization, invitation, now - GRACE)
        if attempt is None:
            return False
        card = await read_card(connection, organization, attempt)
        await _submit(connection, card, (EndedBy.TIME, None), now)
        return True

    return await worker.run(organization, work)
