"""One invitation over HTTP at 32 connections, beside a bare ASGI function with its statements."""

from collections.abc import Callable

from bench.calls import Desk, Request, hiringbranch, native
from bench.programs import Program
from bench.results import Figure, paired
from bench.scene import Scene
from bench.script import Subject
from bench.stage import Yard

Call = Callable[[Desk, int], Request]
_CALLS: dict[str, Call] = {"HiringBranch": hiringbranch, "native API": native}
_NOTE = "role web, letters queued; limit: bare ASGI with the {} recorded statements"


async def measure(scene: Scene) -> list[Figure]:
    """Return a figure a surface."""
    yard = await scene.stage.yard()
    async with yard.serving() as muster:
        return [await _measure(scene, yard, muster, name) for name in _CALLS]


async def _measure(scene: Scene, yard: Yard, muster: Program, name: str) -> Figure:
    call = _CALLS[name]
    warm_up, last = scene.serials.recorded(2), scene.serials.recorded(1)
    script, body = await yard.record(
        [call(yard.desk, one) for one in warm_up], call(yard.desk, last.start), last
    )
    needed = scene.effort.singles * (scene.effort.rounds + 1)
    pairs = []
    subjects = [Subject(serial) for serial in scene.serials.limit(needed)]
    async with yard.bare(script, subjects, body) as bare:
        for turn in range(scene.effort.rounds + 1):
            scene.tell(f"one invitation, {name}: round {turn} of {scene.effort.rounds}")
            people = scene.serials.product(scene.effort.singles)
            requests = [call(yard.desk, one).wire() for one in people]
            pair = await scene.compare(muster, bare, requests)
            if turn:
                pairs.append(pair)
            else:  # the first warms up
                await yard.analyze()
    note = _NOTE.format(len(script.lines))
    return paired(f"one invitation, {name}", "/s", pairs, target=0.6, note=note)
