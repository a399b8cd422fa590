"""Several connections at one attempt in the same moment, on a database that commits."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from attempt_samples import invite

from muster.features import attempts, invitations
from muster.features.attempts import (
    ConflictingSaveError,
    EndedBy,
    OverError,
    SupersededError,
)


@pytest.fixture
async def person(crowd):
    return await invite(crowd, "exam")


@pytest.fixture
async def seated(person):
    browser = await person.browser()
    await browser.start()
    return browser


async def outcome(work):
    try:
        return await work
    except (ConflictingSaveError, OverError, SupersededError) as error:
        return type(error)


async def test_start_pressed_by_many_is_one_attempt(person, crowd):
    browsers = [await person.browser() for _ in range(3)]
    presses = [browser.start() for browser in browsers for _ in range(3)]
    started = await asyncio.gather(*presses)
    assert len({attempt.id for attempt in started}) == 1
    assert await crowd.count("attempt") == 1
    assert await crowd.count("place") == 5
    (row,) = await crowd.fetch("select count(*) from event where type = 'attempt.started'")
    assert row[0] == 1


async def test_of_two_tabs_one_saves_and_the_other_hears_what_stands(seated, person):
    texts = [f"Tab {number}" for number in range(8)]
    results = await asyncio.gather(*(outcome(seated.save("essay", text)) for text in texts))
    saved = [one for one in results if one is not ConflictingSaveError]
    assert len(saved) == 1
    assert saved[0].revision == 1
    place = (await person.answers(history=True))["essay"]
    assert Counter(one.side.value for one in place.history) == {"saved": 1, "conflict": 7}
    assert {one.value for one in place.history} == set(texts)


async def test_the_same_save_sent_many_times_is_one_revision(seated, person):
    results = await asyncio.gather(*(seated.save("essay", "Once") for _ in range(8)))
    assert {one.revision for one in results} == {1}
    assert len((await person.answers(history=True))["essay"].history) == 1


async def test_of_devices_that_take_over_at_once_exactly_one_writes(seated, person):
    phones = [await person.browser() for _ in range(4)]
    await asyncio.gather(*(phone.claim() for phone in phones))
    everybody = [seated, *phones]
    results = await asyncio.gather(
        *(outcome(one.save("essay", f"Device {n}")) for n, one in enumerate(everybody))
    )
    assert Counter(isinstance(one, attempts.Saved) for one in results) == {False: 4, True: 1}
    assert (await person.found()).epoch == 5
    history = (await person.answers(history=True))["essay"].history
    assert len(history) == 5


async def test_a_save_that_races_submit_is_in_it_or_refused(seated, person):
    saved, done = await asyncio.gather(outcome(seated.save("essay", "Text")), seated.submit())
    assert done.ended_by is EndedBy.CANDIDATE
    answer = (await person.answers())["essay"].answer
    if saved is OverError:
        assert answer is None
    else:
        assert answer.value == "Text"


async def test_what_was_acknowledged_before_submit_is_there_after_it(seated, person):
    acknowledged = {}

    async def write(item, values):
        revision = 0
        for value in values:
            result = await outcome(seated.save(item, value, revision))
            if not isinstance(result, attempts.Saved):
                return
            acknowledged[item] = value
            revision = result.revision

    async def finish():
        async with asyncio.timeout(60):
            while len(acknowledged) < 2:  # noqa: ASYNC110 -- whoever saves tells nobody
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)
        return await seated.submit()

    await asyncio.gather(
        write("essay", [f"Draft {n}" for n in range(200)]),
        write("colour", ["a", "b", "c"] * 60),
        finish(),
    )
    places = await person.answers()
    assert {item: places[item].answer.value for item in acknowledged} == acknowledged


async def test_submit_pressed_by_many_is_one_submission(seated, crowd):
    done = await asyncio.gather(*(seated.submit(f"s-{n}") for n in range(6)))
    assert len(set(done)) == 1
    (row,) = await crowd.fetch("select count(*) from event where type = 'attempt.submitted'")
    assert row[0] == 1


async def test_sweeps_candidate_and_saves_at_once_submit_once(seated, person, crowd, clock):
    await seated.save("essay", "What I have.")
    clock.advance(minutes=31)
    sweeps = [attempts.submit_overdue(crowd.database, clock) for _ in range(4)]
    saves = [outcome(seated.save("essay", "Too late", 1)) for _ in range(3)]
    results = await asyncio.gather(*sweeps, seated.submit(), *saves)
    ours = [pair for found in results[:4] for pair in found if pair[1] == seated.attempt.id]
    assert len(ours) <= 1
    assert results[4].ended_by is EndedBy.TIME
    assert set(results[5:]) == {OverError}
    (row,) = await crowd.fetch("select count(*) from event where type = 'attempt.submitted'")
    assert row[0] == 1
    assert (await person.answers())["essay"].answer.value == "What I have."


async def test_extending_accommodating_and_submitting_at_once_do_not_deadlock(
    seated, person, crowd
):
    async def extend():
        for days in range(1, 6):
            await extend_by(crowd, person, days)

    async def give():
        for minutes in range(1, 6):
            await person.give(break_minutes=minutes)

    async def save():
        for revision in range(20):
            await outcome(seated.save("essay", f"Draft {revision}", revision))

    await asyncio.wait_for(asyncio.gather(extend(), give(), save()), 60)
    await asyncio.wait_for(asyncio.gather(give(), outcome(seated.submit())), 60)
    assert (await person.found()).state is attempts.AttemptState.SUBMITTED


async def extend_by(crowd, person, days):
    await invitations.extend(
        crowd.database,
        crowd.organization.id,
        str(person.invitation.id),
        invitations.Change(expires_at=person.invitation.expires_at + timedelta(days=days)),
        actor="key:test",
        clock=crowd.clock,
    )
