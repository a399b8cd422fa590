"""The program and a relay as processes of their own, started and stopped as people do it."""

import base64
import email
import email.policy
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

import httpx2

from muster.storage.embedded.postmaster import listener

MUSTER = str(Path(sys.executable).with_name("muster"))
RELAY = str(Path(__file__).with_name("story_relay.py"))
_LINK = re.compile(r"https?://[^\s<>\"]+/i/[0-9a-z]{48}")
_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)\r$", re.MULTILINE)


def environment(**settings: str) -> dict[str, str]:
    """This process's environment, without settings that a developer may have."""
    inherited = dict(os.environ)  # noqa: TID251 -- handed on to the program
    return {name: inherited[name] for name in inherited if name[:7] != "MUSTER_"} | settings


def muster(*words: object, status: int = 0, **settings: str) -> str:
    """Run a command to its end; return what it printed where its status says it should."""
    done = subprocess.run(
        [MUSTER, *map(str, words)],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, (words, done.stdout, done.stderr)
    return done.stdout if status == 0 or "--json" in words else done.stderr


def muster_json(*words: object, status: int = 0, **settings: str):
    return json.loads(muster(*words, "--json", status=status, **settings))


@dataclass
class Server:
    """A running ``muster serve``, or ``demo``."""

    process: subprocess.Popen
    log: Path
    facts: dict = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.facts["url"]

    @property
    def address(self) -> str:
        """Where it listens, whatever its public address is."""
        return f"http://127.0.0.1:{self.facts['port']}" if "port" in self.facts else self.url

    @classmethod
    def start(cls, data: Path, *words: object, command: str = "serve", **settings: str) -> "Server":
        log = data.with_name(f"{data.name}.log")
        line = [MUSTER, command, "--port", "0", "--data", data, "--json", *words]
        with log.open("ab") as errors:
            process = subprocess.Popen(
                list(map(str, line)),
                env=environment(**settings),
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        server = cls(process, log)
        server.facts = json.loads(server._read_answer())
        return server

    def _read_answer(self) -> bytes:
        lines = []
        while line := self.process.stdout.readline():
            lines.append(line)
            if line == b"}\n":
                return b"".join(lines)
        self.kill()
        raise AssertionError(b"".join(lines) + self.log.read_bytes()[-2000:])

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Ask it to stop; return how many seconds it took."""
        begun = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(30)
        finally:
            self.kill()
        assert status == 0, self.log.read_text()[-2000:]
        return time.monotonic() - begun

    def kill(self) -> None:
        """End the one process at once; what it started is on its own."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    @contextmanager
    def abandoned_on_failure(self) -> Iterator[None]:
        """Leave nothing running when a story fails in the middle."""
        try:
            yield
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.kill()
            if postmaster := listener(self.socket):
                os.kill(postmaster, signal.SIGQUIT)
            raise

    @property
    def socket(self) -> Path:
        """Where the embedded PostgreSQL listens."""
        return self.log.with_suffix("") / "postgres" / "run" / ".s.PGSQL.5432"

    @property
    def database_url(self) -> str:
        """The embedded PostgreSQL, as whoever owns the machine reaches it."""
        password = self.socket.parent.with_name("data") / "muster.pgpass"
        return f"postgresql://muster@/muster?host={self.socket.parent}&passfile={password}"

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split() if "muster.run.child" in _command_of(pid)]

    @staticmethod
    def end(pid: int) -> None:
        """End one process at once, as the kernel does when memory runs out."""
        os.kill(pid, signal.SIGKILL)

    @staticmethod
    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):  # the second where it ends while it is read
            return False

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return client.get("/healthz").status_code == 200
        except httpx2.TransportError:
            return False

    def client(self, key: str | None = None) -> httpx2.Client:
        headers = {"X-API-Key": key} if key else {}
        return httpx2.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False)

    def metric(self, line: str) -> float:
        """Return the figure of a metric, given with its labels; 0 when it is not shown yet."""
        with self.client() as client:
            lines = client.get("/metrics").text.splitlines()
        return next((float(one.split()[-1]) for one in lines if one.startswith(f"{line} ")), 0)

    def waiting(self) -> float:
        return self.metric("muster_mail_waiting")

    def ready(self) -> dict:
        with self.client() as client:
            return client.get("/readyz").json()

    def invitations(self, key: str) -> list[dict]:
        """Return all invitations of an organization, page after page."""
        found, parameters = [], {"limit": 200}
        with self.client(key) as client:
            while True:
                page = client.get("/v1/invitations", params=parameters).json()
                found += page["data"]
                if page["next_cursor"] is None:
                    return found
                parameters["cursor"] = page["next_cursor"]


@contextmanager
def serving(data: Path, *words: object, **settings: str) -> Iterator[Server]:
    server = Server.start(data, *words, **settings)
    with server.abandoned_on_failure():
        yield server
    server.stop()


@dataclass(frozen=True)
class Delivered:
    """A letter as the relay took it."""

    connection: int
    sender: str
    recipient: str
    content: bytes

    @cached_property
    def letter(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @cached_property
    def text(self) -> str:
        return self.letter.get_body(("plain",)).get_content()

    @property
    def message_id(self) -> str:
        return _MESSAGE_ID.search(self.content)[1].decode()

    @property
    def receiver(self) -> str:
        """The whole line To, decoded as RFC 2047 says.

        Releases before 3.12.4 keep white space between encoded words when they parse a list of
        addresses (python/cpython#92081).
        """
        line = email.message_from_bytes(self.content)["To"]
        return str(make_header(decode_header(line.replace("\r\n", ""))))

    @property
    def link(self) -> str:
        (link,) = set(_LINK.findall(self.text))
        return link


@dataclass
class Relay:
    """A relay's process and the file in which it writes letters down."""

    process: subprocess.Popen
    ledger: Path
    port: int

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def delivered(self) -> list[Delivered]:
        rows = [json.loads(line) for line in whole_lines(self.ledger.read_bytes())]
        return [Delivered(*row[:3], base64.b64decode(row[3])) for row in rows]

    def count(self) -> int:
        return self.ledger.read_bytes().count(b"\n")

    def addresses(self) -> set[str]:
        return {one.recipient for one in self.delivered()}

    def wait_for(self, number: int) -> None:
        eventually(lambda: self.count() >= number)


@contextmanager
def relaying(ledger: Path, *, hold: float = 0, password: Path | None = None) -> Iterator[Relay]:
    words = [sys.executable, RELAY, str(ledger), str(hold), *([str(password)] if password else [])]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        try:
            yield Relay(process, ledger, int(process.stdout.readline()))
        finally:
            process.kill()


def _command_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it has ended meanwhile
        return ""


def eventually(condition, seconds: float = 60) -> None:
    """Wait until something is so; other processes have no Event."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def log_lines(log: Path) -> list[dict]:
    return [json.loads(line) for line in whole_lines(log.read_bytes())]


def whole_lines(written: bytes) -> list[bytes]:
    """Return the lines of a file that another process may be writing at this moment."""
    return written[: written.rfind(b"\n") + 1].splitlines()
