"""A candidate's browser without a screen: it follows a link, presses Start, and keeps its cookies."""

import re
from urllib.parse import urlsplit

import httpx2
from story_program import Server

HIDDEN = re.compile(r'name="(version|language)" value="([^"]+)"')


def invite(server: Server, key: str, activity: str) -> str:
    """Invite somebody without a letter and return the link."""
    body = {
        "activity": activity,
        "candidates": [{"email": "amara@example.com", "name": "Amara Nwosu"}],
        "send": False,
    }
    with server.client(key) as client:
        return client.post("/v1/invitations", json=body).json()["data"][0]["invitation"]["link"]


class Candidate:
    """Somebody who has followed the link and pressed Start; ``attempt`` is its path."""

    def __init__(self, server: Server, link: str):
        self.browser = httpx2.Client()
        self.move_to(server)
        self.browser.post(urlsplit(link).path)
        start = self.browser.get("/home").headers["location"]
        form = {"consent": "yes", **dict(HIDDEN.findall(self.browser.get(start).text))}
        self.attempt = self.browser.post(start, data=form).headers["location"]

    @property
    def uid(self) -> str:
        return self.attempt.rpartition("/")[2]

    def move_to(self, server: Server) -> None:
        """Go on with the same cookies at a server's present address."""
        self.browser.close()
        self.server, cookies = server, self.browser.cookies
        self.browser = httpx2.Client(
            base_url=server.address, cookies=cookies, timeout=30, trust_env=False
        )

    def save(self, item: str, revision: int, value) -> httpx2.Response:
        """Send what autosave sends."""
        body = {"epoch": 1, "revision": revision, "value": value}
        return self.browser.put(f"{self.attempt}/answers/{item}", json=body)
