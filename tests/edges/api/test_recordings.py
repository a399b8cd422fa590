"""Recordings and files over the native API: listed, watched, downloaded, and every look noted."""

import hashlib

import pytest
from pydantic import BaseModel, ConfigDict

from muster.edges.api import recordings
from muster.features import media
from muster.features.attempts import Hold, Sitting
from muster.features.media import Incoming, Manifest
from takers import publish, start

ACTIVITY = """
key: portfolio
kind: assessment
title: Show us
questions:
  - {id: speak, type: video, prompt: Introduce yourself., answer_seconds: 60}
  - {id: plan, type: file, prompt: Your plan., types: [txt]}
"""
# Begins like WebM; nobody looks further without ffprobe.
CONTENT = b"\x1a\x45\xdf\xa3" + bytes(range(250)) * 8


async def body(content: bytes):
    yield content


def fits(model: type[BaseModel], answer: dict) -> dict:
    strict = type(model.__name__, (model,), {"model_config": ConfigDict(extra="forbid")})
    strict.model_validate(answer, strict=True)
    assert set(answer) == set(model.model_fields)
    return answer


@pytest.fixture
async def taker(employer, services, clock):
    """Somebody who spoke, and handed in a file."""
    await publish(employer, ACTIVITY)
    taker = await start(employer, "portfolio")
    place = (taker.session, taker.attempt.uid)
    sitting, database, blobs = Sitting(*place, 1), services.database, services.blobs
    begun = await media.begin_take(database, Hold(*place, "speak", 1), "video/webm", clock)
    digest = hashlib.sha256(CONTENT).digest()
    chunk = Incoming(sitting, begun.uid, 0, digest)
    await media.put_chunk(database, blobs, chunk, body(CONTENT), clock)
    await media.complete_take(database, sitting, begun.uid, Manifest((digest,), 2000), clock)
    hold = Hold(*place, "plan", 1)
    await media.hand_in(database, blobs, hold, "Mein „Plan“.bat", body(b"first this"), clock)
    return taker


@pytest.fixture
def finish(services, clock):
    """Let a worker without tools finish what waits."""

    async def finish():
        await media.finish_takes(services.database, services.blobs, None, clock)

    return finish


async def only(client, taker, kind: str) -> dict:
    answer = await client.get(f"/v1/attempts/{taker.attempt.typeid}/{kind}")
    (one,) = answer.json()["data"]
    return one


async def viewed(client) -> list[tuple]:
    events = (await client.get("/v1/events?limit=1000")).json()["data"]
    return [
        (one["type"], one["subject"]["number"]) for one in events if one["type"].endswith("viewed")
    ]


async def test_a_recording_is_listed_with_its_state_and_watched_in_ranges(client, taker, finish):
    one = fits(recordings.Recording, await only(client, taker, "recordings"))
    assert (one["question"], one["take"], one["state"]) == ("speak", 1, "assembling")
    assert one["content"] is None
    path = f"/v1/recordings/{one['id']}/content"
    early = await client.get(path)
    assert (early.status_code, early.json()["code"]) == (409, "not_playable")

    await finish()
    one = fits(recordings.Recording, await only(client, taker, "recordings"))
    assert (one["state"], one["media_type"], one["size"]) == ("unchecked", "video/webm", 2004)
    assert (one["duration_ms"], one["content"]) == (2000, path)
    for span in ("bytes=0-99", "bytes=100-"):
        part = await client.get(path, headers={"Range": span})
        assert (part.status_code, part.headers["content-type"]) == (206, "video/webm")
    assert part.content == CONTENT[100:]
    policy = "sandbox; default-src 'none'; media-src 'self'"
    assert part.headers["content-security-policy"] == policy
    assert part.headers["x-content-type-options"] == "nosniff"
    assert part.headers["cache-control"] == "private, no-store"
    assert part.headers["cross-origin-resource-policy"] == "same-site"
    original = await client.get(path, params={"original": "true"})
    assert original.content == CONTENT
    assert original.headers["content-disposition"].startswith("attachment")
    assert await viewed(client) == [("recording.viewed", one["number"])]


async def test_a_file_is_listed_and_saved_under_a_harmless_name(client, taker):
    one = fits(recordings.AnswerFile, await only(client, taker, "files"))
    assert (one["question"], one["name"], one["type"]) == ("plan", "Mein „Plan“.bat", "txt")
    assert one["sha256"] == hashlib.sha256(b"first this").hexdigest()

    saved = await client.get(one["content"])

    assert (saved.status_code, saved.content) == (200, b"first this")
    said = saved.headers["content-disposition"]
    assert said == "attachment; filename*=utf-8''Mein%20%E2%80%9EPlan%E2%80%9C.bat.txt"
    assert saved.headers["content-type"].startswith("text/plain")
    assert await viewed(client) == [("file.viewed", one["number"])]


async def test_another_organization_and_a_key_without_the_scope_see_nothing(
    client, stranger, connect, employer, taker, finish
):
    await finish()
    paths = [(await only(client, taker, kind))["content"] for kind in ("recordings", "files")] + [
        f"/v1/attempts/{taker.attempt.typeid}/{kind}" for kind in ("recordings", "files")
    ]
    limited = connect(await employer.key("reports:read", "invitations:read"))

    for path in paths:
        assert (await stranger.get(path)).status_code == 404
        refused = await limited.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert await viewed(client) == []


async def test_bytes_that_are_gone_are_the_stores_fault(client, taker, finish, services):
    await finish()
    one = await only(client, taker, "recordings")
    (row,) = await taker.employer.fetch("select original_key from take")
    await services.blobs.delete(row["original_key"])

    refused = await client.get(one["content"])

    assert (refused.status_code, refused.json()["code"]) == (503, "blob_missing")
