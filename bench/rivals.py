"""Letters without Muster: ready-made ones as fast as SMTP allows, and the textbook's way.

Each runs in a process of its own and returns how long it took.
"""

import asyncio
import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import uvloop

_SENDER = "invitations@example.com"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a program knows of a letter before it makes one."""

    headers: tuple[tuple[str, str], ...]
    recipient: str
    text: str
    html: str
    calendar: str


def push(port: int, letters: Sequence[bytes], number: int, connections: int) -> float:
    """Send ready-made letters, again and again up to a number; one round trip a letter.

    MAIL, RCPT and DATA of the next letter travel behind the final dot of the one before.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_push(port, letters, number, connections))


def take_apart(letters: Sequence[bytes]) -> list[Parts]:
    """Return what the textbook makes the same letters of; nobody measures this."""
    return [_parts(letter) for letter in letters]


def textbook(port: int, letters: Sequence[Parts], number: int) -> float:
    """Make each letter an ``EmailMessage`` and send it by one ``sendmail``.

    Generous to it: nothing is rendered, one connection is kept for all letters, and no outcome
    is written down.
    """
    with smtplib.SMTP("127.0.0.1", port) as relay:
        began = time.monotonic()
        for place in range(number):
            parts = letters[place % len(letters)]
            relay.sendmail(_SENDER, [parts.recipient], _compose(parts))
        return time.monotonic() - began


def _parts(letter: bytes) -> Parts:
    message = message_from_bytes(letter, policy=SMTP)
    assert isinstance(message, EmailMessage)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    (calendar,) = (part for part in message.iter_attachments())
    headers = tuple(
        (name, str(value))
        for name, value in message.items()
        if name not in {"MIME-Version", "Content-Type"}
    )
    recipient = message["To"].addresses[0].addr_spec
    return Parts(headers, recipient, text.get_content(), html.get_content(), calendar.get_content())


def _compose(parts: Parts) -> bytes:
    message = EmailMessage(policy=SMTP)
    for name, value in parts.headers:
        message[name] = value
    message.set_content(parts.text)
    message.add_alternative(parts.html, subtype="html")
    message.add_attachment(parts.calendar, subtype="calendar", filename="deadline.ics")
    return message.as_bytes()


async def _push(port: int, letters: Sequence[bytes], number: int, connections: int) -> float:
    wires = [letter.replace(b"\r\n.", b"\r\n..") + b".\r\n" for letter in letters]
    loop = asyncio.get_running_loop()
    pushers = [_Pusher(wires, number // connections) for _ in range(connections)]
    began = time.monotonic()
    for pusher in pushers:
        await loop.create_connection(pusher.itself, "127.0.0.1", port)
    await asyncio.gather(*[pusher.finished for pusher in pushers])
    return time.monotonic() - began


class _Pusher(asyncio.Protocol):
    _OFFER = b"MAIL FROM:<invitations@example.com>\r\nRCPT TO:<guest@example.com>\r\nDATA\r\n"

    def __init__(self, wires: Sequence[bytes], number: int) -> None:
        self._wires = wires
        self._left = number
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def itself(self) -> "_Pusher":
        """Return itself: what asyncio makes a connection's protocol by."""
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._transport.write(self._OFFER)

    def data_received(self, data: bytes) -> None:
        if b"354 " in data:
            self._left -= 1
            wire = self._wires[self._left % len(self._wires)]
            self._transport.write(wire + self._OFFER if self._left else wire)
        elif not self._left:
            self._transport.close()
            self.finished.set_result(None)
