"""The one link to a report that lasts for days, because a vendor's clients are promised it."""

from muster.base.clock import Clock
from muster.base.ids import new_uid
from muster.features import journal
from muster.features.reports.actions.reading import attempt_named
from muster.features.reports.actions.sharing import fact_of
from muster.features.reports.sharing import NewShare, Promise
from muster.features.reports.store import sharing as store
from muster.features.reports.views import Share
from muster.storage.postgres import Connection, action


@action
async def lasting_share(
    connection: Connection,
    organization: int,
    reference: str,
    promise: Promise,
    *,
    actor: str,
    clock: Clock,
) -> Share | None:
    """Return the link to a report that keeps a promise.

    It is made when it is first asked for, and the same ever after; None once it has ended or
    was revoked. A later instant makes it last longer. People's own links live for 24 hours at
    most: see ``share``.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    now = clock.now()
    if promise.until <= now:
        return None
    attempt = await attempt_named(connection, organization, reference)
    known = await store.select_lasting(connection, organization, attempt, promise.purpose)
    if known is not None and (known.revoked_at is not None or known.expires_at >= promise.until):
        return None if known.revoked_at is not None else known
    new = NewShare(new_uid(), now, actor, promise.until)
    made = await store.upsert_lasting(connection, organization, attempt, promise.purpose, new)
    if made.uid == new.uid:
        fact = fact_of("report.shared", made, expires_at=made.expires_at.isoformat())
        await journal.record(connection, organization, [fact], actor=actor, now=now)
    return made
