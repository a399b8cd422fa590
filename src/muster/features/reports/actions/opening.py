"""Opening a shared report: what whoever has the link may see, and nothing else; views are noted."""

from collections.abc import Sequence

from muster.base.clock import Clock
from muster.base.signing import LinkClaim, LinkKind
from muster.features import attempts, catalog, journal, media
from muster.features.media import AnswerFile, Take
from muster.features.reports.actions.reading import view_of
from muster.features.reports.actions.sharing import fact_of
from muster.features.reports.sharing import (
    LINK_VERSION,
    ONE_VIEW,
    Sight,
    UnknownShareError,
    check_open,
)
from muster.features.reports.store import reading
from muster.features.reports.store import sharing as store
from muster.features.reports.views import ReportView, Share, ShareView
from muster.storage.postgres import Connection, Database, action


async def open_share(
    database: Database,
    claim: LinkClaim,
    clock: Clock,
    seen_by: str,
    *,
    what: Sight = Sight.PAGE,
) -> ReportView:
    """Return the report that a link shows, and note the view: when, by what program, at what.

    ``seen_by`` is of ``agent_word``. An event tells of a view, unless the same kind of program
    looked at the same within ten minutes.

    Raises:
        UnknownShareError: there is no such link, or the report was erased.
        ShareRevokedError: somebody revoked it.
        ShareExpiredError: its time is over.
    """
    return await _open(database, claim.organization, claim, clock, seen_by, what)


async def open_shared_recording(
    database: Database, claim: LinkClaim, take: str, clock: Clock, seen_by: str
) -> media.Content:
    """Return what to serve of a recording that the shared report shows, and note the view.

    Raises:
        UnknownShareError: there is no such link, or the report was erased.
        ShareRevokedError: somebody revoked it.
        ShareExpiredError: its time is over.
        UnknownTakeError: the report shows no such recording.
        NotPlayableError: it is not finished, cannot be played, or is quarantined.
    """
    return await _open_recording(database, claim.organization, claim, take, clock, seen_by)


async def open_shared_file(
    database: Database, claim: LinkClaim, file: str, clock: Clock, seen_by: str
) -> media.Content:
    """Return what to serve of a file that the shared report shows, and note the view.

    Raises:
        UnknownShareError: there is no such link, or the report was erased.
        ShareRevokedError: somebody revoked it.
        ShareExpiredError: its time is over.
        UnknownFileError: the report shows no such file.
    """
    return await _open_file(database, claim.organization, claim, file, clock, seen_by)


async def open_shared_image(
    database: Database, claim: LinkClaim, sha256: str, clock: Clock
) -> catalog.Image:
    """Return an image of the version that the shared report is of; no view is noted.

    Raises:
        UnknownShareError: there is no such link, or the report was erased.
        ShareRevokedError: somebody revoked it.
        ShareExpiredError: its time is over.
        UnknownImageError: the version has no such image.
    """
    return await _open_image(database, claim.organization, claim, sha256, clock)


@action
async def _open(
    connection: Connection,
    organization: int,
    claim: LinkClaim,
    clock: Clock,
    seen_by: str,
    what: Sight,
) -> ReportView:
    share = await _claimed(connection, organization, claim, clock)
    await _note(connection, share, clock, seen_by, what)
    card = await reading.select_by_name(connection, organization, share.attempt_id)
    if card is None:
        raise UnknownShareError
    return await view_of(connection, organization, card, clock)


@action
async def _open_recording(
    connection: Connection,
    organization: int,
    claim: LinkClaim,
    take: str,
    clock: Clock,
    seen_by: str,
) -> media.Content:
    share = await _claimed(connection, organization, claim, clock)
    found = await media.list_recordings.within(connection, organization, str(share.attempt_id))
    if not _shows(found, take):
        raise media.UnknownTakeError
    content: media.Content = await media.view_recording.within(
        connection, organization, take, actor=_actor(share), clock=clock
    )
    await _note(connection, share, clock, seen_by, Sight.RECORDING)
    return content


@action
async def _open_file(
    connection: Connection,
    organization: int,
    claim: LinkClaim,
    file: str,
    clock: Clock,
    seen_by: str,
) -> media.Content:
    share = await _claimed(connection, organization, claim, clock)
    found = await media.list_files.within(connection, organization, str(share.attempt_id))
    if not _shows(found, file):
        raise media.UnknownFileError
    content: media.Content = await media.view_file.within(
        connection, organization, file, actor=_actor(share), clock=clock
    )
    await _note(connection, share, clock, seen_by, Sight.FILE)
    return content


@action
async def _open_image(
    connection: Connection, organization: int, claim: LinkClaim, sha256: str, clock: Clock
) -> catalog.Image:
    share = await _claimed(connection, organization, claim, clock)
    attempt = await attempts.find_attempt.within(connection, organization, str(share.attempt_id))
    version = await catalog.get_version.within(
        connection, organization, attempt.activity_id, attempt.version
    )
    if sha256 not in version.content.images.values():
        raise catalog.UnknownImageError
    image: catalog.Image = await catalog.get_image.within(connection, organization, sha256)
    return image


async def _claimed(
    connection: Connection, organization: int, claim: LinkClaim, clock: Clock
) -> Share:
    if claim.kind is not LinkKind.REPORT or claim.version != LINK_VERSION:
        raise UnknownShareError
    share = await store.select_claimed(connection, organization, claim.subject)
    if share is None:
        raise UnknownShareError
    check_open(share, clock.now())
    return share


async def _note(
    connection: Connection, share: Share, clock: Clock, agent: str, what: Sight
) -> None:
    now = clock.now()
    seen = ShareView(now, agent, what.value)
    organization = share.organization_id
    each = what is not Sight.RECORDING
    if await store.insert_view(connection, share, seen, now - ONE_VIEW, each=each):
        fact = fact_of("report.viewed", share, agent=agent, what=what.value)
        await journal.record(connection, organization, [fact], actor=_actor(share), now=now)


def _shows(found: Sequence[Take] | Sequence[AnswerFile], reference: str) -> bool:
    return any(reference in {one.typeid, str(one.uid)} for one in found)


def _actor(share: Share) -> str:
    """Whoever has the link; nobody knows who that is."""
    return f"share:{share.typeid}"
