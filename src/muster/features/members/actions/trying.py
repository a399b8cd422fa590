"""Verbs of trying to sign in: what a browser is asked, how often it may try, what is swept."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from math import ceil
from typing import Any

from muster.base.clock import Clock
from muster.base.errors import MusterError
from muster.features.members.model import hash_secret, is_secret
from muster.features.members.passkeys import ASKED, ChallengeEndedError
from muster.features.members.store import trying as store
from muster.storage.postgres import Connection, Database, service

_CHALLENGE_BYTES = 32
_KEPT = timedelta(days=1)  # a removed passkey, so that its removal can be taken back


class TooManyTriesError(MusterError):
    """There were too many tries to sign in; wait a little.

    ``seconds`` says how long.
    """

    code = "too_many_tries"

    def __init__(self, seconds: int) -> None:
        """Take how long to wait."""
        super().__init__()
        self.seconds = seconds


class Asked(StrEnum):
    """What a browser was asked for."""

    ENTER = "enter"
    """To sign in by a passkey."""
    REGISTER = "register"
    """To make one."""
    PROVIDER = "provider"
    """To come back from the organization's own sign-in service."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once, and one more each time that a span has passed."""

    tries: int
    span: timedelta


OF_ADDRESS = Limit(5, timedelta(minutes=3))
"""Letters to one address."""
OF_CLIENT = Limit(120, timedelta(seconds=2))
"""Whatever one client tries, by its network address; many people may share one."""


async def take_turn(database: Database, limit: Limit, name: str, clock: Clock) -> None:
    """Count a try of somebody; ``name`` is kept as a hash only.

    Raises:
        TooManyTriesError: there were too many.
    """
    key = sha256(f"{limit.tries} {limit.span} {name}".encode()).digest()
    now, room = clock.now(), limit.span * limit.tries
    if await database.look_up(store.TAKE_TURN, key, now, limit.span, room):
        return
    row = await database.look_up(store.SELECT_FULL, key)
    full_at: datetime = row["full_at"] if row else now
    wait = full_at + limit.span - room - now
    raise TooManyTriesError(max(1, ceil(wait.total_seconds())))


async def ask(
    database: Database, what: Asked, browser: str, details: Mapping[str, Any], clock: Clock
) -> bytes:
    """Return a new challenge for the browser that has a secret; ``details`` come back with it."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    await database.look_up(
        store.INSERT_CHALLENGE,
        sha256(challenge).digest(),
        what.value,
        hash_secret(browser),
        json.dumps(details),
        clock.now() + ASKED,
    )
    return challenge


async def take_answer(
    database: Database, what: Asked, browser: str, challenge: bytes, clock: Clock
) -> Mapping[str, Any]:
    """Return what a challenge was asked with; it is over then, whatever comes of the answer.

    Raises:
        ChallengeEndedError: this browser was not asked that, or too long ago, or has answered.
    """
    if not is_secret(browser):
        raise ChallengeEndedError
    row = await database.look_up(
        store.TAKE_CHALLENGE,
        sha256(challenge).digest(),
        what.value,
        hash_secret(browser),
        clock.now(),
    )
    if row is None:
        raise ChallengeEndedError
    details: Mapping[str, Any] = json.loads(row["details"])
    return details


@service
async def sweep(connection: Connection, clock: Clock) -> None:
    """Delete sessions, links and questions that are over; in the worker's role."""
    now = clock.now()
    await store.sweep(connection, now, now - _KEPT)
