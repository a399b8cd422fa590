"""Making calls of events: every endpoint hears once of what it wants, however often we look."""

import asyncio
from collections.abc import Mapping

import asyncpg
import structlog

from muster.base.clock import Clock
from muster.base.errors import UnavailableError
from muster.features import journal
from muster.features.journal import Event
from muster.features.organizations import Organization
from muster.features.webhooks.dispatch import actions
from muster.features.webhooks.dispatch.notes import Behind
from muster.features.webhooks.dispatch.recorder import DATABASE_ERRORS
from muster.features.webhooks.model import Body, BodyMaker, Endpoint, Style
from muster.storage.postgres import Database, Role

_log = structlog.get_logger(__name__)
_ENDPOINTS = 50
_EVENTS = 200
# What the database refuses because of what the event says, and would refuse again.
_REFUSED = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)


class Announcer:
    """Reads the feed for endpoints that are behind it; any number of workers may."""

    def __init__(self, database: Database, makers: Mapping[Style, BodyMaker], clock: Clock) -> None:
        """Take a database in the application's role, and who forms the bodies of each style."""
        self._database = database
        self._makers = makers
        self._clock = clock

    async def announce(self, stop: asyncio.Event) -> int:
        """Make the calls that are owed by now; return how many."""
        worker = self._database.acting_as(Role.WORKER)
        made, more = 0, True
        while more and not stop.is_set():
            behind = await actions.take_behind(worker, self._clock.now(), _ENDPOINTS)
            more = len(behind) == _ENDPOINTS
            for one in behind:
                if stop.is_set():
                    break
                new, unfinished = await self._try_to_bring_up(one)
                made, more = made + new, more or unfinished
        return made

    async def _try_to_bring_up(self, behind: Behind) -> tuple[int, bool]:
        try:
            return await self._bring_up(behind)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 -- the others are told; its turn comes again
            _log.error("not told", endpoint=behind.endpoint_id, error=type(error).__name__)
            return 0, False

    async def _bring_up(self, behind: Behind) -> tuple[int, bool]:
        """Tell an endpoint of one page of the feed; the rest has its turn after the others'.

        Returns how many calls are new, and whether there is a rest.
        """
        found = await actions.listener(self._database, behind.organization_id, behind.endpoint_id)
        if found is None:
            return 0, False
        events = await journal.read_feed(
            self._database, behind.organization_id, after=behind.sequence, limit=_EVENTS
        )
        endpoint, organization = found
        told = [
            (event, body)
            for event in events
            if endpoint.wants(event)
            and (body := await self._body(endpoint, event, organization)) is not None
        ]
        upto = max((event.sequence or 0 for event in events), default=behind.sequence)
        new = await actions.owe(
            self._database, behind.organization_id, behind, told, upto, now=self._clock.now()
        )
        return new, len(events) == _EVENTS

    async def _body(
        self, endpoint: Endpoint, event: Event, organization: Organization
    ) -> Body | None:
        try:
            return await self._makers[endpoint.style](endpoint, event, organization)
        except Exception as error:
            if isinstance(error, DATABASE_ERRORS) and not isinstance(error, _REFUSED):
                raise
            # One bad event ends nothing that follows: its call stands among the dead, where it is
            # seen and can be replayed.
            _log.error("no body", number=event.id, type=event.type, error=type(error).__name__)
            return Body(event.type, b"")
