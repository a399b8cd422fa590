"""The worker's look at invitations whose time has come: to remind, or to note that they expired.

``wake_at`` says when: every change of a window sets it, and each look sets the next. When nothing
is due, a look costs one probe of an index, however many invitations wait.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from muster.base.clock import Clock
from muster.features import delivery, journal, organizations
from muster.features.catalog import Kind
from muster.features.invitations import followups
from muster.features.invitations.facts import fact_of
from muster.features.invitations.model import Invitation, State
from muster.features.invitations.planning import rule_of
from muster.features.invitations.reminding import Outlook, Verdict, judge, next_morning
from muster.features.invitations.store import ends, reminders
from muster.features.invitations.store.reminders import Awake, Plan
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database, Role, action, service

_LATER = timedelta(hours=1)
MOST = 500
"""Invitations that one look takes at most."""


async def look_after(database: Database, clock: Clock, most: int = MOST) -> int:
    """Remind and note what has expired, of the invitations that are due; return how many were.

    For the worker, as often as it likes. Two workers share the work. One that cannot be looked
    after is put off for an hour, and stops no other.

    Raises:
        ExceptionGroup: some could not be looked after; the others are.
    """
    now = clock.now()
    due: dict[int, list[int]] = defaultdict(list)
    for organization, invitation in await _find(database.acting_as(Role.WORKER), now, most):
        due[organization].append(invitation)
    done = 0
    errors: list[Exception] = []
    for organization, ids in due.items():
        try:
            done += await _look(database, organization, ids, now)
        except Exception:  # noqa: BLE001 -- whoever it is about is found below
            errors += await _look_one_by_one(database, organization, ids, now)
    if errors:
        raise ExceptionGroup("invitations that could not be looked after", errors)
    return done


async def _look_one_by_one(
    database: Database, organization: int, ids: Sequence[int], now: datetime
) -> list[Exception]:
    errors: list[Exception] = []
    for invitation in ids:
        try:
            await _look(database, organization, [invitation], now)
        except Exception as error:  # noqa: BLE001 -- told by the caller
            errors.append(error)
            await _put_off(database, organization, invitation, now + _LATER)
    return errors


@action
async def _put_off(
    connection: Connection, organization: int, invitation: int, until: datetime
) -> None:
    await reminders.put_off(connection, organization, invitation, until)


@service
async def _find(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    return await reminders.select_awake(connection, now, most)


async def _look(database: Database, organization: int, ids: Sequence[int], now: datetime) -> int:
    async def work(connection: Connection) -> int:
        owner = await organizations.organization_of_link.within(connection, organization)
        found = await reminders.lock_awake(connection, organization, ids, now)
        if owner is None or not found:
            return 0
        await _decide(connection, owner, found, now)
        return len(found)

    return await database.run(organization, work)


async def _decide(
    connection: Connection, organization: Organization, found: list[Awake], now: datetime
) -> None:
    ended = [one.view.invitation for one in found if _has_expired(one, now)]
    verdicts = [(one, _verdict(organization, one, now)) for one in found]
    reminded = [one for one, verdict in verdicts if verdict.remind]
    plans = [_plan(one, verdict, now) for one, verdict in verdicts]
    await reminders.write_plans(connection, organization.id, plans, now)
    facts = [fact_of("invitation.expired", one) for one in ended]
    facts += [_reminded(one.view.invitation) for one in reminded]
    await journal.record(connection, organization.id, facts, actor=journal.TIME, now=now)
    drafts = [_letter(organization, one) for one in reminded]
    await delivery.enqueue(connection, organization.id, drafts, now=now)
    if ended and organization.reply_to is not None:
        owed = [(one.id, one.expires_at) for one in ended]
        tell_at = next_morning(now, organization.time_zone, organization.reminding)
        await ends.owe_notices(connection, organization.id, owed, tell_at)


def _has_expired(one: Awake, now: datetime) -> bool:
    return one.view.invitation.state(now) is State.EXPIRED


def _verdict(organization: Organization, one: Awake, now: datetime) -> Verdict:
    invitation = one.view.invitation
    # From the start of a track on, its stages are what candidates are reminded of.
    begun = one.view.activity.kind is Kind.TRACK and invitation.stored_state is State.STARTED
    if begun or not invitation.can_be_mailed(now):
        return Verdict(remind=False, next_at=None)
    verdict = judge(_outlook(organization, one), now)
    # To a suppressed address nothing leaves; the next one may, if it is lifted by then.
    return replace(verdict, remind=verdict.remind and not one.suppressed)


def _outlook(organization: Organization, one: Awake) -> Outlook:
    invitation = one.view.invitation
    told = [moment for moment in (one.told_at, one.reminded_at) if moment is not None]
    if invitation.remind_before is not None:
        # Its caller wants reminders, whoever told the candidate of it.
        told.append(invitation.created_at)
    return Outlook(
        invitation.expires_at,
        rule_of(organization, invitation.remind_before),
        invitation.time_zone or organization.time_zone,
        max(told, default=None),
        invitation.reminders_sent,
        one.refused or invitation.reminders_stopped_at is not None,
    )


def _plan(one: Awake, verdict: Verdict, now: datetime) -> Plan:
    invitation = one.view.invitation
    wake_at = verdict.next_at
    if wake_at is None and invitation.state(now) is State.PENDING:
        wake_at = invitation.expires_at
    return Plan(invitation.id, verdict.remind, wake_at)


def _reminded(invitation: Invitation) -> journal.Fact:
    fact = fact_of("invitation.reminded", invitation)
    return replace(fact, data={**fact.data, "number": invitation.reminders_sent + 1})


def _letter(organization: Organization, one: Awake) -> delivery.Draft:
    return followups.reminder(organization, one.view, one.calendar)
