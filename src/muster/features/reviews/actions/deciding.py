"""Decisions about people outside of tracks, and where names are hidden from who rates."""

from dataclasses import replace

from muster.base.clock import Clock
from muster.base.text import clean_line
from muster.features import catalog, journal, reports, tracks
from muster.features.invitations import StageOfTrackError
from muster.features.members import Member
from muster.features.reviews.actions.reading import decisions_of, veiled_among
from muster.features.reviews.model import (
    LONGEST_REASON,
    BlindRule,
    Choice,
    Decision,
    RateFirstError,
)
from muster.features.reviews.store import blindness, comments
from muster.storage.postgres import Connection, action


@action
async def decide(
    connection: Connection,
    organization: int,
    reference: str,
    wish: tuple[Choice, str],
    member: Member,
    clock: Clock,
) -> Decision | None:
    """Decide about whose report it is, with a reason or an empty one; return what stood before.

    The same decision again changes nothing. Stages of tracks are decided by ``tracks.decide``.

    Raises:
        UnknownReportError, NotSubmittedError: there is no such report.
        RateFirstError: the name is hidden from the member until they have rated.
        StageOfTrackError: the report belongs to a stage of a track.
        InvalidError: the reason is too long or not one line.
    """
    choice, reason = wish
    said = reason.strip() and clean_line(
        " ".join(reason.split()), field="reason", longest=LONGEST_REASON
    )
    view = await reports.read_report.within(connection, organization, reference, clock)
    attempt, now = view.report.attempt_id, clock.now()
    if attempt in await veiled_among(connection, organization, [attempt], member):
        raise RateFirstError
    if await tracks.read_of_attempt.within(connection, organization, attempt) is not None:
        raise StageOfTrackError
    found = await decisions_of(connection, organization, attempt)
    before = found[-1] if found else None
    if before is None or (before.choice, before.reason) != (choice, said):
        fresh = Decision(choice, said, now, member.actor)
        await _write(connection, organization, attempt, fresh)
    return before


@action
async def take_back_decision(
    connection: Connection,
    organization: int,
    reference: str,
    choice: str,
    member: Member,
    clock: Clock,
) -> None:
    """Let stand again what stood before a member's own decision, by the word of its choice.

    Raises:
        UnknownReportError, NotSubmittedError: there is no such report.
        ChangedMeanwhileError: what stands now is not that decision of theirs.
    """
    view = await reports.read_report.within(connection, organization, reference, clock)
    attempt = view.report.attempt_id
    *earlier, present = [None, *await decisions_of(connection, organization, attempt)]
    if present is None or (present.choice, present.decided_by) != (choice, member.actor):
        raise catalog.ChangedMeanwhileError
    before = earlier[-1] or Decision(Choice.UNDECIDED, "", clock.now(), member.actor)
    again = Decision(before.choice, before.reason, clock.now(), member.actor)
    await _write(connection, organization, attempt, again)


async def _write(
    connection: Connection, organization: int, attempt: int, decision: Decision
) -> None:
    await comments.insert_decision(connection, organization, attempt, decision)
    fact = journal.Fact("report.decided", "attempt", attempt, {"choice": decision.choice.value})
    await journal.record(
        connection, organization, [fact], actor=decision.decided_by, now=decision.decided_at
    )


@action
async def list_blind_rules(connection: Connection, organization: int) -> tuple[BlindRule, ...]:
    """Return where names are hidden from reviewers; that of all others first, if there is one."""
    rows = await blindness.select_rules(connection, organization)
    return tuple(BlindRule(**row) for row in rows)


@action
async def set_blind(
    connection: Connection,
    organization: int,
    wish: tuple[str | None, bool],
    *,
    actor: str,
    clock: Clock,
) -> BlindRule:
    """Hide names of (an activity by any of its names, or all that say nothing), or show them.

    Raises:
        UnknownActivityError: there is no such activity.
    """
    named, blind = wish
    now = clock.now()
    rule = BlindRule(None, None, None, blind)
    if named is not None:
        activity = await catalog.get.within(connection, organization, named)
        rule = replace(rule, activity_id=activity.id, key=activity.key, title=activity.title)
    by = (now, actor)
    if await blindness.upsert_rule(connection, organization, rule.activity_id, blind, by):
        data = {"blind": blind, "activity_id": rule.activity_id}
        fact = journal.Fact("organization.blind_review_set", "organization", organization, data)
        await journal.record(connection, organization, [fact], actor=actor, now=now)
    return rule
