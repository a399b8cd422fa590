"""How a candidate's verb gets to its attempt: by the links that the session followed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.ids import new_uid
from muster.base.signing import LinkClaim
from muster.features import invitations, journal
from muster.features.attempts.actions.breaks import end_break
from muster.features.attempts.facts import fact_of
from muster.features.attempts.model import (
    GRACE,
    Attempt,
    NoSeatError,
    OverError,
    SupersededError,
    UnknownAttemptError,
)
from muster.features.attempts.store import rows
from muster.features.invitations import Invitation, Visitor
from muster.storage.postgres import Connection, Database

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Reached:
    """An attempt that a session may see, the link that lets it, and its row."""

    organization: int
    visitor: Visitor
    invitation: Invitation
    claim: LinkClaim
    card: Record
    now: datetime

    @property
    def attempt(self) -> Attempt:
        """Return the attempt as it was read."""
        return rows.to_attempt(self.card)

    @property
    def mine(self) -> bool:
        """Tell whether this browser is the one that writes."""
        return self.visitor.device is not None and self.visitor.device == self.card["holder"]

    @property
    def break_is_over(self) -> bool:
        """Tell whether a break is used up that nobody has ended."""
        paused_at, left = self.card["paused_at"], self.card["break_seconds_left"]
        return paused_at is not None and self.now >= paused_at + timedelta(seconds=left)

    async def locked(self, connection: Connection) -> "Reached":
        """Return the same with the attempt locked, as it is by now."""
        await rows.lock(connection, self.organization, self.card["id"])
        reached = replace(
            self, card=await read_card(connection, self.organization, self.card["id"])
        )
        if not reached.break_is_over:
            return reached
        await end_break(connection, self.organization, reached.card, self.now)
        return replace(self, card=await read_card(connection, self.organization, self.card["id"]))

    def require(self, epoch: int) -> None:
        """Check that this browser, and no later page of another one, writes an attempt that runs.

        Raises:
            OverError: it is submitted, or its time is up.
            SupersededError: another device has taken over.
        """
        attempt = self.attempt
        if not attempt.running or self.now > attempt.closes_at + GRACE:
            raise OverError
        if not self.mine or attempt.epoch != epoch:
            raise SupersededError


async def at_attempt(
    database: Database,
    session: str,
    attempt_uid: UUID,
    clock: Clock,
    work: Callable[[Connection, Reached], Awaitable[R]],
    *,
    lock: bool = True,
) -> R:
    """Do the work in a transaction of the attempt's organization, with the attempt locked or not.

    A break that is used up has ended by then.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
    """
    visitor = await invitations.find_visitor(database, session, clock, attempt_uid)

    async def step(connection: Connection, organization: int) -> tuple[R] | None:
        card = await rows.select_by_name(connection, organization, None, attempt_uid)
        reached = card and await _reach(connection, organization, visitor, card, clock.now())
        if not reached:
            return None
        if lock or reached.break_is_over:
            reached = await reached.locked(connection)
        return (await work(connection, reached),)

    return await in_organizations(database, visitor, step)


async def in_organizations(
    database: Database,
    visitor: Visitor,
    step: Callable[[Connection, int], Awaitable[tuple[R] | None]],
) -> R:
    """Try a step in each organization whose links the visitor followed, until one returns a result.

    Raises:
        NoSeatError: none did.
    """
    for organization in visitor.organizations:
        done = await database.run(organization, _bind(step, organization))
        if done is not None:
            return done[0]
    raise NoSeatError


def _bind(
    step: Callable[[Connection, int], Awaitable[tuple[R] | None]], organization: int
) -> Callable[[Connection], Awaitable[tuple[R] | None]]:
    return lambda connection: step(connection, organization)


async def _reach(
    connection: Connection, organization: int, visitor: Visitor, card: Record, now: datetime
) -> Reached | None:
    claims = visitor.claims_of(organization)
    admission = await invitations.admit(connection, organization, card["invitation_id"], claims)
    if admission is None:
        return None
    return Reached(organization, visitor, admission.invitation, admission.claim, card, now)


async def read_card(connection: Connection, organization: int, attempt: int) -> Record:
    """Return the row of an attempt.

    Raises:
        UnknownAttemptError: there is none.
    """
    card = await rows.select_by_name(connection, organization, attempt, None)
    if card is None:
        raise UnknownAttemptError
    return card


async def sit_down(connection: Connection, reached: Reached) -> Attempt:
    """Give the session its seat; if another device wrote until now, this one does from here on."""
    card = reached.card
    seat = seat_at(card, reached.organization, reached.claim, reached.visitor.device or new_uid())
    device = await invitations.take_seat(connection, reached.visitor, seat)
    if not await rows.claim(connection, reached.organization, card["id"], device):
        return reached.attempt
    attempt = replace(reached.attempt, epoch=card["epoch"] + 1)
    facts = [
        fact_of("attempt.claimed", attempt, epoch=attempt.epoch),
        fact_of("signal.second_device", attempt, at=reached.now.isoformat()),
    ]
    await journal.record(
        connection, reached.organization, facts, actor=journal.CANDIDATE, now=reached.now
    )
    return attempt


def seat_at(card: Record, organization: int, claim: LinkClaim, device: UUID) -> invitations.Seat:
    """Return the seat of a device at an attempt, by the link that opened it."""
    return invitations.Seat(
        organization=organization,
        attempt_id=card["id"],
        attempt_uid=card["uid"],
        activity_uid=card["activity_uid"],
        version=card["version"],
        device=device,
        claim=claim,
    )
