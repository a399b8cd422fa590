"""What nobody foresaw, and bodies as they may come over the wire."""

import httpx2
import pytest
import structlog
from starlette.requests import Request
from vendor_calls import OPERATIONS, PUBLIC_URL, host, make_services

from muster.edges.http import MalformedJsonError, MediaTypeError, read_json
from muster.features.organizations.model import generate_key


class BrokenDatabase:
    async def look_up(self, *_):
        raise RuntimeError("amara@example.com is in the text of this error")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
async def test_an_unforeseen_error_is_answered_in_shape_and_logged_without_its_text(
    clock, watch, operation
):
    services = make_services(BrokenDatabase(), clock, watch)
    transport = httpx2.ASGITransport(app=host(services))
    headers = {operation.key_header: generate_key().text}
    with structlog.testing.capture_logs() as logs:
        async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            answer = await client.post(operation.path, headers=headers, json={})
    assert answer.status_code == 500
    assert operation.refused(answer)
    assert "amara" not in answer.text
    (entry,) = logs
    assert (entry["event"], entry["error"]) == ("request_failed", "RuntimeError")
    assert entry["at"].startswith("test_unforeseen.py:")
    assert "amara" not in str(entry)


async def test_a_client_that_has_gone_is_not_answered(services, world):
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    headers = [(b"apikey", world.key.encode())]
    scope = {
        "type": "http", "method": "POST", "path": "/api/v2/assessment/invite", "headers": headers,
        "query_string": b"", "root_path": "", "scheme": "https", "server": ("muster.example", 443),
    }  # fmt: skip
    await host(services)(scope, receive, send)
    assert sent == []


def request_with(content: bytes, media_type: str | None = None) -> Request:
    async def receive():
        return {"type": "http.request", "body": content, "more_body": False}

    headers = [] if media_type is None else [(b"content-type", media_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])
async def test_json_is_read_in_every_encoding_it_may_have(encoding):
    request = request_with('{"name": "Zoë 张伟"}'.encode(encoding))
    assert await read_json(request, 1000) == {"name": "Zoë 张伟"}


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "Application/JSON", "text/json; charset=utf-8", "application/hal+json",
     "application/vnd.api.v2+json ;a=b", ""],
)  # fmt: skip
async def test_json_is_read_under_each_of_its_names(media_type):
    assert await read_json(request_with(b"[1]", media_type), 1000) == [1]


@pytest.mark.parametrize(
    "media_type", ["json", "text/html", "application/jsonp", "application/+json", "application/xml"]
)
async def test_a_body_under_another_name_is_not_read(media_type):
    with pytest.raises(MediaTypeError):
        await read_json(request_with(b"[1]", media_type), 1000)


@pytest.mark.parametrize("content", [b"", b"\n", b"{", b"[NaN]", b"-Infinity", b"[" * 50_000])
async def test_what_is_not_json_is_refused(content):
    with pytest.raises(MalformedJsonError):
        await read_json(request_with(content), 1_000_000)
