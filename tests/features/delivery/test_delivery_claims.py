"""Claims on PostgreSQL: leases, turns, fencing."""

from delivery_samples import draft
from delivery_verbs import ACCEPTED, NOBODY, references

from muster.features import delivery
from muster.features.delivery import MessageState
from muster.features.delivery.dispatch import actions
from muster.features.delivery.dispatch.actions import LEASE


async def test_a_claimed_message_is_leased_to_its_worker(worker, owe, organization, clock):
    await owe(organization, draft(1, name="Zoë"))
    owed_at = clock.now()
    clock.advance(seconds=3)

    (message,) = await worker.take()
    again = await worker.take()
    clock.advance(seconds=LEASE.total_seconds() - 1)
    still = await worker.take()

    assert (message.attempt, message.reference, message.created_at) == (1, 1, owed_at)
    assert message.variables["name"] == "Zoë"
    assert (again, still) == ([], [])


async def test_a_lapsed_lease_is_taken_over_and_the_gap_is_told(
    worker, owe, look, organization, clock
):
    await owe(organization, draft(1))
    await worker.take()
    clock.advance(seconds=21)
    await worker.watch()

    (message,) = await worker.take()

    (view,) = await look(organization)
    assert message.attempt == 2
    assert [(each.number, each.outcome, each.phase) for each in view.tries] == [
        (1, "unknown", None)
    ]


async def test_a_renewed_lease_is_not_taken_over(worker, owe, organization, clock):
    await owe(organization, draft(1))
    (message,) = await worker.take()

    clock.advance(seconds=15)
    kept = await actions.renew(worker.database, [message], now=clock.now())
    clock.advance(seconds=15)
    await worker.watch()

    assert kept == {(organization, message.id)}
    assert await worker.take() == []


async def test_a_worker_that_lost_its_lease_cannot_write_the_outcome(
    worker, owe, look, organization, clock
):
    await owe(organization, draft(1))
    (first,) = await worker.take()
    clock.advance(seconds=21)
    await worker.watch()
    (second,) = await worker.take()

    renewed = await actions.renew(worker.database, [first], now=clock.now())
    fenced = await worker.answer(first, NOBODY)
    await worker.answer(second, ACCEPTED)

    (view,) = await look(organization)
    assert (renewed, fenced) == (set(), 1)
    assert view.state is MessageState.ACCEPTED
    assert [each.words for each in view.tries] == ["5.1.1 no such user", "2.0.0 queued"]
    assert await delivery.list_suppressions(worker.database, organization) == []


async def test_an_outcome_is_written_once(worker, owe, organization):
    await owe(organization, draft(1))
    (message,) = await worker.take()

    assert await worker.answer(message, ACCEPTED) == 0
    assert await worker.answer(message, ACCEPTED) == 1


async def test_a_message_whose_workers_vanish_rests_for_an_hour(
    worker, owe, look, organization, clock
):
    await owe(organization, draft(1))
    for _ in range(5):
        assert len(await worker.take()) == 1
        clock.advance(seconds=21)
        await worker.watch()

    assert await worker.take() == []
    (view,) = await look(organization)
    clock.advance(minutes=61)
    await worker.watch()
    (again,) = await worker.take()

    assert view.state is MessageState.DEFERRED
    assert again.attempt == 6


async def test_a_bulk_of_one_does_not_delay_the_single_mail_of_another(
    worker, owe, organization, other_organization
):
    await owe(organization, *[draft(number, bulk=True) for number in range(500)])
    await owe(other_organization, draft(1))

    messages = await worker.take(most=20)

    assert (messages[0].organization_id, len(messages)) == (other_organization, 20)


async def test_single_mails_leave_a_tenth_to_bulk(worker, owe, organization):
    await owe(organization, *[draft(number, bulk=True) for number in range(50)])
    await owe(organization, *[draft(number) for number in range(50, 100)])

    messages = await worker.take(most=20)

    # All became due at one moment, so which of them is nobody's promise.
    found = references(messages)
    assert len(set(found)) == 20
    assert set(found[:18]) <= set(range(50, 100))
    assert set(found[18:]) <= set(range(50))


async def test_organizations_share_a_claim(worker, owe, organization, other_organization):
    await owe(organization, *[draft(number, bulk=True) for number in range(100)])
    await owe(other_organization, *[draft(number, bulk=True) for number in range(4)])

    messages = await worker.take(most=20)

    of_other = [each for each in messages if each.organization_id == other_organization]
    assert (len(of_other), len(messages)) == (4, 14)


async def test_organizations_take_turns(worker, owe, organization, other_organization, clock):
    for each in (organization, other_organization):
        await owe(each, draft(1), draft(2))

    turns = []
    for _ in range(4):
        (message,) = await worker.take(most=1)
        turns.append(message.organization_id)
        clock.advance(seconds=1)

    assert sorted(turns[:2]) == sorted(turns[2:]) == [organization, other_organization]


async def test_a_sleeping_organization_is_woken_when_something_is_due(
    worker, owe, organization, clock
):
    await owe(organization, draft(1))
    clock.advance(seconds=30)

    asleep = await worker.take()
    await worker.watch()

    assert asleep == []
    assert len(await worker.take()) == 1
