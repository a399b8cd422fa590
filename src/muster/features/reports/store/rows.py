"""Rows as the model's objects."""

import json

from asyncpg import Record

from muster.features.catalog import Kind
from muster.features.invitations import ActivityLine
from muster.features.reports.documents import score_of
from muster.features.reports.model import Report


def report_of(row: Record) -> Report:
    """Return the report of a row of ``report_card``, or of one with the same columns."""
    return Report(
        attempt_id=row["attempt_id"],
        attempt_uid=row["attempt_uid"],
        uid=row["uid"],
        revision=row["revision"],
        score=score_of(json.loads(row["score"])),
        settled_at=row["settled_at"],
        completed_at=row["completed_at"],
        changed_at=row["changed_at"],
    )


def activity_of(row: Record) -> ActivityLine:
    """Return the activity that a row of a list names."""
    return ActivityLine(
        row["activity_id"],
        row["activity_uid"],
        row["key"],
        Kind(row["kind"]),
        row["title"],
        row["minutes"],
    )
