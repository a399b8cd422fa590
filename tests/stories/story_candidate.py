"""A candidate's browser without a screen: it follows a link, presses Start, and keeps its cookies."""

import re
from urllib.parse import urlsplit

import httpx2
from story_program import Server

_ITEM = re.compile(r'data-item="([^"]+)"')
_SUBMISSION = re.compile(r'name="submission_id" value="([^"]+)"')
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

    def open_question(self, number: int) -> str:
        """Go to a question, start its own clock if it has one, and return its id."""
        path = f"{self.attempt}/{number}"
        page = self.browser.get(path).text
        if 'value="open"' in page:
            self.browser.post(path, data={"epoch": "1", "go": "open"})
            page = self.browser.get(path).text
        return _ITEM.search(page)[1]

    def submit(self) -> None:
        """Look at everything once more, and hand it in."""
        review = self.browser.get(f"{self.attempt}/review").text
        form = {"submission_id": _SUBMISSION.search(review)[1]}
        assert self.browser.post(f"{self.attempt}/submit", data=form).is_redirect
        self.browser.close()
