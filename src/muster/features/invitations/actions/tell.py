"""Telling organizations what has expired: one letter a day, with how many and who."""

from datetime import datetime

from muster.base.clock import Clock
from muster.features import delivery, organizations
from muster.features.invitations.store import ends
from muster.features.invitations.store.ends import Ended
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database, Role, service

MOST_NAMES = 50
"""That one letter lists; it counts the rest."""


async def tell_expired(database: Database, clock: Clock, most: int = 100) -> int:
    """Queue the notices that are due; return how many organizations were told.

    For the worker, as often as it likes; two share the work.

    Raises:
        ExceptionGroup: some organizations could not be told; the others were.
    """
    now = clock.now()
    told, errors = 0, list[Exception]()
    for organization in await _find(database.acting_as(Role.WORKER), now, most):
        try:
            told += await _tell(database, organization, now)
        except Exception as error:  # noqa: BLE001 -- told below
            errors.append(error)
    if errors:
        raise ExceptionGroup("organizations that could not be told", errors)
    return told


@service
async def _find(connection: Connection, now: datetime, most: int) -> list[int]:
    return await ends.select_owed(connection, now, most)


async def _tell(database: Database, organization: int, now: datetime) -> bool:
    async def work(connection: Connection) -> bool:
        owner = await organizations.organization_of_link.within(connection, organization)
        ended = await ends.lock_owed(connection, organization, now)
        if owner is None or not ended:
            return False
        draft = _draft(owner, [one for one in ended if one.still])
        if draft is not None:
            await delivery.enqueue(connection, organization, [draft], now=now)
        await ends.mark_told(connection, organization, ended, draft.reference if draft else None)
        return draft is not None

    return await database.run(organization, work)


def _draft(organization: Organization, ended: list[Ended]) -> delivery.Draft | None:
    if not ended:
        return None
    facts = {
        "count": len(ended),
        "people": [{"name": one.name, "title": one.title} for one in ended[:MOST_NAMES]],
        "more": len(ended[MOST_NAMES:]),
    }
    return delivery.notice(organization, "expired", facts, reference=ended[0].id)
