"""``muster report``: show, export and share reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from muster.base.spreadsheet import BYTE_ORDER_MARK
from muster.base.zones import parse_instant
from muster.features import catalog, reports
from muster.features.organizations import Organization
from muster.features.reports import ReportFilter, ReportLine, ReportView, Share, ShareState, rounded
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    check_writable,
    progress_bar,
    run_for,
    table,
)
from muster.run.house import House

app = typer.Typer(help="Read and share reports.", no_args_is_help=True)

_PAGE = 500
_LISTED = 1000
Which = Annotated[str, typer.Argument(metavar="REPORT", help="Its id, or any id of its attempt.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="WHEN", help="RFC 3339 or YYYY-MM-DD HH:MM.")
]
Complete = Annotated[bool, typer.Option("--complete", help="None with a question that waits.")]


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    activity: Annotated[
        str | None, typer.Option("--activity", metavar="KEY", help="Key or id; none is all.")
    ] = None,
    since: Since = None,
    complete: Complete = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List reports, the newest attempt first, 1000 at most."""
    from muster.edges.api.report_shapes import report_row_json  # other commands need no web

    async def work(house: House, tenant: Organization) -> list[ReportLine]:
        found = await catalog.get(house.database, tenant.id, activity) if activity else None
        wanted = ReportFilter(
            activity_id=found.id if found else None,
            complete=complete or None,
            since=_instant(since, tenant),
        )
        return await reports.list_reports(house.database, tenant.id, wanted, limit=_LISTED)

    found = run_for(organization, work, data, database_url)
    lines = table(
        *("report", "candidate", "activity", "submitted", "per cent", "passed"),
        empty="No such reports. One is there as soon as somebody has submitted.",
    )
    for one in found:
        score = one.report.score
        lines.add_row(
            one.report.typeid,
            one.candidate_name,
            one.activity.key,
            f"{one.submitted_at:%Y-%m-%d %H:%M}",
            "waits" if score.overall.percent is None else str(rounded(score.overall.percent)),
            {True: "yes", False: "no", None: ""}[score.passed],
        )
    answer([report_row_json(one) for one in found], as_json=as_json, text=lines)


@app.command()
def show(
    report: Which,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Show the result of a report, by section and skill."""

    async def work(house: House, tenant: Organization) -> ReportView:
        return await reports.read_report(house.database, tenant.id, report, house.clock)

    view = run_for(organization, work, data, database_url)
    lines = table("part", "points", "of", "per cent")
    for kind, name, tally in _parts(view):
        percent = "waits" if tally.percent is None else str(rounded(tally.percent))
        points, of = rounded(tally.points), rounded(tally.of)
        lines.add_row(f"{kind}{name}", str(points), str(of), percent)
    if not as_json:
        heading = f"{view.candidate.name}, {view.title}: {view.report.score.line}"
        answer(heading, as_json=False, text=heading)
    answer(_json(view), as_json=as_json, text=lines)


@app.command()
def export(
    organization: OrganizationSlug,
    activity: Annotated[str, typer.Option("--activity", metavar="KEY", help="Key or id.")],
    output: Output,
    since: Since = None,
    complete: Complete = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Write the reports of an activity as CSV that any spreadsheet opens and none runs."""
    with _whole(output) as file:

        async def work(house: House, tenant: Organization) -> int:
            found = await catalog.get(house.database, tenant.id, activity)
            wanted = ReportFilter(
                activity_id=found.id,
                complete=complete or None,
                since=_instant(since, tenant),
            )
            return await _export(house, tenant.id, wanted, file)

        count = run_for(organization, work, data, database_url)
    answer(
        {"file": str(output), "reports": count},
        as_json=as_json,
        text=f"Wrote {count} {'report' if count == 1 else 'reports'} to {output}",
    )


@app.command()
def pdf(
    report: Which,
    organization: OrganizationSlug,
    output: Output,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Of headings.")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Write a report as a PDF, to be read or printed."""
    from muster.edges.reports import make_pdf  # other commands print nothing

    async def work(house: House, tenant: Organization) -> bytes:
        view = await reports.read_report(house.database, tenant.id, report, house.clock)
        return await make_pdf(view, partial(catalog.get_image, house.database, tenant.id), language)

    with _whole(output) as file:
        content = run_for(organization, work, data, database_url)
        file.write_bytes(content)
    answer(
        {"file": str(output), "bytes": len(content)},
        as_json=as_json,
        text=f"Wrote {output} ({len(content)} bytes)",
    )


@app.command()
def share(
    report: Which,
    organization: OrganizationSlug,
    minutes: Annotated[
        int, typer.Option("--minutes", metavar="N", help="How long it works: 15 to 1440.")
    ] = 1440,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Make a link that shows a report to whoever has it, for a while."""

    async def work(house: House, tenant: Organization) -> dict[str, object]:
        made = await reports.share(
            house.database,
            tenant.id,
            report,
            reports.lifetime_of(minutes),
            actor="cli",
            clock=house.clock,
        )
        return _share_json(house, made)

    made = run_for(organization, work, data, database_url)
    answer(made, as_json=as_json, text=str(made["url"]))


@app.command()
def shares(
    report: Which,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List the links that were made to a report, newest first, and how often each was opened."""

    async def work(house: House, tenant: Organization) -> list[dict[str, object]]:
        found = await reports.list_shares(house.database, tenant.id, report, limit=200)
        return [_share_json(house, one) for one in found]

    found = run_for(organization, work, data, database_url)
    lines = table(
        "link",
        "state",
        "expires",
        "views",
        "last view",
        empty="No links yet: “muster report share” makes one.",
    )
    for one in found:
        values = (one[name] for name in ("id", "state", "expires_at", "views", "viewed_at"))
        lines.add_row(*("" if value is None else str(value) for value in values))
    answer(found, as_json=as_json, text=lines)


@app.command()
def revoke(
    report: Which,
    link: Annotated[str, typer.Argument(metavar="LINK", help="Its id: shr_…")],
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """End a link to a report at once."""

    async def work(house: House, tenant: Organization) -> dict[str, object]:
        ended = await reports.revoke_share(
            house.database, tenant.id, report, link, actor="cli", clock=house.clock
        )
        return _share_json(house, ended)

    ended = run_for(organization, work, data, database_url)
    answer(ended, as_json=as_json, text=f"{ended['id']} shows nothing any more")


@contextmanager
def _whole(output: Path) -> Iterator[Path]:
    """Give a file to write, which gets its name when all is done and is removed otherwise.

    Raises:
        UnwritableFileError: it cannot be written.
    """
    part = output.with_name(f"{output.name}.part")
    check_writable(part, output)
    try:
        yield part
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


async def _export(house: House, organization: int, wanted: ReportFilter, file: Path) -> int:
    from muster.edges.reports import table as sheet  # other commands need no pages

    columns = await reports.read_columns(house.database, organization, wanted.activity_id or 0)
    total = await reports.count_reports(house.database, organization, wanted)
    written, after = 0, None
    with file.open("w", encoding="utf-8", newline="") as out, progress_bar() as progress:
        task = progress.add_task("Exporting", total=total)
        out.write(BYTE_ORDER_MARK + sheet.heading(columns))
        while True:
            found = await reports.list_reports(
                house.database, organization, wanted, after=after, limit=_PAGE, count_signals=True
            )
            out.write(sheet.lines(found, columns, house.settings.public_url))
            written += len(found)
            progress.advance(task, len(found))
            if len(found) < _PAGE:
                return written
            after = found[-1].report.attempt_id


def _instant(text: str | None, tenant: Organization) -> datetime | None:
    return parse_instant(text, tenant.time_zone, field="--since") if text else None


def _parts(view: ReportView) -> list[tuple[str, str, reports.Tally]]:
    sections = [
        ("section ", section.title or str(section.number), section.tally)
        for section in view.sections
    ]
    skills = [("skill ", skill.name, skill.tally) for skill in view.skills]
    return [*sections, *skills, ("", "overall", view.report.score.overall)]


def _json(view: ReportView) -> dict[str, object]:
    from muster.edges.api.report_shapes import report_json  # other commands need no web

    return report_json(view)


def _share_json(house: House, one: Share) -> dict[str, object]:
    state = one.state(house.clock.now())
    return {
        "id": one.typeid,
        "url": house.links.url(one.claim) if state is ShareState.OPEN else None,
        "state": state.value,
        "expires_at": one.expires_at.isoformat(timespec="seconds"),
        "views": one.views,
        "viewed_at": one.viewed_at and one.viewed_at.isoformat(timespec="seconds"),
    }
