"""``muster invite``: one person, or a CSV of thousands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from muster.base.errors import InvalidError, NotFoundError
from muster.base.zones import parse_instant
from muster.features import catalog, invitations
from muster.features.invitations import Call, Guest, Invited, Outcome, Window
from muster.features.organizations import Organization
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    check_writable,
    progress_bar,
    run_for,
)
from muster.run.cli.guestlist import ListedGuest, problems_text, read_guests, write_results
from muster.run.house import House

_BATCH = 500
_HEADER = ("line", "email", "name", "outcome", "link", "problem")


class NobodyError(InvalidError):
    """Say whom to invite: --email and --name, or a CSV file."""

    code = "nobody"


class UnknownActivityError(NotFoundError):
    """The organization has no activity with this key."""

    code = "unknown_activity"


@dataclass(frozen=True, slots=True)
class _Order:
    """What the command line said."""

    activity: str
    guests: list[ListedGuest]
    send: bool
    expires: str | None


Result = tuple[object, ...]


def invite(
    organization: OrganizationSlug,
    activity: Annotated[str, typer.Option("--activity", metavar="KEY", help="Key or id.")],
    file: Annotated[Path | None, typer.Argument(metavar="[CSV]", help="A list of people.")] = None,
    email: Annotated[str | None, typer.Option("--email", help="One person's address.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="One person's name.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail the links.")] = False,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="WHEN", help="RFC 3339 or YYYY-MM-DD HH:MM.")
    ] = None,
    results: Annotated[
        Path | None, typer.Option("--results", metavar="CSV", help="Where to write the results.")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Invite people. Inviting the same person again never doubles anything."""
    order = _Order(activity, _guests(file, email, name), send, expires)
    target = results or (file.with_suffix(".results.csv") if file else None)
    if target is not None:
        check_writable(target)

    async def work(house: House, tenant: Organization) -> list[Result]:
        return await _carry_out(house, tenant, order)

    rows = run_for(organization, work, data, database_url)
    if target is not None:
        write_results(target, [_HEADER, *rows])
    refused = sum(row[3] == Outcome.REFUSED.value for row in rows)
    answer(
        [dict(zip(_HEADER, row, strict=True)) for row in rows],
        as_json=as_json,
        text=_text(rows, refused, target),
    )
    if refused:
        raise typer.Exit(1)


def _guests(file: Path | None, email: str | None, name: str | None) -> list[ListedGuest]:
    if file is not None:
        return read_guests(file)
    if email is None or name is None:
        raise NobodyError
    return [ListedGuest(1, Guest(email, name))]


async def _carry_out(house: House, tenant: Organization, order: _Order) -> list[Result]:
    activity = await catalog.find(house.database, tenant.id, order.activity)
    if activity is None:
        raise UnknownActivityError(f"{tenant.slug} has no activity {order.activity}")
    window = Window()
    if order.expires:
        window = Window(None, parse_instant(order.expires, tenant.time_zone, field="--expires"))
    rows: list[Result] = []
    with progress_bar() as progress:
        task = progress.add_task("Inviting", total=len(order.guests))
        for first in range(0, len(order.guests), _BATCH):
            batch = order.guests[first : first + _BATCH]
            call = Call(
                (activity,),
                tuple(one.guest for one in batch),
                send=order.send,
                actor="cli",
                window=window,
            )
            invited = await invitations.invite(house.database, tenant, call, house.clock)
            rows += _results(house, tenant, batch, invited)
            progress.advance(task, len(batch))
    return rows


def _results(
    house: House, tenant: Organization, batch: list[ListedGuest], invited: Invited
) -> list[Result]:
    return [
        (
            one.line,
            one.guest.email,
            one.guest.name,
            row.outcome.value,
            house.links.url(row.invitation.claim(tenant.id)) if row.invitation else "",
            problems_text(row.problems),
        )
        for one, row in zip(batch, invited.rows, strict=True)
    ]


def _text(rows: list[Result], refused: int, target: Path | None) -> str:
    if target is None and len(rows) == 1:
        _, _, _, outcome, link, problem = rows[0]
        return f"{outcome}: {link or problem}"
    where = f"; every row is in {target}" if target else ""
    return f"Invited {len(rows) - refused} of {len(rows)}, refused {refused}{where}"
