"""A relay that takes every letter and keeps none: only when it came, to whom, and its Message-ID.

Besides SMTP (RFC 5321, with the PIPELINING of RFC 2920) it knows three words of its own: XCOUNT
answers the number of letters, XREPORT what is known of each as JSON, XFORGET begins anew.
``python -m bench.sink``.
"""

import asyncio
import json
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import uvloop

_DOT = b"\r\n.\r\n"
_MESSAGE_ID = b"\r\nMessage-ID: <"


@dataclass(slots=True)
class Ledger:
    """What has arrived; times are seconds of the machine's monotonic clock."""

    times: list[float] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._buffer = b""
        self._in_letter = False
        self._recipient = ""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._transport.write(b"220 sink.example.com\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        replies: list[bytes] = []
        while (reply := self._step()) is not None:
            replies.append(reply)
        if replies:
            self._transport.write(b"".join(replies))

    def _step(self) -> bytes | None:
        if self._in_letter:
            return self._take_letter()
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return None
        line, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
        return self._obey(line)

    def _take_letter(self) -> bytes | None:
        end = self._buffer.find(_DOT)
        if end < 0:
            return None
        ledger = self._ledger
        ledger.times.append(time.monotonic())
        ledger.recipients.append(self._recipient)
        start = self._buffer.find(_MESSAGE_ID, 0, end) + len(_MESSAGE_ID)
        ledger.message_ids.append(self._buffer[start : self._buffer.find(b">", start)].decode())
        self._buffer = self._buffer[end + len(_DOT) :]
        self._in_letter = False
        return b"250 2.0.0 taken\r\n"

    def _obey(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"RCPT":
            self._recipient = line[line.find(b"<") + 1 : line.find(b">")].decode()
        elif verb == b"DATA":
            self._in_letter = True
            return b"354 go on\r\n"
        elif verb == b"EHLO":
            return b"250-sink.example.com\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
            return b""
        elif verb in {b"XCOU", b"XREP", b"XFOR"}:
            return self._tell(verb)
        return b"250 2.0.0 ok\r\n"

    def _tell(self, verb: bytes) -> bytes:
        ledger = self._ledger
        if verb == b"XFOR":
            ledger.times, ledger.recipients, ledger.message_ids = [], [], []
        told = asdict(ledger) if verb == b"XREP" else len(ledger.times)
        return b"250 " + json.dumps(told).encode() + b"\r\n"


@dataclass(slots=True)
class SinkClient:
    """Asks a sink for what it knows."""

    port: int

    async def count(self) -> int:
        """Return how many letters have come."""
        return await self._ask(b"XCOUNT")

    async def report(self) -> Ledger:
        """Return what is known of each letter."""
        return Ledger(**await self._ask(b"XREPORT"))

    async def forget(self) -> None:
        """Begin anew."""
        await self._ask(b"XFORGET")

    async def wait_for(self, letters: int, seconds: float) -> None:
        """Wait until so many letters have come.

        Raises:
            TimeoutError: they do not.
        """
        async with asyncio.timeout(seconds):
            while await self.count() < letters:  # noqa: ASYNC110 -- the sink is another process
                await asyncio.sleep(0.05)

    async def _ask(self, word: bytes) -> Any:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**28)
        try:
            await reader.readline()
            writer.write(word + b"\r\n")
            return json.loads((await reader.readline())[4:])
        finally:
            writer.close()


async def _serve() -> None:
    ledger = Ledger()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(ledger), "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())
