"""Recordings and files over HTTP, as the candidate's browser speaks it."""

import base64
import hashlib
import json
import subprocess
from urllib.parse import quote

import httpx2
import pytest
from starlette.applications import Starlette

from muster.edges.portal import media as portal_media
from muster.edges.portal.guards import SessionCookie, Strangers, Visitors
from muster.features import media
from takers import publish, start

ACTIVITY = """
key: portfolio
kind: assessment
title: Show us
questions:
  - {id: speak, type: video, prompt: Introduce yourself., answer_seconds: 60, takes: 2}
  - {id: plan, type: file, prompt: Your plan., types: [pdf], max_megabytes: 1, max_files: 2}
"""
CONTENT = b"\x1a\x45\xdf\xa3" + bytes(range(250)) * 40
PIECES = [CONTENT[:4000], CONTENT[4000:8000], CONTENT[8000:]]
PDF = b"%PDF-1.7\n" + bytes(2000)
needs_tools = pytest.mark.skipif(media.FfmpegTools.find() is None, reason="FFmpeg is not installed")


def said(content: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return {"Content-Digest": f"sha-256=:{digest}:", "X-Epoch": "1"}


def hexes(pieces) -> list[str]:
    return [hashlib.sha256(piece).hexdigest() for piece in pieces]


@pytest.fixture
async def session(employer):
    await publish(employer, ACTIVITY)
    taker = await start(employer, "portfolio")
    return taker.session, taker.attempt


@pytest.fixture
def base(session) -> str:
    return f"/attempt/{session[1].uid}"


@pytest.fixture
def connect(services):
    visitors = Visitors(
        SessionCookie(secure=True), Strangers(services.clock), services.links.public_url
    )
    app = Starlette(routes=portal_media.routes(services, visitors))

    def connect(secret=None, **headers):
        cookies = {"__Host-muster": secret} if secret else {}
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url=services.links.public_url,
            cookies=cookies,
            headers={"Sec-Fetch-Site": "same-origin"} | headers,
        )

    return connect


@pytest.fixture
def client(connect, session):
    return connect(session[0])


@pytest.fixture
async def take(client, base) -> str:
    body = {"epoch": 1, "mime": "video/webm;codecs=vp9,opus"}
    begun = await client.post(f"{base}/answers/speak/takes", json=body)
    assert (begun.status_code, begun.json()["number"], begun.json()["left"]) == (201, 1, 1)
    return begun.json()["take"]


async def send(client, base, take, content=CONTENT):
    """Send a recording in one chunk and complete it."""
    chunk = await client.put(
        f"{base}/takes/{take}/chunks/0", content=content, headers=said(content)
    )
    body = {"epoch": 1, "chunks": hexes([content]), "duration_ms": 2000}
    done = await client.post(f"{base}/takes/{take}/complete", json=body)
    assert (chunk.status_code, done.status_code) == (204, 200)


async def test_a_recording_from_the_first_chunk_to_the_last(client, base, take):
    for number in (2, 0, 0):
        piece = PIECES[number]
        sent = await client.put(
            f"{base}/takes/{take}/chunks/{number}", content=piece, headers=said(piece)
        )
        assert (sent.status_code, sent.content) == (204, b"")
    body = {"epoch": 1, "chunks": hexes(PIECES), "duration_ms": 5000}
    early = await client.post(f"{base}/takes/{take}/complete", json=body)
    assert (early.status_code, early.json()["code"]) == (409, "chunks_missing")
    assert early.json()["missing"] == [1]

    await client.put(f"{base}/takes/{take}/chunks/1", content=PIECES[1], headers=said(PIECES[1]))
    listed = (await client.get(f"{base}/takes/{take}/chunks")).json()
    assert listed["state"] == "recording"
    assert [(one["number"], one["size"]) for one in listed["chunks"]] == [
        (0, 4000),
        (1, 4000),
        (2, 2004),
    ]
    assert [one["sha256"] for one in listed["chunks"]] == hexes(PIECES)
    for _ in range(2):
        done = await client.post(f"{base}/takes/{take}/complete", json=body)
        assert (done.status_code, done.json()) == (200, {"state": "assembling"})
    watched = await client.get(f"{base}/takes/{take}/media")
    assert (watched.status_code, watched.json()["code"]) == (409, "not_playable")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"content": b""}, 422, "empty"),
        ({"content": b"other"}, 400, "wrong_digest"),
        ({"headers": {"Content-Digest": ""}}, 400, "wrong_digest"),
        ({"headers": {"Content-Digest": "md5=:AAAA:"}}, 400, "wrong_digest"),
        ({"headers": {"X-Epoch": ""}}, 400, "bad_request"),
        ({"headers": {"X-Epoch": "2"}}, 409, "superseded"),
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403, "from_elsewhere"),
        ({"headers": {"Sec-Fetch-Site": "same-site"}}, 403, "from_elsewhere"),
        ({"number": "5000"}, 400, "bad_chunk_number"),
        ({"number": "first"}, 400, "bad_chunk_number"),
        ({"take": "0" * 32}, 404, "unknown_recording"),
        ({"take": "x"}, 404, "unknown_recording"),
        ({"large": True}, 413, "too_large"),
    ],
)
async def test_a_chunk_that_is_refused_says_why_in_json(client, base, take, changes, status, code):
    content = bytes(8_000_001) if changes.get("large") else PIECES[0]
    path = f"{base}/takes/{changes.get('take', take)}/chunks/{changes.get('number', '0')}"
    headers = said(content) | changes.get("headers", {})
    if changes.get("content") == b"":
        content, headers = b"", said(b"")

    refused = await client.put(path, content=changes.get("content", content), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.json()["message"]
    assert refused.headers["cache-control"] == "no-store"
    assert (await client.get(f"{base}/takes/{take}/chunks")).json()["chunks"] == []


async def test_without_a_session_or_with_another_there_is_nothing(connect, base, take):
    for client in (connect(), connect("A" * 43)):
        for path in ("chunks", "media"):
            refused = await client.get(f"{base}/takes/{take}/{path}")
            assert (refused.status_code, refused.json()["code"]) == (404, "no_seat")
        refused = await client.put(
            f"{base}/takes/{take}/chunks/0", content=b"x", headers=said(b"x")
        )
        assert refused.status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"epoch": 1, "chunks": ["zz"]}, "bad_request"),
        ({"epoch": 1, "chunks": "00"}, "bad_request"),
        ({"epoch": "one", "chunks": []}, "bad_request"),
        ({"epoch": True, "chunks": []}, "bad_request"),
        ({"epoch": 1, "chunks": [], "duration_ms": -1}, "bad_request"),
        ({"epoch": 1, "chunks": []}, "empty"),
        ([], "bad_request"),
    ],
)
async def test_a_manifest_in_another_form_is_refused(client, base, take, body, code):
    refused = await client.post(f"{base}/takes/{take}/complete", json=body)

    assert refused.json()["code"] == code


async def test_a_take_in_the_place_of_one_that_failed_does_not_count(client, base, take):
    await client.put(f"{base}/takes/{take}/chunks/0", content=PIECES[0], headers=said(PIECES[0]))
    body = {"epoch": 1, "mime": "video/webm", "instead_of": take}

    again = await client.post(f"{base}/answers/speak/takes", json=body)

    assert (again.status_code, again.json()["number"], again.json()["left"]) == (201, 2, 1)


@needs_tools
async def test_one_watches_ones_own_recording_in_ranges_and_nothing_else_runs(
    client, base, take, services
):
    line = "ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10:duration=1 -c:v libvpx"
    content = subprocess.run(  # noqa: ASYNC221 -- a tenth of a second
        [*line.split(), "-live", "1", "-f", "webm", "pipe:1"], check=True, capture_output=True
    ).stdout
    await send(client, base, take, content)
    tools = media.FfmpegTools.find()
    await media.finish_takes(services.database, services.blobs, tools, services.clock)

    part = await client.get(f"{base}/takes/{take}/media", headers={"Range": "bytes=4-7"})
    whole = await client.get(f"{base}/takes/{take}/media")

    assert (part.status_code, part.content) == (206, whole.content[4:8])
    assert part.headers["content-range"] == f"bytes 4-7/{len(whole.content)}"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-type"] == "video/webm"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cache-control"] == "private, no-store"
    assert whole.headers["cross-origin-resource-policy"] == "same-site"
    assert whole.headers["content-disposition"].startswith("inline")
    policy = "sandbox; default-src 'none'; media-src 'self'"
    assert whole.headers["content-security-policy"] == policy
    over = await client.get(f"{base}/takes/{take}/media", headers={"Range": "bytes=999999-"})
    assert over.status_code == 416


async def test_a_file_goes_in_and_comes_out_by_script(client, base):
    name = quote("Pläne/Mein Plan.pdf")
    sent = await client.post(
        f"{base}/answers/plan/files", content=PDF, headers={"X-File-Name": name, "X-Epoch": "1"}
    )

    assert sent.status_code == 201
    said = sent.json()
    assert (said["name"], said["size"], said["revision"]) == ("Mein Plan.pdf", 2009, 1)
    path = f"{base}/answers/plan/files/{said['file']}"
    gone = await client.delete(path, headers={"X-Epoch": "1"})
    assert (gone.status_code, gone.json()) == (200, {"revision": 2})
    again = await client.delete(path, headers={"X-Epoch": "1"})
    assert (again.status_code, again.json()["code"]) == (404, "unknown_file")


@pytest.mark.parametrize(
    ("content", "item", "epoch", "status", "code"),
    [
        (b"MZ\x90\x00", "plan", "1", 422, "file_type"),
        (b"", "plan", "1", 422, "empty"),
        (b"%PDF-" + bytes(1_000_000), "plan", "1", 413, "too_large"),
        (PDF, "speak", "1", 409, "wrong_question"),
        (PDF, "none", "1", 404, "unknown_question"),
        (PDF, "no%00ne", "1", 404, "unknown_question"),
        (PDF, "plan", "2", 409, "superseded"),
    ],
)
async def test_a_file_that_is_refused_says_why(client, base, content, item, epoch, status, code):
    refused = await client.post(
        f"{base}/answers/{item}/files", content=content, headers={"X-Epoch": epoch}
    )

    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_a_plain_form_hands_in_and_takes_back_and_leads_to_the_question(client, base):
    path = f"{base}/answers/plan/files"
    sent = await client.post(
        f"{path}?lang=de", data={"epoch": "1"}, files={"file": ("Plan.pdf", PDF, "text/html")}
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"{base}/2?lang=de")

    wrong = await client.post(path, data={"epoch": "1"}, files={"file": ("a.pdf", b"MZ\x90\x00")})
    assert wrong.headers["location"] == f"{base}/2?trouble=file_type"
    none = await client.post(path, data={"epoch": "1"}, files={"file": ("", b"")})
    assert none.headers["location"] == f"{base}/2?trouble=empty"
    large = await client.post(
        path, data={"epoch": "1"}, files={"file": ("a.pdf", bytes(52_000_000))}
    )
    assert large.headers["location"] == f"{base}/2?trouble=too_large"


async def test_a_plain_form_takes_a_file_back(client, base):
    headers = {"X-File-Name": "a.pdf", "X-Epoch": "1"}
    sent = await client.post(f"{base}/answers/plan/files", content=PDF, headers=headers)
    path = f"{base}/answers/plan/files/{sent.json()['file']}/remove"

    for trouble in ("", "?trouble=unknown_file"):
        gone = await client.post(path, data={"epoch": "1"}, files={"file": ("", b"")})
        assert (gone.status_code, gone.headers["location"]) == (303, f"{base}/2{trouble}")


async def test_a_form_from_another_site_changes_nothing(connect, session, base):
    client = connect(session[0], **{"Sec-Fetch-Site": "cross-site"})

    refused = await client.post(
        f"{base}/answers/plan/files", data={"epoch": "1"}, files={"file": ("a.pdf", PDF)}
    )

    assert (refused.status_code, json.loads(refused.content)["code"]) == (403, "from_elsewhere")
