"""Long random walks beside a model of a few lines, and connections that are cut meanwhile."""

import asyncio
import random
from contextlib import suppress
from itertools import count

import asyncpg
import pytest
from attempt_samples import invite

from muster.features import attempts
from muster.features.attempts import (
    GRACE,
    AttemptState,
    ConflictingSaveError,
    NoSeatError,
    OverError,
    SupersededError,
)
from muster.storage.postgres import DatabaseUnavailableError

ITEMS = ("essay", "colour")
TEXTS = {"essay": ["One", "Two", "Three", ""], "colour": ["a", "b", "c", ""]}


class Model:
    """What must be true of an attempt, whatever its browsers do."""

    def __init__(self, attempt) -> None:
        self.ends_at = attempt.ends_at
        self.writer, self.seated, self.submitted = 0, {0}, False
        self.answers = dict.fromkeys(ITEMS, (0, None))
        self.saved = {item: [] for item in ITEMS}
        self.lost = {item: set() for item in ITEMS}

    def save(self, browser: int, item: str, revision: int, text: str, now):  # noqa: PLR0911 -- a rule each
        stands, value = self.answers[item]
        new = text or None
        if browser not in self.seated:
            return NoSeatError
        if (stands, value) == (revision + 1, new):
            return stands
        if self.submitted:
            return OverError
        if browser != self.writer:
            if new != value:
                self.lost[item].add(new)
            return SupersededError
        if now > self.ends_at + GRACE:
            return OverError
        if new == value:
            return stands
        if stands != revision:
            self.lost[item].add(new)
            return ConflictingSaveError
        self.answers[item] = (stands + 1, new)
        self.saved[item].append(new)
        return stands + 1


async def tried(work):
    try:
        return (await work).revision
    except (ConflictingSaveError, NoSeatError, OverError, SupersededError) as error:
        return type(error)


@pytest.mark.parametrize("seed", range(6))
async def test_a_walk_agrees_with_the_model(browser, candidate, employer, clock, seed):
    chance = random.Random(seed)
    browsers = [browser, *[await candidate.browser() for _ in range(2)]]
    model = Model(browser.attempt)
    for _ in range(60):
        who = chance.randrange(3)
        match chance.choices(["save", "claim", "wait", "sweep", "submit"], [80, 8, 8, 3, 1])[0]:
            case "save":
                item = chance.choice(ITEMS)
                text = chance.choice(TEXTS[item])
                revision = max(0, model.answers[item][0] - chance.choice([0, 0, 0, 1]))
                epoch = 1 if browsers[who].attempt is None else None
                result = await tried(browsers[who].save(item, text, revision, epoch))
                assert result == model.save(who, item, revision, text, clock.now())
            case "claim":
                await browsers[who].claim()
                if not model.submitted:
                    model.writer = who
                    model.seated.add(who)
            case "wait":
                clock.advance(seconds=chance.randrange(240))
            case "sweep":
                await attempts.submit_overdue(employer.database, clock, 1000)
                model.submitted |= clock.now() > model.ends_at + GRACE
            case "submit" if who == model.writer:
                await browsers[who].submit()
                model.submitted = True
        await agree(model, candidate)


async def agree(model, candidate) -> None:
    attempt = await candidate.found()
    assert (attempt.state is AttemptState.SUBMITTED) == model.submitted
    places = await candidate.answers(history=True)
    for item in ITEMS:
        revision, value = model.answers[item]
        answer = places[item].answer
        assert (answer.revision, answer.value) == (revision, value) if revision else answer is None
        sides = {side: [] for side in attempts.Side}
        for text in places[item].history:
            sides[text.side].append(text.value)
        if not model.submitted:
            assert sides[attempts.Side.SAVED] == model.saved[item]
        assert set(sides[attempts.Side.CONFLICT]) == model.lost[item]


async def test_connections_that_are_cut_lose_no_acknowledged_answer(crowd, server):
    candidate = await invite(crowd, "exam")
    browser = await candidate.browser()
    await browser.start()
    owner = await asyncpg.connect(server.url)
    acknowledged, unknown = [], []

    async def write():
        for number in count():
            if number >= 60 and unknown:
                return
            text = f"Draft {number}"
            while text not in acknowledged:
                try:
                    saved = await browser.save("essay", text, number)
                except DatabaseUnavailableError:
                    unknown.append(text)  # nobody knows whether it is saved: the same again tells
                    continue
                assert saved.revision == number + 1
                acknowledged.append(text)

    async def cut():
        while len(acknowledged) < 60 or not unknown:
            await asyncio.sleep(0.01)
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name = 'muster' and datname = current_database()"
            )

    async def read():
        while True:
            with suppress(DatabaseUnavailableError):  # the last cut met a connection that rested
                return (await candidate.answers(history=True))["essay"].history

    await asyncio.wait_for(asyncio.gather(write(), cut()), 60)
    await owner.close()
    history = await asyncio.wait_for(read(), 60)
    assert [text.value for text in history] == acknowledged
