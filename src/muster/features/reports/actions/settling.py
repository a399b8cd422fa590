"""Settling a score, and rating an answer.

Settling computes the whole report anew from answers and ratings, so that doing it once more
changes nothing; a rating settles in its own transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from asyncpg import Record

from muster.base.clock import Clock
from muster.features import attempts, catalog, journal, media
from muster.features.attempts import AttemptState, Place, UnknownAttemptError, UnknownQuestionError
from muster.features.journal import Fact
from muster.features.reports.following import facts_of, next_report, present
from muster.features.reports.marking import is_rated_by_people, mark
from muster.features.reports.model import (
    Given,
    MarkedByRuleError,
    NothingToRateError,
    NotSubmittedError,
    Rate,
    RatingChangedError,
    Report,
    Rule,
    Score,
    Withdrawal,
)
from muster.features.reports.rating import check_rating, clean_rate
from muster.features.reports.scoring import Taken, score
from muster.features.reports.store import attempts as lists
from muster.features.reports.store import settling as store
from muster.storage.postgres import Connection, Database, Role, action, service

ACTOR = "scoring"
"""Who scores, in the journal: a rule and not a person."""
_log = structlog.get_logger(__name__)
_LEASE = timedelta(minutes=5)
_LOOK_AGAIN = timedelta(minutes=5)
"""A recording that is on its way arrives, or is made of what has arrived, within a day."""


@dataclass(frozen=True, slots=True)
class _By:
    """Who acts, and when."""

    actor: str
    now: datetime


@dataclass(frozen=True, slots=True)
class _Work:
    """A submitted attempt, locked, with what its score is made of."""

    attempt_id: int
    attempt_uid: UUID
    whose: Mapping[str, int]
    version: catalog.Version
    places: tuple[Place, ...]
    given: tuple[Given, ...]
    arriving: frozenset[str]


@action
async def settle(connection: Connection, organization: int, attempt_id: int, clock: Clock) -> Score:
    """Score a submitted attempt by its answers and ratings; again, it changes what has changed.

    Raises:
        UnknownAttemptError: there is no such attempt.
        NotSubmittedError: it still runs.
    """
    now = clock.now()
    work = await _open(connection, organization, attempt_id, now)
    report = await _settle(connection, organization, work, _By(ACTOR, now))
    return report.score


@action
async def rate(
    connection: Connection, organization: int, wish: Rate, *, actor: str, clock: Clock
) -> Report:
    """Give or change a reviewer's own rating of an answer; the report follows at once.

    The same rating again changes nothing.

    Raises:
        UnknownAttemptError: there is no such attempt.
        UnknownQuestionError: it has no such question.
        NotSubmittedError: it still runs.
        MarkedByRuleError: nobody rates this type of question.
        NothingToRateError: the candidate did not answer it.
        RatingChangedError: the reviewer's rating has another revision by now.
        InvalidError: the rating does not fit the question; see ``check_rating``.
    """
    wish = clean_rate(wish)
    attempt = await attempts.find_attempt.within(connection, organization, wish.attempt)
    now = clock.now()
    work = await _open(connection, organization, attempt.id, now)
    _check_wish(place_of(work.places, wish.item), wish)
    before = _current(work.given, wish)
    if before is None or before.withdrawn or before.rating != wish.rating:
        given = _next_rating(before, wish, now)
        work = await _write(connection, organization, work, given, _By(actor, now))
    return await _settle(connection, organization, work, _By(actor, now))


@action
async def withdraw_rating(
    connection: Connection, organization: int, wish: Withdrawal, *, actor: str, clock: Clock
) -> Report:
    """Take a reviewer's own rating back; the report follows at once. Again, it changes nothing.

    Raises:
        UnknownAttemptError: there is no such attempt.
        UnknownQuestionError: it has no such question.
        NotSubmittedError: it still runs.
        RatingChangedError: the reviewer's rating has another revision by now.
    """
    attempt = await attempts.find_attempt.within(connection, organization, wish.attempt)
    now = clock.now()
    work = await _open(connection, organization, attempt.id, now)
    place_of(work.places, wish.item)
    last = _last_of(work.given, wish.item, wish.reviewer)
    if last is not None and not last.withdrawn:
        if last.revision != wish.revision:
            raise RatingChangedError(last.revision)
        given = replace(last, revision=last.revision + 1, rated_at=now, withdrawn=True)
        work = await _write(connection, organization, work, given, _By(actor, now))
    return await _settle(connection, organization, work, _By(actor, now))


async def settle_submitted(
    database: Database, clock: Clock, most: int = 100
) -> list[tuple[int, int]]:
    """Settle what a crash, or a server that submitted for its candidate, left behind.

    Returns organizations and attempts that have a report now. An attempt that cannot be settled
    rests for some minutes and does not stop the others.
    """
    now = clock.now()
    settled = []
    for organization, attempt_id in await _claim(database.acting_as(Role.WORKER), now, most):
        try:
            await settle(database, organization, attempt_id, clock)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next one may do better
            _log.warning("not_settled", attempt=attempt_id, error=type(error).__name__)
        else:
            settled.append((organization, attempt_id))
    return settled


@service
async def _claim(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    return await store.claim_due(connection, now, now + _LEASE, most)


async def _open(connection: Connection, organization: int, attempt_id: int, now: datetime) -> _Work:
    locked: Record | None = await store.lock_attempt(connection, organization, attempt_id)
    if locked is None:
        raise UnknownAttemptError
    if locked["state"] != AttemptState.SUBMITTED:
        raise NotSubmittedError
    version = await catalog.get_version.within(
        connection, organization, locked["activity_id"], locked["version"]
    )
    # Before the answers: a recording that arrives in between is found among them, and not lost.
    arriving = await store.select_arriving(
        connection, organization, attempt_id, now - media.UPLOADING
    )
    places = await attempts.answers_of.within(connection, organization, attempt_id)
    given = await store.select_ratings(connection, organization, attempt_id, None)
    whose = {name: locked[name] for name in ("invitation_id", "activity_id", "candidate_id")}
    return _Work(attempt_id, locked["uid"], whose, version, places, tuple(given), arriving)


def place_of(places: Sequence[Place], item: str) -> Place:
    """Return the place of a question.

    Raises:
        UnknownQuestionError: there is none.
    """
    for place in places:
        if place.item.id == item:
            return place
    raise UnknownQuestionError


def _check_wish(place: Place, wish: Rate) -> None:
    if not is_rated_by_people(place.item):
        raise MarkedByRuleError
    if mark(place.item, place.answer.value if place.answer else None).rule is Rule.UNANSWERED:
        raise NothingToRateError
    check_rating(place.item, wish.rating)


def _current(given: Sequence[Given], wish: Rate) -> Given | None:
    """Return the rating that stands, if the reviewer has seen it or says the same again."""
    last = _last_of(given, wish.item, wish.reviewer)
    revision = last.revision if last else 0
    same = last is not None and not last.withdrawn and last.rating == wish.rating
    # Whoever took a rating back sees none, as whoever never gave one.
    unseen = last is not None and last.withdrawn and not wish.revision
    if revision != wish.revision and not same and not unseen:
        raise RatingChangedError(revision)
    return last


def _last_of(given: Sequence[Given], item: str, reviewer: str) -> Given | None:
    own = [one for one in given if (one.item, one.reviewer) == (item, reviewer)]
    return own[-1] if own else None


def _next_rating(before: Given | None, wish: Rate, now: datetime) -> Given:
    revision = before.revision + 1 if before else 1
    return Given(wish.item, wish.reviewer, revision, wish.rating, now)


async def _write(
    connection: Connection, organization: int, work: _Work, given: Given, by: _By
) -> _Work:
    """Write a revision of a rating with its event."""
    await store.insert_rating(connection, organization, work.attempt_id, given, by.actor)
    fact = Fact(
        "report.rating_withdrawn" if given.withdrawn else "report.rated",
        "attempt",
        work.attempt_id,
        {**work.whose, "question": given.item, "revision": given.revision},
    )
    await journal.record(connection, organization, [fact], actor=by.actor, now=by.now)
    return replace(work, given=(*work.given, given))


async def _settle(connection: Connection, organization: int, work: _Work, by: _By) -> Report:
    """Compute the report and write what has changed of it, with its events."""
    taken = Taken.of(work.version.content, work.places, present(work.given), work.arriving)
    before = (await lists.select_reports(connection, organization, [work.attempt_id])).get(
        work.attempt_id
    )
    report = next_report(before, (work.attempt_id, work.attempt_uid), score(taken), by.now)
    if report != before:
        await store.upsert_report(connection, organization, report)
        facts = facts_of(before, report, work.whose)
        await journal.record(connection, organization, facts, actor=by.actor, now=by.now)
    if work.arriving:
        await store.postpone_due(connection, organization, work.attempt_id, by.now + _LOOK_AGAIN)
    else:
        await store.forget_due(connection, organization, work.attempt_id)
    return report
