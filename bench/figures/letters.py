"""Letters from POST to relay-accepted, beside the sum of the best single stages and the textbook.

Calls of 500 people, two at a time; the relay is a sink process. The textbook makes the same
letters with ``EmailMessage`` and sends each by one ``sendmail``; it is given the writing for
free (the bare statements, no web server), renders nothing and records nothing.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench import rivals
from bench.calls import PEOPLE, xobin
from bench.crew import Crew
from bench.load import Run
from bench.programs import Program
from bench.results import Figure
from bench.scene import Scene
from bench.sink import SinkClient
from bench.stage import Yard
from bench.stages import CLIENTS, Sample, Stages, measure_stages, sample_of

_TEXTBOOK_SHARE = 10
_FEW = 50
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """How long Muster took for all letters, and what it used."""

    seconds: float
    processor_seconds: float
    sink_seconds: float
    client_seconds: float
    memory_mib: float
    doubles: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One round; deliveries and the textbook's seconds by number of processes."""

    deliveries: dict[int, Delivery]
    textbook: dict[int, float]
    stages: Stages


async def measure(scene: Scene) -> list[Figure]:
    """Return the figures of each number of processes."""
    async with Program.started("bench.sink", []) as sink:
        began, turns = time.monotonic(), [await _turn(scene, sink)]
        while time.monotonic() - began < scene.effort.letter_seconds:
            turns.append(await _turn(scene, sink))
    figures = [_raw(scene, turns)]
    for processes in scene.effort.processes:
        figures += _figures(scene, turns, processes)
    return figures


async def _turn(scene: Scene, sink: Program) -> Turn:
    sample = await sample_of(scene)
    deliveries, textbook = {}, {}
    with Crew(max(scene.effort.processes)) as crew:
        for processes in scene.effort.processes:
            scene.tell(f"letters: {scene.effort.letters:,}, processes: {processes}")
            deliveries[processes] = await _deliver(scene, sink, processes)
        stages = await measure_stages(scene, crew, sample, sink.port)
        for processes in scene.effort.processes:
            scene.tell(f"letters: the textbook's way, processes: {processes}")
            slow = await _textbook(scene, crew, sample, sink.port, processes)
            textbook[processes] = stages.writing + slow
    return Turn(deliveries, textbook, stages)


async def _deliver(scene: Scene, sink: Program, processes: int) -> Delivery:
    """Measure from the first POST to the last acceptance."""
    yard, relay = await scene.stage.yard(), SinkClient(sink.port)
    url = f"smtp://127.0.0.1:{sink.port}"
    await relay.forget()
    async with yard.serving(role="all", processes=processes, relay=url) as muster:
        await _post(scene, yard, muster, _FEW, _FEW)
        await relay.wait_for(_FEW, _PATIENCE)
        await relay.forget()
        await yard.analyze()
        before = muster.processor_seconds(), sink.processor_seconds()
        run = await _post(scene, yard, muster, scene.effort.letters, PEOPLE)
        await relay.wait_for(scene.effort.letters, _PATIENCE)
        ledger = await relay.report()
        return Delivery(
            seconds=max(ledger.times) - min(run.begun),
            processor_seconds=muster.processor_seconds() - before[0],
            sink_seconds=sink.processor_seconds() - before[1],
            client_seconds=run.processor_seconds,
            memory_mib=muster.memory()[1],
            doubles=len(ledger.message_ids) - len(set(ledger.message_ids)),
        )


async def _post(scene: Scene, yard: Yard, muster: Program, people: int, size: int) -> Run:
    firsts = scene.serials.product(people)[::size]
    requests = [xobin(yard.desk, one, size).wire() for one in firsts]
    return await scene.driver.send(muster.port, requests, connections=CLIENTS)


async def _textbook(scene: Scene, crew: Crew, sample: Sample, port: int, processes: int) -> float:
    """Return the seconds that all letters would take, scaled from a tenth of them."""
    number = scene.effort.letters // _TEXTBOOK_SHARE // processes
    parts = rivals.take_apart(sample.letters)
    seconds = await crew.textbook(processes, port, parts, number)
    return seconds * scene.effort.letters / (number * processes)


def _raw(scene: Scene, turns: Sequence[Turn]) -> Figure:
    seconds = median(turn.stages.pushing for turn in turns)
    note = "what the sink takes at least; no limit of the figures below"
    return Figure(
        "ready-made letters into the sink", scene.effort.letters / seconds, "/s", note=note
    )


def _figures(scene: Scene, turns: Sequence[Turn], processes: int) -> list[Figure]:
    name = f"{scene.effort.letters:,} letters to the relay, processes: {processes}"

    def beside(rival: str, target: float, seconds_of: Callable[[Turn], float]) -> Figure:
        own = [turn.deliveries[processes].seconds for turn in turns]
        other = [seconds_of(turn) for turn in turns]
        return Figure(
            f"{name}, beside {rival}",
            scene.effort.letters / median(own),
            "/s",
            limit=scene.effort.letters / median(other),
            ratio=median(theirs / ours for theirs, ours in zip(other, own, strict=True)),
            target=target,
            rounds=[_facts(turn, processes) for turn in turns],
        )

    return [
        beside("the best stages", 0.35, lambda turn: turn.stages.total),
        beside("the textbook", 5.0, lambda turn: turn.textbook[processes]),
    ]


def _facts(turn: Turn, processes: int) -> dict[str, Any]:
    return {
        "delivery": asdict(turn.deliveries[processes]),
        "textbook": turn.textbook[processes],
        "stages": asdict(turn.stages),
    }
