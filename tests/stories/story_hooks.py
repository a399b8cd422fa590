"""A receiver of webhooks as a process of its own: writes down each call, and says thanks."""

import base64
import http.server
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from standardwebhooks.webhooks import Webhook
from story_program import eventually, whole_lines

from muster.client import verify


class Recorder(http.server.BaseHTTPRequestHandler):
    """Writes a line for each call into the file that the process was started with."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        row = [self.path, headers, base64.b64encode(body).decode()]
        with Path(sys.argv[1]).open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(row) + "\n")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Heard:
    """A call as the receiver took it."""

    path: str
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> dict:
        """Return what it says, once our client and the public library have checked who says it."""
        said = Webhook(secret).verify(self.body, self.headers)
        assert verify(self.body, self.headers, secret).body == said
        return said


@dataclass(frozen=True)
class Hooks:
    """The receiver's process and its ledger."""

    ledger: Path
    port: int

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def heard(self, path: str) -> list[Heard]:
        rows = [json.loads(line) for line in whole_lines(self.ledger.read_bytes())]
        return [
            Heard(where, headers, base64.b64decode(body))
            for where, headers, body in rows
            if where == path
        ]

    def wait_for(self, path: str, number: int = 1) -> list[Heard]:
        """Wait for so many calls of a path; return all there are."""
        eventually(lambda: len(self.heard(path)) >= number)
        return self.heard(path)


@contextmanager
def receiving(ledger: Path) -> Iterator[Hooks]:
    ledger.touch()
    words = [sys.executable, str(Path(__file__)), str(ledger)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        try:
            yield Hooks(ledger, int(process.stdout.readline()))
        finally:
            process.kill()


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    print(server.server_address[1], flush=True)  # noqa: T201 -- the parent reads it
    server.serve_forever()
