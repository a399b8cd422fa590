"""What holds a lane, or a recipient domain, back; and its health."""

from datetime import timedelta

from delivery_samples import draft
from delivery_verbs import SLOWLY, health, references

from muster.features.delivery import MessageState
from muster.features.delivery.dispatch import actions
from muster.features.delivery.dispatch.actions import Trouble
from muster.features.delivery.outcomes import Answer, Pause, Phase
from muster.storage.postgres import Role


async def test_the_rate_holds_for_all_claims_together(worker, owe, organization, clock):
    await owe(organization, *[draft(number, bulk=True) for number in range(100)])

    counts = []
    for _ in range(5):
        counts.append(len((await worker.claim(rate=10)).messages))
        clock.advance(seconds=0.5)

    assert counts == [10, 5, 5, 5, 5]


async def test_a_domain_that_asks_for_patience_waits_and_others_do_not(
    worker, owe, look, organization, clock
):
    await owe(organization, *[draft(n, recipient=f"p{n}@slow.example.com") for n in (1, 2)])
    (first, _) = await worker.take()
    await worker.answer(first, SLOWLY)
    await owe(organization, draft(3, recipient="p3@slow.example.com"), draft(4))

    claim = await worker.claim()

    views = {view.reference: view for view in await look(organization)}
    assert (references(claim.messages), claim.swept) == ([4], 1)
    assert views[3].state is MessageState.DEFERRED
    assert views[3].next_try_at == clock.now() + timedelta(minutes=1)
    clock.advance(seconds=61)
    await worker.watch()
    assert 3 in references(await worker.take())


async def test_patience_doubles_when_a_domain_asks_again_and_one_group_asks_once(
    worker, owe, organization, clock, database
):
    async def asked():
        worker_database = database.acting_as(Role.WORKER)
        async with worker_database.transaction() as connection:
            row = await connection.fetchrow("select strikes, until from domain_pause")
        return row["strikes"], (row["until"] - clock.now()).total_seconds() / 60

    await owe(organization, *[draft(n) for n in range(6)])
    messages = await worker.take()
    waits = []
    for pair in (messages[:2], messages[2:4], messages[4:]):
        await worker.record(*[worker.note(each, SLOWLY) for each in pair])
        await worker.record(*[worker.note(each, SLOWLY) for each in pair])
        waits.append(await asked())
        clock.advance(minutes=2 ** len(waits) - 1, seconds=1)
        await actions.renew(worker.database, messages, now=clock.now())

    assert waits == [(1, 1), (2, 2), (3, 4)]


async def test_trouble_pauses_the_lane_and_gives_everything_back(worker, owe, look, organization):
    await worker.watch()
    await owe(organization, draft(1), draft(2))
    messages = await worker.take()
    refused = Answer(Phase.LOGIN, 535, "5.7.8 wrong password")

    await worker.record(
        *[worker.note(message, refused) for message in messages],
        trouble=Trouble(Pause.CONFIGURATION, refused.words, probe=False),
    )

    seen = await health(worker)
    assert (await worker.claim()).messages == []
    assert (seen.paused, seen.reason, seen.words) == (True, "configuration", refused.words)
    assert [view.state for view in await look(organization)] == ["queued", "queued"]


async def test_a_paused_lane_is_probed_and_the_rest_doubles_until_it_works(
    worker, owe, organization, clock
):
    await owe(organization, *[draft(number) for number in range(5)])
    trouble = Trouble(Pause.CONFIGURATION, "5.7.8 no", probe=False)
    await worker.record(trouble=trouble)
    await worker.record(trouble=trouble)

    claims = []
    for seconds in (59, 2, 0, 119, 2):
        clock.advance(seconds=seconds)
        await worker.watch()
        claim = await worker.claim()
        claims.append(len(claim.messages))
        if claim.messages:
            refusal = worker.note(claim.messages[0], Answer(Phase.LOGIN, 535))
            await worker.record(refusal, trouble=Trouble(Pause.CONFIGURATION, "", probe=True))
    await worker.record(resume=True)

    assert claims == [0, 1, 0, 0, 1]
    assert len(await worker.take()) == 5
    assert not (await health(worker)).paused


async def test_health_tells_no_worker_no_relay_and_none_of_them(worker, clock):
    nobody = (await health(worker)).reason
    await worker.watch(relay=False)
    no_relay = (await health(worker)).reason
    await worker.watch()
    fine = (await health(worker)).reason
    clock.advance(seconds=31)
    gone = (await health(worker)).reason

    assert (nobody, no_relay, fine, gone) == ("no_worker", "no_relay", None, "no_worker")


async def test_health_counts_what_waits_and_how_long(
    worker, owe, organization, other_organization, clock
):
    empty = await health(worker)
    await owe(organization, draft(1), draft(2, bulk=True))
    clock.advance(seconds=50)
    await owe(other_organization, draft(1))
    clock.advance(seconds=50)

    full = await health(worker)

    assert (empty.queued, empty.oldest_age_seconds) == (0, 0)
    assert (full.queued, full.oldest_age_seconds) == (3, 100)
