"""Inviting and following links with millions of invitations in the tables, beside empty ones."""

import random
from collections.abc import Sequence

from bench.calls import PEOPLE, hiringbranch, xobin
from bench.figures.link import Guest, invite_some, visits
from bench.filling import fill
from bench.programs import Program
from bench.results import Figure, Pair, paired
from bench.scene import Scene
from bench.stage import Yard
from muster.base.signing import KeyRing, LinkClaim, LinkKind

_GUESTS = 2_000


async def measure(scene: Scene, number: int) -> list[Figure]:
    """Return the figures for so many invitations in the tables."""
    empty, full = await scene.stage.yard(), await scene.stage.yard()
    organization = await fill(full.url, full.desk.activity, number, scene.tell)
    past = _past_guests(full, organization, number)
    async with empty.serving() as small, full.serving() as large:
        few = await invite_some(scene, empty, small)
        rounds: dict[str, list[Pair]] = {"one": [], "batch": [], "link": []}
        for turn in range(scene.effort.rounds + 1):
            scene.tell(f"{number:,} invitations: round {turn} of {scene.effort.rounds}")
            pairs = {
                "one": await _one(scene, full, large, empty, small),
                "batch": await _batch(scene, full, large, empty, small),
                "link": await _link(scene, past, large, few, small),
            }
            if not turn:
                await empty.analyze()
            else:
                for name, pair in pairs.items():
                    rounds[name].append(pair)
    return _figures(number, rounds)


def _past_guests(yard: Yard, organization: int, number: int) -> list[Guest]:
    ring, chance = KeyRing.parse(yard.settings.secret_keys), random.Random(number)
    ids = [chance.randint(1, number) for _ in range(_GUESTS)]
    return [
        Guest(one, ring.sign(LinkClaim(LinkKind.INVITATION, organization, one, 0))) for one in ids
    ]


async def _one(scene: Scene, full: Yard, large: Program, empty: Yard, small: Program) -> Pair:
    people = scene.serials.product(scene.effort.singles)
    wires = [[hiringbranch(yard.desk, one).wire() for one in people] for yard in (full, empty)]
    return await _both(scene, large, wires[0], small, wires[1])


async def _batch(scene: Scene, full: Yard, large: Program, empty: Yard, small: Program) -> Pair:
    firsts = scene.serials.product(scene.effort.batches * PEOPLE)[::PEOPLE]
    wires = [[xobin(yard.desk, one, PEOPLE).wire() for one in firsts] for yard in (full, empty)]
    return await _both(scene, large, wires[0], small, wires[1], connections=2)


async def _link(
    scene: Scene, past: list[Guest], large: Program, few: list[Guest], small: Program
) -> Pair:
    number = scene.effort.singles
    chosen = random.sample(past, min(number, len(past)))
    return await _both(scene, large, visits(chosen, number), small, visits(few, number))


async def _both(
    scene: Scene,
    large: Program,
    to_large: Sequence[bytes],
    small: Program,
    to_small: Sequence[bytes],
    connections: int = 32,
) -> Pair:
    ours = await scene.driver.send(large.port, to_large, connections=connections)
    theirs = await scene.driver.send(small.port, to_small, connections=connections)
    return Pair(ours.rate, theirs.rate)


def _figures(number: int, rounds: dict[str, list[Pair]]) -> list[Figure]:
    titles = {
        "one": ("one invitation, HiringBranch", "/s"),
        "batch": (f"a batch of {PEOPLE}, Xobin", " calls/s"),
        "link": ("following a link", "/s"),
    }
    return [
        paired(
            f"{title}, {number:,} in the tables",
            unit.strip(),
            rounds[name],
            note="beside: the same with empty tables",
        )
        for name, (title, unit) in titles.items()
    ]
