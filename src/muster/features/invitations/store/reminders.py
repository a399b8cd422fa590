"""SQL of the worker's looks at invitations: reminders, ends, and what candidates want of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.invitations.store.reading import to_view
from muster.features.invitations.views import InvitationView
from muster.storage.postgres import Connection

SELECT_AWAKE: LiteralString = """
-- Invitations that the worker must look at, in all organizations; in the worker's role.
select organization_id, id from invitation where wake_at <= $1 order by wake_at limit $2"""

LOCK_AWAKE: LiteralString = """
-- Some of them, unless somebody has them just now, with whom and what they are for and all that
-- decides about a reminder. A letter that still waits tells the candidate only when it leaves.
select invitation.*, c.uid as c_uid, c.address, c.address_key, c.name, c.locale as c_locale,
       c.home_version, c.created_at as c_created_at,
       a.uid as a_uid, a.key, a.kind, a.title, a.minutes,
       coalesce(parent.uid, invitation.uid) as calendar_uid,
       coalesce(parent.calendar_sequence, invitation.calendar_sequence) as calendar_number,
       (select max(case when m.due_at is null then m.ended_at else $3 end) from message m
        where m.organization_id = $1 and (m.due_at is not null or m.state = 'accepted')
          and (m.reference in (invitation.id, invitation.parent_id)
                   and m.kind in ('invitation', 'stage', 'deadline')
               or m.reference = invitation.candidate_id and m.kind = 'home')) as told_at,
       (select max(sent_at) from reminder
        where reminder.organization_id = $1
          and reminder.invitation_id = invitation.id) as reminded_at,
       exists (select from suppression
               where suppression.organization_id = $1
                 and suppression.recipient_key = c.address_key) as suppressed,
       exists (select from reminder_refusal
               where reminder_refusal.organization_id = $1
                 and reminder_refusal.candidate_id = c.id) as refused
from invitation
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
left join invitation parent
    on parent.organization_id = $1 and parent.id = invitation.parent_id
where invitation.organization_id = $1 and invitation.id = any($2::bigint[])
  and invitation.wake_at <= $3
order by invitation.id
for no key update of invitation skip locked"""

WRITE_PLANS: LiteralString = """
-- When the worker looks next, and how many reminders have gone out; the key of the table of
-- reminders makes a second one with a number impossible.
with plan as (
    select * from unnest($2::bigint[], $3::timestamptz[], $4::boolean[])
        as plan (id, wake_at, remind)
),
noted as (
    insert into reminder (organization_id, invitation_id, number, sent_at)
    select $1::bigint, invitation.id, invitation.reminders_sent + 1, $5::timestamptz
    from plan join invitation using (id)
    where invitation.organization_id = $1 and plan.remind
)
update invitation set
    wake_at = plan.wake_at, reminders_sent = reminders_sent + plan.remind::integer
from plan where invitation.organization_id = $1 and invitation.id = plan.id"""

PUT_OFF: LiteralString = """
-- It could not be looked after; the others must not wait behind it.
update invitation set wake_at = $3 where organization_id = $1 and id = $2"""

STOP_REMINDERS: LiteralString = """
-- Stop the reminders of an invitation and of its stages, or let them go on; the worker plans anew.
update invitation set
    reminders_stopped_at = $3,
    wake_at = case
        when state in ('pending', 'started') and expires_at > $4 then $4 else wake_at
    end
where organization_id = $1 and (id = $2 or parent_id = $2)
  and (reminders_stopped_at is null) = ($3::timestamptz is not null)
returning id, parent_id"""

REFUSE_REMINDERS: LiteralString = """
-- A candidate wants no reminder of this organization any more.
insert into reminder_refusal (organization_id, candidate_id, refused_at) values ($1, $2, $3)
on conflict do nothing"""

ALLOW_REMINDERS: LiteralString = """
-- A candidate may be reminded again.
delete from reminder_refusal where organization_id = $1 and candidate_id = $2"""

WAKE: LiteralString = """
-- Let the worker plan anew, because a letter leaves: who was never told before is reminded now.
update invitation set wake_at = $3
where organization_id = $1 and id = any($2::bigint[]) and state in ('pending', 'started')
  and expires_at > $3"""

WAKE_CANDIDATES: LiteralString = """
-- Let the worker plan anew what is open of a candidate.
update invitation set wake_at = $3
where organization_id = $1 and candidate_id = $2 and state in ('pending', 'started')
  and expires_at > $3
returning id"""

SELECT_REFUSAL: LiteralString = """
-- Since when a candidate wants no reminder of this organization; nothing if they do.
select refused_at from reminder_refusal where organization_id = $1 and candidate_id = $2"""


@dataclass(frozen=True, slots=True)
class Awake:
    """An invitation that the worker looks at, and what decides about its reminders.

    The calendar's entry is the track's where it is a stage.
    """

    view: InvitationView
    calendar: tuple[UUID, int]
    told_at: datetime | None
    reminded_at: datetime | None
    suppressed: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What the worker decided: whether a reminder leaves now, and when it looks again."""

    id: int
    remind: bool
    wake_at: datetime | None


async def select_awake(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    """Return (organization, invitation) of those that are due for a look."""
    return [tuple(row) for row in await connection.fetch(SELECT_AWAKE, now, most)]


async def lock_awake(
    connection: Connection, organization: int, ids: Sequence[int], now: datetime
) -> list[Awake]:
    """Lock those of the invitations that are free and still due."""
    return [_awake(row) for row in await connection.fetch(LOCK_AWAKE, organization, ids, now)]


async def write_plans(
    connection: Connection, organization: int, plans: Sequence[Plan], now: datetime
) -> None:
    """Write what was decided about each."""
    await connection.execute(
        WRITE_PLANS,
        organization,
        [one.id for one in plans],
        [one.wake_at for one in plans],
        [one.remind for one in plans],
        now,
    )


async def put_off(
    connection: Connection, organization: int, invitation: int, until: datetime
) -> None:
    """Look at an invitation later."""
    await connection.execute(PUT_OFF, organization, invitation, until)


async def wake(
    connection: Connection, organization: int, ids: Sequence[int], now: datetime
) -> None:
    """Let the worker plan the reminders of invitations anew."""
    await connection.execute(WAKE, organization, ids, now)


async def set_stopped(
    connection: Connection, organization: int, root: int, stopped_at: datetime | None, now: datetime
) -> list[int]:
    """Stop the reminders of an invitation and its stages, or not; return what changed."""
    rows = await connection.fetch(STOP_REMINDERS, organization, root, stopped_at, now)
    return [row["id"] for row in rows]


async def set_refused(
    connection: Connection, organization: int, candidate: int, now: datetime, *, refused: bool
) -> list[int]:
    """Note whether a candidate wants reminders at all; return what is open of theirs."""
    if refused:
        await connection.execute(REFUSE_REMINDERS, organization, candidate, now)
    else:
        await connection.execute(ALLOW_REMINDERS, organization, candidate)
    rows = await connection.fetch(WAKE_CANDIDATES, organization, candidate, now)
    return [row["id"] for row in rows]


async def select_refusal(
    connection: Connection, organization: int, candidate: int
) -> datetime | None:
    """Return since when a candidate wants no reminder; None if they do."""
    found: datetime | None = await connection.fetchval(SELECT_REFUSAL, organization, candidate)
    return found


def _awake(row: Record) -> Awake:
    return Awake(
        to_view(row),
        (row["calendar_uid"], row["calendar_number"]),
        row["told_at"],
        row["reminded_at"],
        row["suppressed"],
        row["refused"],
    )
