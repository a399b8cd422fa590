"""Saving answers with a crowd in the middle of an assessment, beside a bare function.

The crowd saves through Muster; the limit writes for others, who started like them.
"""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from bench.calls import Request
from bench.crowd import Candidate, gather_crowd
from bench.programs import Program
from bench.results import Figure, paired
from bench.scene import Scene
from bench.script import Script, Subject
from bench.stage import Yard

EVERY = 10
"""Seconds between two saves of a candidate."""
_ACTIVITY = Path(__file__).parents[1] / "writing.yaml"
_ITEMS = [f"letter-{number}" for number in range(1, 11)]
_TEXT = "Dear customer, thank you for your patience; here is what we have found out so far. " * 7


async def measure(scene: Scene) -> list[Figure]:
    """Return the figures: beside the limit, at the crowd's own pace, and the memory after both."""
    yard = await scene.stage.yard(_ACTIVITY)
    async with yard.serving() as muster:
        crowd = await gather_crowd(scene, yard, muster, scene.effort.crowd)
        limit = await gather_crowd(scene, yard, muster, _needed(scene) // len(_ITEMS) + 2)
        script, answer = await _record(yard, *limit[:2])
        saves = _saves(crowd)
        async with yard.bare(script, _subjects(limit[2:]), answer) as bare:
            beside = await _compare(scene, yard, (muster, bare), saves, len(script.lines))
        return [beside, *await _pace(scene, muster, saves, len(crowd)), _memory(muster, len(crowd))]


def _needed(scene: Scene) -> int:
    return scene.effort.singles * (scene.effort.rounds + 1)


async def _compare(
    scene: Scene,
    yard: Yard,
    programs: tuple[Program, Program],
    saves: Iterator[Request],
    statements: int,
) -> Figure:
    pairs = []
    for turn in range(scene.effort.rounds + 1):
        scene.tell(f"saving an answer: round {turn} of {scene.effort.rounds}")
        wires = [save.wire() for save in islice(saves, scene.effort.singles)]
        pair = await scene.compare(*programs, wires)
        if turn:
            pairs.append(pair)
        else:
            await yard.analyze()
    note = f"limit: bare ASGI with the {statements} recorded statements"
    return paired("saving an answer, 32 connections", "/s", pairs, note=note)


async def _pace(
    scene: Scene, muster: Program, saves: Iterator[Request], crowd: int
) -> list[Figure]:
    rate = crowd / EVERY
    scene.tell(f"{crowd:,} candidates save every {EVERY} s")
    wires = [save.wire() for save in islice(saves, int(rate * scene.effort.seconds))]
    run = await scene.driver.send(muster.port, wires, rate=rate)
    name = f"{crowd:,} candidates, each saves every {EVERY} s: answer"
    return [
        Figure(f"{name}, p{round(100 * part)}", 1000 * run.wait(part), "ms") for part in (0.5, 0.99)
    ]


def _memory(muster: Program, crowd: int) -> Figure:
    now, peak = muster.memory()
    name = f"memory of a web process that serves {crowd:,} candidates"
    return Figure(name, now, "MiB", target=150, most=True, note=f"at most {peak:.0f}")


async def _record(yard: Yard, first: Candidate, second: Candidate) -> tuple[Script, bytes]:
    warm_up = [first.save(item, 0, _TEXT) for item in _ITEMS[:3]]
    item = _ITEMS[0]
    return await yard.record(
        warm_up, second.save(item, 0, _TEXT), named=(second.secret, second.attempt, item)
    )


def _subjects(crowd: list[Candidate]) -> list[Subject]:
    return [
        Subject(named=(candidate.secret, candidate.attempt, item))
        for item in _ITEMS
        for candidate in crowd
    ]


def _saves(crowd: list[Candidate]) -> Iterator[Request]:
    """Yield saves without end: everybody's first question, everybody's second, and so on."""
    for turn in count():
        revision, place = divmod(turn, len(_ITEMS))
        for candidate in crowd:
            yield candidate.save(_ITEMS[place], revision, f"{_TEXT} {turn}")
