"""What the machines that run Muster are told."""

import httpx2
import pytest
from prometheus_client import CollectorRegistry

from muster.base.clock import SystemClock
from muster.base.errors import UnavailableError
from muster.run import operations
from muster.run.web import listen
from muster.storage.embedded import EmbeddedServer
from muster.storage.migrate import migrate
from muster.storage.postgres import Database


def asking(database) -> httpx2.AsyncClient:
    app = operations.build(database, SystemClock(), CollectorRegistry(), shared=False)
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(transport=transport, base_url="http://muster")


async def test_a_process_whose_database_is_gone_lives_but_is_not_ready(tmp_path):
    server = await EmbeddedServer.start(tmp_path, settings={"fsync": "off"})
    await migrate(server.url)
    database = await Database.connect(server.url)
    async with asking(database) as client:
        assert (await client.get("/readyz")).status_code == 200
        await server.stop()
        for _ in range(2):  # a connection that was cut, then one that is refused
            answer = await client.get("/readyz")
            assert answer.status_code == 503
            assert answer.json() == {"status": "unready", "database": "unreachable"}
            assert (await client.get("/healthz")).status_code == 200
    await database.close()


async def test_figures_of_the_lane_are_read_when_they_are_asked_for(database):
    async with asking(database) as client:
        text = (await client.get("/metrics")).text
    for name in ("muster_mail_waiting", "muster_mail_oldest_seconds", "muster_mail_paused"):
        assert f"\n{name} 0.0\n" in text


@pytest.mark.parametrize("path", ["/", "/healthz/x", "/metricsx"])
async def test_nothing_else_is_there(database, path):
    async with asking(database) as client:
        assert (await client.get(path)).status_code == 404


def test_a_port_is_listened_on_by_one_program():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UnavailableError, match=f"127.0.0.1:{port}.*another --port"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_cannot_be_listened_on():
    with pytest.raises(UnavailableError, match=r"Cannot listen on 192\.0\.2\.1"):
        listen("192.0.2.1", 0)
