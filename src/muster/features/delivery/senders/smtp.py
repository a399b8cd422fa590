"""Letters through one submission relay by SMTP (RFC 5321, RFC 6409).

aiosmtplib connects, secures and logs in; the dialogue takes the connection over from there.
"""

import asyncio
import re
import socket
import ssl
from dataclasses import dataclass
from typing import cast

import aiosmtplib

from muster.features.delivery.model import Letter
from muster.features.delivery.outcomes import Answer, Phase
from muster.features.delivery.senders.dialogue import Dialogue, Reply, printable
from muster.features.delivery.senders.relay import Relay, Security
from muster.features.delivery.senders.transcript import Transcript

_CONNECT_SECONDS = 10.0
_QUIT_SECONDS = 2.0
_LOGIN_REFUSED = 535
_SYNTAX = 553
_CLOSING = 421
_START_INPUT = 354
_DONE = 2
# Nothing that could end the command or begin a parameter of it.
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>]")
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_PHASES = (Phase.SENDER, Phase.RECIPIENT, Phase.DATA)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait, and how many letters one connection carries.

    ``data`` is long because a relay may scan a letter before it answers: giving up sooner makes
    doubles (RFC 5321, 4.5.3.2.6).
    """

    command: float = 30.0
    data: float = 600.0
    letters: int = 100


class SmtpSender:
    """A relay that speaks SMTP."""

    def __init__(
        self, relay: Relay, patience: Patience = Patience(), *, hostname: str | None = None
    ) -> None:
        """Take the relay; ``hostname`` is what we call ourselves, the machine's name by default."""
        self._relay = relay
        self._patience = patience
        self._hostname = hostname
        self._tls: ssl.SSLContext | None = None

    async def connect(self, transcript: Transcript | None = None) -> "SmtpChannel | Answer":
        """Open a connection, or return why there is none; ``transcript`` is told what is said."""
        self._hostname = self._hostname or await asyncio.to_thread(socket.getfqdn)
        client = aiosmtplib.SMTP(
            hostname=self._relay.host,
            port=self._relay.port,
            local_hostname=self._hostname,
            timeout=min(self._patience.command, _CONNECT_SECONDS),
            use_tls=self._relay.security is Security.TLS,
            start_tls=False,
            tls_context=self._context(),
        )
        try:
            answer = await self._set_up(client, transcript or Transcript())
        except BaseException:
            client.close()
            raise
        if answer is None:
            return SmtpChannel(client, self._patience, transcript)
        client.close()
        return answer

    async def _set_up(self, client: aiosmtplib.SMTP, transcript: Transcript) -> Answer | None:
        relay, phase = self._relay, Phase.CONNECT
        transcript.note(f"connecting to {relay.host}:{relay.port} ({relay.security})")
        try:
            transcript.heard(*await client.connect())
            phase = Phase.HELLO
            await self._greet(client, transcript)
            if relay.security is Security.STARTTLS:
                phase = Phase.TLS
                transcript.said(b"STARTTLS")
                transcript.heard(*await client.starttls())
                phase = Phase.HELLO
                await self._greet(client, transcript)
            if relay.username is not None:
                phase = Phase.LOGIN
                transcript.note("AUTH, with the name and password of MUSTER_SMTP_URL")
                transcript.heard(*await client.login(relay.username, relay.password))
        except (aiosmtplib.SMTPException, OSError) as error:
            answer = _why(phase, error)
            if answer.code is not None:
                transcript.heard(answer.code, answer.words)
            return answer
        return None

    async def _greet(self, client: aiosmtplib.SMTP, transcript: Transcript) -> None:
        transcript.said(f"EHLO {self._hostname}".encode())
        transcript.heard(*await client.ehlo())

    def _context(self) -> ssl.SSLContext | None:
        if self._relay.security is Security.PLAIN:
            return None
        if self._tls is None:
            self._tls = ssl.create_default_context()
            if self._relay.authority:
                self._tls.load_verify_locations(cafile=self._relay.authority)
        return self._tls


class SmtpChannel:
    """One connection to the relay."""

    def __init__(
        self, client: aiosmtplib.SMTP, patience: Patience, transcript: Transcript | None = None
    ) -> None:
        """Take over a client that is connected and logged in."""
        self._dialogue = Dialogue(cast("asyncio.Transport", client.transport), transcript)
        self._pipelining = client.supports_extension("pipelining")
        self._utf8 = client.supports_extension("smtputf8")
        # What comes back needs no more than the header, and keeps the personal link to itself
        # (RFC 3461, 4.3).
        self._options = b" RET=HDRS" if client.supports_extension("dsn") else b""
        self._patience = patience
        self._letters = 0
        self._offered: Letter | None = None
        self._travelling: Letter | None = None

    @property
    def fresh(self) -> bool:
        """Tell whether no letter was offered yet."""
        return self._letters == 0

    @property
    def usable(self) -> bool:
        """Tell whether the connection is open and may carry one letter more."""
        return self._dialogue.is_open and (self._travelling is not None or self._has_room)

    async def offer(self, letter: Letter) -> Answer | None:
        """Say MAIL, RCPT and DATA; None is the relay's 354."""
        travels, self._travelling = self._travelling is letter, None
        if not travels:
            if unfit := self._unfit(letter):
                return unfit
            self._letters += 1
        replies = await (self._hear_offer() if travels else self._say_offer(letter))
        for phase, reply in zip(_PHASES, replies, strict=False):
            if not _goes_on(phase, reply):
                await self._withdraw(replies)
                return self._answer(phase, reply)
        if len(replies) < len(_PHASES):
            return self._answer(_PHASES[len(replies)], None)
        self._offered = letter
        return None

    async def deliver(self, following: Letter | None = None) -> Answer:
        """Send the letter and its final dot, and behind it the offer of the following."""
        if self._offered is None:
            raise RuntimeError("a letter is offered before it is delivered")
        octets, replies = _stuffed(self._offered.content), 1
        self._offered = None
        if following and self._pipelining and self._has_room and not self._unfit(following):
            self._travelling = following
            self._letters += 1
            octets += b"".join(_commands(following, self._options))
            replies += len(_PHASES)
        self._dialogue.say(octets, replies)
        heard = await self._dialogue.hear(1, self._patience.data)
        return self._answer(Phase.CONTENT, heard[0] if heard else None)

    async def leave(self) -> None:
        """Say QUIT; whatever comes of it changes nothing."""
        if self._dialogue.is_open:
            self._dialogue.say(b"QUIT\r\n", 1)
            await self._dialogue.hear(1, _QUIT_SECONDS)
        self.close()

    def close(self) -> None:
        """Drop the connection."""
        self._dialogue.close()

    @property
    def _has_room(self) -> bool:
        return self._letters < self._patience.letters

    async def _say_offer(self, letter: Letter) -> list[Reply]:
        commands = _commands(letter, self._options)
        if self._pipelining:
            self._dialogue.say(b"".join(commands), len(commands))
            return await self._hear_offer()
        replies: list[Reply] = []
        for phase, command in zip(_PHASES, commands, strict=True):
            self._dialogue.say(command, 1)
            replies += await self._dialogue.hear(1, self._patience.command)
            if len(replies) <= _PHASES.index(phase) or not _goes_on(phase, replies[-1]):
                break
        return replies

    async def _hear_offer(self) -> list[Reply]:
        return await self._dialogue.hear(len(_PHASES), self._patience.command)

    async def _withdraw(self, replies: list[Reply]) -> None:
        # A relay that answers 354 although it took no recipient waits for a letter now.
        if not self._dialogue.is_open or replies[-1].code == _START_INPUT:
            self.close()
            return
        self._dialogue.say(b"RSET\r\n", 1)
        if not await self._dialogue.hear(1, self._patience.command):
            self.close()

    def _unfit(self, letter: Letter) -> Answer | None:
        if _UNSAFE.search(letter.sender):
            return Answer(Phase.SENDER, _SYNTAX, "5.1.7 the sender cannot be written in SMTP")
        if _UNSAFE.search(letter.recipient):
            return Answer(Phase.RECIPIENT, _SYNTAX, "5.1.3 the address cannot be written in SMTP")
        if not (self._utf8 or (letter.recipient.isascii() and letter.sender.isascii())):
            return Answer(Phase.RECIPIENT, _SYNTAX, "5.6.7 the relay takes only ASCII addresses")
        return None

    def _answer(self, phase: Phase, reply: Reply | None) -> Answer:
        if reply is None:
            self.close()
            return Answer(phase, None, self._dialogue.farewell)
        if reply.code == _CLOSING:
            self.close()
        return Answer(phase, reply.code, reply.words)


def _why(phase: Phase, error: Exception) -> Answer:
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
    words = printable(str(getattr(error, "message", "") or error) or type(error).__name__)
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return Answer(Phase.TLS, None, words)
    if code is not None and code > 0:
        return Answer(phase, code, words)
    if isinstance(error, OSError):
        return Answer(Phase.CONNECT if phase is Phase.TLS else phase, None, words)
    # The relay does not offer what the URL asks for: STARTTLS, or a login we know.
    return Answer(phase, _LOGIN_REFUSED if phase is Phase.LOGIN else None, words)


def _commands(letter: Letter, options: bytes) -> tuple[bytes, bytes, bytes]:
    sender, recipient = letter.sender.encode(), letter.recipient.encode()
    utf8 = b"" if sender.isascii() and recipient.isascii() else b" SMTPUTF8"  # RFC 6531, 3.4
    return (
        b"MAIL FROM:<%b>%b%b\r\n" % (sender, utf8, options),
        b"RCPT TO:<%b>\r\n" % recipient,
        b"DATA\r\n",
    )


def _goes_on(phase: Phase, reply: Reply) -> bool:
    if phase is Phase.DATA:
        return reply.code == _START_INPUT
    return reply.code // 100 == _DONE


def _stuffed(content: bytes) -> bytes:
    """Return what travels between 354 and the reply: RFC 5321, 4.5.2; never a bare CR or LF."""
    breaks = content.count(b"\r\n")
    if content.count(b"\n") != breaks or content.count(b"\r") != breaks:
        content = _BARE_BREAK.sub(b"\r\n", content)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    if content.startswith(b"."):
        content = b"." + content
    return content.replace(b"\r\n.", b"\r\n..") + b".\r\n"
