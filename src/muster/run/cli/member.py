"""``muster member``: who works in the console of an organization."""

from typing import Annotated

import typer

from muster.base.addresses import parse_address
from muster.base.errors import InvalidError
from muster.base.ids import to_typeid
from muster.features import members
from muster.features.members import (
    Member,
    MemberRole,
    Membership,
    NewMember,
    UnknownMemberError,
)
from muster.features.organizations import Organization
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    run_for,
    table,
)
from muster.run.house import House

app = typer.Typer(help="Let people into the console of an organization.", no_args_is_help=True)
Address = Annotated[str, typer.Argument(metavar="EMAIL", help="The member's mail address.")]
Role = Annotated[str, typer.Option("--role", help="owner, recruiter, reviewer or auditor.")]


@app.command()
def add(
    email: Address,
    organization: OrganizationSlug,
    role: Role = "recruiter",
    name: Annotated[str, typer.Option("--name", help="What colleagues read.")] = "",
    send: Annotated[
        bool, typer.Option("--send", help="Send the link by mail instead of printing it.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Add a member and print the link that lets them in, once, within 24 hours."""
    wanted = NewMember(email, _role(role), name)

    async def work(house: House, tenant: Organization) -> tuple[Member, str | None]:
        member = await members.add_member(
            house.database, tenant.id, wanted, actor="cli", clock=house.clock
        )
        if not send:
            return member, await _link(house, tenant, member)
        await members.send_welcome(
            house.database,
            tenant.id,
            Membership(member, tenant),
            inviter="",
            actor="cli",
            clock=house.clock,
        )
        return member, None

    member, link = run_for(organization, work, data, database_url)
    text = link or f"A letter with a link is on its way to {member.email}"
    answer(_json(member) | {"link": link}, as_json=as_json, text=text)


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List the members of an organization."""

    async def work(house: House, tenant: Organization) -> list[Member]:
        return await members.list_members(house.database, tenant.id)

    found = run_for(organization, work, data, database_url)
    lines = table(
        "email",
        "name",
        "role",
        "joined",
        "last seen",
        empty="No members yet: “muster member add” makes one.",
    )
    for member in found:
        moments = (member.joined_at, member.seen_at)
        stamps = [moment.strftime("%Y-%m-%d %H:%M") if moment else "–" for moment in moments]
        lines.add_row(member.email, member.name, member.role.value, *stamps)
    answer([_json(member) for member in found], as_json=as_json, text=lines)


@app.command()
def link(
    organization: OrganizationSlug,
    email: Annotated[
        str | None,
        typer.Argument(
            metavar="[EMAIL]", help="The member; without one, whoever opens it becomes an owner."
        ),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Print a link that lets a member in, once, within 24 hours; it replaces unused ones."""

    async def work(house: House, tenant: Organization) -> str:
        member = await _named(house, tenant, email) if email else None
        return await _link(house, tenant, member)

    url = run_for(organization, work, data, database_url)
    answer({"link": url}, as_json=as_json, text=url)


@app.command()
def role(
    email: Address,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="The new role.")],
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Give a member another role, at once."""
    wanted = _role(role)

    async def work(house: House, tenant: Organization) -> Member:
        member = await _named(house, tenant, email)
        return await members.change_role(
            house.database, tenant.id, member.uid, wanted, actor="cli", clock=house.clock
        )

    member = run_for(organization, work, data, database_url)
    text = f"{member.email} has the role {member.role.value}"
    answer(_json(member), as_json=as_json, text=text)


@app.command()
def remove(
    email: Address,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Let somebody be a member no longer, at once; what they did stays."""

    async def work(house: House, tenant: Organization) -> Member:
        member = await _named(house, tenant, email)
        return await members.remove_member(
            house.database, tenant.id, member.uid, actor="cli", clock=house.clock
        )

    member = run_for(organization, work, data, database_url)
    answer(_json(member), as_json=as_json, text=f"Removed {member.email}")


async def _link(house: House, tenant: Organization, member: Member | None) -> str:
    number = member.id if member else None
    claim = await members.make_first_link(house.database, tenant.id, number, house.clock)
    return house.links.url(claim)


async def _named(house: House, tenant: Organization, email: str) -> Member:
    key = parse_address(email).key
    everybody = await members.list_members(house.database, tenant.id)
    for member in everybody:
        if parse_address(member.email).key == key:
            return member
    raise UnknownMemberError


def _role(text: str) -> MemberRole:
    try:
        return MemberRole(text)
    except ValueError as error:
        names = ", ".join(MemberRole)
        raise InvalidError(f"--role must be one of {names}", field="--role") from error


def _json(member: Member) -> dict[str, object]:
    moments = {"joined_at": member.joined_at, "seen_at": member.seen_at}
    return {
        "id": to_typeid("mem", member.uid),
        "email": member.email,
        "name": member.name,
        "role": member.role.value,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }
