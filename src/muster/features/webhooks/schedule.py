"""What an answer to a call means, when the next try is due, and when an endpoint is given up.

The schedule and the rules for 3xx, 410 and Retry-After are those of
https://www.standardwebhooks.com; when an endpoint is disabled follows Svix (reliability.md, 4).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from muster.features.webhooks.model import CallState

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Between one try and the next: ten tries in about 75 hours, then the call is dead."""
KEPT = timedelta(days=30)
"""How long a call that ended can be seen and replayed."""
WARN_AFTER = timedelta(hours=24)
GIVE_UP_AFTER = timedelta(days=5)
FEWEST_TRIES = 20
LONGEST_PATIENCE = timedelta(hours=24)
"""Of a Retry-After; whoever asks for more gets this."""
STRIKES = 5
"""Failures in a row after which an endpoint rests, and is asked by one call at a time."""
_FIRST_REST = timedelta(seconds=5)
_LONGEST_REST = timedelta(minutes=5)
_JITTER = 0.2
_THROTTLED = frozenset({429, 502, 503, 504})
_GONE = 410
_NEVER = datetime.min.replace(tzinfo=UTC)


class Outcome(StrEnum):
    """What became of a try."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """An answer that is not 2xx."""
    REDIRECTED = "redirected"
    """3xx: webhooks follow nobody."""
    THROTTLED = "throttled"
    """429, 502, 503 or 504: the endpoint asks for patience."""
    GONE = "gone"
    """410: it wants no more calls."""
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    """No connection, or one that broke."""
    BLOCKED = "blocked"
    """Its address is not public, and the operator does not allow it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from a try: a status with the beginning of its text, or what went wrong."""

    status: int | None
    words: str = ""
    retry_after: str | None = None
    trouble: Outcome = Outcome.UNREACHABLE

    @property
    def outcome(self) -> Outcome:
        """Return what it means."""
        if self.status is None:
            return self.trouble
        if 200 <= self.status < 300:  # noqa: PLR2004 -- RFC 9110, 15
            return Outcome.DELIVERED
        if 300 <= self.status < 400:  # noqa: PLR2004 -- the same
            return Outcome.REDIRECTED
        if self.status == _GONE:
            return Outcome.GONE
        return Outcome.THROTTLED if self.status in _THROTTLED else Outcome.REFUSED

    def patience(self, now: datetime) -> timedelta | None:
        """Return how long the endpoint asks to be left alone (RFC 9110, 10.2.3), 24 hours at most."""
        if self.retry_after is None or self.outcome is not Outcome.THROTTLED:
            return None
        asked = _read_retry_after(self.retry_after.strip(), now)
        return None if asked is None else min(max(asked, timedelta()), LONGEST_PATIENCE)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a call after a try."""

    state: CallState
    due_at: datetime | None = None
    reason: str | None = None


class Verdict(StrEnum):
    """What an endpoint's failures lead to."""

    WARN = "warn"
    DISABLE = "disable"


@dataclass(frozen=True, slots=True)
class Pulse:
    """How an endpoint does.

    ``strikes`` are failures in a row, ``failures`` all tries since ``failing_since``, none of
    which succeeded. Nobody calls it before ``rests_until``.
    """

    strikes: int = 0
    failures: int = 0
    failing_since: datetime | None = None
    rests_until: datetime = _NEVER
    warned: bool = False

    def after(self, answer: Answer, now: datetime, chance: Callable[[], float]) -> "Pulse":
        """Return how it does after another answer."""
        if answer.outcome is Outcome.DELIVERED:
            return Pulse()
        # What was in flight when it began to rest says nothing new.
        strikes = self.strikes + (not self.rests(now))
        rest = _FIRST_REST * 2 ** min(strikes - STRIKES, 10) if strikes >= STRIKES else timedelta()
        rest = min(rest, _LONGEST_REST) * _jitter(chance)
        patience = answer.patience(now) or timedelta()
        return replace(
            self,
            strikes=strikes,
            failures=self.failures + 1,
            failing_since=self.failing_since or now,
            rests_until=max(self.rests_until, now + max(rest, patience)),
        )

    def rests(self, now: datetime) -> bool:
        """Tell whether it is left alone for now."""
        return now < self.rests_until

    @property
    def probed(self) -> bool:
        """Tell whether it must be asked by one call at a time."""
        return self.strikes >= STRIKES

    def verdict(self, now: datetime) -> Verdict | None:
        """Return what its failures lead to, if anything."""
        if self.failing_since is None:
            return None
        age = now - self.failing_since
        if age >= GIVE_UP_AFTER and self.failures >= FEWEST_TRIES:
            return Verdict.DISABLE
        return Verdict.WARN if age >= WARN_AFTER and not self.warned else None


def settle(
    answer: Answer, failures: int, now: datetime, chance: Callable[[], float] = random.random
) -> Settlement:
    """Return what becomes of a call that had failed so many times before this answer.

    ``chance`` gives numbers from 0 to 1 for the jitter of a fifth.
    """
    outcome = answer.outcome
    if outcome is Outcome.DELIVERED:
        return Settlement(CallState.DELIVERED)
    if outcome is Outcome.GONE:
        return Settlement(CallState.DEAD, reason="gone")
    if failures >= len(DELAYS):
        return Settlement(CallState.DEAD, reason="exhausted")
    wait = max(DELAYS[failures] * _jitter(chance), answer.patience(now) or timedelta())
    return Settlement(CallState.WAITING, due_at=now + wait, reason=outcome.value)


def _jitter(chance: Callable[[], float]) -> float:
    return 1 - _JITTER + 2 * _JITTER * chance()


def _read_retry_after(text: str, now: datetime) -> timedelta | None:
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware - now
