"""The one link to a report that lasts for days, because a vendor's clients are promised it."""

from datetime import datetime

from muster.base.clock import Clock
from muster.base.ids import new_uid
from muster.features import journal
from muster.features.reports.actions.reading import attempt_named
from muster.features.reports.actions.sharing import fact_of
from muster.features.reports.store import sharing as store
from muster.features.reports.views import Share
from muster.storage.postgres import Connection, action


@action
async def lasting_share(
    connection: Connection,
    organization: int,
    reference: str,
    lasts: tuple[str, datetime],
    *,
    actor: str,
    clock: Clock,
) -> Share | None:
    """Return the link to a report that ``lasts`` for a purpose until an instant.

    It is made when it is first asked for, and the same ever after; None once it has ended or
    was revoked. A later instant makes it last longer. People's own links live for 24 hours at
    most: see ``share``.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    purpose, ends_at = lasts
    now = clock.now()
    if ends_at <= now:
        return None
    attempt = await attempt_named(connection, organization, reference)
    known = await store.select_lasting(connection, organization, attempt, purpose)
    if known is not None and (known.revoked_at is not None or known.expires_at >= ends_at):
        return None if known.revoked_at is not None else known
    uid = new_uid()
    made = await store.upsert_lasting(
        connection, organization, attempt, (uid, now, actor, purpose), ends_at
    )
    if made.uid == uid:
        fact = fact_of("report.shared", made, expires_at=made.expires_at.isoformat())
        await journal.record(connection, organization, [fact], actor=actor, now=now)
    return made
