"""Somebody who took everything, the report of it, and the link that shows it."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from muster.edges.reports import build
from muster.edges.services import Services
from muster.features import catalog, media, reports
from muster.features.attempts import Hold, Sitting
from muster.features.media import Incoming, Manifest
from takers import start

PUBLIC_URL = "https://muster.example.com/jobs"
# The smallest PNG: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c494441"
    "54789c63e08ff10500013600b989298ec90000000049454e44ae426082"
)
RECORDED = b"\x1a\x45\xdf\xa3" + bytes(range(250)) * 8
"""Begins like WebM; nobody looks further without ffprobe."""
ACTIVITY = """
key: mixed
kind: assessment
title: Everything
pass_percent: 50
questions:
  - id: pick
    type: single_choice
    prompt: "What is ![a pixel](pixel.png)?"
    points: 1
    options: {a: A dot, b: A line}
    correct: a
  - {id: speak, type: video, prompt: Introduce yourself., points: 1, answer_seconds: 60}
  - {id: plan, type: file, prompt: Your plan., points: 1, types: [txt]}
"""


@dataclass
class Shared:
    """A report, its link, and a browser that has no cookies."""

    employer: object
    share: object
    client: httpx2.AsyncClient
    services: Services
    path: str
    take: str
    file: str


async def share_everything(services, employer, recorded: bytes = RECORDED, tools=None) -> Shared:
    """Let somebody take an activity with everything, and share the report."""
    database, blobs, clock = services.database, services.blobs, services.clock
    organization = employer.organization.id
    source = catalog.SourceFile("given.yaml", ACTIVITY, {"pixel.png": PIXEL})
    (imported,) = await catalog.import_files(database, organization, [source], clock)
    employer.activities["mixed"] = imported.activity
    taker = await start(employer, "mixed")
    await taker.save("pick", "a")
    place = (taker.session, taker.attempt.uid)
    begun = await media.begin_take(database, Hold(*place, "speak", 1), "video/webm", clock)
    digest = hashlib.sha256(recorded).digest()
    sitting = Sitting(*place, 1)
    chunk = Incoming(sitting, begun.uid, 0, digest)
    await media.put_chunk(database, blobs, chunk, _body(recorded), clock)
    await media.complete_take(database, sitting, begun.uid, Manifest((digest,), 2000), clock)
    await media.hand_in(
        database, blobs, Hold(*place, "plan", 1), "Plan.txt", _body(b"first"), clock
    )
    attempt = await taker.submit()
    await media.finish_takes(database, blobs, tools, clock)
    await reports.settle(database, organization, attempt.id, clock)
    share = await reports.share(
        database, organization, attempt.typeid, timedelta(hours=1), actor="key:test", clock=clock
    )
    view = await reports.read_report(database, organization, attempt.typeid, clock)
    (take,), (file,) = view.questions[1].recordings, view.questions[2].files
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=build(services), raise_app_exceptions=False),
        base_url="https://muster.example.com",
    )
    # A proxy takes the path that the public address ends with away.
    path = services.links.url(share.claim).removeprefix(services.links.public_url)
    return Shared(employer, share, client, services, path, take.typeid, file.typeid)


async def _body(content: bytes):
    yield content
