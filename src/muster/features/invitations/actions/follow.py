"""Following a link: looking changes nothing, opening lets a browser in, again and again."""

import json
from datetime import datetime, timedelta

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.signing import LinkClaim, LinkKind
from muster.features import candidates, journal, organizations
from muster.features.catalog import Kind
from muster.features.invitations.model import Invitation, State
from muster.features.invitations.store import reading, sessions
from muster.features.invitations.store.writing import to_invitation
from muster.features.invitations.views import Awaiting, Landing, Stage, access
from muster.features.invitations.visiting import hash_secret, is_secret, new_secret
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database, service

_SESSION = timedelta(days=30)


async def look(database: Database, claim: LinkClaim, clock: Clock) -> Landing | None:
    """Return what a link leads to, or None when its subject does not exist. Writes nothing."""
    # One transaction for both: a visit borrows a connection once.
    return await database.run(
        claim.organization, lambda connection: _landing(connection, claim, clock.now())
    )


async def open_link(database: Database, claim: LinkClaim, session: str | None, clock: Clock) -> str:
    """Let a browser in by a link and return the secret of its new session.

    What the session that it had was let in by is kept. Of the invitation only that it was opened
    is noted, once, because mail scanners press buttons, too; and the secret is always a new one,
    so that nobody can wait in a session that he planted (OWASP ASVS 7.2.4).
    """
    secret = new_secret()
    former = hash_secret(session) if session and is_secret(session) else None
    now = clock.now()

    async def work(connection: Connection) -> None:
        secrets = (hash_secret(secret), former)
        await sessions.open_session(connection, secrets, claim, now, now + _SESSION)
        facts = [_opened(row) for row in await sessions.mark_opened(connection, claim, now)]
        await journal.record(
            connection, claim.organization, facts, actor=journal.CANDIDATE, now=now
        )

    await database.run(claim.organization, work)
    return secret


def _opened(row: Record) -> journal.Fact:
    data = {"activity_id": row["activity_id"], "candidate_id": row["candidate_id"]}
    return journal.Fact("invitation.opened", "invitation", row["id"], data)


async def read_session(database: Database, session: str, clock: Clock) -> tuple[Landing, ...]:
    """Return what a session may see, newest first; void links are left out."""
    if not is_secret(session):
        return ()
    now = clock.now()
    grants = await database.run(
        None, lambda connection: sessions.select_grants(connection, hash_secret(session), now)
    )
    landings = []
    for grant in grants:
        claim = LinkClaim(
            LinkKind(grant["kind"]),
            grant["organization_id"],
            grant["subject"],
            grant["link_version"],
        )
        landing = await look(database, claim, clock)
        if landing is not None and not landing.void:
            landings.append(landing)
    return tuple(landings)


async def show(
    connection: Connection, organization: int, invitation: Invitation, now: datetime
) -> Landing | None:
    """Return what an invitation's own link leads to, for who was let in by another way."""
    return await _landing(connection, invitation.claim(organization), now)


@service
async def forget_old(connection: Connection, clock: Clock) -> None:
    """Throw away sessions that have ended and Idempotency-Keys older than seven days."""
    await sessions.delete_old(connection, clock.now())


async def _landing(connection: Connection, claim: LinkClaim, now: datetime) -> Landing | None:
    organization = await organizations.organization_of_link.within(connection, claim.organization)
    if organization is None:
        return None
    if claim.kind is LinkKind.HOME:
        return await _home(connection, organization, claim, now)
    return await _single(connection, organization, claim, now)


async def _single(
    connection: Connection, organization: Organization, claim: LinkClaim, now: datetime
) -> Landing | None:
    rows = await reading.select_awaiting(connection, organization.id, [claim.subject])
    if not rows:
        return None
    invitation = to_invitation(rows[0])
    locale = invitation.locale or rows[0]["c_locale"]
    void = invitation.stored_state is State.REVOKED or invitation.link_version != claim.version
    return Landing(
        organization,
        rows[0]["name"],
        locale,
        () if void else (_awaiting(rows[0], invitation, now),),
        void=void,
    )


async def _home(
    connection: Connection, organization: Organization, claim: LinkClaim, now: datetime
) -> Landing | None:
    try:
        candidate = await candidates.find(connection, organization.id, str(claim.subject))
    except candidates.UnknownCandidateError:
        return None
    if candidate.home_version != claim.version:
        return Landing(organization, candidate.name, candidate.locale, (), void=True)
    ids = await reading.select_of_candidate(connection, organization.id, candidate.id)
    rows = await reading.select_awaiting(connection, organization.id, ids)
    awaiting = tuple(_awaiting(row, to_invitation(row), now) for row in rows)
    return Landing(organization, candidate.name, candidate.locale, awaiting)


def _awaiting(row: Record, invitation: Invitation, now: datetime) -> Awaiting:
    return Awaiting(
        id=invitation.id,
        uid=invitation.uid,
        access=access(invitation, now),
        title=row["title"],
        kind=Kind(row["kind"]),
        summary=row["summary"] or None,
        minutes=row["minutes"],
        have_ready=tuple(row["have_ready"]),
        question_count=row["question_count"],
        stages=_stages(row["stages"]),
        opens_at=invitation.opens_at,
        expires_at=invitation.expires_at,
        started_at=invitation.started_at,
        completed_at=invitation.completed_at,
    )


def _stages(text: str | None) -> tuple[Stage, ...]:
    return tuple(
        Stage(title, Kind(kind) if kind else None, minutes)
        for title, kind, minutes in (json.loads(text) if text else ())
    )
