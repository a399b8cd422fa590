"""Reports as a table: a line a report, for spreadsheets."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from muster.base.spreadsheet import Cell, lines_of
from muster.features.attempts import SignalKind
from muster.features.reports import Columns, ReportLine, Tally, rounded, tallies_of

_HEADINGS = (
    "candidate",
    "address",
    "external id",
    "activity",
    "version",
    "started (UTC)",
    "submitted (UTC)",
    "percent",
    "points",
    "of",
    "passed",
)


def heading(columns: Columns) -> str:
    """Return the first line: what every table has, then sections, skills and signals."""
    return lines_of(
        [
            (
                *_HEADINGS,
                *(f"section: {title}" for title in columns.sections),
                *(f"skill: {name}" for name in columns.skills),
                *(f"signal: {kind.value}" for kind in SignalKind),
                "report",
            )
        ]
    )


def lines(found: Iterable[ReportLine], columns: Columns, public_url: str) -> str:
    """Return a line for each report; times in UTC, points and per cent rounded to one decimal.

    A section's or skill's cell is its per cent; a cell is empty where a question waits, and where
    this attempt had no such part.
    """
    return lines_of(_cells(line, columns, public_url) for line in found)


def _cells(line: ReportLine, columns: Columns, public_url: str) -> Sequence[Cell]:
    score = line.report.score
    sections, skills = tallies_of(score)
    return (
        line.candidate_name,
        line.candidate_address,
        line.external_id,
        line.activity.title,
        line.version,
        _moment(line.started_at),
        _moment(line.submitted_at),
        _percent(score.overall),
        rounded(score.overall.points),
        rounded(score.overall.of),
        {True: "yes", False: "no", None: None}[score.passed],
        *(_percent(sections.get(title)) for title in columns.sections),
        *(_percent(skills.get(name)) for name in columns.skills),
        *(line.signals.get(kind.value, 0) for kind in SignalKind),
        f"{public_url}/v1/reports/{line.report.typeid}",
    )


def _moment(moment: datetime) -> str:
    """Write an instant as spreadsheets read it; the heading says the zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _percent(tally: Tally | None) -> Decimal | None:
    return None if tally is None or tally.percent is None else rounded(tally.percent)
