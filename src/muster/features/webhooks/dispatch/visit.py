"""A visit to one endpoint: its due calls, five at a time, until none is left or it fails."""

import asyncio
import base64
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from muster import __version__
from muster.base import signatures
from muster.base.clock import Clock
from muster.base.sealing import Sealer
from muster.features.webhooks.auth import AuthKind
from muster.features.webhooks.dispatch import actions
from muster.features.webhooks.dispatch.notes import Due, Held, Note
from muster.features.webhooks.dispatch.recorder import Recorder
from muster.features.webhooks.model import place_of
from muster.features.webhooks.schedule import Outcome, settle
from muster.features.webhooks.senders import Parcel, Sender
from muster.storage.postgres import Database, Role

AT_ONCE = 5
_BATCH = 200
_LONGEST = timedelta(seconds=10)
_FIXED = {
    "content-type": "application/json",
    "user-agent": f"Muster/{__version__} (+https://www.standardwebhooks.com)",
}


@dataclass(frozen=True, slots=True)
class Crew:
    """What every visit works with."""

    database: Database
    sender: Sender
    sealer: Sealer
    recorder: Recorder
    clock: Clock
    stopping: asyncio.Event


class Visit:
    """Calls one endpoint while this worker holds it."""

    def __init__(self, held: Held, crew: Crew) -> None:
        """Take the endpoint and the crew."""
        self.held = held
        self._crew = crew
        self._gone = False
        self._over = False
        self._end = crew.clock.now() + _LONGEST
        self._keys: list[bytes] = []
        self._headers: Mapping[str, str] = {}

    async def run(self) -> None:
        """Call until nothing is due, the endpoint rests, or another has waited long enough."""
        worker = self._crew.database.acting_as(Role.WORKER)
        self._open_seals()
        while self._goes_on():
            most = 1 if self.held.pulse.probed else _BATCH
            batch = await actions.select_due(worker, self.held, self._crew.clock.now(), most)
            if not batch:
                break
            await self._work_off(batch)
            await self._follow()
        if not self.held.lost:
            await actions.release(worker, self.held)

    def _goes_on(self) -> bool:
        now = self._crew.clock.now()
        ours = not self.held.lost and now < min(self.held.until, self._end)
        free = not (self._gone or self._over or self.held.pulse.rests(now))
        return ours and free and not self._crew.stopping.is_set()

    def _open_seals(self) -> None:
        held, sealer = self.held, self._crew.sealer
        signing = place_of(held.organization_id, held.uid, "signing")
        self._keys = [sealer.open(seal, signing) for seal in held.seals]
        self._headers = _FIXED
        if held.auth:
            kind, name, sealed = held.auth
            secret = sealer.open(sealed, place_of(held.organization_id, held.uid, "auth"))
            self._headers = {**_FIXED, **_auth_header(kind, name, secret)}

    async def _work_off(self, batch: list[Due]) -> None:
        calls = iter(batch)
        written: list[asyncio.Future[None]] = []
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(AT_ONCE, len(batch))):
                    group.create_task(self._carry(calls, written))
        finally:
            # Also when this visit is broken off: what was answered is written.
            await asyncio.gather(*written)

    async def _carry(self, calls: Iterator[Due], written: list[asyncio.Future[None]]) -> None:
        while self._goes_on() and (due := next(calls, None)) is not None:
            note = await self._call(due)
            self.held.pulse = note.pulse
            self._gone = self._gone or note.answer.outcome is Outcome.GONE
            written.append(self._crew.recorder.note(note))

    async def _call(self, due: Due) -> Note:
        started = self._crew.clock.now()
        signed = signatures.headers(self._keys, due.webhook_id, int(started.timestamp()), due.body)
        parcel = Parcel(self.held.url, {**self._headers, **signed}, due.body)
        answer = await self._crew.sender.send(parcel)
        ended = self._crew.clock.now()
        return Note(
            held=self.held,
            due=due,
            answer=answer,
            settlement=settle(answer, due.failures, ended),
            pulse=self.held.pulse.after(answer, ended, random.random),
            started_at=started,
            ended_at=ended,
        )

    async def _follow(self) -> None:
        now = self._crew.clock.now()
        verdict = None if self._gone else self.held.pulse.verdict(now)
        if self._gone or verdict:
            tenant = self.held.organization_id
            await actions.follow(self._crew.database, tenant, self.held, verdict, now=now)
            self._over = True  # what the table says of it is no longer what this visit knows


def _auth_header(kind: AuthKind, name: str, secret: bytes) -> dict[str, str]:
    if kind is AuthKind.HEADER:
        return {name.lower(): secret.decode()}
    pair = base64.b64encode(f"{name}:".encode() + secret).decode()
    return {"authorization": f"Basic {pair}"}
