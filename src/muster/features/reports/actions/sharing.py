"""Links that show a report: made, listed and revoked by the staff."""

from datetime import datetime, timedelta
from typing import Any

from muster.base.clock import Clock
from muster.base.ids import from_typeid, new_uid
from muster.features import journal
from muster.features.journal import Fact
from muster.features.reports.actions.reading import attempt_named
from muster.features.reports.sharing import BRIEFEST, NewShare, UnknownShareError, check_lifetime
from muster.features.reports.store import sharing as store
from muster.features.reports.views import Share, ShareView
from muster.storage.postgres import Connection, action


@action
async def share(
    connection: Connection,
    organization: int,
    reference: str,
    lifetime: timedelta,
    *,
    actor: str,
    clock: Clock,
) -> Share:
    """Make a link that shows a report, by any name of it or of its attempt, for a while.

    Raises:
        LifetimeError: the lifetime is not 15 minutes to 24 hours.
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    check_lifetime(lifetime)
    return await _make(connection, organization, reference, lifetime, actor, clock.now())


@action
async def share_briefly(
    connection: Connection,
    organization: int,
    reference: str,
    lifetime: timedelta,
    *,
    actor: str,
    clock: Clock,
) -> Share:
    """Make a link as ``share`` does, which may live from one minute on: a vendor's own floor.

    Raises:
        LifetimeError: the lifetime is not one minute to 24 hours.
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    check_lifetime(lifetime, BRIEFEST)
    return await _make(connection, organization, reference, lifetime, actor, clock.now())


async def _make(
    connection: Connection,
    organization: int,
    reference: str,
    lifetime: timedelta,
    actor: str,
    now: datetime,
) -> Share:
    attempt = await attempt_named(connection, organization, reference)
    new = NewShare(new_uid(), now, actor, now + lifetime)
    made = await store.insert_share(connection, organization, attempt, new)
    fact = fact_of("report.shared", made, expires_at=made.expires_at.isoformat())
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    return made


@action
async def list_shares(
    connection: Connection,
    organization: int,
    reference: str,
    *,
    after: int | None = None,
    limit: int = 50,
) -> list[Share]:
    """Return the links to a report before the id ``after``, newest first, ended ones too.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    attempt = await attempt_named(connection, organization, reference)
    return await store.select_shares(connection, organization, attempt, after=after, limit=limit)


@action
async def read_share(
    connection: Connection, organization: int, reference: str, name: str, *, most: int = 100
) -> tuple[Share, tuple[ShareView, ...]]:
    """Return one link to a report by its TypeID or UUID, with its latest views, newest first.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
        UnknownShareError: the report has no such link.
    """
    attempt = await attempt_named(connection, organization, reference)
    uid = from_typeid(Share.TYPE_PREFIX, name)
    found = uid and await store.select_shares(connection, organization, attempt, uid=uid)
    if not found:
        raise UnknownShareError
    views = await store.select_views(connection, organization, found[0].id, most)
    return found[0], tuple(views)


@action
async def revoke_share(
    connection: Connection,
    organization: int,
    reference: str,
    name: str,
    *,
    actor: str,
    clock: Clock,
) -> Share:
    """End a link to a report at once; again, it changes nothing.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
        UnknownShareError: the report has no such link.
    """
    found, _ = await read_share.within(connection, organization, reference, name, most=0)
    now = clock.now()
    if await store.revoke_share(connection, organization, found.id, now):
        fact = fact_of("report.share_revoked", found)
        await journal.record(connection, organization, [fact], actor=actor, now=now)
    found, _ = await read_share.within(connection, organization, reference, name, most=0)
    return found


def fact_of(name: str, share: Share, **data: Any) -> Fact:
    """Return a fact about the report of a share; what is signed of the link is not in it."""
    return Fact(name, "attempt", share.attempt_id, {"share": share.typeid, **data})
