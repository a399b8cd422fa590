"""Before the first question: the briefing, and Start. Nothing else begins a clock."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.base.ids import new_uid
from muster.features import invitations, journal
from muster.features.attempts import composing, plan, timing
from muster.features.attempts.actions.reaching import (
    Reached,
    in_organizations,
    read_card,
    seat_at,
    sit_down,
)
from muster.features.attempts.actions.versions import read_version
from muster.features.attempts.facts import fact_of
from muster.features.attempts.model import Accommodation, Attempt, Consent, NotOpenError
from muster.features.attempts.store import given as given_store
from muster.features.attempts.store import parts, rows
from muster.features.attempts.views import Briefing
from muster.features.catalog import Content, sections_of
from muster.features.invitations import Access, Admission, Visitor
from muster.storage.postgres import Connection, Database

_LONGEST_CONSENT = 20_000
_WHY = {
    Access.NOT_YET: "The invitation is not open yet",
    Access.EXPIRED: "The invitation has expired",
    Access.COMPLETED: "This was submitted already",
}


async def brief(database: Database, session: str, invitation_uid: UUID, clock: Clock) -> Briefing:
    """Return what a candidate reads before Start; nothing is written and no clock begins.

    Raises:
        NoSeatError: no link that the session followed opens this invitation.
    """
    visitor = await invitations.find_visitor(database, session, clock)

    async def step(connection: Connection, organization: int) -> tuple[Briefing] | None:
        claims = visitor.claims_of(organization)
        admission = await invitations.admit(connection, organization, invitation_uid, claims)
        if admission is None:
            return None
        briefing = await _brief(connection, organization, admission, clock.now())
        return None if briefing is None else (briefing,)

    return await in_organizations(database, visitor, step)


async def _brief(
    connection: Connection, organization: int, admission: Admission, now: datetime
) -> Briefing | None:
    invitation = admission.invitation
    landing = await invitations.show(connection, organization, invitation, now)
    if landing is None or not landing.invitations:
        return None
    card = await rows.select_of_invitation(connection, organization, invitation.id)
    activity = await rows.select_activity(connection, organization, invitation.activity_id)
    version = card["version"] if card else activity["current_version"]
    kept = await read_version(
        connection, organization, (invitation.activity_id, activity["uid"]), version
    )
    candidate = invitation.candidate_id
    given = (
        rows.to_accommodation(card)
        if card
        else await given_store.select_given(connection, organization, candidate)
    )
    return Briefing(
        organization=landing.organization,
        candidate_name=landing.candidate_name,
        locale=landing.locale,
        invitation=landing.invitations[0],
        content=kept.content,
        sections=composing.outline(kept.content, given),
        total_seconds=timing.limit_of(composing.limit_seconds(kept.content), given),
        records=composing.media_of(kept.content),
        accommodation=given,
        attempt=rows.to_attempt(card) if card else None,
        asked_for_accommodation=await given_store.is_waiting(connection, organization, candidate),
    )


@dataclass(frozen=True, slots=True)
class _Start:
    """Who starts what, by which link, when."""

    organization: int
    visitor: Visitor
    admission: Admission
    consent: Consent
    now: datetime


async def start(
    database: Database, session: str, invitation_uid: UUID, consent: Consent, clock: Clock
) -> Attempt:
    """Begin the attempt of an invitation and take the seat; again, it is the same attempt.

    Raises:
        NoSeatError: no link that the session followed opens this invitation.
        NotOpenError: it is too early, over or submitted, or it is a track, which has no
            questions of its own.
        InvalidError: the consent has no text.
    """
    if not consent.text.strip() or len(consent.text) > _LONGEST_CONSENT:
        raise InvalidError("Consent is needed to start", field="consent")
    visitor = await invitations.find_visitor(database, session, clock)

    async def step(connection: Connection, organization: int) -> tuple[Attempt] | None:
        admission = await _lock(connection, organization, visitor, invitation_uid)
        if admission is None:
            return None
        wish = _Start(organization, visitor, admission, consent, clock.now())
        return (await _start(connection, wish),)

    return await in_organizations(database, visitor, step)


async def _lock(
    connection: Connection, organization: int, visitor: Visitor, uid: UUID
) -> Admission | None:
    claims = visitor.claims_of(organization)
    found = await invitations.admit(connection, organization, uid, claims)
    if found is None:
        return None
    await invitations.lock_invitation(
        connection, organization, found.invitation.candidate_id, found.invitation.id
    )
    return await invitations.admit(connection, organization, uid, claims)  # as it is by now


async def _start(connection: Connection, wish: _Start) -> Attempt:
    invitation = wish.admission.invitation
    card = await rows.select_of_invitation(connection, wish.organization, invitation.id)
    if card is not None and card["state"] == "running":
        reached = Reached(
            wish.organization, wish.visitor, invitation, wish.admission.claim, card, wish.now
        )
        # Pending again, if it was revoked and revived.
        await invitations.mark_started(
            connection, wish.organization, invitation.id, actor=journal.CANDIDATE, now=wish.now
        )
        return await sit_down(connection, reached)
    access = invitations.access(invitation, wish.now)
    if card is not None or access is not Access.OPEN:
        raise NotOpenError(_WHY.get(access))
    activity = await rows.select_activity(connection, wish.organization, invitation.activity_id)
    kept = await read_version(
        connection,
        wish.organization,
        (invitation.activity_id, activity["uid"]),
        activity["current_version"],
    )
    if not kept.items:
        raise NotOpenError("A track is begun by its first stage")
    return await _begin(connection, wish, activity["current_version"], kept.content)


async def _begin(connection: Connection, wish: _Start, version: int, content: Content) -> Attempt:
    organization, invitation = wish.organization, wish.admission.invitation
    given = await given_store.select_given(connection, organization, invitation.candidate_id)
    digest = await _keep_consent(connection, organization, wish.consent)
    seed, device = secrets.randbits(63), new_uid()
    limit = composing.limit_seconds(content)
    ends_at = timing.end_of(wish.now, limit, given)
    attempt = await rows.insert_attempt(
        connection,
        organization,
        new_uid(),
        invitation.id,
        invitation.candidate_id,
        invitation.activity_id,
        version,
        device,
        seed,
        digest,
        limit,
        *_grant(given),
        wish.now,
        ends_at,
        timing.due(ends_at, invitation.expires_at),
    )
    sections = sections_of(content)
    limits = [composing.seconds_of(section.time_limit_minutes) for section in sections]
    drawn = plan.draw(sections, seed)
    await parts.insert_parts(connection, organization, attempt, limits, drawn)
    card = await read_card(connection, organization, attempt)
    await _seat(connection, wish, card, device)
    return rows.to_attempt(card)


def _grant(given: Accommodation) -> tuple[int, bool, int]:
    return rows.percent_of(given), given.untimed, given.break_minutes


async def _seat(connection: Connection, wish: _Start, card: Record, device: UUID) -> None:
    organization, now = wish.organization, wish.now
    attempt = rows.to_attempt(card)
    seat = seat_at(card, organization, wish.admission.claim, device)
    await invitations.take_seat(connection, wish.visitor, seat)
    await invitations.mark_started(
        connection, organization, attempt.invitation_id, actor=journal.CANDIDATE, now=now
    )
    fact = fact_of("attempt.started", attempt, version=attempt.version)
    await journal.record(connection, organization, [fact], actor=journal.CANDIDATE, now=now)


async def _keep_consent(connection: Connection, organization: int, consent: Consent) -> bytes:
    texts = (consent.version, consent.language, consent.text)
    digest = hashlib.sha256("\0".join(texts).encode()).digest()
    await rows.insert_consent(connection, organization, digest, texts)
    return digest
