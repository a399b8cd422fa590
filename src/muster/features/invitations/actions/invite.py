"""Inviting: every guest of a call to every activity, in one transaction.

It fails as a whole with ``WindowError`` (a past or empty window for all rows),
``ArchivedActivityError``, ``IdempotencyMismatchError`` and ``IdempotencyBusyError``. Everything else is said row by row.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import asyncpg

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.features import candidates, delivery, journal
from muster.features.candidates import Candidate
from muster.features.catalog import ArchivedActivityError
from muster.features.invitations import letters, replay
from muster.features.invitations.deciding import Decision, Wish, days, decide, expiry
from muster.features.invitations.facts import fact_of
from muster.features.invitations.guests import Checked, check_guests
from muster.features.invitations.model import (
    MOST_PEOPLE,
    Call,
    IdempotencyBusyError,
    Invitation,
    Outcome,
    State,
)
from muster.features.invitations.planning import Planner
from muster.features.invitations.store import reading, reminders, writing
from muster.features.invitations.views import Invited, Row
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database

Pair = tuple[int, int]
"""Activity and candidate."""
Settled = dict[Pair, tuple[Outcome, Invitation]]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What stays the same while a call is carried out."""

    organization: Organization
    call: Call
    checked: list[Checked]
    now: datetime


async def invite(
    database: Database, organization: Organization, call: Call, clock: Clock
) -> Invited:
    """Invite every guest to every activity and return what became of each.

    Raises:
        WindowError: the call's own window is past or empty.
        ArchivedActivityError: one of the activities is archived.
        InvalidError: there are no guests, or too many.
        IdempotencyMismatchError: the key was used with another request.
        IdempotencyBusyError: the first request with this key is still running.
    """
    scene = _scene(organization, call, clock.now())
    try:
        return await database.run(organization.id, lambda connection: _invite(connection, scene))
    except asyncpg.LockNotAvailableError as error:
        raise IdempotencyBusyError from error


async def invite_within(
    connection: Connection, organization: Organization, call: Call, now: datetime
) -> Invited:
    """Do the same in a transaction that is open, for a call without an Idempotency-Key."""
    return await _invite(connection, _scene(organization, call, now))


def _scene(organization: Organization, call: Call, now: datetime) -> _Scene:
    if not 0 < len(call.guests) <= MOST_PEOPLE:
        raise InvalidError(f"A call invites between 1 and {MOST_PEOPLE} people", field="candidates")
    return _Scene(organization, call, check_guests(call, now), now)


async def _invite(connection: Connection, scene: _Scene) -> Invited:
    repeat = scene.call.repeat
    if repeat is not None:
        known = await replay.take_or_repeat(
            connection, scene.organization.id, scene.call, scene.now
        )
        if known is not None:
            return known
    # Not before: a call is repeated with the date that it had, which may have passed since.
    scene.call.window.check(scene.now)
    if any(activity.archived_at for activity in scene.call.activities):
        raise ArchivedActivityError
    met = await _meet(connection, scene)
    people = met.candidates
    settled = await _settle(connection, scene, people)
    await journal.record(
        connection,
        scene.organization.id,
        met.facts + _facts(settled),
        actor=scene.call.actor,
        now=scene.now,
    )
    mailed = await _write_letters(connection, scene, people, settled)
    invited = Invited(tuple(_rows(scene, people, settled, mailed)))
    if repeat is not None:
        await replay.keep(connection, scene.organization.id, scene.call, invited)
    return invited


async def _meet(connection: Connection, scene: _Scene) -> candidates.Met:
    # The last spelling of a person who stands twice in the call wins, as it would in two calls.
    people = {one.person.address.key: one.person for one in scene.checked if one.person}
    if not people:
        return candidates.Met({}, [])
    return await candidates.meet(
        connection,
        scene.organization.id,
        [people[key] for key in sorted(people)],
        now=scene.now,
    )


async def _settle(connection: Connection, scene: _Scene, people: dict[str, Candidate]) -> Settled:
    """Decide about each pair, and write what the decisions change."""
    wishes = _wishes(scene, people)
    if not wishes:
        return {}
    latest = {
        (found.activity_id, found.candidate_id): found
        for found in await writing.select_latest(connection, scene.organization.id, list(wishes))
    }
    decisions = {pair: decide(latest.get(pair), wish, scene.now) for pair, wish in wishes.items()}
    await _void_homes(
        connection, scene, people, [pair[1] for pair in decisions if _was_revoked(latest.get(pair))]
    )
    written = await _write(connection, scene, wishes, decisions)
    return {pair: (decision.outcome, written[pair]) for pair, decision in decisions.items()}


def _was_revoked(latest: Invitation | None) -> bool:
    return latest is not None and latest.stored_state is State.REVOKED


async def _void_homes(
    connection: Connection, scene: _Scene, people: dict[str, Candidate], revoked: list[int]
) -> None:
    """Give candidates whose invitation was revoked a new home link, as the invitation gets."""
    if not revoked:
        return
    versions = await candidates.void_home_links(
        connection, scene.organization.id, sorted(set(revoked))
    )
    for key, candidate in people.items():
        if candidate.id in versions:
            people[key] = replace(candidate, home_version=versions[candidate.id])


def _wishes(scene: _Scene, people: dict[str, Candidate]) -> dict[Pair, Wish]:
    default = timedelta(days=scene.organization.window_days)
    wishes = {}
    for one in scene.checked:
        if one.person is None:
            continue
        candidate = people[one.person.address.key]
        for activity in scene.call.activities:
            wishes[activity.id, candidate.id] = Wish(
                window=one.window,
                default_window=default,
                on_completed=scene.call.on_completed,
                retake_after=days(activity.retake_after_days),
                external_id=one.guest.external_id,
                metadata=one.guest.metadata,
                redirect_url=one.guest.redirect_url,
                locale=one.guest.locale,
                time_zone=one.guest.time_zone,
                remind_before=one.guest.remind_before,
            )
    return wishes


async def _write(
    connection: Connection,
    scene: _Scene,
    wishes: dict[Pair, Wish],
    decisions: dict[Pair, Decision],
) -> dict[Pair, Invitation]:
    """Write what is new and what changes; return the invitation of each pair as it is now."""
    organization = scene.organization.id
    found = {pair: one.invitation for pair, one in decisions.items() if one.invitation}
    changed = [found[pair] for pair, one in decisions.items() if one.writes]
    if changed:
        changed = await writing.update_invitations(connection, organization, changed, scene.now)
        await letters.refresh_waiting(connection, organization, changed)
        await letters.refresh_waiting_homes(
            connection, organization, [one.candidate_id for one in changed], now=scene.now
        )
    planner = Planner(scene.organization, scene.now, mailed=scene.call.send)
    new = [
        _new(pair, decision, wishes[pair], planner, scene.now)
        for pair, decision in decisions.items()
        if decision.inserts
    ]
    if new:
        changed += await writing.insert_invitations(connection, organization, new, scene.now)
    return found | {(one.activity_id, one.candidate_id): one for one in changed}


def _new(
    pair: Pair, decision: Decision, wish: Wish, planner: Planner, now: datetime
) -> writing.NewInvitation:
    end = expiry(wish, now)
    wake_at = planner.wake_at(end, wish)
    return writing.NewInvitation(*pair, decision.next_round, end, wish, wake_at)


_FACTS = {
    Outcome.CREATED: "invitation.created",
    Outcome.NEW_ATTEMPT: "invitation.created",
    Outcome.RENEWED: "invitation.renewed",
    Outcome.REVIVED: "invitation.revived",
}


def _facts(settled: Settled) -> list[journal.Fact]:
    return [
        fact_of(_FACTS[outcome], invitation)
        for outcome, invitation in settled.values()
        if outcome in _FACTS
    ]


async def _write_letters(
    connection: Connection, scene: _Scene, people: dict[str, Candidate], settled: Settled
) -> dict[Pair, delivery.Queued]:
    """Queue the letters that the call asks for; return them by pair."""
    wanted = [pair for pair, (_, one) in settled.items() if one.can_be_mailed(scene.now)]
    if not scene.call.send or not wanted:
        return {}
    by_id = {candidate.id: candidate for candidate in people.values()}
    together = scene.call.together and len(scene.call.activities) > 1
    if together:
        groups = _by_candidate(wanted)
        homes = await reading.select_homes(
            connection, scene.organization.id, list(groups), scene.now
        )
        drafts = [letters.home_letter(scene.organization, home) for home in homes.values()]
        owners = [groups[candidate] for candidate in homes]
    else:
        drafts = _invitation_letters(scene, by_id, wanted, settled)
        owners = [[pair] for pair in wanted]
    known = together or any(settled[pair][0] not in _NEW for pair in wanted)
    queue = letters.queue_once if known else letters.queue
    queued = await queue(connection, scene.organization.id, drafts, now=scene.now)
    again = [settled[pair][1].id for pair in wanted if settled[pair][0] not in _NEW]
    if again:
        await reminders.wake(connection, scene.organization.id, again, scene.now)
    return {pair: one for one, group in zip(queued, owners, strict=True) for pair in group}


_NEW = frozenset({Outcome.CREATED, Outcome.NEW_ATTEMPT})
"""What no letter can be waiting for yet."""


def _invitation_letters(
    scene: _Scene, by_id: dict[int, Candidate], wanted: list[Pair], settled: Settled
) -> list[delivery.Draft]:
    sheets = {
        activity.id: letters.Sheet.of(scene.organization, activity, bulk=len(wanted) > letters.BULK)
        for activity in scene.call.activities
    }
    return [sheets[pair[0]].letter(by_id[pair[1]], settled[pair][1]) for pair in wanted]


def _by_candidate(pairs: list[Pair]) -> dict[int, list[Pair]]:
    groups: dict[int, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair[1], []).append(pair)
    return groups


def _rows(
    scene: _Scene,
    people: dict[str, Candidate],
    settled: Settled,
    mailed: dict[Pair, delivery.Queued],
) -> list[Row]:
    rows = []
    for index, one in enumerate(scene.checked):
        for activity in scene.call.activities:
            if one.person is None:
                rows.append(Row(index, activity, Outcome.REFUSED, problems=one.problems))
                continue
            candidate = people[one.person.address.key]
            pair = (activity.id, candidate.id)
            outcome, invitation = settled[pair]
            rows.append(
                Row(index, activity, outcome, candidate, invitation, letter=mailed.get(pair))
            )
    return rows
