"""The claimed messages of one worker: those that wait for a connection, and all that are held."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from muster.features.delivery.model import Letter, Message


@dataclass(slots=True, eq=False)
class Load:
    """A message that this worker holds a lease on.

    ``in_flight``: its final dot may have been sent, so that only the relay's answer tells.
    """

    message: Message
    leased_until: datetime
    letter: Letter | None = None
    sha256: bytes | None = None
    started_at: datetime | None = None
    in_flight: bool = False


class Tray:
    """Loads in the order of their claims; any number of connections take from it."""

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: asyncio.Queue[Load | None] = asyncio.Queue()
        self._held: dict[tuple[int, int], Load] = {}
        self._low = 0
        self.hungry = asyncio.Event()
        """Set while fewer loads wait than the mark of the last ``put``."""
        self.hungry.set()

    @property
    def held(self) -> list[Load]:
        """Return every load whose outcome is not noted yet, waiting or in hand."""
        return list(self._held.values())

    def put(self, loads: Iterable[Load], *, low: int) -> None:
        """Add loads; be hungry again when fewer than ``low`` wait."""
        for load in loads:
            self._held[load.message.organization_id, load.message.id] = load
            self._waiting.put_nowait(load)
        self._low = low
        self._weigh()

    def put_back(self, load: Load) -> None:
        """Add a load that a connection could not carry after all."""
        self._waiting.put_nowait(load)

    async def take(self) -> Load | None:
        """Wait for a load; None means that there will be none any more."""
        load = await self._waiting.get()
        self._weigh()
        return load

    def take_now(self) -> Load | None:
        """Return a load if one waits."""
        if self._waiting.empty():
            return None
        load = self._waiting.get_nowait()
        self._weigh()
        return load

    def empty(self) -> list[Load]:
        """Take everything that waits."""
        loads = []
        while (load := self.take_now()) is not None:
            loads.append(load)
        return loads

    def let_go(self, load: Load) -> None:
        """Hold a load no longer: its outcome is noted, or its lease is lost."""
        key = (load.message.organization_id, load.message.id)
        # A message whose lease lapsed may have been claimed anew by this very worker.
        if self._held.get(key) is load:
            del self._held[key]

    def end(self, takers: int) -> None:
        """Tell so many takers that there is nothing more."""
        for _ in range(takers):
            self._waiting.put_nowait(None)

    def _weigh(self) -> None:
        if self._waiting.qsize() <= self._low:
            self.hungry.set()
        else:
            self.hungry.clear()
