"""A batch of 500 (Xobin's bulk call), beside its bare statements; two clients each."""

from bench.calls import PEOPLE, xobin
from bench.crew import Crew
from bench.programs import Program
from bench.results import Figure, Pair, paired
from bench.scene import Scene
from bench.script import Script
from bench.stage import Yard
from bench.stages import CLIENTS, record_batch


async def measure(scene: Scene) -> list[Figure]:
    """Return the figure."""
    yard = await scene.stage.yard()
    script = await record_batch(scene, yard)
    pairs = []
    with Crew() as crew:
        async with yard.serving() as muster:
            for turn in range(scene.effort.rounds + 1):
                scene.tell(f"a batch of {PEOPLE}: round {turn} of {scene.effort.rounds}")
                pair = await _compare(scene, crew, yard, muster, script)
                if turn:
                    pairs.append(pair)
                else:
                    await yard.analyze()
    note = f"limit: the {len(script.lines)} recorded statements by asyncpg, without HTTP"
    return [paired(f"a batch of {PEOPLE}, Xobin", "/s", pairs, target=0.8, note=note)]


async def _compare(scene: Scene, crew: Crew, yard: Yard, muster: Program, script: Script) -> Pair:
    """Let Muster invite some batches over HTTP, and as many be written by bare statements."""
    calls = scene.effort.batches
    people = scene.serials.product(calls * PEOPLE)[::PEOPLE]
    requests = [xobin(yard.desk, one, PEOPLE).wire() for one in people]
    used = muster.processor_seconds()
    run = await scene.driver.send(muster.port, requests, connections=CLIENTS)
    used = muster.processor_seconds() - used
    # Each client of the limit warms up with a batch of its own.
    firsts = scene.serials.limit((calls + CLIENTS) * PEOPLE)[::PEOPLE]
    played = await crew.play(yard.url, script, firsts, CLIENTS)
    return Pair(
        PEOPLE * run.rate,
        PEOPLE * calls / played.seconds,
        1000 * used / calls,
        1000 * played.processor_seconds / calls,
    )
