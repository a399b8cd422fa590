"""The wire of one SMTP connection once it is set up: what is said, and the replies in order.

aiosmtplib waits for each reply before the next command and cannot part DATA from the letter.
Here several commands may travel together (PIPELINING, RFC 2920), which makes one round trip of
a letter's four, and the final dot waits for whoever holds it back.
"""

import asyncio
from collections import deque
from dataclasses import dataclass

from muster.features.delivery.senders.transcript import Transcript

# RFC 5321, 4.5.3.1.5 allows 512 octets a line; a reply of many lines is still a few kilobytes.
_LONGEST_REPLY = 32_768


@dataclass(slots=True)
class Reply:
    """One reply: its code and the words of all its lines."""

    code: int
    words: str


def printable(words: str) -> str:
    """Return a relay's words without controls, which logs and databases cannot bear."""
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() else " " for letter in words)


class Dialogue(asyncio.Protocol):
    """Replies of a relay, matched by order to what was said."""

    def __init__(self, transport: asyncio.Transport, transcript: Transcript | None = None) -> None:
        """Take over an established transport; ``transcript`` is told what is said."""
        self._transcript = transcript
        self._loop = asyncio.get_running_loop()
        self._transport = transport
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        self._replies: deque[Reply] = deque()
        self._owed = 0
        self._waiter: asyncio.Future[None] | None = None
        self._wanted = 0
        self.farewell = "the connection was lost"
        """Why it ended: the relay's last unasked words, if it had any."""
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Tell whether something can still be said."""
        return not self._transport.is_closing()

    def say(self, octets: bytes, replies: int) -> None:
        """Write octets that the relay owes so many replies to."""
        self._owed += replies
        if self._transcript:
            self._transcript.said(octets)
        self._transport.write(octets)

    async def hear(self, count: int, timeout: float) -> list[Reply]:  # noqa: ASYNC109 -- a bare timer is cheaper than a cancel scope, and this runs twice a letter
        """Return the next replies; fewer than ``count`` mean that the connection is gone."""
        if len(self._replies) < count and self.is_open:
            await self._wait(count, timeout)
        self._owed -= count
        replies = self._replies
        return [replies.popleft() for _ in range(min(count, len(replies)))]

    def close(self) -> None:
        """Drop the connection."""
        self._transport.abort()
        self._wake()

    def data_received(self, data: bytes) -> None:
        """Cut what arrived into replies."""
        self._buffer += data
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            if not self._read_line(line.rstrip(b"\r")):
                return
        if len(self._buffer) > _LONGEST_REPLY:
            self._give_up("the relay's reply has no end")
        elif self._waiter and len(self._replies) >= self._wanted:
            self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Wake whoever waits for a reply that will not come."""
        if error is not None:
            self.farewell = f"the connection was lost: {type(error).__name__}"
        self._wake()

    async def _wait(self, count: int, timeout: float) -> None:  # noqa: ASYNC109 -- see hear
        self._wanted = count
        self._waiter = self._loop.create_future()
        timer = self._loop.call_later(timeout, self._give_up, "the relay did not answer in time")
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _read_line(self, line: bytes) -> bool:
        # RFC 5321, 4.2.1: three digits, then "-" when more lines follow.
        code, more = line[:3], line[3:4] == b"-"
        if not code.isdigit():
            self._give_up("the relay's reply is not SMTP")
            return False
        self._lines.append(line[4:])
        if more:
            return self._is_bearable()
        words = b" ".join(self._lines).decode("utf-8", "replace").strip()
        self._lines.clear()
        reply = Reply(int(code), printable(words))
        if self._transcript:
            self._transcript.heard(reply.code, reply.words)
        if len(self._replies) >= self._owed:
            # Nothing was asked: a relay that says 421 and goes. Anything else would be matched
            # with the wrong command from here on.
            self._give_up(f"{reply.code} {reply.words}")
            return False
        self._replies.append(reply)
        return True

    def _is_bearable(self) -> bool:
        if sum(map(len, self._lines)) <= _LONGEST_REPLY:
            return True
        self._give_up("the relay's reply has no end")
        return False

    def _give_up(self, farewell: str) -> None:
        self.farewell = farewell
        self.close()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
