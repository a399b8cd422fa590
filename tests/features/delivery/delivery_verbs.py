"""The worker's verbs with less to write, and answers of relays."""

import random

from muster.features import delivery
from muster.features.delivery import Lane
from muster.features.delivery.dispatch import actions
from muster.features.delivery.dispatch.notes import Note
from muster.features.delivery.outcomes import Answer, Phase, classify, settle
from muster.storage.postgres import Role

ACCEPTED = Answer(Phase.CONTENT, 250, "2.0.0 queued")
LATER = Answer(Phase.CONTENT, 451, "4.3.0 later")
LOST = Answer(Phase.CONTENT, None, "the connection was lost")
NOBODY = Answer(Phase.RECIPIENT, 550, "5.1.1 no such user")
SLOWLY = Answer(Phase.RECIPIENT, 450, "4.7.1 slow down")


class Worker:
    """The worker's verbs with less to write."""

    def __init__(self, database, clock):
        self.database = database.acting_as(Role.WORKER)
        self.clock = clock

    async def claim(self, most=200, rate=0.0):
        return await actions.claim(
            self.database, Lane.MAIL, most=most, rate=rate, now=self.clock.now()
        )

    async def take(self, most=200):
        return (await self.claim(most)).messages

    async def record(self, *notes, **parts):
        return await actions.record(self.database, Lane.MAIL, notes, now=self.clock.now(), **parts)

    async def watch(self, *, relay=True):
        await actions.keep_watch(self.database, Lane.MAIL, relay=relay, now=self.clock.now())

    def note(self, message, answer, sha256=b"1"):
        outcome, now = classify(answer), self.clock.now()
        settlement = settle(message, outcome, now=now, chance=random.Random(1))
        return Note(message, settlement, now, now, outcome, answer, sha256)

    async def answer(self, message, answer):
        return await self.record(self.note(message, answer))


def references(messages):
    return [message.reference for message in messages]


async def health(worker):
    return await delivery.lane_health(worker.database, now=worker.clock.now())
