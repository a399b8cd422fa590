"""How long people wait: for an answer at a steady rate, for the relay, for a batch."""

from bench.calls import PEOPLE, address, hiringbranch, native, xobin
from bench.load import Run, quantile
from bench.programs import Program
from bench.results import Figure
from bench.scene import Scene
from bench.sink import SinkClient
from bench.stage import Yard

_RATE = 50


async def measure(scene: Scene) -> list[Figure]:
    """Return the figures, taken from one process that does all work."""
    yard = await scene.stage.yard()
    async with Program.started("bench.sink", []) as sink:
        relay = SinkClient(sink.port)
        async with yard.serving(role="all", relay=f"smtp://127.0.0.1:{sink.port}") as muster:
            await _warm_up(scene, yard, muster, relay)
            return [
                *await _singles(scene, yard, muster, relay),
                *await _told(scene, yard, muster),
                await _batches(scene, yard, muster),
            ]


async def _warm_up(scene: Scene, yard: Yard, muster: Program, relay: SinkClient) -> None:
    people = scene.serials.product(20)
    await scene.driver.send(muster.port, [native(yard.desk, one).wire() for one in people])
    await relay.wait_for(len(people), 30)
    await yard.analyze()
    await relay.forget()


async def _singles(scene: Scene, yard: Yard, muster: Program, relay: SinkClient) -> list[Figure]:
    scene.tell(f"one invitation at {_RATE} a second")
    people = scene.serials.product(_RATE * scene.effort.seconds)
    requests = [native(yard.desk, one).wire() for one in people]
    run = await scene.driver.send(muster.port, requests, rate=_RATE)
    await relay.wait_for(len(people), 60)
    ledger = await relay.report()
    arrived = dict(zip(ledger.recipients, ledger.times, strict=True))
    # Requests are sent in order, each due a fixed time after the one before.
    start = min(run.begun)
    lasted = [arrived[address(one)] - start - place / _RATE for place, one in enumerate(people)]
    name = f"one invitation, {_RATE} a second"
    return [
        *_quantiles(name, run),
        Figure(f"{name}: to the relay, p50", 1000 * quantile(lasted, 0.5), "ms"),
        Figure(f"{name}: to the relay, p99", 1000 * quantile(lasted, 0.99), "ms"),
    ]


async def _told(scene: Scene, yard: Yard, muster: Program) -> list[Figure]:
    scene.tell("one invitation whose answer tells that the relay took the letter")
    people = scene.serials.product(max(40, scene.effort.singles // 2))
    requests = [hiringbranch(yard.desk, one).wire() for one in people]
    run = await scene.driver.send(muster.port, requests)
    name = "HiringBranch, 32 connections, waits for the relay"
    return [Figure(name, run.rate, "/s"), *_quantiles(name, run)]


async def _batches(scene: Scene, yard: Yard, muster: Program) -> Figure:
    scene.tell(f"batches of {PEOPLE}")
    firsts = scene.serials.product(scene.effort.batches * PEOPLE)[::PEOPLE]
    requests = [xobin(yard.desk, one, PEOPLE).wire() for one in firsts]
    run = await scene.driver.send(muster.port, requests, connections=1)
    note = "slowest of the run, one client, letters leave meanwhile"
    return Figure(
        f"a batch of {PEOPLE}: answered after", max(run.waits), "s", target=2, most=True, note=note
    )


def _quantiles(name: str, run: Run) -> list[Figure]:
    return [
        Figure(f"{name}: answer, p{round(100 * part)}", 1000 * run.wait(part), "ms")
        for part in (0.5, 0.99)
    ]
