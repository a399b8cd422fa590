"""Reading a report as a reviewer: whole, or without whose it is until one has rated."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from muster.base.clock import Clock
from muster.base.ids import from_typeid
from muster.features import journal, members, reports, tracks
from muster.features.members import Member, Right
from muster.features.reports import ReportView
from muster.features.reviews.model import LOOKING, Decision, Review
from muster.features.reviews.store import blindness, comments, looks
from muster.features.reviews.veiling import code_of, own_ratings, to_rate, veil
from muster.storage.postgres import Connection, action

_MEMBER = "member:"


@action
async def read_review(
    connection: Connection, organization: int, reference: str, member: Member, clock: Clock
) -> Review:
    """Return a report by any of its names, as a member may see it now.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    view = await reports.read_report.within(connection, organization, reference, clock)
    attempt = view.report.attempt_id
    veiled = attempt in await veiled_among(connection, organization, [attempt], member)
    review = Review(
        view=veil(view, member.actor) if veiled else view,
        veiled=veiled,
        blind=await blindness.is_blind(connection, organization, view.activity.id),
        code=code_of(view.report.uid),
        own=own_ratings(view, member.actor),
        to_rate=to_rate(view),
        looking=await _looking(connection, organization, attempt, member, clock.now()),
    )
    said = await comments.select_comments(connection, organization, attempt)
    if veiled:
        # Its own questions, not those of the whole view, which know whose answers they are.
        own = tuple(one for one in said if one.member_id == member.id)
        return replace(review, to_rate=to_rate(review.view), comments=own)
    return replace(
        review,
        comments=said,
        decisions=await decisions_of(connection, organization, attempt),
        progress=await tracks.read_of_attempt.within(connection, organization, attempt),
    )


@action
async def reveal(
    connection: Connection, organization: int, reference: str, member: Member, clock: Clock
) -> ReportView:
    """Show a member who decides and does not rate whose report it is; the journal notes it.

    Raises:
        RightError: the member's role does not decide.
        UnknownReportError, NotSubmittedError: as for ``read_review``.
    """
    if not member.may(Right.DECIDE):
        raise members.RightError
    view: ReportView = await reports.read_report.within(connection, organization, reference, clock)
    attempt, now = view.report.attempt_id, clock.now()
    if attempt in await veiled_among(connection, organization, [attempt], member):
        await blindness.insert_reveal(connection, organization, attempt, member.id, now)
        fact = journal.Fact("report.revealed", "attempt", attempt)
        await journal.record(connection, organization, [fact], actor=member.actor, now=now)
    return view


async def veiled_among(
    connection: Connection, organization: int, attempts: Sequence[int], member: Member
) -> frozenset[int]:
    """Return which reports are hidden from a member; from whoever does not rate, none is."""
    if not attempts or not member.may(Right.REVIEW):
        return frozenset()
    return await blindness.select_veiled(
        connection, organization, attempts, (member.id, member.actor)
    )


list_veiled = action(veiled_among)
"""``veiled_among`` in a transaction of its own."""


@action
async def hides_results(connection: Connection, organization: int, member: Member) -> bool:
    """Tell whether results may be hidden from a member: names of some activity are, and they rate."""
    if not member.may(Right.REVIEW):
        return False
    return any(row["blind"] for row in await blindness.select_rules(connection, organization))


@action
async def list_hidden(
    connection: Connection,
    organization: int,
    member: Member,
    *,
    invitations: Sequence[int] = (),
    people: Sequence[int] = (),
) -> frozenset[int]:
    """Return of some invitations, or of some people, those with a report hidden from a member.

    Results of these stand nowhere beside the name.
    """
    if not await hides_results.within(connection, organization, member):
        return frozenset()
    rows = await blindness.select_reported(connection, organization, invitations, people)
    attempts = [row["attempt_id"] for row in rows]
    veiled = await veiled_among(connection, organization, attempts, member)
    named = "invitation_id" if invitations else "candidate_id"
    return frozenset(row[named] for row in rows if row["attempt_id"] in veiled)


async def decisions_of(
    connection: Connection, organization: int, attempt: int
) -> tuple[Decision, ...]:
    """Return what was decided about a report, oldest first, with the names of who decided."""
    found = await comments.select_decisions(connection, organization, attempt)
    names: dict[str, str] = {}
    for actor in {one.decided_by for one in found if one.decided_by.startswith(_MEMBER)}:
        uid = from_typeid("mem", actor.removeprefix(_MEMBER))
        if uid is not None:
            one = await members.get_member.within(connection, organization, uid)
            names[actor] = one.shown_name
    return tuple(replace(one, name=names.get(one.decided_by, one.decided_by)) for one in found)


async def _looking(
    connection: Connection, organization: int, attempt: int, member: Member, now: datetime
) -> tuple[str, ...]:
    found = await looks.select_lookers(
        connection, organization, [attempt], member.id, now - LOOKING
    )
    return found.get(attempt, ())
