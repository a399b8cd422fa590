"""What features owe and change: enqueue, update, cancel, suppress, show."""

from datetime import timedelta

import pytest
from delivery_samples import draft, story_of

from muster.features import delivery
from muster.features.delivery import MessageState


async def enqueue(database, organization, drafts, clock):
    async with database.transaction(organization) as connection:
        return await delivery.enqueue(connection, organization, drafts, now=clock.now())


async def test_answers_come_in_the_order_of_the_drafts(database, organization, clock):
    queued = await enqueue(database, organization, [draft(3), draft(1), draft(2)], clock)

    views = await delivery.messages_of(database, organization, ["invitation"], [1, 2, 3])

    assert [each.state for each in queued] == [MessageState.QUEUED] * 3
    assert {view.uid: view.reference for view in views} == {
        queued[0].uid: 3,
        queued[1].uid: 1,
        queued[2].uid: 2,
    }


async def test_no_drafts_are_no_statement(database, organization, clock):
    assert await enqueue(database, organization, [], clock) == []


async def test_a_suppressed_address_ends_at_once_with_an_event(database, organization, clock):
    await delivery.suppress(
        database, organization, ["p1@example.com"], reason="asked", actor="test", now=clock.now()
    )

    queued = await enqueue(database, organization, [draft(1), draft(2)], clock)

    assert [each.state for each in queued] == [MessageState.SUPPRESSED, MessageState.QUEUED]
    events = await story_of(database, organization, queued[0].id)
    assert [event.type for event in events] == ["message.suppressed"]


async def test_a_lifted_address_is_written_to_again(database, organization, clock):
    words = {"actor": "test", "now": clock.now()}
    await delivery.suppress(database, organization, ["p1@example.com"], reason="asked", **words)
    listed = await delivery.list_suppressions(database, organization)
    lifted = await delivery.lift_suppression(database, organization, "p1@example.com", **words)
    again = await delivery.lift_suppression(database, organization, "p1@example.com", **words)

    queued = await enqueue(database, organization, [draft(1)], clock)

    assert [each.recipient_key for each in listed] == ["p1@example.com"]
    assert (lifted, again) == (True, False)
    assert queued[0].state is MessageState.QUEUED


async def test_suppressing_twice_counts_once(database, organization, clock):
    words = {"reason": "asked", "actor": "test", "now": clock.now()}
    keys = ["b@example.com", "a@example.com"]

    assert await delivery.suppress(database, organization, keys, **words) == 2
    assert await delivery.suppress(database, organization, keys, **words) == 0


async def test_cancelled_messages_never_leave(database, organization, clock):
    queued = await enqueue(database, organization, [draft(1), draft(2)], clock)

    async with database.transaction(organization) as connection:
        count = await delivery.cancel_waiting(
            connection, organization, kind="invitation", references=[1], now=clock.now()
        )

    views = await delivery.messages_of(database, organization, ["invitation"], [1, 2])
    assert count == 1
    assert [view.state for view in views] == [MessageState.CANCELLED, MessageState.QUEUED]
    assert views[0].next_try_at is None
    events = await story_of(database, organization, queued[0].id)
    assert events[0].data == {"kind": "invitation", "reference": 1, "reason": "cancelled"}


@pytest.mark.parametrize("parallel", [True, False])
async def test_waiting_messages_take_new_variables_and_a_new_limit(
    database, organization, clock, parallel
):
    await enqueue(database, organization, [draft(1), draft(2)], clock)
    later = clock.now() + timedelta(days=3)
    change = {"link": {"version": 2}}

    async with database.transaction(organization) as connection:
        count = await delivery.update_waiting(
            connection,
            organization,
            kind="invitation",
            references=[1, 2],
            variables=[change, change] if parallel else change,
            send_before=[later, later] if parallel else later,
        )
        rows = await connection.fetch(
            "select variables->'link'->>'version', variables->>'name', send_before from message"
            " where organization_id = $1 order by reference",
            organization,
        )

    assert count == 2
    assert [tuple(row) for row in rows] == [("2", "Person 1", later), ("2", "Person 2", later)]


async def test_another_organization_sees_and_changes_nothing(
    database, organization, other_organization, clock
):
    await enqueue(database, organization, [draft(1)], clock)

    seen = await delivery.messages_of(database, other_organization, ["invitation"], [1])
    async with database.transaction(other_organization) as connection:
        cancelled = await delivery.cancel_waiting(
            connection, other_organization, kind="invitation", references=[1], now=clock.now()
        )
        raw = await connection.fetch("select * from message")

    assert (seen, cancelled, raw) == ([], 0, [])


async def test_an_awake_organization_is_not_written_again(database, organization, clock):
    async def awake_until():
        async with database.transaction(organization) as connection:
            return await connection.fetchval(
                "select awake_until from ready where organization_id = $1", organization
            )

    await enqueue(database, organization, [draft(1)], clock)
    first = await awake_until()
    clock.advance(seconds=9)
    await enqueue(database, organization, [draft(2)], clock)
    second = await awake_until()
    clock.advance(seconds=2)
    await enqueue(database, organization, [draft(3)], clock)

    assert first == second
    assert await awake_until() == clock.now() + timedelta(seconds=20)
