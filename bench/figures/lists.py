"""Pages of the console's lists with 100,000 invitations and candidates: how long one takes."""

from collections.abc import Mapping
from typing import LiteralString
from urllib.parse import urlencode

import asyncpg

from bench.calls import Request
from bench.filling import fill
from bench.load import Run
from bench.results import Figure
from bench.scene import Scene
from bench.stage import Yard
from muster.features import members, organizations
from muster.features.members import MemberRole, NewMember
from muster.run.house import house_of

LIMIT = 50
"""Milliseconds at the 95th percentile, as the house promises."""
_REPEATS = 3
# Past guests become people of many names, in all states, with letters that came to all ends.
_VARY: tuple[LiteralString, ...] = (
    """
update candidate set name = made.name, folded = made.folded || E'\\n' || address
from (select i, first.shown || ' ' || last.shown || ' ' || i % 977 as name,
             first.folded || ' ' || last.folded || ' ' || i % 977 as folded
      from generate_series(1, $1::bigint) as i
      join (values (0, 'José', 'jose'), (1, 'Amara', 'amara'), (2, 'Søren', 'soren'),
                   (3, 'محمد', 'محمد'), (4, '太郎', '太郎'), (5, 'Ольга', 'ольга'), (6, 'Zoë', 'zoe'))
          as first (place, shown, folded) on first.place = i % 7
      join (values (0, 'García', 'garcia'), (1, 'Nwosu', 'nwosu'), (2, 'Okafor', 'okafor'),
                   (3, 'Müller', 'muller'), (4, '田中', '田中'), (5, 'Nguyễn', 'nguyen'),
                   (6, 'Smith', 'smith'), (7, 'Öztürk', 'ozturk'), (8, 'Novák', 'novak'),
                   (9, 'Haddad', 'haddad'), (10, 'Silva', 'silva'))
          as last (place, shown, folded) on last.place = i % 11) as made
where candidate.id = made.i""",
    """
update invitation set
    state = case when id % 20 < 9 then 'completed' when id % 20 = 9 then 'started'
                 when id % 20 = 10 then 'revoked' else 'pending' end,
    opened_at = case when id % 3 = 0 then created_at end,
    wake_at = case when id % 20 > 10 then wake_at end,
    expires_at = now() + (id % 40 - 20) * interval '1 day',
    created_at = now() - ($1 - id) * interval '2 minutes',
    updated_at = now() - (id * 7919 % $1) * interval '1 minute',
    external_id = case when id % 4 = 0 then 'REQ-' || id end
where id <= $1""",
    """
update message set state = 'bounced' where id <= $1 and id % 50 = 7""",
)
_SETTLE: LiteralString = "vacuum (analyze) candidate, invitation, message"

_PAGES: Mapping[str, tuple[dict[str, str], ...]] = {
    "first pages": (
        {},
        {"sort": "last"},
        {"sort": "ends"},
        {"sort": "name"},
    ),
    "filters": (
        {"state": "open"},
        {"state": "started"},
        {"state": "completed"},
        {"state": "passed"},
        {"state": "expired"},
        {"state": "revoked"},
        {"state": "opened", "sort": "last"},
        {"letter": "delivered"},
        {"letter": "bounced"},
        {"letter": "waiting"},
        {"letter": "trouble", "sort": "name"},
        {"expires": "3"},
        {"from": "2026-01-01", "state": "started"},
        {"state": "started", "letter": "bounced", "sort": "ends"},
    ),
    "searches": (
        {"q": "o"},
        {"q": "jo"},
        {"q": "jos"},
        {"q": "jose garcia"},
        {"q": "太"},
        {"q": "محمد"},
        {"q": "nobody at all"},
        {"q": "past.4711@"},
        {"q": "REQ-88"},
        {"q": "zoe", "state": "started", "sort": "name"},
    ),
}
_PEOPLE: tuple[dict[str, str], ...] = (
    {},
    {"sort": "name"},
    {"q": "jo"},
    {"q": "ngu 12"},
    {"q": "nobody at all", "sort": "name"},
    {"with": "suppressed"},
)


async def measure(scene: Scene) -> list[Figure]:
    """Return the 95th percentile of each kind of page, one request after the other."""
    number = scene.effort.listed
    yard = await scene.stage.yard()
    await fill(yard.url, yard.desk.activity, number, scene.tell)
    scene.tell("filling the tables: names, states and letters of all kinds")
    await _vary(yard, number)
    secret = await _sign_in(yard)
    figures = []
    async with yard.serving() as muster:
        kinds = {
            name: [("invitations", query) for query in pages] for name, pages in _PAGES.items()
        }
        kinds["deep pages"] = await _deep(scene, muster.port, secret)
        kinds["candidates"] = [("candidates", query) for query in _PEOPLE]
        for name, pages in kinds.items():
            scene.tell(f"lists of {number:,}: {name}")
            wires = [_request(secret, *page).wire() for page in pages]
            await scene.driver.send(muster.port, wires, connections=1)
            times = scene.effort.rounds * _REPEATS
            run = await scene.driver.send(muster.port, wires * times, connections=1)
            figures.append(_figure(f"lists of {number:,}: {name}, p95", run))
    return figures


async def _vary(yard: Yard, number: int) -> None:
    connection = await asyncpg.connect(yard.url)
    try:
        await connection.execute("set session_replication_role = replica")
        for statement in _VARY:
            await connection.execute(statement, number)
        await connection.execute(_SETTLE, timeout=None)
    finally:
        await connection.close()


async def _sign_in(yard: Yard) -> str:
    async with house_of(yard.settings) as house:
        (organization,) = await organizations.list_organizations(house.database)
        member = await members.add_member(
            house.database,
            organization.id,
            NewMember("bench@example.com", MemberRole.OWNER),
            actor="operator",
            clock=house.clock,
        )
        return await members.begin_session(
            house.database, organization.id, member, "bench", house.clock
        )


async def _deep(scene: Scene, port: int, secret: str) -> list[tuple[str, dict[str, str]]]:
    """Return pages far down in each order, which their own links lead to."""
    found = []
    for sort in ("newest", "last", "ends", "name"):
        query = {"sort": sort}
        for _ in range(5):
            wire = _request(secret, "invitations", query).wire()
            run = await scene.driver.send(port, [wire], connections=1, keep=True)
            _, marker, rest = run.bodies[0].decode().partition("after=")
            if not marker:
                break
            query = {"sort": sort, "after": rest.partition("&")[0].partition('"')[0]}
        found.append(("invitations", query))
    return found


def _request(secret: str, page: str, query: Mapping[str, str]) -> Request:
    cookies = f"muster-console={secret}; __Host-muster-console={secret}"
    path = f"/console/{page}?{urlencode(query)}" if query else f"/console/{page}"
    return Request("GET", path, (("cookie", cookies), ("sec-fetch-site", "same-origin")))


def _figure(name: str, run: Run) -> Figure:
    return Figure(
        name,
        1000 * run.wait(0.95),
        "ms",
        target=LIMIT,
        most=True,
        note=f"p50 {1000 * run.wait(0.5):.0f} ms, one request at a time, the whole page",
    )
