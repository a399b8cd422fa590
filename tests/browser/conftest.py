"""Chromium, and the portal in front of a real database."""

import asyncio
import secrets
from dataclasses import dataclass

import pytest
import uvicorn
from portal_states import served
from recording_server import FakeMedia, recording_server
from track_states import ALL

from employers import Employer, make_employer
from muster.base.links import Links
from muster.edges.portal import build
from muster.features.invitations import Guest
from surfaces import make_services


@dataclass
class House:
    """A portal that is served, and the employer whose invitations it shows."""

    employer: Employer
    links: Links
    address: str

    async def link(self, activity: str) -> str:
        """Invite Amara Okafor to an activity and return her link."""
        guest = Guest("amara@example.org", "Amara Okafor")
        chosen = (self.employer.activities[activity],)
        row = (await self.employer.invite(guest, activities=chosen)).rows[0]
        return self.links.url(row.invitation.claim(self.employer.organization.id))


@pytest.fixture
async def open_page(chromium):
    """Open a page whose complaints (errors, violations of the policy) fail the test."""
    contexts = []
    complaints = []

    async def open_page(**options):
        context = await chromium.new_context(**options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        return page

    yield open_page
    for context in contexts:
        await context.close()
    # Chromium writes every status above 399 and every lost connection to its console; those are
    # meant.
    assert [one for one in complaints if "Failed to load resource" not in one] == []


@pytest.fixture(scope="session")
def states():
    """The address of a server that shows every state of every page."""
    with served(ALL) as address:
        yield address


@pytest.fixture
async def house(committing_database, clock, tmp_path):
    """The real portal in front of a real database: an employer, and ``link`` to what it invites to."""
    database = committing_database
    slug = f"juniper-{secrets.token_hex(4)}"
    employer = await make_employer(database, clock, slug, name="Juniper & Rye Bakeries")
    listener = uvicorn.Config(app=None, port=0).bind_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    services = make_services(database, clock, tmp_path, address)
    server = uvicorn.Server(uvicorn.Config(build(services), log_level="warning", ws="none"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield House(employer, services.links, address)
    server.should_exit = True
    await serving


@pytest.fixture
async def portal(house):
    """The links of two invitations of one candidate."""
    return [await house.link("quiz"), await house.link("path")]


@pytest.fixture
def media():
    """The server's side of a recording in memory, whose faults a test switches on."""
    return FakeMedia()


@pytest.fixture
def address(media):
    """Where that server serves a question and the device check."""
    with recording_server(media) as address:
        yield address


@pytest.fixture
async def page(chromium):
    """A page that may record; its errors fail the test."""
    context = await chromium.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert complaints == []
