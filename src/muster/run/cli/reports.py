"""``muster report``: show, export and print reports."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from muster.base.spreadsheet import BYTE_ORDER_MARK
from muster.base.zones import parse_beginning
from muster.features import catalog, organizations, reports
from muster.features.organizations import Organization
from muster.features.reports import ReportFilter, ReportLine, ReportView, rounded
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    progress_bar,
    run_for,
    table,
    whole_file,
)
from muster.run.house import House

app = typer.Typer(help="Read and share reports.", no_args_is_help=True)

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
    with whole_file(output) as file:

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
        find_image = partial(catalog.get_image, house.database, tenant.id)
        find_logo = partial(organizations.find_logo, house.database, tenant.id)
        return await make_pdf(view, find_image, find_logo, language)

    with whole_file(output) as file:
        content = run_for(organization, work, data, database_url)
        file.write_bytes(content)
    answer(
        {"file": str(output), "bytes": len(content)},
        as_json=as_json,
        text=f"Wrote {output} ({len(content)} bytes)",
    )


async def _export(house: House, organization: int, wanted: ReportFilter, file: Path) -> int:
    from muster.edges.reports import table as sheet  # other commands need no pages

    columns = await reports.read_columns(house.database, organization, wanted.activity_id or 0)
    total = await reports.count_reports(house.database, organization, wanted)
    written = 0
    with file.open("w", encoding="utf-8", newline="") as out, progress_bar() as progress:
        task = progress.add_task("Exporting", total=total)
        out.write(BYTE_ORDER_MARK + sheet.heading(columns))
        async for found in reports.pages_of_reports(house.database, organization, wanted):
            out.write(sheet.lines(found, columns, house.settings.public_url))
            written += len(found)
            progress.advance(task, len(found))
    return written


def _instant(text: str | None, tenant: Organization) -> datetime | None:
    return parse_beginning(text, tenant.time_zone, field="--since") if text else None


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
