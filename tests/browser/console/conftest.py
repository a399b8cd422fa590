"""The console in Chromium, in front of a real database, with the candidate's pages beside it."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from prometheus_client import CollectorRegistry

from employers import Employer, make_employer
from members import make_member, sign_in
from muster.edges import console, portal, reports
from muster.edges.services import Services
from muster.features.members import MemberRole
from muster.run.metrics import WebMetrics
from muster.run.site import Site
from surfaces import make_services


@dataclass
class ConsoleHouse:
    """A console that is served, and the employer whose members work in it."""

    employer: Employer
    services: Services
    address: str
    open_page: Any
    complaints_of_axe: Any
    check: Any

    async def page_of(self, role: MemberRole = MemberRole.OWNER, **options):
        """Open a browser in which a member of a role is signed in."""
        member = await make_member(
            self.employer, role, email=f"{role.value}-{secrets.token_hex(3)}@example.com"
        )
        page = await self.open_page(**options)
        secret = await sign_in(self.employer, member)
        await page.context.add_cookies(
            [{"name": "muster-console", "value": secret, "url": self.address}]
        )
        return page


@pytest.fixture
async def console_house(
    committing_database, clock, tmp_path, open_page, complaints_of_axe, check_page
):
    """A console, the candidate's pages and shared reports, served as one host."""
    database = committing_database
    slug = f"juniper-{secrets.token_hex(4)}"
    employer = await make_employer(
        database, clock, slug, name="Juniper & Rye Bakeries", time_zone="Europe/Berlin"
    )
    listener = uvicorn.Config(app=None, port=0).bind_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    services = make_services(database, clock, tmp_path, address)
    surfaces = {
        "/": portal.build(services),
        "/console": console.build(services),
        "/r": reports.build(services),
    }
    site = Site(surfaces, WebMetrics(CollectorRegistry()))
    server = uvicorn.Server(uvicorn.Config(site, log_level="warning", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield ConsoleHouse(employer, services, address, open_page, complaints_of_axe, check_page)
    server.should_exit = True
    await serving
