"""An employer at a running server: invites by the API, reads letters from the folder, and scores."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from story_program import Server, eventually

_LINK = re.compile(r"https?://[^\s<>\"]+/i/[0-9a-z]{48}")


@dataclass
class Office:
    """The server, the employer's key, and the folder into which letters are written."""

    server: Server
    key: str
    mail: Path

    def ask(self, method: str, path: str, **options) -> dict:
        with self.server.client(self.key) as client:
            answer = client.request(method, path, **options)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json()

    def get(self, path: str) -> dict:
        return self.ask("GET", path)

    def invite(self, activity: str, address: str, name: str = "Amara Nwosu") -> str:
        """Invite somebody and return the link of the letter that came."""
        candidates = [{"email": address, "name": name}]
        body = {"activity": activity, "candidates": candidates}
        self.ask("POST", "/v1/invitations", json=body)
        return self.link_of(address)

    def letters(self, address: str) -> list[EmailMessage]:
        """Return what somebody was sent, oldest first."""
        read = [
            email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in sorted(self.mail.glob("[0-9]*.eml"))
        ]
        return [letter for letter in read if address in letter["To"]]

    def link_of(self, address: str, letter: int = 1) -> str:
        """Wait for somebody's first, second ... letter and return its link."""
        eventually(lambda: len(self.letters(address)) >= letter)
        text = self.letters(address)[letter - 1].get_body(("plain",)).get_content()
        (link,) = set(_LINK.findall(text))
        return link

    def answers(self, attempt: str) -> dict[str, object]:
        """Return what stands as the answers, by question."""
        rows = self.get(f"/v1/attempts/{attempt}/answers")["data"]
        return {row["question"]: row["value"] for row in rows if row["answered"]}

    def score(self, attempt: str) -> dict:
        return self.get(f"/v1/attempts/{attempt}/score")

    async def move_clock(self, attempt: str, seconds: float) -> None:
        """Let an attempt be that much older than it is.

        The server has one clock, the machine's; so the times that it wrote down are moved.
        """
        owner = await asyncpg.connect(self.server.database_url)
        await owner.execute(
            "update attempt set started_at = started_at - $2::interval, ends_at = ends_at - $2::interval,"
            " due_at = due_at - $2::interval where uid = $1::text::uuid",
            attempt,
            timedelta(seconds=seconds),
        )
        await owner.close()

    def recordings(self, attempt: str, count: int) -> list[dict]:
        """Wait until the worker is done with so many recordings, and return them."""

        def listed() -> list[dict]:
            rows = self.get(f"/v1/attempts/{attempt}/recordings")["data"]
            return [one for one in rows if one["state"] in {"ready", "unchecked"}]

        eventually(lambda: len(listed()) == count)
        return listed()


def attempt_of(address: str) -> str:
    """Return the attempt that a page is about."""
    return urlsplit(address).path.split("/")[2]
