"""``muster organization``: employers that use this installation."""

from datetime import timedelta
from typing import Annotated

import typer

from muster.features import organizations
from muster.features.organizations import (
    Organization,
    Profile,
    Reminding,
    parse_before,
    parse_more_time,
    parse_quiet,
)
from muster.run.cli.common import Data, DatabaseUrl, Json, answer, opened, run, settings_of, table

app = typer.Typer(help="Create, change and list organizations.", no_args_is_help=True)

Name = Annotated[str | None, typer.Option("--name", help="What candidates read.")]
TimeZone = Annotated[str | None, typer.Option("--time-zone", metavar="ZONE", help="IANA name.")]
Locale = Annotated[str | None, typer.Option("--locale", metavar="TAG", help="Language tag.")]
ReplyTo = Annotated[str | None, typer.Option("--reply-to", help="Where answers to letters go.")]
Contact = Annotated[str | None, typer.Option("--contact", help="A line that letters end with.")]
Accent = Annotated[str | None, typer.Option("--accent-color", metavar="#RRGGBB")]
Days = Annotated[int | None, typer.Option("--window-days", help="Life of an invitation.")]
Fragment = Annotated[
    bool | None,
    typer.Option("--fragment-links/--path-links", help="Form of links in HiringBranch answers."),
]
MoreTime = Annotated[
    str | None,
    typer.Option(
        "--more-time", metavar="RULE", help="What asking for it leads to: off, ask, grant:3d."
    ),
]
Slug = Annotated[str, typer.Argument(metavar="SLUG")]


@app.command()
def create(
    slug: Slug,
    name: Name = None,
    time_zone: TimeZone = None,
    locale: Locale = None,
    reply_to: ReplyTo = None,
    contact: Contact = None,
    accent_color: Accent = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Create an organization."""
    profile = Profile(name, time_zone, locale, reply_to, contact, accent_color)

    async def work() -> Organization:
        async with opened(settings_of(data, database_url)) as house:
            return await organizations.create_organization(
                house.database, slug, profile, house.clock
            )

    made = run(work())
    answer(_json(made), as_json=as_json, text=f"Created {made.slug}: {made.name}")


@app.command()
def change(
    slug: Slug,
    name: Name = None,
    time_zone: TimeZone = None,
    locale: Locale = None,
    reply_to: ReplyTo = None,
    contact: Contact = None,
    accent_color: Accent = None,
    window_days: Days = None,
    fragment_links: Fragment = None,
    more_time: MoreTime = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Change an organization; what is not said stays."""
    profile = Profile(
        name,
        time_zone,
        locale,
        reply_to,
        contact,
        accent_color,
        window_days,
        fragment_links,
        parse_more_time(more_time) if more_time else None,
    )

    async def work() -> Organization:
        async with opened(settings_of(data, database_url)) as house:
            return await organizations.change_organization(house.database, slug, profile)

    changed = run(work())
    answer(_json(changed), as_json=as_json, text=f"Changed {changed.slug}")


@app.command()
def reminders(
    slug: Slug,
    before: Annotated[
        str | None,
        typer.Option(
            "--before", metavar="TIMES", help="So long before the end: 3d,1d or 12h; none."
        ),
    ] = None,
    most: Annotated[
        int | None, typer.Option("--most", metavar="NUMBER", help="For one invitation, 0 to 10.")
    ] = None,
    quiet: Annotated[
        str | None,
        typer.Option("--quiet", metavar="HOURS", help="The candidate's night: 21-8; none."),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Say when candidates are reminded, or show it; what is not said stays."""
    wanted = parse_before(before) if before else None
    night = parse_quiet(quiet) if quiet else None

    async def work() -> Organization:
        async with opened(settings_of(data, database_url)) as house:
            return await organizations.change_reminding(
                house.database, slug, before=wanted, most=most, quiet=night
            )

    changed = run(work())
    text = f"{changed.slug} reminds {_reminders(changed.reminding)}"
    answer(_json(changed), as_json=as_json, text=text)


@app.command("list")
def list_all(data: Data = None, database_url: DatabaseUrl = None, as_json: Json = False) -> None:
    """List organizations."""

    async def work() -> list[Organization]:
        async with opened(settings_of(data, database_url)) as house:
            return await organizations.list_organizations(house.database)

    found = run(work())
    lines = table(
        "slug",
        "name",
        "time zone",
        "locale",
        empty="No organizations yet: “muster organization create SLUG” makes one.",
    )
    for one in found:
        lines.add_row(one.slug, one.name, one.time_zone, one.locale)
    answer([_json(one) for one in found], as_json=as_json, text=lines)


def _json(organization: Organization) -> dict[str, object]:
    return {
        "id": organization.id,
        "slug": organization.slug,
        "name": organization.name,
        "time_zone": organization.time_zone,
        "locale": organization.locale,
        "reply_to": organization.reply_to,
        "contact": organization.contact,
        "accent_color": organization.accent_color,
        "window_days": organization.window_days,
        "fragment_links": organization.fragment_links,
        "reminders": {
            "before_hours": [_hours(one) for one in organization.reminding.before],
            "most": organization.reminding.most,
            "quiet_from": organization.reminding.quiet_from,
            "quiet_until": organization.reminding.quiet_until,
        },
        "more_time": organization.more_time.text,
    }


def _reminders(rule: Reminding) -> str:
    if not rule.before or not rule.most:
        return "nobody"
    before = " and ".join(_ahead(_hours(one)) for one in rule.before)
    night = (
        "at any hour"
        if rule.quiet_from == rule.quiet_until
        else f"not between {rule.quiet_from}:00 and {rule.quiet_until}:00"
    )
    most = "once" if rule.most == 1 else f"{rule.most} times"
    return f"{before} before the end, {most} at most, {night}"


def _hours(length: timedelta) -> int:
    return length // timedelta(hours=1)


def _ahead(hours: int) -> str:
    days, rest = divmod(hours, 24)
    if rest:
        return f"{hours} h"
    return "1 day" if days == 1 else f"{days} days"
