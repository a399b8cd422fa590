"""The program is killed while a recording arrives: what was acknowledged is there, byte for byte."""

import base64
import hashlib
import shutil
import socket
import subprocess
from contextlib import suppress

import pytest
from story_candidate import Candidate, invite
from story_program import Server, eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="FFmpeg is not installed"),
]
LINE = (
    "ffmpeg -v error -f lavfi -i testsrc=size=320x240:rate=20:duration=3 "
    "-f lavfi -i sine=frequency=440:duration=3 -c:v libvpx -c:a libopus -live 1 -f webm pipe:1"
)
# Links and cookies must mean the same before and after the kill.
SETTINGS = {"MUSTER_PUBLIC_URL": "http://muster.example.com"}


def record() -> list[bytes]:
    content = subprocess.run(LINE.split(), check=True, capture_output=True).stdout
    size = -(-len(content) // 5)
    return [content[start : start + size] for start in range(0, len(content), size)]


def headers_of(piece: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
    return {"Content-Digest": f"sha-256=:{digest}:", "X-Epoch": "1"}


def hexes(pieces: list[bytes]) -> list[str]:
    return [hashlib.sha256(piece).hexdigest() for piece in pieces]


class Speaker(Candidate):
    """A candidate who records."""

    def __init__(self, server: Server, link: str):
        super().__init__(server, link)
        body = {"epoch": 1, "mime": "video/webm"}
        begun = self.browser.post(f"{self.attempt}/answers/warm-up/takes", json=body)
        self.take = f"{self.attempt}/takes/{begun.json()['take']}"

    def put(self, number: int, piece: bytes) -> int:
        path = f"{self.take}/chunks/{number}"
        return self.browser.put(path, content=piece, headers=headers_of(piece)).status_code

    def put_half(self, number: int, piece: bytes) -> socket.socket:
        """Send the beginning of a chunk and keep the connection."""
        secret = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        lines = [
            f"PUT {self.take}/chunks/{number} HTTP/1.1",
            f"Host: 127.0.0.1:{self.server.facts['port']}",
            f"Cookie: {secret}",
            *[f"{name}: {value}" for name, value in headers_of(piece).items()],
            f"Content-Length: {len(piece)}",
        ]
        connection = socket.create_connection(("127.0.0.1", self.server.facts["port"]))
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + piece[: len(piece) // 2])
        return connection

    def listed(self) -> list[tuple[int, str]]:
        chunks = self.browser.get(f"{self.take}/chunks").json()["chunks"]
        return [(one["number"], one["sha256"]) for one in chunks]

    def complete(self, pieces: list[bytes]) -> str:
        body = {"epoch": 1, "chunks": hexes(pieces), "duration_ms": 3000}
        return self.browser.post(f"{self.take}/complete", json=body).json()["state"]


def test_what_was_acknowledged_before_a_kill_is_in_the_reviewers_hands(template, data):
    key, pieces = template.northwind.key, record()
    server = Server.start(data, **SETTINGS)
    with server.abandoned_on_failure():
        candidate = Speaker(server, invite(server, key, "customer-support-interview"))
        assert [candidate.put(number, pieces[number]) for number in (0, 2, 1)] == [204] * 3
        half = candidate.put_half(3, pieces[3])
    server.kill()
    with suppress(OSError):
        half.close()

    server = Server.start(data, **SETTINGS)
    with server.abandoned_on_failure():
        candidate.move_to(server)
        assert candidate.listed() == list(enumerate(hexes(pieces[:3])))
        assert [candidate.put(number, pieces[number]) for number in (2, 3, 4)] == [204] * 3
        assert candidate.complete(pieces) == "assembling"
        with server.client(key) as client:
            path = f"/v1/attempts/{candidate.uid}/recordings"

            def listed() -> dict:
                return client.get(path).json()["data"][0]

            eventually(lambda: listed()["state"] == "ready")
            original = client.get(listed()["content"], params={"original": "true"})
            assert original.content == b"".join(pieces)
            assert 2800 < listed()["duration_ms"] < 3300
            watched = client.get(listed()["content"], headers={"Range": "bytes=0-3"})
            assert (watched.status_code, watched.content) == (206, b"\x1a\x45\xdf\xa3")
        candidate.browser.close()
    server.stop()
