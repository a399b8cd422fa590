"""What reports hold of a person: the copy that the person may have, and its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from muster.features.reports.documents import rating_document, score_document
from muster.features.reports.model import Given, Report, Score
from muster.features.reports.store import forgetting as store
from muster.storage.postgres import Connection


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return all reports of a candidate, oldest first, as JSON has them.

    Each with its points, every rating and comment, and the links by which it was shown. Left out
    are the lines that name right answers, and who rated, who is another person.
    """
    ratings = await store.select_ratings_of(connection, organization, candidate)
    shares = await store.select_shares_of(connection, organization, candidate)
    found = await store.select_reports_of(connection, organization, candidate)
    return [
        _report_document(report)
        | {
            "ratings": _rating_documents(ratings.get(report.attempt_id, ())),
            "shares": shares.get(report.attempt_id, []),
        }
        for report in found
    ]


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the reports and ratings of a candidate, and every link that shows one."""
    await store.delete_reports(connection, organization, candidate)


def _report_document(report: Report) -> dict[str, Any]:
    return {
        "id": report.typeid,
        "attempt": report.attempt_id,
        "revision": report.revision,
        "passed": report.score.passed,
        "settled_at": report.settled_at.isoformat(),
        "completed_at": report.completed_at and report.completed_at.isoformat(),
        "changed_at": report.changed_at and report.changed_at.isoformat(),
        "score": _score_document(report.score),
    }


def _score_document(score: Score) -> dict[str, Any]:
    document = score_document(score)
    questions = [
        {name: value for name, value in question.items() if name != "line"}
        for question in document["questions"]
    ]
    return document | {"questions": questions}


def _rating_documents(given: Sequence[Given]) -> list[dict[str, Any]]:
    return [
        {
            "question": one.item,
            "revision": one.revision,
            "comment": one.rating.comment,
            "rated_at": one.rated_at.isoformat(),
            "withdrawn": one.withdrawn,
        }
        | rating_document(one.rating)
        for one in given
    ]
