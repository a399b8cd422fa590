"""What tests of the console share: an employer, and browsers of its members."""

import pytest

from employers import make_employer, make_northwind
from members import browser_of, make_member, sign_in
from muster.edges.services import Services
from muster.features.members import MemberRole
from surfaces import make_services


@pytest.fixture
def services(database, clock, tmp_path) -> Services:
    return make_services(database, clock, tmp_path)


@pytest.fixture
async def employer(database, clock):
    return await make_northwind(database, clock)


@pytest.fixture
async def other_employer(database, clock):
    return await make_employer(database, clock, "southwind", name="Southwind")


@pytest.fixture
async def browser(services, employer):
    """Return a browser in which a member of a role is signed in."""

    async def browser(role: MemberRole = MemberRole.OWNER, of=employer, **headers):
        member = await make_member(of, role)
        return browser_of(services, await sign_in(of, member), **headers)

    return browser
