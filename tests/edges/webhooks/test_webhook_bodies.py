"""What our own webhooks say, and that the page's receiver understands them."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from muster.base import signatures
from muster.edges.webhooks import Bodies
from muster.features.journal import Event

PAGE = Path(__file__).parents[3] / "docs" / "webhooks.md"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def event(kind: str, subject: str, number: int = 7, **data) -> Event:
    return Event(1, UUID(int=1), kind, subject, number, NOW, "key:abc", data, 42)


async def said(one: Event) -> tuple[dict, int | None]:
    body = await Bodies("https://muster.example.com")(None, one, None)
    assert body.type == one.type
    return json.loads(body.content), body.candidate


async def test_a_body_is_thin_and_names_event_and_address():
    content, candidate = await said(event("invitation.created", "invitation", candidate_id=3))
    assert content == {
        "type": "invitation.created",
        "timestamp": "2026-03-02T09:30:00Z",
        "data": {
            "event": "evt_00000000000000000000000001",
            "sequence": 42,
            "actor": "key:abc",
            "subject": {"kind": "invitation", "number": 7},
            "url": "https://muster.example.com/v1/invitations/7",
            "facts": {"candidate_id": 3},
        },
    }
    assert candidate == 3


@pytest.mark.parametrize(
    ("kind", "subject", "path"),
    [
        ("attempt.submitted", "attempt", "/v1/attempts/7"),
        ("report.scored", "attempt", "/v1/attempts/7/score"),
        ("application.ended", "application", "/v1/applications/7"),
        ("candidate.renamed", "candidate", "/v1/candidates/7"),
        ("candidate.erased", "candidate", None),
        ("webhook.removed", "webhook", None),
        ("message.accepted", "message", None),
    ],
)
async def test_what_can_be_read_has_an_address(kind, subject, path):
    content, candidate = await said(event(kind, subject))
    url = content["data"]["url"]
    assert url == (path and f"https://muster.example.com{path}")
    # Of somebody who is not there any more nothing else is told.
    assert candidate == (7 if kind == "candidate.renamed" else None)


async def test_a_key_has_no_number_and_no_address():
    content, _ = await said(event("key.created", "api_key", 0, key_id="abc"))
    assert content["data"]["url"] is None


@pytest.fixture(scope="module")
def is_ours():
    """The function of the page's receiver."""
    (code,) = re.findall(
        r"```python\n(import base64.*?)\nclass Receiver", PAGE.read_text(), re.DOTALL
    )
    room = {}
    exec(code, room)  # noqa: S102 -- what the page shows must run
    room["time"] = type("Clock", (), {"time": staticmethod(lambda: 1614265330 + 299)})
    return room["is_ours"]


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"webhook-signature": "v1,AAAA "}, False),
        ({"webhook-signature": ""}, False),
        ({"webhook-signature": "v1,ü"}, False),
        ({"webhook-timestamp": "1614265029"}, False),
        ({"webhook-timestamp": "now"}, False),
        ({"webhook-id": "msg_2"}, False),
    ],
)
def test_the_receiver_of_the_page_takes_ours_and_nothing_else(is_ours, change, good):
    body = '{"name": "„Zoë“"}'.encode()
    keys = [bytes(32), signatures.secret_bytes(SECRET)]
    headers = signatures.headers(keys, "msg_1", 1614265330, body)
    assert is_ours(headers | change, body) is good
    assert not is_ours(headers | change, body + b" ")
