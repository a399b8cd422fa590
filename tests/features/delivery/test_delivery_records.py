"""What is recorded of a try, and what a claim finds out on the way."""

from datetime import timedelta

from delivery_samples import draft, story_of
from delivery_verbs import ACCEPTED, LATER, LOST, NOBODY

from muster.features import delivery
from muster.features.delivery import MessageState


async def test_acceptance_ends_a_message_with_an_event(
    worker, owe, look, database, organization, clock
):
    (queued,) = await owe(organization, draft(1))
    (message,) = await worker.take()
    clock.advance(seconds=3)

    await worker.answer(message, ACCEPTED)

    (view,) = await look(organization)
    events = await story_of(database, organization, queued.id)
    assert (view.state, view.ended_at, view.next_try_at) == ("accepted", clock.now(), None)
    assert [(event.type, event.data) for event in events] == [
        ("message.accepted", {"kind": "invitation", "reference": 1})
    ]


async def test_a_deferred_message_comes_back_when_it_is_due(worker, owe, look, organization, clock):
    await owe(organization, draft(1))
    (message,) = await worker.take()
    await worker.answer(message, LATER)
    (view,) = await look(organization)

    clock.advance(seconds=40)
    await worker.watch()
    early = await worker.take()
    clock.advance(seconds=40)
    await worker.watch()
    (retry,) = await worker.take()

    assert view.state is MessageState.DEFERRED
    assert early == []
    assert (retry.attempt, retry.failures, retry.uid) == (2, 1, message.uid)


async def test_an_unknown_message_keeps_the_digest_of_its_first_try(
    worker, owe, look, organization, clock, database
):
    await owe(organization, draft(1))
    (first,) = await worker.take()
    await worker.record(worker.note(first, LOST, b"first"))
    (view,) = await look(organization)
    clock.advance(minutes=2)
    await worker.watch()
    (second,) = await worker.take()

    note = worker.note(second, ACCEPTED, b"other")
    await worker.record(note)

    assert view.state is MessageState.UNKNOWN
    assert second.rendered_sha256 == b"first"
    assert note.rendering_changed
    async with database.transaction(organization) as connection:
        changed = await connection.fetch(
            "select rendering_changed from message_try order by number"
        )
    assert [row[0] for row in changed] == [False, True]


async def test_new_variables_may_change_the_bytes(worker, owe, organization, clock, database):
    await owe(organization, draft(1))
    (first,) = await worker.take()
    await worker.answer(first, LATER)
    async with database.transaction(organization) as connection:
        await delivery.update_waiting(
            connection,
            organization,
            kind="invitation",
            references=[1],
            variables={"link": {"version": 2}},
            send_before=None,
        )
    clock.advance(minutes=2)
    await worker.watch()
    (second,) = await worker.take()

    assert second.rendered_sha256 is None
    assert second.variables["link"] == {"version": 2}


async def test_a_bounced_address_is_suppressed_for_this_organization_only(
    worker, owe, look, database, organization, other_organization
):
    (queued,) = await owe(organization, draft(1))
    (message,) = await worker.take()
    await worker.answer(message, NOBODY)

    (again,) = await owe(organization, draft(1))
    (elsewhere,) = await owe(other_organization, draft(1))

    (view, _) = await look(organization)
    (listed,) = await delivery.list_suppressions(database, organization)
    events = await story_of(database, organization, queued.id)
    assert (view.state, view.reason) == ("bounced", "address")
    assert (listed.recipient_key, listed.reason, listed.words) == (
        "p1@example.com",
        "bounced",
        "5.1.1 no such user",
    )
    assert (again.state, elsewhere.state) == ("suppressed", "queued")
    assert [event.type for event in events] == ["message.bounced"]
    assert events[0].data["reason"] == "address"


async def test_an_address_suppressed_while_its_message_waits_gets_none(
    worker, owe, look, database, organization, clock
):
    await owe(organization, draft(1))
    await delivery.suppress(
        database, organization, ["p1@example.com"], reason="asked", actor="x", now=clock.now()
    )

    claim = await worker.claim()

    (view,) = await look(organization)
    assert (claim.messages, claim.swept) == ([], 1)
    assert (view.state, view.ended_at) == ("suppressed", clock.now())


async def test_what_is_late_is_cancelled_with_an_event(
    worker, owe, look, database, organization, clock
):
    (queued,) = await owe(organization, draft(1, send_before=clock.now() + timedelta(seconds=5)))
    clock.advance(seconds=5)

    assert await worker.take() == []

    (view,) = await look(organization)
    events = await story_of(database, organization, queued.id)
    assert (view.state, view.reason) == ("cancelled", "expired")
    assert [event.type for event in events] == ["message.cancelled"]


async def test_what_may_have_arrived_and_is_late_is_dead_not_cancelled(
    worker, owe, look, organization, clock
):
    await owe(organization, draft(1, send_before=clock.now() + timedelta(seconds=25)))
    await worker.take()
    clock.advance(seconds=26)
    await worker.watch()

    assert await worker.take() == []

    (view,) = await look(organization)
    assert (view.state, view.reason) == ("dead", "expired")


async def test_what_is_cancelled_in_flight_is_not_tried_again(
    worker, owe, look, database, organization, clock
):
    await owe(organization, draft(1))
    (message,) = await worker.take()
    async with database.transaction(organization) as connection:
        count = await delivery.cancel_waiting(
            connection, organization, kind="invitation", references=[1], now=clock.now()
        )
    await worker.answer(message, LATER)
    clock.advance(minutes=2)
    await worker.watch()

    assert (count, await worker.take()) == (0, [])
    assert (await look(organization))[0].state is MessageState.CANCELLED
