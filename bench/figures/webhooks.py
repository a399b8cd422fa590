"""Calls of webhooks to a receiver on the same machine, beside a bare loop of the same client."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import asyncpg
import httpcore2

from bench.programs import Program
from bench.results import Figure, Pair, paired
from bench.scene import Scene
from bench.stage import Yard
from muster.base import signatures
from muster.base.ids import new_uid, to_typeid
from muster.features import organizations, webhooks
from muster.features.webhooks import CALL_PREFIX, Wanted
from muster.run.house import house_of
from muster.run.webhook_terms import terms_of

ENDPOINTS = 4
AT_ONCE = 5
_BODY = (
    b'{"type":"invitation.completed","timestamp":"2027-01-31T17:02:11.402913Z","data":{"event":'
    b'"evt_01jz8x4c6kefx8v1ta6d9m5w2r","sequence":1042,"actor":"candidate","subject":{"kind":'
    b'"invitation","number":77},"url":"https://muster.example.com/v1/invitations/77","facts":'
    b'{"activity_id":3,"candidate_id":12}}}'
)
_OWE = """
insert into webhook_call (organization_id, endpoint_id, uid, type, body, created_at, due_at)
select organization_id, id, gen_random_uuid(), 'invitation.completed', $1, now(), now()
from webhook_endpoint cross join generate_series(1, $2)"""
_ENDED = "select count(*) from webhook_call where state = 'delivered'"
_NOTE = "{} endpoints, five at once each; limit: the same HTTP client in a loop, signing each call"


@dataclass(slots=True)
class Counter:
    """Asks the receiver how many calls came."""

    pool: httpcore2.AsyncConnectionPool
    url: str

    async def wait_for(self, calls: int) -> None:
        async with asyncio.timeout(300):
            while int((await self.pool.request("GET", self.url)).content) < calls:  # noqa: ASYNC110 -- the receiver is another process
                await asyncio.sleep(0.02)


async def measure(scene: Scene) -> list[Figure]:
    """Return the figure."""
    number = max(scene.effort.letters // 4, 100)
    yard = await scene.stage.yard()
    allowed = replace(yard.settings, webhook_allow="127.0.0.1", role="worker")
    yard = replace(yard, settings=allowed)
    async with (
        Program.started("bench.receiver", []) as receiver,
        httpcore2.AsyncConnectionPool(max_connections=ENDPOINTS * AT_ONCE + 1) as pool,
    ):
        url = f"http://127.0.0.1:{receiver.port}/"
        counter = Counter(pool, url)
        await _create_endpoints(yard, url)
        async with yard.serving(role="worker") as worker:
            pairs = []
            for turn in range(scene.effort.rounds + 1):
                scene.tell(f"webhooks: round {turn} of {scene.effort.rounds}")
                came = int((await pool.request("GET", url)).content)
                ours, ours_ms = await _worker(yard, worker, counter, (came, number))
                theirs, theirs_ms = await _loop(pool, url, number)
                pairs += [Pair(ours, theirs, ours_ms, theirs_ms)] if turn else []
    note = _NOTE.format(ENDPOINTS)
    return [paired("calls of webhooks", "/s", pairs, note=note)]


async def _create_endpoints(yard: Yard, url: str) -> None:
    async with house_of(yard.settings) as house:
        (tenant,) = await organizations.list_organizations(house.database)
        for _ in range(ENDPOINTS):
            await webhooks.create(
                house.database, tenant.id, Wanted(url, events=frozenset({"none"})),
                actor="bench", terms=terms_of(house),
            )  # fmt: skip


async def _worker(
    yard: Yard, worker: Program, counter: Counter, count: tuple[int, int]
) -> tuple[float, float]:
    """Return calls a second from owing them to the last that came, and processor time of a call."""
    came, number = count
    connection = await asyncpg.connect(yard.url)
    try:
        before = worker.processor_seconds()
        await connection.execute(_OWE, _BODY, number // ENDPOINTS)
        began = time.perf_counter()
        sent = number // ENDPOINTS * ENDPOINTS
        await counter.wait_for(came + sent)
        seconds = time.perf_counter() - began
        spent = worker.processor_seconds() - before
        while await connection.fetchval(_ENDED) < sent:  # noqa: ASYNC110 -- so is the worker
            await asyncio.sleep(0.02)
        await connection.execute("truncate webhook_call cascade")
        return sent / seconds, 1000 * spent / sent
    finally:
        await connection.close()


async def _loop(pool: httpcore2.AsyncConnectionPool, url: str, number: int) -> tuple[float, float]:
    """Return the same of a loop that has the calls in its hands and writes nothing down."""
    key = bytes(signatures.SECRET_BYTES)
    names = iter([to_typeid(CALL_PREFIX, new_uid()) for _ in range(number)])
    began, before = time.perf_counter(), time.process_time()
    await asyncio.gather(*[_post(pool, url, key, names) for _ in range(ENDPOINTS * AT_ONCE)])
    seconds = time.perf_counter() - began
    return number / seconds, 1000 * (time.process_time() - before) / number


async def _post(pool: httpcore2.AsyncConnectionPool, url: str, key: bytes, names: Sequence) -> None:
    for name in names:
        signed = signatures.headers([key], name, int(time.time()), _BODY)
        headers = {"content-type": "application/json", **signed, "content-length": str(len(_BODY))}
        answer = await pool.request("POST", url, headers=headers, content=_BODY)
        assert answer.status == 204
