"""The feed shows every event once, in an order that never changes."""

import asyncio
import random
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from muster.features import journal
from muster.features.journal import Fact
from muster.storage.postgres import Role


@pytest.fixture
async def tenant(committing_database) -> int:
    """An organization that other connections see, too."""
    async with committing_database.transaction() as connection:
        return await connection.fetchval(
            "insert into organization (uid, slug, name, created_at) "
            "values (gen_random_uuid(), $1, 'Feed', now()) returning id",
            f"feed-{uuid4().hex}",
        )


@asynccontextmanager
async def recording(database, organization, clock, *subjects):
    """A transaction that has recorded facts and not committed yet."""
    async with database.transaction(organization) as connection:
        facts = [Fact("invitation.created", "invitation", subject) for subject in subjects]
        await journal.record(connection, organization, facts, actor="key:test", now=clock.now())
        yield connection


async def write(database, organization, clock, *subjects):
    async with recording(database, organization, clock, *subjects):
        pass


async def subjects(database, organization, after=0, limit=1000) -> list[tuple]:
    events = await journal.read_feed(database, organization, after=after, limit=limit)
    return [(event.sequence, event.subject_id) for event in events]


async def test_an_event_says_what_happened_to_what_when_and_by_whom(database, organization, clock):
    async with database.transaction(organization) as connection:
        fact = Fact("candidate.renamed", "candidate", 7, {"from": "Zoë", "times": [1, None]})
        await journal.record(connection, organization, [fact], actor="operator", now=clock.now())

    (event,) = await journal.read_feed(database, organization, after=0, limit=10)

    assert (event.type, event.subject_kind, event.subject_id) == (
        "candidate.renamed",
        "candidate",
        7,
    )
    assert (event.occurred_at, event.actor, event.sequence) == (clock.now(), "operator", 1)
    assert event.data == {"from": "Zoë", "times": [1, None]}


async def test_facts_of_one_action_keep_their_order(database, organization, clock):
    await write(database, organization, clock, 5, 3, 4)
    await write(database, organization, clock, 1)

    assert await subjects(database, organization) == [(1, 5), (2, 3), (3, 4), (4, 1)]


async def test_nothing_to_record_writes_nothing(database, organization, clock):
    await write(database, organization, clock)

    assert await subjects(database, organization) == []


async def test_the_feed_is_read_page_by_page(database, organization, clock):
    await write(database, organization, clock, 1, 2, 3)

    assert await subjects(database, organization, limit=2) == [(1, 1), (2, 2)]
    assert await subjects(database, organization, after=2, limit=2) == [(3, 3)]
    assert await subjects(database, organization, after=3) == []


async def test_a_sequence_once_given_stays(database, organization, clock):
    await write(database, organization, clock, 1, 2)
    before = await subjects(database, organization)
    assert await journal.sequence(database, organization) == 0
    await write(database, organization, clock, 3)

    assert (await subjects(database, organization))[:2] == before


async def test_organizations_have_feeds_of_their_own(
    database, organization, other_organization, clock
):
    await write(database, organization, clock, 1)
    await write(database, other_organization, clock, 2)

    assert await subjects(database, organization) == [(1, 1)]
    assert await subjects(database, other_organization) == [(1, 2)]


async def test_what_was_rolled_back_never_happened(committing_database, tenant, clock):
    with pytest.raises(LookupError):
        async with recording(committing_database, tenant, clock, 1):
            raise LookupError

    assert await subjects(committing_database, tenant) == []


async def test_an_event_that_commits_late_comes_late_and_is_not_lost(
    committing_database, tenant, clock
):
    async with recording(committing_database, tenant, clock, 1):
        await write(committing_database, tenant, clock, 2)
        assert await subjects(committing_database, tenant) == [(1, 2)]

    assert await subjects(committing_database, tenant, after=1) == [(2, 1)]


async def test_a_feed_that_is_behind_is_seen_by_the_worker(committing_database, tenant, clock):
    worker = committing_database.acting_as(Role.WORKER)
    await write(committing_database, tenant, clock, 1)

    assert tenant in await journal.organizations_to_sequence(worker)
    assert await journal.sequence(worker, tenant) == 1
    assert tenant not in await journal.organizations_to_sequence(worker)


async def test_several_sequencers_at_once_number_everything_once(
    committing_database, tenant, clock
):
    writing = asyncio.Event()

    async def sequence_all() -> int:
        numbered = 0
        while not writing.is_set():
            numbered += await journal.sequence(committing_database, tenant)
        return numbered + await journal.sequence(committing_database, tenant)

    async def write_some(number):
        async with recording(committing_database, tenant, clock, number, -number):
            await asyncio.sleep(number % 7 / 500)

    sequencers = [asyncio.create_task(sequence_all()) for _ in range(4)]
    await asyncio.gather(*(write_some(number) for number in range(1, 61)))
    writing.set()
    numbered = sum(await asyncio.gather(*sequencers))

    seen = await subjects(committing_database, tenant)
    assert [sequence for sequence, _ in seen] == list(range(1, 121))
    assert len({subject for _, subject in seen}) == numbered == 120


async def test_a_reader_misses_nothing_while_writers_overlap(committing_database, tenant, clock):
    chance = random.Random(7)
    committed = []
    writing = asyncio.Event()

    async def write_some(number):
        await asyncio.sleep(chance.random() / 20)
        async with recording(committing_database, tenant, clock, number, -number) as connection:
            await asyncio.sleep(chance.random() / 20)
            if number % 5 == 0:
                await connection.execute("select 1 / 0")
        committed.extend((number, -number))

    async def follow() -> list[tuple]:
        seen = []
        while True:
            last_round = writing.is_set()
            after = seen[-1][0] if seen else 0
            seen += await subjects(committing_database, tenant, after=after, limit=7)
            if last_round and len(seen) >= len(committed):
                return seen

    readers = [asyncio.create_task(follow()) for _ in range(3)]
    written = [write_some(number) for number in range(1, 61)]
    failures = [one for one in await asyncio.gather(*written, return_exceptions=True) if one]
    writing.set()
    first, *others = await asyncio.gather(*readers)

    assert {type(failure) for failure in failures} == {asyncpg.DivisionByZeroError}
    assert len(committed) == 96
    assert [sequence for sequence, _ in first] == list(range(1, 97))
    assert sorted(subject for _, subject in first) == sorted(committed)
    assert all(other == first for other in others)
