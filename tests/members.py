"""Members to test with, and browsers in which they are signed in."""

import httpx2

from muster.edges.console import build
from muster.features import members
from muster.features.members import Member, MemberRole, NewMember
from surfaces import PUBLIC_URL


async def make_member(
    employer, role: MemberRole = MemberRole.OWNER, email: str = "", name: str = ""
) -> Member:
    """Add a member to an employer."""
    wanted = NewMember(email or f"{role.value}@example.com", role, name or f"Ọlá {role.value}")
    return await members.add_member(
        employer.database, employer.organization.id, wanted, actor="operator", clock=employer.clock
    )


async def sign_in(employer, member: Member) -> str:
    """Return the secret of a new session."""
    return await members.begin_session(
        employer.database, employer.organization.id, member, "Chromium on Linux", employer.clock
    )


def browser_of(services, secret: str = "", **headers) -> httpx2.AsyncClient:
    """Return a browser of the console; without a secret nobody is signed in."""
    transport = httpx2.ASGITransport(app=build(services), raise_app_exceptions=False)
    return httpx2.AsyncClient(
        transport=transport,
        base_url=PUBLIC_URL,
        cookies={"__Host-muster-console": secret} if secret else {},
        headers={"sec-fetch-site": "same-origin"} | headers,
    )
