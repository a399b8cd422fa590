"""The front door: which surface gets a request, its number, and what the log keeps to itself."""

import httpx2
import pytest
from prometheus_client import CollectorRegistry, generate_latest
from starlette.responses import PlainTextResponse

from muster.run.metrics import WebMetrics
from muster.run.site import Site, _loggable

TOKEN = "2080000020000000020003csyb4ek7pz3r0gjq6h1t9mvnwx"


def saying(name: str):
    return PlainTextResponse(name)


@pytest.fixture
def registry():
    return CollectorRegistry()


@pytest.fixture
async def client(registry):
    names = ("/", "/v1", "/api/v2", "/docs", "/interview")
    site = Site({name: saying(name) for name in names}, WebMetrics(registry))
    transport = httpx2.ASGITransport(app=site)
    async with httpx2.AsyncClient(transport=transport, base_url="http://muster") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("/", "/"), ("/i/x", "/"), ("/v1", "/v1"), ("/v1/", "/v1"), ("/v1/events", "/v1"),
        ("/v10", "/"), ("/api/v2/x/y", "/api/v2"), ("/api/v3/x", "/"), ("/api", "/"),
        ("/docs/v1", "/docs"), ("/interview/invite", "/interview"), ("/interviews", "/"),
        ("/V1", "/"), ("//v1", "/"),
    ],
)  # fmt: skip
async def test_a_path_goes_to_the_surface_of_its_first_segments(client, path, surface):
    assert (await client.get(f"http://muster{path}")).text == surface


async def test_an_answer_has_a_number_of_its_own_or_the_clients(client):
    first, second = [(await client.get("/")).headers["Request-Id"] for _ in range(2)]
    assert first != second
    assert first.startswith("req_")
    given = await client.get("/", headers={"Request-Id": "trace-7.a_B"})
    assert given.headers["Request-Id"] == "trace-7.a_B"


@pytest.mark.parametrize("forged", ["", " ", "a b", "x" * 65, '"}', "é"])
async def test_a_number_that_could_harm_a_log_is_replaced(client, forged):
    answer = await client.get("/", headers={"Request-Id": forged.encode()})
    assert answer.headers["Request-Id"].startswith("req_")


async def test_requests_are_counted_by_surface_and_never_by_path(client, registry):
    await client.get(f"/i/{TOKEN}")
    await client.request("BREW", "/v1/pot")
    figures = generate_latest(registry).decode()
    assert 'muster_http_requests_total{method="GET",status="200",surface="portal"} 1.0' in figures
    assert 'muster_http_requests_total{method="other",status="200",surface="v1"} 1.0' in figures
    assert TOKEN not in figures
    assert "BREW" not in figures


async def test_a_surface_that_breaks_is_counted_as_500(registry):
    async def broken(*_):
        raise ZeroDivisionError

    transport = httpx2.ASGITransport(app=Site({"/": broken}, WebMetrics(registry)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://muster") as client:
        with pytest.raises(ZeroDivisionError):
            await client.get("/")
    assert 'method="GET",status="500",surface="portal"} 1.0' in generate_latest(registry).decode()


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/", "/"),
        ("/v1/invitations", "/v1/invitations"),
        ("/v1/invitations/inv_01jz8x4c6kefx8v1ta6d9m5w2r", "/v1/invitations/inv_01jz8x4c6kefx8v1ta6d9m5w2r"),
        ("/v1/activities/0198c1f0-7a3b-7c55-9f0e-0123456789ab", "/v1/activities/0198c1f0-7a3b-7c55-9f0e-0123456789ab"),
        (f"/i/{TOKEN}", "/i/…"),
        (f"/I/{TOKEN}", "/I/…"),
        (f"//i/{TOKEN}/more", "/i/…"),
        ("/i/cut", "/i/…"),
        (f"/r/{TOKEN}/recordings/rec_01", "/r/…"),
        ("/home" + "/uid/start", "/home/…"),
        ("/mailbox/one.eml/html", "/mailbox/…"),
        (f"/anywhere/{TOKEN}/else", "/anywhere/…/else"),
        (f"/{TOKEN}", "/…"),
        ("/v1/candidates/amara@example.com", "/v1/candidates/…"),
        ("/v1/candidates/王秀英", "/v1/candidates/…"),
        ("/v1/candidates/John Doe", "/v1/candidates/…"),
        ('/v1/"}\n{"', "/v1/…"),
    ],
)  # fmt: skip
def test_no_token_address_or_name_of_a_path_is_logged(path, logged):
    assert _loggable(path) == logged
