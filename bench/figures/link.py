"""Following a link (``GET /i/TOKEN``) at 32 connections, beside a bare function with its lookups."""

import json
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import urlsplit

from bench.calls import PEOPLE, link, xobin
from bench.programs import Program
from bench.results import Figure, paired
from bench.scene import Scene
from bench.script import Script, Subject
from bench.stage import Yard


@dataclass(frozen=True, slots=True)
class Guest:
    """An invitation and the token that opens it."""

    invitation: int
    token: str


async def measure(scene: Scene) -> list[Figure]:
    """Return the figure."""
    yard = await scene.stage.yard()
    async with yard.serving() as muster:
        guests = await invite_some(scene, yard, muster)
        script, page = await record(yard, guests)
        subjects = [Subject(guest.invitation) for guest in guests]
        async with yard.bare(script, subjects, page) as bare:
            pairs = []
            for turn in range(scene.effort.rounds + 1):
                scene.tell(f"following a link: round {turn} of {scene.effort.rounds}")
                pair = await scene.compare(muster, bare, visits(guests, scene.effort.singles))
                if turn:
                    pairs.append(pair)
                else:
                    await yard.analyze()
    note = f"limit: bare ASGI with the {len(script.lines)} recorded statements, same page"
    return [paired("following a link", "/s", pairs, target=0.7, note=note)]


async def invite_some(scene: Scene, yard: Yard, muster: Program) -> list[Guest]:
    """Invite people and return their links."""
    first = scene.serials.product(PEOPLE).start
    request = xobin(yard.desk, first, PEOPLE).wire()
    run = await scene.driver.send(muster.port, [request], keep=True)
    rows = json.loads(run.bodies[0])["invites"]
    return [
        Guest(row["report_id"], urlsplit(row["invite_link"]).path.rpartition("/")[2])
        for row in rows
    ]


async def record(yard: Yard, guests: list[Guest]) -> tuple[Script, bytes]:
    """Return the script of a visit, and the page."""
    first, second, *_ = guests
    return await yard.record(
        [link(first.token)] * 2,
        link(second.token),
        range(second.invitation, second.invitation + 1),
    )


def visits(guests: list[Guest], number: int) -> list[bytes]:
    """Return so many visits, each guest in turn."""
    wires = [link(guest.token).wire() for guest in guests]
    return list(islice(cycle(wires), number))
