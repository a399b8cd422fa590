"""What is done to many: in groups, by the worker, over crashes, and stopped."""

from datetime import timedelta

import pytest

from employers import make_employer
from muster.features import candidates, delivery, invitations, lists, privacy
from muster.features.invitations import Guest, More, Together
from muster.features.lists import NobodyChosenError, UndoneError, Verb, Wanting


@pytest.fixture
async def employer(database, clock):
    return await make_employer(database, clock, "northwind", name="Northwind")


async def invite_many(employer, number: int) -> tuple[int, ...]:
    """Invite people a group at a time; return the rows, newest first."""
    ids = []
    for start in range(0, number, 500):
        guests = [
            Guest(f"p{n}@example.com", f"P {n}") for n in range(start, min(start + 500, number))
        ]
        invited = await employer.invite(*guests, send=False)
        ids += [row.invitation.id for row in invited.rows]
    return tuple(sorted(ids, reverse=True))


async def begin(employer, verb: Verb, ids, more: More | None = None):
    return await lists.begin_errand(
        employer.database,
        employer.organization.id,
        Wanting(verb, ids, more),
        actor="member:test",
        clock=employer.clock,
    )


async def look(employer, errand):
    return await lists.find_errand(employer.database, employer.organization.id, errand.typeid)


async def die_in_the_middle(employer):
    async with employer.database.transaction(employer.organization.id):
        await lists.carry_on_errands(employer.database, employer.clock)
        raise RuntimeError


async def test_more_than_500_are_left_to_the_worker_and_survive_a_crash(employer):
    ids = await invite_many(employer, 620)
    errand = await begin(employer, Verb.REVOKE, ids)
    assert (errand.total, errand.seen, errand.ended_at) == (620, 0, None)
    assert await lists.carry_on_errands(employer.database, employer.clock) == 1
    half = await look(employer, errand)
    assert (half.seen, half.done, half.ended_at) == (500, 500, None)
    with pytest.raises(UndoneError):
        await lists.undo_errand(
            employer.database,
            employer.organization.id,
            errand.typeid,
            actor="member:test",
            clock=employer.clock,
        )
    # A worker dies in the middle of the second group: its transaction is gone as a whole.
    with pytest.raises(RuntimeError):
        await die_in_the_middle(employer)
    assert (await look(employer, errand)).seen == 500
    assert await lists.carry_on_errands(employer.database, employer.clock) == 1
    whole = await look(employer, errand)
    assert whole.outcomes == {Together.DONE: 620}
    assert whole.ended_at is not None
    assert await lists.carry_on_errands(employer.database, employer.clock) == 0
    revoked = "select count(*) from invitation where state = 'revoked'"
    assert (await employer.fetch(revoked))[0][0] == 620
    undo = await lists.undo_errand(
        employer.database,
        employer.organization.id,
        errand.typeid,
        actor="member:test",
        clock=employer.clock,
    )
    assert (undo.verb, undo.total, undo.seen) == (Verb.REVIVE, 620, 0)
    stopped = await lists.stop_errand(
        employer.database, employer.organization.id, undo.typeid, employer.clock
    )
    assert stopped.ended_at is not None
    assert await lists.carry_on_errands(employer.database, employer.clock) == 0
    assert (await employer.fetch(revoked))[0][0] == 620


async def test_each_has_an_outcome_of_its_own(employer, clock):
    track = employer.activities["path"]
    (row,) = (await employer.invite(Guest("t@example.com", "T"), activities=(track,))).rows
    (gone,) = (await employer.invite(Guest("g@example.com", "G"))).rows
    former = gone.invitation.expires_at
    await begin(employer, Verb.REVOKE, (gone.invitation.id,))
    ids = (row.invitation.id, gone.invitation.id)
    errand = await begin(employer, Verb.EXTEND, ids, More(days=30))
    assert errand.outcomes == {Together.DONE: 1, Together.REVOKED: 1}
    (left,) = await lists.list_left_out(employer.database, employer.organization.id, errand)
    assert (left.name, left.outcome) == ("G", Together.REVOKED)
    later = await begin(employer, Verb.EXTEND, ids[:1], More(until=former))
    assert later.outcomes == {Together.LATER: 1}
    clock.advance(days=60)
    assert (await begin(employer, Verb.RESEND, ids[:1])).outcomes == {Together.EXPIRED: 1}
    again = await begin(employer, Verb.EXTEND, ids[:1], More(days=3))
    view = await invitations.find_invitation(
        employer.database, employer.organization.id, str(ids[0])
    )
    assert again.done == 1
    assert view.invitation.state(clock.now()).value == "pending"
    with pytest.raises(NobodyChosenError):
        await begin(employer, Verb.REVOKE, ())


async def test_a_letter_to_a_suppressed_address_is_not_counted_as_sent(employer, clock):
    organization = employer.organization.id
    how = {"reason": "manual", "actor": "operator", "now": clock.now()}
    await delivery.suppress(employer.database, organization, ["p1@example.com"], **how)
    errand = await begin(employer, Verb.RESEND, await invite_many(employer, 2))
    assert errand.outcomes == {Together.DONE: 1, Together.SUPPRESSED: 1}
    assert errand.done == 1


async def test_of_whoever_is_erased_no_row_is_left(employer):
    ids = await invite_many(employer, 2)
    errand = await begin(employer, Verb.REVOKE, ids)
    (person, _) = await candidates.list_candidates(employer.database, employer.organization.id)
    await privacy.erase(
        employer.database,
        employer.organization.id,
        str(person.id),
        privacy.Order(privacy.Basis.REQUEST, "member:test"),
        employer.clock,
    )
    assert await employer.count("errand_row") == 1
    assert (await look(employer, errand)).done == 1
    undo = await lists.undo_errand(
        employer.database,
        employer.organization.id,
        errand.typeid,
        actor="member:test",
        clock=employer.clock,
    )
    assert undo.outcomes == {Together.DONE: 1}


@pytest.mark.parametrize("days", [True, False])
async def test_undoing_takes_no_time_that_somebody_gave_since(employer, clock, days):
    ids = await invite_many(employer, 2)
    tenant = employer.organization.id
    before = await invitations.find_invitation(employer.database, tenant, str(ids[1]))
    more = More(days=30) if days else More(until=clock.now() + timedelta(days=60))
    errand = await begin(employer, Verb.EXTEND, ids, more)
    clock.advance(hours=1)
    await begin(employer, Verb.EXTEND, ids[:1], More(days=20))  # by somebody else
    undone = await lists.undo_errand(
        employer.database, tenant, errand.typeid, actor="member:test", clock=clock
    )
    assert undone.outcomes == {Together.LATER: 1, Together.DONE: 1}
    kept, back = [
        await invitations.find_invitation(employer.database, tenant, str(one)) for one in ids
    ]
    assert kept.invitation.expires_at > clock.now() + timedelta(days=50)
    assert back.invitation.expires_at == before.invitation.expires_at
