"""What an answer of the relay means, and what becomes of the message. Pure.

The phase decides as much as the code: until the final dot is sent, nothing was accepted; after
it, only a code tells. A connection that is lost in between leaves the message *unknown*
(RFC 1047). Codes are those of RFC 5321, 4.2; enhanced codes those of RFC 3463.
"""

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from muster.features.delivery.model import Message, MessageState

LONGEST_WORDS = 500
"""Characters of the relay's words that are kept."""

# Waits after the first, second, … failure; together 48 hours, then the message is given up.
_MINUTES = (1, 5, 15, 30, 60, 120, *[240] * 10, 249)
SCHEDULE = tuple(timedelta(minutes=minutes) for minutes in _MINUTES)
JITTER = 0.2


class Phase(StrEnum):
    """How far a conversation with the relay had come when it was answered or lost."""

    RENDER = "render"
    CONNECT = "connect"
    HELLO = "hello"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    """DATA was sent and 354 not received: the letter itself has not left."""
    CONTENT = "content"
    """The letter was sent to its final dot."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``code`` is None when nothing did."""

    phase: Phase
    code: int | None
    words: str = ""

    @property
    def enhanced(self) -> str | None:
        """Return the enhanced status code (RFC 3463) that the words begin with, if any."""
        found = _ENHANCED.match(self.words)
        return found.group() if found else None


_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")


class Verdict(StrEnum):
    """What an answer means for the message that it answers."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    BOUNCED = "bounced"
    DEAD = "dead"
    UNTOUCHED = "untouched"
    """Nothing was asked of the relay for this message, so nothing is counted against it."""


class Pause(StrEnum):
    """Why a lane rests."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    CONFIGURATION = "configuration"
    """The relay refuses us: login, sender or certificate. No message is burnt on that."""
    POLICY = "policy"
    """The relay refuses everybody we write to: it is about us."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its consequences.

    ``reason`` is a stable word. ``pause``: why the lane, or at least this connection, should
    rest. ``suppress``: write no more to this address. ``patience``: write to this recipient's
    domain later.
    """

    verdict: Verdict
    reason: str | None = None
    pause: Pause | None = None
    suppress: bool = False
    patience: bool = False


_ACCEPTED = Outcome(Verdict.ACCEPTED)
_UNKNOWN = Outcome(Verdict.UNKNOWN, "connection_lost")
_DROPPED = Outcome(Verdict.DEFERRED, "dropped", pause=Pause.UNREACHABLE)
_FULL = Outcome(Verdict.DEFERRED, "mailbox_full")
_MISCONFIGURED = Outcome(Verdict.UNTOUCHED, "configuration", pause=Pause.CONFIGURATION)
_SETUP = frozenset({Phase.CONNECT, Phase.HELLO, Phase.TLS, Phase.LOGIN, Phase.SENDER})
_LOGIN_WANTED = frozenset({530, 534, 535, 538})
_PERMANENT = 500
_CLOSING = 421
_OVER_QUOTA = 552
_ADDRESS, _MAILBOX, _POLICY = "1", "2", "7"


def classify(answer: Answer) -> Outcome:
    """Return what an answer means."""
    if answer.code is None:
        return _of_silence(answer.phase)
    if answer.phase in _SETUP:
        return _of_setup(answer.code)
    if answer.phase is Phase.CONTENT and answer.code // 100 == 2:  # noqa: PLR2004 -- 2yz: done
        return _ACCEPTED
    if answer.code in _LOGIN_WANTED:
        return _MISCONFIGURED
    return _of_refusal(answer) if answer.code >= _PERMANENT else _of_delay(answer)


@dataclass(slots=True)
class Settlement:
    """What becomes of a message: its state, and when it is due again unless it ended."""

    state: MessageState
    due_at: datetime | None
    reason: str | None
    failed: bool


def settle(
    message: Message, outcome: Outcome, *, now: datetime, chance: random.Random
) -> Settlement:
    """Return what becomes of a message after an outcome; ``chance`` spreads the retries."""
    if outcome.verdict is Verdict.UNTOUCHED:
        state = MessageState.DEFERRED if message.failures else MessageState.QUEUED
        return Settlement(state, now, outcome.reason, failed=False)
    if outcome.verdict not in {Verdict.DEFERRED, Verdict.UNKNOWN}:
        return Settlement(MessageState(outcome.verdict), None, outcome.reason, failed=False)
    wait = delay(message.failures + 1, chance)
    if wait is None or (message.send_before and now + wait >= message.send_before):
        return Settlement(MessageState.DEAD, None, "gave_up", failed=True)
    return Settlement(MessageState(outcome.verdict), now + wait, outcome.reason, failed=True)


def delay(failures: int, chance: random.Random) -> timedelta | None:
    """Return how long to wait after the n-th failure, or None when it was the last."""
    if failures > len(SCHEDULE):
        return None
    return SCHEDULE[failures - 1] * chance.uniform(1 - JITTER, 1 + JITTER)


def _of_silence(phase: Phase) -> Outcome:
    if phase is Phase.CONTENT:
        return _UNKNOWN
    if phase is Phase.TLS:
        return _MISCONFIGURED
    if phase in {Phase.CONNECT, Phase.HELLO, Phase.LOGIN}:
        return Outcome(Verdict.UNTOUCHED, "unreachable", pause=Pause.UNREACHABLE)
    # It may be this very letter that the relay cannot bear, so it steps aside for the next one.
    return _DROPPED


def _of_setup(code: int) -> Outcome:
    if code >= _PERMANENT:
        return _MISCONFIGURED
    return Outcome(Verdict.UNTOUCHED, "busy", pause=Pause.BUSY)


def _of_refusal(answer: Answer) -> Outcome:
    subject, detail = _subject(answer)
    if (subject, detail) == (_MAILBOX, "2") or (not subject and answer.code == _OVER_QUOTA):
        return _FULL
    if answer.enhanced == "5.6.7":  # RFC 6531, 3.5
        return Outcome(Verdict.BOUNCED, "address_needs_smtputf8")
    if subject == _POLICY:
        return Outcome(Verdict.BOUNCED, "policy")
    if subject in {_ADDRESS, _MAILBOX} or (not subject and answer.phase is Phase.RECIPIENT):
        return Outcome(Verdict.BOUNCED, "address", suppress=True)
    return Outcome(Verdict.BOUNCED, "refused")


def _of_delay(answer: Answer) -> Outcome:
    subject, detail = _subject(answer)
    if (subject, detail) == (_MAILBOX, "2"):
        return _FULL
    asked = answer.code == _CLOSING or subject == _POLICY
    return Outcome(Verdict.DEFERRED, "later", patience=asked)


def _subject(answer: Answer) -> tuple[str, str]:
    _, subject, detail = (answer.enhanced or "..").split(".")
    return subject, detail
