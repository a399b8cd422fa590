"""What a web process weighs after all kinds of load, the largest call included."""

from bench.calls import PEOPLE, hiringbranch, link, native, xobin
from bench.figures.link import invite_some
from bench.results import Figure
from bench.scene import Scene


async def measure(scene: Scene) -> list[Figure]:
    """Return the figures: now, and at most."""
    yard = await scene.stage.yard()
    effort, desk = scene.effort, yard.desk
    async with yard.serving() as muster:
        scene.tell("memory: singles, batches, links, the largest call")
        singles = scene.serials.product(effort.singles)
        await scene.driver.send(muster.port, [hiringbranch(desk, one).wire() for one in singles])
        guests = await invite_some(scene, yard, muster)
        await scene.driver.send(muster.port, [link(guest.token).wire() for guest in guests])
        firsts = scene.serials.product(effort.batches * PEOPLE)[::PEOPLE]
        requests = [xobin(desk, one, PEOPLE).wire() for one in firsts]
        await scene.driver.send(muster.port, requests, connections=8)
        now, peak = muster.memory()
        first = scene.serials.product(effort.largest).start
        await scene.driver.send(muster.port, [native(desk, first, effort.largest).wire()])
        after, highest = muster.memory()
    return [
        Figure(
            "memory of a web process", now, "MiB", target=150, most=True, note=f"at most {peak:.0f}"
        ),
        Figure(
            f"the same after a call of {effort.largest:,}",
            after,
            "MiB",
            note=f"at most {highest:.0f}",
        ),
    ]
