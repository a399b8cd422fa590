"""Asking for more time, and answering: by the organization's rule, or by one of its people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from muster.base.clock import Clock
from muster.base.language import choose
from muster.base.moments import instant
from muster.base.signing import LinkClaim
from muster.features import delivery, journal, organizations
from muster.features.invitations import followups
from muster.features.invitations.actions.change import Change, extend
from muster.features.invitations.actions.follow import show
from muster.features.invitations.actions.read import find_invitation
from muster.features.invitations.asking import (
    AlreadyAnsweredError,
    AlreadyAskedError,
    MoreTimeRequest,
    NoMoreTimeError,
    RequestState,
    UnknownRequestError,
    may_ask,
    new_end,
    tidy_sentence,
)
from muster.features.invitations.facts import fact_of
from muster.features.invitations.model import FinishedError, Invitation, RevokedError, State
from muster.features.invitations.store import asking, reading, seats, writing
from muster.features.invitations.views import InvitationView, Landing
from muster.features.organizations import MoreTime, Organization
from muster.storage.postgres import Connection, Database, action

REQUEST_PREFIX = "mtr"
_RULE = "rule"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a candidate sees where more time can be asked for."""

    landing: Landing
    state: RequestState | None
    """What became of asking; None as long as nobody did."""
    possible: bool
    """More time can be asked for now."""


async def read_asking(
    database: Database, claim: LinkClaim, which: UUID | None, clock: Clock
) -> Asking | None:
    """Return what a link shows about more time; None where it opens no such invitation.

    ``which`` chooses among those of a home link.
    """

    async def work(connection: Connection) -> Asking | None:
        found = await _open(connection, claim, which)
        return await _asking(connection, *found, clock.now()) if found else None

    return await database.run(claim.organization, work)


async def ask_for_more_time(
    database: Database, claim: LinkClaim, which: UUID | None, sentence: str, clock: Clock
) -> Asking | None:
    """Ask for more time, in the candidate's own words if there are any.

    The organization's rule grants it at once, or leaves it to its people, who get a notice.

    Raises:
        NoMoreTimeError: it is not yet short, or not given.
        AlreadyAskedError: it was asked for before.
    """

    async def work(connection: Connection) -> Asking | None:
        found = await _open(connection, claim, which)
        if found is None:
            return None
        organization, view = found
        now = clock.now()
        await writing.lock_for_change(
            connection, organization.id, view.candidate.id, view.invitation.id
        )
        (view,) = await reading.select_by_ids(connection, organization.id, [view.invitation.id])
        if organization.more_time.mode is MoreTime.OFF or not may_ask(view, now):
            raise NoMoreTimeError
        await _ask(connection, organization, view, tidy_sentence(sentence), clock)
        return await _asking(connection, organization, view, now)

    return await database.run(claim.organization, work)


@action
async def list_requests(
    connection: Connection,
    organization: int,
    state: RequestState | None,
    *,
    after: int | None = None,
    limit: int = 50,
) -> list[MoreTimeRequest]:
    """Return a page of requests for more time, newest first."""
    return list(
        await asking.select_requests(
            connection, organization, state=state, after=after, limit=limit
        )
    )


async def answer_request(
    database: Database,
    organization: Organization,
    reference: str,
    days: int | None,
    *,
    actor: str,
    clock: Clock,
) -> MoreTimeRequest:
    """Grant an invitation's request so many days, or refuse it with None; a letter says so.

    Raises:
        UnknownInvitationError: there is no such invitation.
        UnknownRequestError: nobody asked.
        AlreadyAnsweredError: it is answered.
        DaysError: it is not 1 to 30 days.
        FinishedError, RevokedError: the invitation is completed, or was taken back.
    """

    async def work(connection: Connection) -> MoreTimeRequest:
        view = await find_invitation.within(connection, organization.id, reference)
        invitation = view.invitation.id
        await writing.lock_for_change(connection, organization.id, view.candidate.id, invitation)
        now = clock.now()
        _check_standing(view.invitation)
        known = await asking.select_state(connection, organization.id, invitation)
        if known is None:
            raise UnknownRequestError
        if not await asking.answer_request(
            connection, organization.id, invitation, days, now, actor
        ):
            raise AlreadyAnsweredError
        await _settle(connection, organization, view, days, actor, clock)
        (answered,) = await asking.select_requests(
            connection, organization.id, invitation=invitation
        )
        return answered

    return await database.run(organization.id, work)


def _check_standing(invitation: Invitation) -> None:
    if invitation.stored_state is State.COMPLETED:
        raise FinishedError
    if invitation.stored_state is State.REVOKED:
        raise RevokedError


async def _open(
    connection: Connection, claim: LinkClaim, which: UUID | None
) -> tuple[Organization, InvitationView] | None:
    owner = await organizations.organization_of_link.within(connection, claim.organization)
    reference = claim.subject if which is None else which
    admission = await seats.admit(connection, claim.organization, reference, [claim])
    if owner is None or admission is None or admission.invitation.parent_id is not None:
        return None
    (view,) = await reading.select_by_ids(connection, owner.id, [admission.invitation.id])
    return owner, view


async def _asking(
    connection: Connection, organization: Organization, view: InvitationView, now: datetime
) -> Asking | None:
    landing = await show(connection, organization.id, view.invitation, now)
    if landing is None:
        return None
    state = await asking.select_state(connection, organization.id, view.invitation.id)
    given = organization.more_time.mode is not MoreTime.OFF
    return Asking(landing, state, given and state is None and may_ask(view, now))


async def _ask(
    connection: Connection,
    organization: Organization,
    view: InvitationView,
    sentence: str,
    clock: Clock,
) -> None:
    rule, now = organization.more_time, clock.now()
    days = rule.days if rule.mode is MoreTime.GRANT else None
    row = await asking.insert_request(
        connection,
        organization.id,
        view.invitation.id,
        sentence,
        None if days is None else (days, _RULE),
        now,
    )
    if row is None:
        raise AlreadyAskedError
    await _note(
        connection, organization.id, view, "invitation.more_time_asked", journal.CANDIDATE, now
    )
    if days is not None:
        await _settle(connection, organization, view, days, _RULE, clock)
        return
    draft = _notice(organization, view, sentence)
    if draft is not None:
        await delivery.enqueue(connection, organization.id, [draft], now=now)


async def _settle(
    connection: Connection,
    organization: Organization,
    view: InvitationView,
    days: int | None,
    actor: str,
    clock: Clock,
) -> None:
    """Extend the invitation or not, and tell the candidate."""
    now = clock.now()
    if days is None:
        await _note(connection, organization.id, view, "invitation.more_time_refused", actor, now)
        draft = followups.refusal(organization, view)
    else:
        change = Change(expires_at=new_end(view.invitation.expires_at, days, now))
        view = await extend.within(
            connection, organization.id, str(view.invitation.id), change, actor=actor, clock=clock
        )
        await _note(connection, organization.id, view, "invitation.more_time_given", actor, now)
        draft = followups.deadline(organization, view)
    await delivery.enqueue(connection, organization.id, [draft], now=now)


async def _note(
    connection: Connection,
    organization: int,
    view: InvitationView,
    fact: str,
    actor: str,
    now: datetime,
) -> None:
    facts = [fact_of(fact, view.invitation)]
    await journal.record(connection, organization, facts, actor=actor, now=now)


def _notice(
    organization: Organization, view: InvitationView, sentence: str
) -> delivery.Draft | None:
    end = view.invitation.expires_at
    facts = {
        "name": view.candidate.name,
        "title": view.activity.title,
        "deadline": instant(end, organization.time_zone, choose([organization.locale])),
        "sentence": sentence,
        # By this name the command and the API answer.
        "invitation": str(view.invitation.id),
    }
    return delivery.notice(organization, "more_time_asked", facts, reference=view.invitation.id)
