"""The single stages of a letter's way, each as fast as it can be done alone.

Writing by Muster's recorded statements, claiming and recording by its recorded statements in
groups of 200, rendering, and pushing ready-made letters through four connections.
"""

import random
from dataclasses import dataclass

from bench.calls import PEOPLE, xobin
from bench.crew import Crew, render_letters
from bench.recording import Tape, recording_pool
from bench.scene import Scene
from bench.script import Script, write_script
from bench.sink import SinkClient
from bench.stage import Yard
from muster.base.clock import SystemClock
from muster.features.delivery import Message
from muster.features.delivery.dispatch import actions
from muster.features.delivery.dispatch.notes import Note
from muster.features.delivery.model import Lane
from muster.features.delivery.outcomes import Answer, Phase, classify, settle
from muster.storage.postgres import Database, Role

CLIENTS = 2
"""How many calls are under way at a time."""
_CLAIM = 200


@dataclass(frozen=True, slots=True)
class Stages:
    """Seconds that each stage needs for all letters."""

    writing: float
    claiming: float
    rendering: float
    pushing: float

    @property
    def total(self) -> float:
        """Return the seconds of one after the other."""
        return self.writing + self.claiming + self.rendering + self.pushing


@dataclass(frozen=True, slots=True)
class Sample:
    """What the stages work with: scripts, and some real messages and letters."""

    yard: Yard
    batch: Script
    claim: Script
    messages: list[Message]
    letters: list[bytes]


async def sample_of(scene: Scene) -> Sample:
    """Record a batch, and the claim of its letters."""
    yard = await scene.stage.yard()
    batch = await record_batch(scene, yard)
    claim, messages = await _record_claim(yard)
    await yard.analyze()
    letters = render_letters(yard.settings.secret_keys, messages)
    return Sample(yard, batch, claim, messages, letters)


async def measure_stages(scene: Scene, crew: Crew, sample: Sample, port: int) -> Stages:
    """Return how long each stage takes; ``port`` is the sink's."""
    scene.tell("letters: each stage alone")
    letters, yard = scene.effort.letters, sample.yard
    firsts = scene.serials.limit(letters + CLIENTS * PEOPLE)[::PEOPLE]
    writing = await crew.play(yard.url, sample.batch, firsts, CLIENTS)
    claims = range(letters // _CLAIM + CLIENTS)
    claiming = await crew.play(yard.url, sample.claim, claims, CLIENTS)
    rendering = await crew.render(yard.settings.secret_keys, sample.messages, letters)
    await SinkClient(port).forget()
    pushing = await crew.push(port, sample.letters, letters)
    assert await SinkClient(port).count() == letters
    return Stages(writing.seconds, claiming.seconds, rendering, pushing)


async def record_batch(scene: Scene, yard: Yard) -> Script:
    """Return the script of a batch of 500."""
    *warm_up, people = [scene.serials.recorded(PEOPLE) for _ in range(3)]
    script, _ = await yard.record(
        [xobin(yard.desk, some.start, PEOPLE) for some in warm_up],
        xobin(yard.desk, people.start, PEOPLE),
        people,
    )
    return script


async def _record_claim(yard: Yard) -> tuple[Script, list[Message]]:
    """Claim what the recorded batches have queued, and write down that the relay took it."""
    tape, clock = Tape(), SystemClock()
    began = clock.now()
    async with recording_pool(yard.url, tape) as pool:
        database = Database(pool, Role.WORKER)
        claim = await actions.claim(database, Lane.MAIL, most=_CLAIM, rate=0, now=clock.now())
        notes = [_accepted(message, clock) for message in claim.messages]
        await actions.record(database, Lane.MAIL, notes, now=clock.now())
    return write_script(tape.steps, began, range(0)), claim.messages


def _accepted(message: Message, clock: SystemClock) -> Note:
    now = clock.now()
    answer = Answer(Phase.CONTENT, 250, "2.0.0 taken")
    outcome = classify(answer)
    settlement = settle(message, outcome, now=now, chance=random.Random())
    return Note(message, settlement, now, now, outcome, answer, bytes(32))
