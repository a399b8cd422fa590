"""One connection's task: it takes loads, offers and delivers their letters, notes the outcomes."""

import asyncio

import structlog

from muster.features.delivery.dispatch.office import Office
from muster.features.delivery.dispatch.tray import Load
from muster.features.delivery.outcomes import Answer, Phase, classify
from muster.features.delivery.senders import Channel, Sender

_log = structlog.get_logger(__name__)

_IDLE_SECONDS = 60.0
_LONGEST_REST = 60.0


class Carrier:
    """Keeps one connection to the relay and sends one letter after the other through it.

    The rule that keeps doubles to one letter a connection: a final dot is sent only after the
    connection's previous acceptance is committed. Everything up to the dot may go ahead.
    """

    def __init__(self, sender: Sender, office: Office) -> None:
        """Begin without a connection."""
        self._sender = sender
        self._office = office
        self._channel: Channel | None = None
        self._following: Load | None = None
        self._failures = 0
        self._committed: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Carry loads until the tray ends."""
        try:
            while (load := self._following or await self._next()) is not None:
                self._following = None
                await self._carry(load)
            await self._leave()
        finally:
            self._drop()

    async def _next(self) -> Load | None:
        while not self._office.stopping.is_set():
            try:
                async with asyncio.timeout(_IDLE_SECONDS):
                    load = await self._office.tray.take()
            except TimeoutError:
                await self._leave()
                continue
            if load is None or self._is_ready(load):
                return load
        return None

    async def _carry(self, load: Load) -> None:
        try:
            await self._offer_and_deliver(load)
        except Exception:  # noqa: BLE001 -- one bad letter must not end the connection's task
            _log.exception("carrier failed", message=load.message.id)
            self._drop()
            phase = Phase.CONTENT if load.in_flight else Phase.DATA
            self._office.settle(load, Answer(phase, None, "a defect of the sender"))

    async def _offer_and_deliver(self, load: Load) -> None:
        channel = await self._open(load)
        if channel is None or load.letter is None:
            return
        fresh = channel.fresh
        refusal = await channel.offer(load.letter)
        if refusal is not None:
            self._refused(load, refusal, fresh=fresh)
        elif await self._may_send(load):
            await self._deliver(channel, load)
        else:
            self._drop()

    async def _open(self, load: Load) -> Channel | None:
        if self._channel and self._channel.usable:
            return self._channel
        await self._leave()
        connected = await self._connect()
        if not isinstance(connected, Answer):
            self._failures = 0
            return connected
        if self._office.spares_lane(classify(connected)):
            self._office.tray.put_back(load)
            await self._rest()
        else:
            self._office.settle(load, connected)
        return None

    async def _connect(self) -> Channel | Answer:
        self._office.connections += 1
        try:
            connected = await self._sender.connect()
            if not isinstance(connected, Answer):
                self._channel = connected
            return connected
        finally:
            if self._channel is None:
                self._office.connections -= 1

    def _refused(self, load: Load, refusal: Answer, *, fresh: bool) -> None:
        if self._channel and not self._channel.usable:
            self._drop()
        if refusal.code is None and not fresh:
            # A kept connection that the relay closed meanwhile; the letter never left.
            self._following = load
        else:
            self._office.settle(load, refusal)

    async def _may_send(self, load: Load) -> bool:
        if self._committed and not self._committed.done():
            await self._committed
        if self._office.is_lapsed(load):
            self._office.tray.let_go(load)
            return False
        return not self._office.stopping.is_set()

    async def _deliver(self, channel: Channel, load: Load) -> None:
        following = self._take_following()
        self._following = following
        load.in_flight = True
        answer = await channel.deliver(following.letter if following else None)
        if answer.code is None:
            self._drop()
        self._committed = self._office.settle(load, answer)

    def _take_following(self) -> Load | None:
        if self._office.stopping.is_set():
            return None
        while (load := self._office.tray.take_now()) is not None:
            if self._is_ready(load):
                return load
        return None

    def _is_ready(self, load: Load) -> bool:
        if self._office.is_lapsed(load):
            self._office.tray.let_go(load)
            return False
        return self._office.prepare(load)

    async def _rest(self) -> None:
        seconds = min(2.0**self._failures, _LONGEST_REST)
        self._failures += 1
        try:
            async with asyncio.timeout(seconds):
                await self._office.stopping.wait()
        except TimeoutError:
            return

    async def _leave(self) -> None:
        if self._channel:
            await self._channel.leave()
        self._drop()

    def _drop(self) -> None:
        if self._channel:
            self._channel.close()
            self._channel = None
            self._office.connections -= 1
