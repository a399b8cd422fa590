"""What follows for a report when it is scored again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from muster.base.ids import new_uid
from muster.features.journal import Fact
from muster.features.reports.model import Given, Rating, Report, Score


def present(given: Sequence[Given]) -> dict[str, tuple[Rating, ...]]:
    """Return the ratings that count, by question."""
    found: dict[str, tuple[Rating, ...]] = {}
    for one in standing(given):
        found[one.item] = (*found.get(one.item, ()), one.rating)
    return found


def standing(given: Sequence[Given]) -> tuple[Given, ...]:
    """Return the last revision of each reviewer and question, unless it was taken back."""
    last = {(one.item, one.reviewer): one for one in sorted(given, key=lambda one: one.revision)}
    return tuple(one for one in last.values() if not one.withdrawn)


def next_report(
    before: Report | None, attempt: tuple[int, UUID], score: Score, now: datetime
) -> Report:
    """Return the report of an attempt (id, uid) with a score; the same one when nothing of it is new."""
    if before is None:
        completed_at = now if score.complete else None
        return Report(
            attempt_id=attempt[0],
            attempt_uid=attempt[1],
            uid=new_uid(),
            revision=1,
            score=score,
            settled_at=now,
            completed_at=completed_at,
            changed_at=None,
        )
    if before.score == score:
        return before
    return replace(
        before,
        revision=before.revision + 1,
        score=score,
        settled_at=now,
        completed_at=before.completed_at or (now if score.complete else None),
        changed_at=now if _has_changed(before, score) else before.changed_at,
    )


def facts_of(before: Report | None, report: Report, whose: Mapping[str, int]) -> list[Fact]:
    """Return the facts of a report that was just written, with whose it is; they hold no points."""
    data = {**whose, "revision": report.revision, "complete": report.score.complete}
    if before is None or before.completed_at is None:
        name = "report.scored" if report.completed_at else None
    else:
        name = "report.changed" if _has_changed(before, report.score) else None
    return [Fact(name, "attempt", report.attempt_id, data)] if name else []


def _has_changed(before: Report, score: Score) -> bool:
    """Tell whether somebody may have seen a whole result that is another one now."""
    return before.completed_at is not None and _points(before.score) != _points(score)


def _points(score: Score) -> list[Fraction | None]:
    return [question.mark.points for question in score.questions]
