"""The worker's webhooks put together: who forms the bodies, what makes the calls."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from muster.edges.dialects import micro1, xobin
from muster.edges.services import Services
from muster.edges.webhooks import Bodies
from muster.features import webhooks
from muster.features.webhooks import Announcer, BodyMaker, Dispatcher, Style
from muster.features.webhooks.senders.http import HttpSender
from muster.run.house import House
from muster.run.metrics import WebhookMetrics
from muster.run.webhook_terms import terms_of


def makers_of(services: Services) -> Mapping[Style, BodyMaker]:
    """Return who forms the bodies of each style."""
    return {
        Style.MUSTER: Bodies(services.links.public_url),
        Style.MICRO1: micro1.Hooks(services),
        Style.XOBIN: xobin.AssessmentHooks(services),
        Style.XOBIN_INTERVIEWS: xobin.InterviewHooks(services),
    }


class Telling:
    """Tells other systems what happens: calls are made of events, and endpoints called."""

    def __init__(self, house: House, services: Services) -> None:
        """Open nothing yet."""
        self._house = house
        self._metrics = WebhookMetrics(house.registry)
        terms = terms_of(house)
        self._sender = HttpSender(terms.allowed)
        self._announcer = Announcer(house.database, makers_of(services), house.clock)
        self._dispatcher = Dispatcher(
            house.database, self._sender, terms.sealer, house.clock, stats=self._metrics.stats
        )

    async def call(self, stop: asyncio.Event) -> None:
        """Call endpoints until ``stop`` is set."""
        try:
            await self._dispatcher.run(stop)
        finally:
            self._metrics.show()
            with suppress(OSError):
                await self._sender.close()

    async def announce(self, stop: asyncio.Event) -> None:
        """Make the calls that events owe by now."""
        self._metrics.show()
        if await self._announcer.announce(stop):
            self._dispatcher.wake()

    async def forget_old(self) -> None:
        """Delete calls that ended a month ago."""
        await webhooks.forget_old(self._house.database, self._house.clock)
