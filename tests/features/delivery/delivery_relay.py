"""A relay that does what a test tells it: a small SMTP server with a script."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Mail:
    sender: str
    recipient: str
    content: bytes
    connection: int

    def header(self, name: str) -> str:
        head = self.content.partition(b"\r\n\r\n")[0].decode()
        lines = [line.partition(": ") for line in head.split("\r\n")]
        return next(value for key, _, value in lines if key == name)


class HangUpError(Exception):
    """The script hangs up instead of answering."""


@dataclass
class Script:
    """``answer(verb, argument)`` returns a reply, None for the usual one, or raises HangUpError.

    Verbs: CONNECT, EHLO, AUTH, STARTTLS, MAIL, RCPT, DATA, . (the final dot), RSET, QUIT.
    """

    answer: Callable[[str, str], str | None] = lambda _verb, _argument: None
    extensions: tuple[str, ...] = ("PIPELINING", "SMTPUTF8", "8BITMIME")
    hold: Callable[[str, str], float] = lambda _verb, _argument: 0
    opened: asyncio.Event | None = None
    """No final dot is answered before this is set."""
    store_before_answer: bool = True
    trickle: bool = False
    careless: bool = False
    """Answer 354 to DATA although no recipient was taken."""
    tls: ssl.SSLContext | None = None


USUAL = {
    "CONNECT": "220 relay.example.com ready",
    "MAIL": "250 2.1.0 sender fine",
    "RCPT": "250 2.1.5 recipient fine",
    "DATA": "354 go ahead",
    ".": "250 2.0.0 queued",
    "RSET": "250 2.0.0 forgotten",
    "NOOP": "250 2.0.0 fine",
    "QUIT": "221 2.0.0 bye",
    "AUTH": "235 2.7.0 welcome",
    "STARTTLS": "220 2.0.0 go ahead",
}


@dataclass
class Relay:
    script: Script = field(default_factory=Script)
    mails: list[Mail] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._greet, "127.0.0.1", self.port, limit=2**20)
        self.port = self._server.sockets[0].getsockname()[1]
        self._writers, self._tasks = set(), set()
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _greet(self, reader, writer):
        self._writers.add(writer)
        self._tasks.add(asyncio.current_task())
        self.connections += 1
        try:
            await self._converse(_Session(self, reader, writer, self.connections))
        except (HangUpError, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
            self._writers.discard(writer)

    async def _converse(self, session):
        await session.reply("CONNECT", "")
        while line := await session.line():
            verb, _, argument = line.partition(" ")
            verb = verb.upper()
            self.verbs.append(verb)
            if verb == "EHLO":
                await session.greet(argument)
            elif verb == "DATA":
                await session.data()
            elif verb == "STARTTLS":
                await session.reply(verb, argument)
                await session.encrypt()
            elif not await session.obey(verb, argument):
                return


class _Session:
    def __init__(self, relay, reader, writer, number):
        self.relay, self.reader, self.writer, self.number = relay, reader, writer, number
        self.envelope = {}

    async def line(self):
        return (await self.reader.readline()).decode().rstrip("\r\n")

    async def greet(self, argument):
        answer = self.relay.script.answer("EHLO", argument)
        lines = answer.split("\n") if answer else ["250-relay.example.com"]
        if answer is None:
            lines += [f"250-{each}" for each in self.relay.script.extensions] + ["250 HELP"]
        await self.write("\r\n".join(lines))

    async def reply(self, verb, argument):
        answer = self.relay.script.answer(verb, argument) or USUAL.get(verb, "500 5.5.1 what?")
        await asyncio.sleep(self.relay.script.hold(verb, argument))
        if verb == "." and self.relay.script.opened:
            await self.relay.script.opened.wait()
        await self.write(answer)
        return answer

    async def encrypt(self):
        plain = self.writer.transport
        try:
            await self.writer.start_tls(self.relay.script.tls)
        except (ssl.SSLError, AttributeError) as error:
            # asyncio trips over a client that leaves during the handshake.
            self.writer._transport = plain
            raise HangUpError from error

    async def obey(self, verb, argument):
        answer = await self.reply(verb, argument)
        if verb == "RSET":
            self.envelope.clear()
        elif verb in {"MAIL", "RCPT"} and answer.startswith("2"):
            self.envelope[verb] = argument.partition("<")[2].partition(">")[0]
        return verb != "QUIT" and not answer.startswith("421")

    async def data(self):
        if "RCPT" not in self.envelope and not self.relay.script.careless:
            await self.write("554 5.5.1 no valid recipients")
        elif (await self.reply("DATA", "")).startswith("354"):
            await self.content()
            self.envelope.clear()

    async def content(self):
        octets = b""
        while not octets.endswith(b"\r\n.\r\n"):
            octets += await self.reader.readline()
            if self.reader.at_eof():
                raise HangUpError
        content = octets.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        mail = Mail(self.envelope["MAIL"], self.envelope["RCPT"], content, self.number)
        if self.relay.script.store_before_answer:
            self.relay.mails.append(mail)
        answer = await self.reply(".", self.envelope["RCPT"])
        if not self.relay.script.store_before_answer and answer.startswith("2"):
            self.relay.mails.append(mail)

    async def write(self, text):
        octets = text.encode() + b"\r\n"
        if not self.relay.script.trickle:
            self.writer.write(octets)
        else:
            for place in range(len(octets)):
                self.writer.write(octets[place : place + 1])
                await self.writer.drain()
                await asyncio.sleep(0.0005)
        await self.writer.drain()


def at(wanted, answer, *, recipient=""):
    """Answer one verb so; an exception is raised, which hangs up."""

    def script(verb, argument):
        if verb != wanted or recipient not in argument:
            return None
        if isinstance(answer, str):
            return answer
        raise answer

    return script


def slow(seconds):
    """Take so long to answer a final dot."""
    return Script(hold=lambda verb, _: seconds * (verb == "."))


def copies(relay):
    return Counter(mail.header("Message-ID") for mail in relay.mails)
