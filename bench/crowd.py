"""Candidates in the middle of an activity: invited over HTTP, let in and started by the features."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from bench.calls import PEOPLE, Request, native
from bench.programs import Program
from bench.scene import Scene
from bench.stage import Yard
from muster.base.ids import from_typeid
from muster.base.signing import LinkClaim
from muster.features import attempts, invitations
from muster.run.house import House, house_of

_CONSENT = attempts.Consent("bench", "en", "I agree to be measured.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A browser that writes an attempt."""

    session: str
    attempt: UUID

    @property
    def secret(self) -> bytes:
        """Return what the database knows the session by."""
        return hashlib.sha256(self.session.encode()).digest()

    def request(
        self, method: str, path: str, body: bytes = b"", *headers: tuple[str, str]
    ) -> Request:
        """Return a request about the attempt with the session's cookie."""
        cookie = ("cookie", f"muster={self.session}")
        site = ("sec-fetch-site", "same-origin")
        return Request(method, f"/attempt/{self.attempt}/{path}", (cookie, site, *headers), body)

    def save(self, item: str, revision: int, text: str) -> Request:
        """Return what autosave sends; nobody else has claimed the attempt."""
        body = {"epoch": 1, "revision": revision, "value": text}
        return self.request("PUT", f"answers/{item}", json.dumps(body).encode())


async def gather_crowd(scene: Scene, yard: Yard, muster: Program, number: int) -> list[Candidate]:
    """Invite so many people; each opens the link and presses Start."""
    scene.tell(f"{number:,} candidates start")
    requests = [
        native(yard.desk, scene.serials.product(size).start, size).wire() for size in _sizes(number)
    ]
    run = await scene.driver.send(muster.port, requests, connections=1, keep=True)
    rows = [row["invitation"] for body in run.bodies for row in json.loads(body)["data"]]
    async with house_of(yard.settings) as house:
        desks = asyncio.Semaphore(house.settings.database_pool)
        return list(await asyncio.gather(*[_start(house, row, desks) for row in rows]))


def _sizes(number: int) -> list[int]:
    whole, rest = divmod(number, PEOPLE)
    return [PEOPLE] * whole + [rest] * bool(rest)


async def _start(house: House, row: dict[str, str], desks: asyncio.Semaphore) -> Candidate:
    claim = house.links.read(urlsplit(row["link"]).path.rpartition("/")[2])
    uid = from_typeid("inv", row["id"])
    assert isinstance(claim, LinkClaim)
    assert uid is not None
    async with desks:
        session = await invitations.open_link(house.database, claim, None, house.clock)
        attempt = await attempts.start(house.database, session, uid, _CONSENT, house.clock)
    return Candidate(session, attempt.uid)
