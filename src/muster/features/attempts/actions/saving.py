"""Saving answers, and what recordings and files need of them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.features import invitations
from muster.features.attempts import composing
from muster.features.attempts.actions.reaching import Reached, at_attempt, sit_down
from muster.features.attempts.actions.versions import read_version, version_named
from muster.features.attempts.model import (
    GRACE,
    Answer,
    AnswerError,
    ConflictingSaveError,
    Hold,
    NoSeatError,
    NotOpenedError,
    OverError,
    PausedError,
    Put,
    Save,
    Saved,
    Seat,
    Sitting,
    SupersededError,
    UnknownQuestionError,
    Value,
)
from muster.features.attempts.store import rows, saving
from muster.features.attempts.timing import Clocked, Verdict, judge
from muster.features.attempts.values import check_value, is_written
from muster.features.attempts.views import Held
from muster.storage.postgres import Connection, Database, action, service

_MOST_INTEGER = 2**31 - 1
_THIN_EVERY = 100
"""Saves of one answer after which older texts are thinned, or one attempt could fill the disk."""
_REFUSALS = {
    "over": OverError,
    "superseded": SupersededError,
    "paused": PausedError,
    "not_opened": NotOpenedError,
    "no_seat": NoSeatError,
}


async def save(database: Database, wish: Save, clock: Clock) -> Saved:
    """Save an answer; when this returns it is on the disk. The same again is the same again.

    A text that loses against another is kept beside the answer, for reviewers.

    Raises:
        NoSeatError: this browser has no seat at the attempt, or its link is void.
        UnknownQuestionError: the attempt has no such question.
        AnswerError: the value is no answer to it.
        ConflictingSaveError: the answer changed since the revision that the writer saw.
        SupersededError: another device has taken over.
        NotOpenedError: the question or its section has a clock that has not begun.
        PausedError: a break runs.
        OverError: the time is up by more than the grace, or the attempt is submitted.
    """
    seat = await invitations.find_seat(database, wish.session, wish.attempt_uid, clock)
    if seat is None:
        raise NoSeatError
    value = await _checked(database, seat, wish)
    row = await _save(database, seat, wish, value, clock.now())
    if row["outcome"] in {"no_seat", "paused"}:
        # Rare: a link that was followed again meanwhile, or a break that is used up.
        seat = await _sit_again(database, wish, clock)
        row = await _save(database, seat, wish, value, clock.now())
    return _saved(row, wish, clock.now())


async def _checked(database: Database, seat: invitations.Seat, wish: Save) -> Value:
    kept = await version_named(database, seat.organization, seat.activity_uid, seat.version)
    item = kept.items.get(wish.item)
    if item is None:
        raise UnknownQuestionError
    if not is_written(item):
        raise AnswerError("This question is answered by a recording or a file", field=item.id)
    return check_value(item, wish.value)


async def _save(
    database: Database, seat: invitations.Seat, wish: Save, value: Value, now: datetime
) -> Record:
    target = (seat.organization, seat.attempt_id, seat.device)
    text = (_integer(wish.epoch), wish.item, _integer(wish.revision), value)

    async def work(connection: Connection) -> Record | None:
        row = await saving.save(connection, target, text, seat.claim, (now, GRACE))
        if row and row["outcome"] == "saved" and row["revision"] % _THIN_EVERY == 0:
            await saving.thin(connection, seat.organization, seat.attempt_id)
        return row

    row = await database.run(seat.organization, work)
    if row is None:
        raise UnknownQuestionError
    return row


async def _sit_again(database: Database, wish: Save, clock: Clock) -> invitations.Seat:
    async def work(connection: Connection, reached: Reached) -> None:
        if reached.mine:
            await sit_down(connection, reached)

    await at_attempt(database, wish.session, wish.attempt_uid, clock, work)
    seat = await invitations.find_seat(database, wish.session, wish.attempt_uid, clock)
    if seat is None:
        raise NoSeatError
    return seat


def _saved(row: Record, wish: Save, now: datetime) -> Saved:
    outcome = row["outcome"]
    if outcome == "saved":
        return Saved(row["revision"], now, row["is_late"])
    if outcome == "same":
        return Saved(row["revision"], row["saved_at"] or now, row["late"])
    if outcome == "conflict":
        current = composing.value_of(row["value"])
        raise ConflictingSaveError(
            Answer(wish.item, row["revision"], current, row["saved_at"] or now, row["late"])
        )
    raise _REFUSALS[outcome]


@service
async def sit(connection: Connection, sitting: Sitting, clock: Clock) -> Seat:
    """Return where a session sits; the transaction speaks for its organization from here on.

    Raises:
        NoSeatError: this browser has no seat there, or its link is void.
        SupersededError: it named an epoch, and another device has taken over.
    """
    now = clock.now()
    seat = await _find_seat(connection, sitting.session, sitting.attempt_uid, now)
    organization = seat.organization
    card = await rows.select_by_name(connection, organization, seat.attempt_id, None)
    if card is None:
        raise NoSeatError
    invitation = card["invitation_id"]
    if not await invitations.admit(connection, organization, invitation, [seat.claim]):
        await _come_by_another_link(connection, seat, invitation, (sitting.session, now))
    if sitting.epoch is not None and (card["holder"], card["epoch"]) != (
        seat.device,
        sitting.epoch,
    ):
        raise SupersededError
    return Seat(seat.organization, seat.attempt_id, card["submitted_at"], now)


@service
async def hold(connection: Connection, wish: Hold, clock: Clock) -> Held:
    """Make sure that a question may be answered now, and that it stays so in this transaction.

    For what becomes part of an answer, such as a recording. The transaction speaks for the
    attempt's organization from here on; ``put`` writes the answer.

    Raises:
        NoSeatError, UnknownQuestionError, SupersededError, NotOpenedError, PausedError,
        OverError: as ``save`` says.
    """
    now = clock.now()
    seat = await _find_seat(connection, wish.session, wish.attempt_uid, now)
    row = await saving.hold(connection, seat.organization, seat.attempt_id, wish.item, seat.claim)
    if row is None:
        raise UnknownQuestionError
    if row["is_void"]:
        await _come_by_another_link(connection, seat, row["invitation_id"], (wish.session, now))
    verdict = _judge(row, seat.device, wish.epoch, now)
    kept = await read_version(
        connection, seat.organization, (row["activity_id"], seat.activity_uid), seat.version
    )
    given = rows.to_accommodation(row)
    return Held(
        organization=seat.organization,
        attempt_id=seat.attempt_id,
        place=composing.place_of(row, kept.items[wish.item], given),
        epoch=row["epoch"],
        now=now,
        late=verdict is Verdict.LATE,
    )


def _judge(row: Record, device: UUID, epoch: int, now: datetime) -> Verdict:
    if row["state"] != "running":
        raise OverError
    if (row["holder"], row["epoch"]) != (device, epoch):
        raise SupersededError
    if row["paused_at"] is not None:
        raise PausedError
    timed = not row["untimed"]
    section = Clocked(
        timed and row["section_limit"] is not None,
        row["section_opened_at"],
        row["section_ends_at"],
        row["section_closed_at"],
    )
    place = Clocked(timed and row["limit_seconds"] is not None, row["opened_at"], row["ends_at"])
    verdict = judge(row["due_at"], section, place, now)
    if verdict is Verdict.NOT_OPENED:
        raise NotOpenedError
    if verdict is Verdict.OVER:
        raise OverError
    return verdict


@action
async def put(connection: Connection, organization: int, wish: Put, now: datetime) -> Saved:
    """Write an answer whose right was checked when it began, also after Submit: P5.

    Raises:
        UnknownQuestionError: the attempt has no such question.
        ConflictingSaveError: a revision was asked for, and another one stands.
    """
    row = await saving.put(
        connection,
        organization,
        {
            "attempt": wish.attempt_id,
            "item": wish.item,
            "value": wish.value,
            "now": now,
            "late": wish.late,
            "only_if_empty": wish.only_if_empty,
            "revision": wish.revision,
        },
    )
    if row is None:
        raise UnknownQuestionError
    if not (row["is_written"] or row["is_same"] or row["is_full"]):
        value = composing.value_of(row["value"])
        raise ConflictingSaveError(
            Answer(wish.item, row["revision"], value, row["saved_at"] or now, row["late"])
        )
    return Saved(row["revision"], row["saved_at"] or now, row["late"])


async def _find_seat(
    connection: Connection, session: str, attempt_uid: UUID, now: datetime
) -> invitations.Seat:
    seat = await invitations.find_seat_within(connection, session, attempt_uid, now)
    if seat is None:
        raise NoSeatError
    await saving.speak_for(connection, seat.organization)
    return seat


async def _come_by_another_link(
    connection: Connection, seat: invitations.Seat, invitation: int, by: tuple[str, datetime]
) -> None:
    """Let (session, now) sit by another link that it followed, since the seat's own is void."""
    visitor = await invitations.find_visitor_within(connection, by[0], seat.attempt_uid, by[1])
    claims = visitor.claims_of(seat.organization)
    admission = await invitations.admit(connection, seat.organization, invitation, claims)
    if admission is None:
        raise NoSeatError
    await invitations.take_seat(connection, visitor, replace(seat, claim=admission.claim))


def _integer(number: int) -> int:
    """Return a number that the database can compare; what is out of its range equals nothing."""
    return number if 0 <= number <= _MOST_INTEGER else -1
