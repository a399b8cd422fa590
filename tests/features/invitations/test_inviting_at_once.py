"""Several connections inviting the same people at the same moment."""

import asyncio
import random
import secrets

import pytest

from employers import make_employer
from muster.features.invitations import (
    Guest,
    IdempotencyBusyError,
    Outcome,
    Repeat,
    find_invitation,
    revoke,
    rotate,
)


@pytest.fixture
async def crowd(committing_database, clock):
    """An employer in a database whose transactions commit; nobody else's rows are touched."""
    return await make_employer(committing_database, clock, f"crowd-{secrets.token_hex(4)}")


def people(number: int) -> list[Guest]:
    return [Guest(f"p{n}@example.com", f"Person {n}") for n in range(number)]


async def test_the_same_hundred_people_invited_by_four_at_once_are_a_hundred_invitations(crowd):
    def shuffled():
        return random.sample(people(100), 100)

    answers = await asyncio.gather(*(crowd.invite(*shuffled()) for _ in range(4)))
    assert await crowd.count("invitation") == 100
    assert await crowd.count("candidate") == 100
    assert await crowd.count("message") == 100
    outcomes = [row.outcome for answer in answers for row in answer.rows]
    assert outcomes.count(Outcome.CREATED) == 100
    assert outcomes.count(Outcome.RENEWED) == 300


async def test_overlapping_batches_and_changes_do_not_deadlock(crowd):
    (first,) = (await crowd.invite(people(1)[0])).rows
    reference = str(first.invitation.id)

    async def change(verb) -> None:
        for _ in range(5):
            await verb(
                crowd.database,
                crowd.organization.id,
                reference,
                actor="key:test",
                clock=crowd.clock,
            )

    batches = [crowd.invite(*random.sample(people(40), 40)) for _ in range(8)]
    await asyncio.wait_for(asyncio.gather(*batches, change(rotate), change(revoke)), 60)
    assert await crowd.count("invitation") == 40
    view = await find_invitation(crowd.database, crowd.organization.id, reference)
    assert view.invitation.link_version >= 5


async def test_two_calls_with_one_key_at_once_do_the_work_once(crowd):
    repeat = Repeat("order-1", "POST /v1/invitations", b"f" * 32)
    answers = await asyncio.gather(*(crowd.invite(*people(50), repeat=repeat) for _ in range(3)))
    assert sorted(answer.replayed for answer in answers) == [False, True, True]
    assert len({tuple(row.invitation.id for row in answer.rows) for answer in answers}) == 1
    assert await crowd.count("message") == 50


async def test_a_repeat_of_a_call_that_still_runs_after_two_seconds_is_told_to_come_back(crowd):
    repeat = Repeat("order-2", "POST /v1/invitations", b"f" * 32)
    async with crowd.database.transaction(crowd.organization.id) as connection:
        await connection.execute(
            "insert into idempotency values ($1, $2, $3, $4, null, now())",
            crowd.organization.id,
            repeat.key,
            repeat.route,
            repeat.fingerprint,
        )
        with pytest.raises(IdempotencyBusyError):
            await crowd.invite(*people(1), repeat=repeat)
    assert await crowd.count("candidate") == 0
