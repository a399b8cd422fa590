from dataclasses import replace
from email import message_from_bytes, policy
from uuid import UUID

import pytest

from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.letters import Letters
from muster.edges.letters.preview import sample

VARIABLES = {
    "name": "Amélie Nguyễn",
    "locale": "en",
    "organization": "Acme GmbH",
    "reply_to": "jobs@example.com",
    "contact": None,
    "accent_color": None,
    "activities": [{"title": "Customer support", "kind": "assessment", "minutes": 45}],
    "opens_at": None,
    "expires_at": "2026-03-20T21:59:00+00:00",
    "time_zone": "Europe/Berlin",
    "link": {"kind": "invitation", "subject": 7, "version": 3},
}
UID = UUID("01950000-0000-7000-8000-00000000000a")


@pytest.fixture
def links():
    return Links(KeyRing({1: b"k" * 32}), "https://muster.example.com")


@pytest.fixture
def letters(links):
    return Letters(links, "invitations@mail.example.com")


@pytest.fixture
def message():
    """Make a message; what differs from the sample is given by name."""

    def make(kind="invitation", recipient="amelie@example.org", **variables):
        given = VARIABLES | {"link": VARIABLES["link"] | {"kind": kind}} | variables
        made = sample(kind, given)
        return replace(made, uid=UID, organization_id=5, recipient=recipient)

    return make


@pytest.fixture
def read():
    """Parse a letter with the standard library: the message, its text and its HTML."""

    def parse(content):
        mail = message_from_bytes(content, policy=policy.default)
        bodies = (mail.get_body((kind,)) for kind in ("plain", "html"))
        return mail, *(body.get_content().replace("\r\n", "\n") for body in bodies)

    return parse
